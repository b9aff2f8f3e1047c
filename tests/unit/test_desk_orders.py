"""Every form asks casework for exactly what was typed; a refusal is shown in place and the text is kept."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from handoff.model import SHANGHAI, Refused
from tests.unit.test_desk_double import CASE
from tests.unit.test_desk_server import Desk, post

PAGE = f"/cases/{CASE.id}"
CALL = f"{PAGE}/promises/p1"


NEXT: dict[str, Any] = {"next_what": "寄出替换的内存条", "next_due": "2026-06-09T15:00"}
DUE = datetime(2026, 6, 9, 15, 0, tzinfo=SHANGHAI)
ORDERS = [
    ("王敏", f"{CALL}/start-call", {}, ("start_call", "wangmin", "p1")),
    ("王敏", f"{CALL}/stop-call", {}, ("stop_call", "wangmin", "p1")),
    ("王敏", f"{CALL}/reached", {"said": " 已道歉 "}, ("reached", "wangmin", "p1", "已道歉", None, None)),
    ("王敏", f"{CALL}/reached", {"said": "已道歉", **NEXT},
     ("reached", "wangmin", "p1", "已道歉", "寄出替换的内存条", DUE)),
    ("王敏", f"{CALL}/not-reached", {"note": "关机"}, ("not_reached", "wangmin", "p1", "关机")),
    ("王敏", f"{PAGE}/promises/p3/done", {"evidence": "SF1234"}, ("action_done", "wangmin", "p3", "SF1234")),
    ("王敏", f"{PAGE}/hand-over", {"to": "liuyang", "reason": "维修"},
     ("hand_over", "wangmin", CASE.id, "liuyang", "维修")),
    ("王敏", f"{PAGE}/join-partner", {"to": "mapeng", "what": "上门"},
     ("join_partner", "wangmin", CASE.id, "mapeng", "上门")),
    ("陈静", f"{PAGE}/promises/p3/withdraw", {"reason": "总部不同意"}, ("withdraw", "chenjing", "p3", "总部不同意")),
    ("王敏", f"{PAGE}/promise", {"what": "寄出内存条", "due": NEXT["next_due"]},
     ("promise", "wangmin", CASE.id, "寄出内存条", DUE)),
    ("王敏", f"{PAGE}/leave-alone", {"note": "别再打了"}, ("leave_alone", "wangmin", CASE.id, "别再打了")),
    ("王敏", f"{PAGE}/answer-cost", {"answer": "由我们退还"}, ("answer_cost", "wangmin", CASE.id, "由我们退还")),
    ("王敏", f"{PAGE}/propose-close", {"summary": "已换新"}, ("propose_close", "wangmin", CASE.id, "已换新")),
    ("陈静", f"{PAGE}/about", {"about": ["liuyang", "wangmin"]},
     ("set_about", "chenjing", CASE.id, ["liuyang", "wangmin"])),
    ("陈静", f"{PAGE}/about", {}, ("set_about", "chenjing", CASE.id, [])),
    ("陈静", "/alarms/3/seen", {}, ("seen_alarm", "chenjing", 3)),
    ("王敏", "/notices/5/seen", {}, ("seen_notice", "wangmin", 5)),
]  # fmt: skip


@pytest.mark.parametrize(("who", "path", "fields", "asked"), ORDERS)
def test_a_form_asks_casework_and_leads_back_to_a_page(
    desk: Desk, who: str, path: str, fields: dict[str, Any], asked: tuple[Any, ...]
) -> None:
    browser = desk.signed_in(who)
    answer = post(browser, PAGE, path, **fields)
    assert desk.work.asked == [asked]
    assert answer.status_code == 303
    assert browser.get(answer.headers["location"]).status_code == 200


def test_the_page_after_an_order_says_what_was_done(desk: Desk) -> None:
    browser = desk.signed_in()
    answer = post(browser, PAGE, f"{CALL}/start-call")
    page = browser.get(answer.headers["location"]).text
    assert "已标记为正在致电" in page
    assert f"{CALL}/stop-call" in page
    assert f"{CALL}/start-call" not in page


def test_after_handing_over_the_person_goes_on_to_their_own_promises(desk: Desk) -> None:
    browser = desk.signed_in()
    plain = post(browser, PAGE, f"{PAGE}/hand-over", to="liuyang", reason="维修")
    part = post(browser, PAGE, f"{PAGE}/hand-over", htmx=True, to="liuyang", reason="维修")
    assert plain.headers["location"] == part.headers["hx-redirect"] == "/?done=hand-over"


LACKING = [
    (f"{CALL}/reached", {"said": "  "}, ["said"], "请写下与客户说了什么"),
    (f"{CALL}/reached", {"said": "好", "next_what": "寄件"}, ["next_due"], "请选择下一步承诺的日期和时间"),
    (f"{CALL}/reached", {"said": "好", "next_due": "2026-06-09T15:00"}, ["next_what"], "请写明下一步承诺做什么"),
    (f"{CALL}/reached", {"said": "好", "next_what": "寄件", "next_due": "2026-06-08T09:59"}, ["next_due"], "已经过去"),
    (f"{CALL}/not-reached", {}, ["note"], "请写下未接通的情况"),
    (f"{CALL}/not-reached", {"note": "长" * 4001}, ["note"], "最多4000字"),
    (f"{PAGE}/hand-over", {"to": "liuyang"}, ["reason"], "请写明转交原因"),
    (f"{PAGE}/hand-over", {"reason": "维修"}, ["to"], "请选择要转交的同事"),
]


@pytest.mark.parametrize(("path", "fields", "wrong", "sentence"), LACKING)
def test_a_form_that_lacks_something_is_answered_422_in_place(
    desk: Desk, path: str, fields: dict[str, str], wrong: list[str], sentence: str
) -> None:
    answer = post(desk.signed_in(), PAGE, path, htmx=True, **fields)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "<main" not in answer.text
    assert json.loads(answer.headers["hx-trigger"])["desk:problem"]["fields"] == wrong
    assert desk.work.asked == []


def test_a_refusal_is_answered_409_with_its_sentence(desk: Desk) -> None:
    desk.work.refusal = Refused("over", "这个承诺已经结束。请刷新页面，看最新的承诺。")
    answer = post(desk.signed_in(), PAGE, f"{CALL}/reached", htmx=True, said="已道歉")
    assert answer.status_code == 409
    assert "这个承诺已经结束" in answer.text


def test_without_a_script_a_refused_form_comes_back_filled_in(desk: Desk) -> None:
    desk.work.refusal = Refused("off_duty", "这个时间您不在班上（或是休息日）。")
    answer = post(desk.signed_in(), PAGE, f"{CALL}/reached", said="已<b>道歉</b>", **NEXT)
    assert answer.status_code == 409
    assert "这个时间您不在班上" in answer.text
    assert ">已&lt;b&gt;道歉&lt;/b&gt;</textarea>" in answer.text
    assert 'value="2026-06-09T15:00"' in answer.text
    assert answer.text.count('class="problem"') == 1


def test_without_a_script_an_incomplete_form_marks_its_field(desk: Desk) -> None:
    answer = post(desk.signed_in(), PAGE, f"{PAGE}/hand-over", to="chenjing")
    assert answer.status_code == 422
    assert '<option value="chenjing" selected>' in answer.text
    assert answer.text.count('aria-invalid="true"') == 1


def test_an_agent_cannot_acknowledge_an_alarm(desk: Desk) -> None:
    assert post(desk.signed_in(), PAGE, "/alarms/3/seen").status_code == 403
    assert desk.work.asked == []


def test_an_unknown_order_is_not_found(desk: Desk) -> None:
    assert post(desk.signed_in(), PAGE, f"{CALL}/delete").status_code == 404


def test_closing_can_be_proposed_once_nothing_is_promised_any_more(desk: Desk) -> None:
    browser = desk.signed_in()
    assert "/propose-close" not in browser.get(PAGE).text
    desk.work.shown = replace(CASE, promises=CASE.promises[1:], cost_answer="由我们退还")
    assert "/propose-close" in browser.get(PAGE).text
