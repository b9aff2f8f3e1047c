"""The page of numbers, the document of a case, and what Prometheus may read."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from datetime import date

import pytest

from handoff.labels import LABELS
from handoff.metrics import Metrics
from handoff.numbers import Figuring, Tally
from handoff.records import Records
from handoff.settings import Settings
from tests.unit.numbers_double import FiguringDouble, MetricsDouble, RecordsDouble
from tests.unit.test_desk_double import CASE, HIDDEN
from tests.unit.test_desk_server import Desk, post, serving

CASE_PATH = f"/cases/{CASE.id}"
TOKEN = "t" * 40


DOUBLES = [(FiguringDouble, Figuring), (RecordsDouble, Records), (MetricsDouble, Metrics)]


@pytest.mark.parametrize(("double", "real"), DOUBLES)
def test_the_doubles_take_the_arguments_of_the_real_ones(double: type, real: type) -> None:
    for name in (name for name in vars(double) if not name.startswith("_")):
        ours: Callable[..., object] = getattr(double, name)
        assert list(inspect.signature(ours).parameters) == list(inspect.signature(getattr(real, name)).parameters)


def test_the_numbers_stand_with_how_each_is_counted(desk: Desk) -> None:
    page = desk.signed_in("陈静").get("/numbers").text
    for shown in ("89.6%", "202个到期，181个履行", "86.2%", "1小时35分钟", "合作单位没有致电", "我方临到时改期", "14.3"):
        assert shown in page, shown
    for definition in LABELS["definition"].values():
        assert definition in page
    assert desk.figuring.asked == [("chenjing", None, None)]


def test_moved_promises_do_not_stand_among_the_broken_ones(desk: Desk) -> None:
    page = desk.signed_in("陈静").get("/numbers").text
    causes = re.search(r'id="causes".*?</section>', page, re.S)
    moves = re.search(r'id="moves".*?</section>', page, re.S)
    assert causes
    assert moves
    assert "改期" not in causes.group(0)
    assert "9.4%" in moves.group(0)  # 21 of 223


def test_an_agent_sees_their_team_and_themselves(desk: Desk) -> None:
    page = desk.signed_in("王敏").get("/numbers").text
    assert "投诉组" in page
    assert "维修组" not in page
    assert "刘洋" not in page


def test_days_are_taken_from_the_form_and_nonsense_is_not(desk: Desk) -> None:
    browser = desk.signed_in("陈静")
    page = browser.get("/numbers?first=2026-06-01&last=2026-06-07").text
    assert 'value="2026-06-01"' in page
    browser.get("/numbers?first=tomorrow&last=0001-01-01")
    assert desk.figuring.asked == [("chenjing", date(2026, 6, 1), date(2026, 6, 7)), ("chenjing", None, None)]


def test_days_without_anything_say_so_and_claim_nothing(desk: Desk) -> None:
    desk.figuring.busy, desk.figuring.hours = Tally(), 0.0
    page = desk.signed_in("陈静").get("/numbers").text
    assert "这几天没有到期的承诺" in page
    assert "没有失约。" in page
    assert "0.0%" not in page[page.index("tiles") : page.index("by-team")]


def test_the_numbers_are_there_in_english(desk: Desk) -> None:
    browser = desk.signed_in("陈静")
    post(browser, "/", "/language", lang="en", next="/numbers")
    page = browser.get("/numbers").text
    for shown in ("Kept as first said", "The partner did not call", "202 came due, 181 kept", "1 h 35 min"):
        assert shown in page, shown


def test_a_supervisor_takes_a_case_along_and_an_agent_is_not_offered_it(desk: Desk) -> None:
    assert "/export/" not in desk.signed_in("王敏").get(CASE_PATH).text
    browser = desk.signed_in("陈静")
    assert f'action="{CASE_PATH}/export/html"' in browser.get(CASE_PATH).text
    answer = post(browser, CASE_PATH, f"{CASE_PATH}/export/html")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == f'attachment; filename="case-{CASE.id}.html"'
    assert answer.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert desk.records.given == [("chenjing", CASE.id, "html")]


def test_whoever_may_not_gets_nothing(desk: Desk) -> None:
    agent, senior = desk.signed_in("王敏"), desk.signed_in("陈静")
    assert post(agent, "/", f"{CASE_PATH}/export/html").status_code == 409
    hidden = post(senior, "/", f"/cases/{HIDDEN}/export/json")
    missing = post(senior, "/", "/cases/Y000000-0000/export/json")
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert hidden.text == missing.text
    assert post(senior, "/", f"{CASE_PATH}/export/pdf").status_code == 404
    assert senior.get(f"{CASE_PATH}/export/html").status_code in (404, 405)
    assert senior.post(f"{CASE_PATH}/export/html").status_code == 403  # no token
    assert desk.records.given == []


def test_other_cases_of_the_customer_lead_on(desk: Desk) -> None:
    page = desk.signed_in().get(CASE_PATH).text
    assert 'href="/cases/Y260601-0444"' in page
    assert "较早的工单" in page
    desk.records.others = []
    assert "同一位客户的其他工单" not in desk.signed_in().get(CASE_PATH).text


def test_without_a_token_there_are_no_metrics(desk: Desk) -> None:
    assert desk.browser().get("/metrics").status_code == 404
    assert desk.browser(headers={"Authorization": "Bearer"}).get("/metrics").status_code == 404


def test_metrics_are_for_whoever_has_the_token() -> None:
    with serving(Settings(desk_secret="s" * 40, metrics_token=TOKEN, _env_file=None)) as desk:
        assert desk.browser().get("/metrics").status_code == 401
        for wrong in (TOKEN, f"Bearer {TOKEN}x", "Bearer", f"Basic {TOKEN}", "Bearer ü"):
            given = desk.browser(headers={"Authorization": wrong.encode()}).get("/metrics")
            assert (given.status_code, given.headers["www-authenticate"]) == (401, "Bearer"), wrong
        read = desk.browser(headers={"Authorization": f"Bearer {TOKEN}"}).get("/metrics")
        assert read.status_code == 200
        assert read.headers["content-type"].startswith("text/plain; version=0.0.4")
        assert "yinuo_alarms_unseen 3" in read.text
        assert desk.signed_in("陈静").get("/metrics").status_code == 401
