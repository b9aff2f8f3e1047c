"""The page of the rota: what each role is offered, what each form asks, and what is said afterwards."""

from __future__ import annotations

import inspect
import json
import re
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from desk.times import for_form, stretch, weekday
from handoff.calendars import Calendars
from handoff.model import SHANGHAI, Refused
from handoff.rotas import Rotas
from tests.unit.rota_double import CalendarDouble, RotaDouble
from tests.unit.test_desk_double import CASE, NOW, PROMISES
from tests.unit.test_desk_server import Desk, post

STARTS, ENDS = datetime(2026, 6, 9, 20, 0, tzinfo=SHANGHAI), datetime(2026, 6, 10, 6, 0, tzinfo=SHANGHAI)
STRETCH = {"starts": "2026-06-09T20:00", "ends": "2026-06-10T06:00"}
HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize(("double", "real"), [(RotaDouble, Rotas), (CalendarDouble, Calendars)])
def test_the_doubles_take_the_arguments_that_the_core_takes(double: type, real: type) -> None:
    def shape(kind: type) -> dict[str, list[str]]:
        public = {name for name in vars(real) if not name.startswith("_")}
        return {name: list(inspect.signature(getattr(kind, name)).parameters) for name in public}

    assert shape(double) == shape(real)


def test_the_rota_is_a_page_of_the_navigation(desk: Desk) -> None:
    browser = desk.signed_in()
    assert '<a href="/rota" >排班</a>' in browser.get("/").text
    page = browser.get("/rota").text
    assert '<a href="/rota" aria-current="page">排班</a>' in page
    for shown in ("投诉组", "王敏", "09:00–12:00", "13:00–18:00", "2个承诺", "可再接18个", "休息日", "周一 6月8日"):
        assert shown in page, shown


def test_the_weeks_before_and_after_are_a_link_away(desk: Desk) -> None:
    browser = desk.signed_in()
    page = browser.get("/rota").text
    assert 'href="/rota?week=2026-06-01"' in page and 'href="/rota?week=2026-06-15"' in page
    assert "回到本周" not in page
    assert "回到本周" in browser.get("/rota?week=2026-06-17").text


@pytest.mark.parametrize("week", ["nonsense", "", "0001-01-01", "9999-12-31", "2026-06-31"])
def test_a_week_that_cannot_be_read_is_no_fault(desk: Desk, week: str) -> None:
    assert desk.signed_in().get("/rota", params={"week": week}).status_code == 200


def test_an_agent_is_offered_sickness_and_meetings_of_their_own(desk: Desk) -> None:
    page = desk.signed_in("王敏").get("/rota").text
    assert "我病了，今天回家（到18:00）" in page
    for order in ("/rota/sick", "/rota/meeting"):
        assert f'action="{order}"' in page, order
    for order in ("/rota/leave", "/rota/duty", "/rota/swap"):
        assert order not in page, order
    assert 'name="person"' not in page and "请假、值班和换班由主管安排" in page


def test_a_supervisor_is_offered_everything_for_everybody(desk: Desk) -> None:
    page = desk.signed_in("陈静").get("/rota").text
    for order in ("sick-now", "sick", "meeting", "leave", "duty", "swap", "undo"):
        assert f'action="/rota/{order}"' in page, order
    assert page.count('<option value="liuyang"') == 6, "four stretches, and both sides of a swap"


def test_after_duty_nobody_is_offered_to_go_home(desk: Desk) -> None:
    desk.rotas.until = None
    assert "sick-now" not in desk.signed_in().get("/rota").text


def test_every_change_is_shown_with_who_and_when_also_once_undone(desk: Desk) -> None:
    page = desk.signed_in("陈静").get("/rota").text
    assert "陈静安排于" in page and "赵磊撤销于" in page and "王敏 ⇄ 刘洋" in page
    assert page.count('action="/rota/undo"') == 2


