"""Every visible text of the desk passes through the dictionary, and times read as people in Shanghai write them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from pathlib import Path

import handoff
from desk import errors, orders, rota_orders, words
from desk.i18n import ENGLISH, say
from desk.render import FOLDER
from desk.times import from_form, minutes_left, moment, phone_for_people, span
from handoff.model import SHANGHAI
from tests.unit.test_desk_double import NOW
from tests.unit.test_desk_server import Desk, post

HAN = re.compile(r"[\u4e00-\u9fff]")
SAID = re.compile(r"""\bt\(\s*(["'])((?:(?!\1).)*)\1""")
TEMPLATES = sorted((FOLDER / "templates").glob("*.html"))
SOURCES = sorted(FOLDER.glob("*.py"))


def test_every_text_of_a_template_has_its_english() -> None:
    for template in TEMPLATES:
        for _, text in SAID.findall(template.read_text("utf-8")):
            assert text in ENGLISH, (template.name, text)


def test_templates_hold_no_chinese_outside_the_dictionary() -> None:
    for template in TEMPLATES:
        rest = SAID.sub("", re.sub(r"{#.*?#}", "", template.read_text("utf-8"), flags=re.S))
        rest = rest.replace('lang="zh-CN">中文</button>', "")
        assert not HAN.search(rest.replace("'zh-CN'", "")), template.name


def test_every_word_for_a_code_has_its_english() -> None:
    for group in words.LABELS.values():
        for text in group.values():
            assert text in ENGLISH, text


def test_every_event_alarm_and_notice_of_the_core_has_a_word() -> None:
    core = "".join(path.read_text("utf-8") for path in Path(handoff.__file__).parent.glob("*.py"))

    def kinds_in(call: str) -> set[str]:
        return set(re.findall(rf'\b{call}\((?:[^"\n]|"\w+"\])*"(\w+)"[,)]', core))

    found = {
        "trail": kinds_in("event") | kinds_in("_say_again"),
        "alarm": kinds_in("alarm") | kinds_in("remind"),
        "notice": kinds_in("notice"),
    }
    for group, kinds in found.items():
        assert kinds
        assert kinds <= set(words.LABELS[group]), group


def test_every_sentence_in_the_source_has_its_english() -> None:
    spoken = {text for _, *texts in errors.PAGES.values() for text in texts} | set(orders.DONE.values())
    spoken |= {*rota_orders.ROTA_DONE.values(), rota_orders.AT_RISK, rota_orders.NONE_AT_RISK}
    answering = ("orders.py", "rota_orders.py", "entry.py")
    source = "".join(path.read_text("utf-8") for path in SOURCES if path.name in answering)
    spoken |= {text for text in re.findall(r'"([^"\n]*)"', source) if HAN.search(text)}
    for text in spoken:
        assert text in ENGLISH, text


def test_english_keeps_the_blanks_to_be_filled() -> None:
    for text, english in ENGLISH.items():
        assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", english)), text
        assert not HAN.search(english), text


def test_an_unknown_text_stays_as_it_is_in_english() -> None:
    assert say("en", "没有译文") == "没有译文"


def test_the_language_is_switched_by_a_form_and_kept_in_a_cookie(desk: Desk) -> None:
    browser = desk.signed_in()
    assert "我的承诺" in browser.get("/").text
    answer = post(browser, "/", "/language", lang="en", next="/search")
    assert (answer.status_code, answer.headers["location"]) == (303, "/search")
    page = browser.get("/").text
    assert '<html lang="en"' in page
    assert "My promises" in page
    assert post(browser, "/", "/language", lang="zh", next="//evil.example").headers["location"] == "/"
    assert "我的承诺" in browser.get("/").text


def test_an_english_page_shows_no_chinese_but_what_people_wrote(desk: Desk) -> None:
    browser = desk.signed_in("陈静")
    post(browser, "/", "/language", lang="en", next="/")
    page = re.sub(r"<[^>]+>", " ", browser.get("/search?q=nothing").text)
    assert not HAN.search(page.replace("陈静", "").replace("中文", ""))


def test_times_are_those_of_shanghai() -> None:
    utc = datetime(2026, 6, 8, 7, 20, tzinfo=timezone.utc)
    assert moment(utc, "zh", NOW) == "6月8日（周一）15:20"
    assert moment(utc, "en", NOW) == "Mon 8 Jun, 15:20"
    assert moment(utc - timedelta(days=365), "zh", NOW) == "2025年6月8日（周日）15:20"


def test_a_form_time_without_offset_is_shanghai_time() -> None:
    assert from_form("2026-06-08T15:20") == datetime(2026, 6, 8, 15, 20, tzinfo=SHANGHAI)
    assert from_form("2026-06-08T15:20+00:00") is None
    assert from_form("tomorrow") is None


def test_lateness_begins_with_its_first_second() -> None:
    assert minutes_left(NOW - timedelta(seconds=1), NOW) == -1
    assert minutes_left(NOW + timedelta(seconds=59), NOW) == 0


def test_a_span_names_its_two_largest_units() -> None:
    assert span(3 * 60 + 25, "zh") == "3小时25分钟"
    assert span(-26 * 60, "zh") == "1天2小时"
    assert span(0, "en") == "0 min"


def test_a_mobile_number_is_grouped_and_others_stay() -> None:
    assert phone_for_people("+8613800138000") == "138 0013 8000"
    assert phone_for_people("+862088889999") == "+862088889999"