ORDERS = [
    ("王敏", "sick-now", {}, ("sick", "wangmin"), "2026-06-08"),
    ("王敏", "sick", STRETCH, ("change", "wangmin", "wangmin", "sick", STARTS, ENDS, ""), "2026-06-09"),
    ("王敏", "meeting", {**STRETCH, "reason": " 周会 "},
     ("change", "wangmin", "wangmin", "meeting", STARTS, ENDS, "周会"), "2026-06-09"),
    ("陈静", "leave", {**STRETCH, "person": "liuyang"},
     ("change", "chenjing", "liuyang", "leave", STARTS, ENDS, ""), "2026-06-09"),
    ("陈静", "duty", {**STRETCH, "person": "liuyang"},
     ("change", "chenjing", "liuyang", "duty", STARTS, ENDS, ""), "2026-06-09"),
    ("陈静", "swap", {"one": "wangmin", "other": "liuyang", "day": "2026-06-20"},
     ("swap", "chenjing", "wangmin", "liuyang", date(2026, 6, 20)), "2026-06-20"),
    ("陈静", "undo", {"change": "c1", "week": "2026-06-15"}, ("undo", "chenjing", "c1"), "2026-06-15"),
]  # fmt: skip


@pytest.mark.parametrize(("who", "order", "fields", "asked", "week"), ORDERS)
def test_a_form_asks_exactly_what_was_typed_and_leads_to_the_week_of_it(
    desk: Desk, who: str, order: str, fields: dict[str, Any], asked: tuple[Any, ...], week: str
) -> None:
    desk.rotas.at_risk = 3
    browser = desk.signed_in(who)
    answer = post(browser, "/rota", f"/rota/{order}", **fields)
    assert desk.rotas.asked == [asked]
    assert (answer.status_code, answer.headers["location"]) == (303, f"/rota?week={week}&done={order}&n=3")
    said = browser.get(answer.headers["location"]).text
    assert "有3个承诺到时无人在岗：守约系统会在几秒内请同事接手，并告诉客户。" in said


def test_a_change_that_puts_nothing_at_risk_says_so(desk: Desk) -> None:
    browser = desk.signed_in()
    answer = post(browser, "/rota", "/rota/sick-now")
    assert "已登记病假，请好好休息。没有承诺受影响。" in browser.get(answer.headers["location"]).text
    assert "已登记" not in browser.get("/rota?done=nonsense&n=1").text


@pytest.mark.parametrize(
    ("order", "fields", "said", "wrong"),
    [("sick", {"starts": "", "ends": "x"}, ["请选择开始的日期和时间。", "请选择结束的日期和时间。"], ["starts", "ends"]),
     ("meeting", {**STRETCH, "reason": "长" * 201}, ["原因最多200字，请缩短。"], ["reason"]),
     ("swap", {"one": "", "other": "", "day": "June"}, ["请选择要换班的同事。", "请选择和谁换。", "请选择换哪一天。"],
      ["one", "other", "day"])],
)  # fmt: skip
def test_what_is_missing_is_said_in_the_form_and_what_was_typed_stays(
    desk: Desk, order: str, fields: dict[str, Any], said: list[str], wrong: list[str]
) -> None:
    browser = desk.signed_in("陈静")
    plain = post(browser, "/rota", f"/rota/{order}", week="2026-06-15", person="liuyang", **fields)
    part = post(browser, "/rota", f"/rota/{order}", htmx=True, **fields)
    assert (plain.status_code, part.status_code, desk.rotas.asked) == (422, 422, [])
    for sentence in said:
        assert sentence in plain.text and sentence in part.text
    assert json.loads(part.headers["hx-trigger"])["desk:problem"] == {"form": f"{order}-rota", "fields": wrong}
    assert "周一 6月15日" in plain.text and plain.text.count('aria-invalid="true"') == len(wrong)


def test_what_the_core_refuses_is_said_in_the_form(desk: Desk) -> None:
    desk.rotas.refusal = Refused("no_stretch", "结束时间要晚于开始时间，也要晚于现在。请改一下时间。")
    asked: list[tuple[str, str, dict[str, Any]]] = [
        ("王敏", "sick", STRETCH), ("陈静", "undo", {"change": "c1"}), ("王敏", "sick-now", {}),
    ]  # fmt: skip
    for who, order, fields in asked:
        answer = post(desk.signed_in(who), "/rota", f"/rota/{order}", htmx=False, **fields)
        assert answer.status_code == 409
        shown = re.search(
            r'<(?:div|span) class="said" id="said-[\w-]+" role="alert"><span class="problem">', answer.text
        )
        assert shown, order
        assert desk.rotas.refusal.message in answer.text


def test_an_order_that_there_is_not_and_a_form_from_elsewhere_change_nothing(desk: Desk) -> None:
    browser = desk.signed_in()
    assert post(browser, "/rota", "/rota/holiday").status_code == 404
    assert browser.post("/rota/sick-now").status_code == 403
    assert desk.browser().post("/rota/sick-now").status_code in (303, 401, 403)
    assert desk.rotas.asked == []


def test_who_is_not_signed_in_sees_no_rota(desk: Desk) -> None:
    answer = desk.browser().get("/rota")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=%2Frota")


def test_a_promise_whose_owner_will_be_away_says_so_wherever_it_is_shown(desk: Desk) -> None:
    words = "到时不在岗，正在安排同事"
    browser = desk.signed_in()
    for path in ("/", f"/cases/{CASE.id}"):
        assert words not in browser.get(path).text
    desk.work.set(PROMISES[0].id, off_duty=True)
    desk.work.set(PROMISES[1].id, off_duty=True)
    assert browser.get("/").text.count(words) == 2
    assert words in browser.get(f"/cases/{CASE.id}").text
    assert words in desk.signed_in("陈静").get("/board").text


def test_the_page_in_english_holds_no_chinese_but_names_and_what_people_wrote(desk: Desk) -> None:
    desk.rotas.at_risk = 2
    browser = desk.signed_in("陈静")
    post(browser, "/", "/language", lang="en", next="/")
    answer = post(browser, "/rota", "/rota/sick-now")
    page = re.sub(r"<[^>]+>", " ", browser.get(answer.headers["location"]).text)
    for own in ("陈静", "王敏", "刘洋", "赵磊", "投诉组", "维修组", "售后投诉专员", "维修进度专员", "售后主管", "服务经理",
                "发烧", "周会", "年假", "中文", "（", "）"):  # fmt: skip
        page = page.replace(own, "")
    assert HAN.findall(page) == []
    assert "Promises that nobody would be there for: 2." in page and "Mon 8 Jun" in page


def test_hours_and_days_are_written_as_people_read_them() -> None:
    evening = NOW.replace(hour=20)
    assert stretch(evening, evening.replace(hour=23, minute=59)) == "20:00–23:59"
    assert stretch(evening, replace_day(evening)) == "20:00–24:00"
    assert (weekday(NOW.date(), "zh"), weekday(NOW.date(), "en")) == ("周一 6月8日", "Mon 8 Jun")
    assert (for_form(NOW), for_form(None)) == ("2026-06-08T10:00", "")


def replace_day(at: datetime) -> datetime:
    """The midnight after."""
    return at.replace(day=at.day + 1, hour=0)


def test_names_and_reasons_are_text_and_never_markup(desk: Desk) -> None:
    evil = '"><img src=x onerror=alert(1)>'
    real = desk.rotas.week

    def week(person_id: str, day: date) -> Any:
        found = real(person_id, day)
        return replace(found, changes=tuple(replace(c, reason=evil, people=(evil,)) for c in found.changes))

    desk.rotas.week = week  # type: ignore[method-assign]
    assert "<img" not in desk.signed_in("陈静").get("/rota").text
