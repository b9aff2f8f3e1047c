"""Nobody is offered a form that would be refused; who may instead is said in one line, in both languages."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from desk.doing import TITLES
from desk.i18n import ENGLISH
from handoff import boards, replies
from handoff.model import Refused
from handoff.views import Board
from tests.unit.test_desk_double import CASE, LIU, MA, NOW, WANG, at, promise
from tests.unit.test_desk_server import Desk, post

PAGE = f"/cases/{CASE.id}"
ACTION = promise(3, CASE.id, 320, kind="action", what="寄出替换的内存条", made_by=WANG.id, owner_id=WANG.id)
EVERY = {"reached", "not-reached", "start-call", "done", "withdraw", "promise", "answer-cost", "hand-over",
         "join-partner", "propose-close", "leave-alone", "about", "reply", "html", "json"}  # fmt: skip


def shown(desk: Desk, **change: Any) -> None:
    desk.work.shown = replace(CASE, **change)


def forms(desk: Desk, who: str) -> set[str]:
    page = desk.signed_in(who).get(PAGE).text
    return set(re.findall(rf'<form[^>]* action="{PAGE}[^"]*/([a-z-]+)"', page)) & EVERY


def test_the_owner_is_offered_what_only_they_and_supervisors_may(desk: Desk) -> None:
    shown(desk, promises=(*CASE.promises, ACTION))
    assert forms(desk, "王敏") == {"reached", "not-reached", "start-call", "done", "promise", "answer-cost", "hand-over",
                                 "join-partner", "reply"}  # fmt: skip
    shown(desk)
    assert "leave-alone" in forms(desk, "王敏")


def test_a_colleague_is_offered_what_everybody_may_and_told_who_may_the_rest(desk: Desk) -> None:
    desk.work.box = replace(desk.work.box, allowed=False, why=replies.NOT_YOURS)
    assert forms(desk, "刘洋") == {"hand-over", "join-partner"}
    browser = desk.signed_in("刘洋")
    page = browser.get(PAGE).text
    assert "由负责人王敏或主管来做：另作承诺、答复费用、客户不希望再被联系" in page
    assert "由主管来做：投诉对象" in page and "现在的承诺由王敏负责" in page and replies.NOT_YOURS in page
    post(browser, "/", "/language", lang="en", next="/")
    page = browser.get(PAGE).text
    assert "For the owner, 王敏, or a supervisor: Promise something more, Answer the cost, Customer wants no" in page
    assert "For a supervisor: Complained about" in page


@pytest.mark.parametrize("who", ["陈静", "赵磊"])
def test_supervisors_and_the_duty_manager_are_offered_everything(desk: Desk, who: str) -> None:
    shown(desk, promises=(*CASE.promises, ACTION))
    offered = forms(desk, who)
    assert offered == EVERY - {"propose-close"}
    assert 'id="who-' not in desk.signed_in(who).get(PAGE).text


def test_their_own_promise_is_for_whoever_is_above_them(desk: Desk) -> None:
    own = replace(ACTION, owner_id="chenjing", owner_name="陈静")
    shown(desk, promises=(*CASE.promises, own))
    assert not {"leave-alone", "withdraw"} & forms(desk, "陈静")
    assert {"leave-alone", "withdraw"} <= forms(desk, "赵磊")
    assert "由您的上级来做：客户不希望再被联系、撤回承诺" in desk.signed_in("陈静").get(PAGE).text


def test_a_partner_is_offered_the_call_of_their_own_alone(desk: Desk) -> None:
    theirs = promise(7, CASE.id, 60, kind="partner_call", owner_id=LIU.id, owner_name=MA.name, team=LIU.team)
    shown(desk, promises=(*CASE.promises, theirs), of_partner=True)
    desk.work.box = replace(desk.work.box, allowed=False, why=replies.PARTNER)
    assert forms(desk, "刘洋") == {"reached", "not-reached", "start-call"}
    assert forms(desk, "陈静") <= {"html", "json"}  # the double gives those to every supervisor
    browser = desk.signed_in("刘洋")
    assert "其余由负责这件事的公司来做" in browser.get(PAGE).text and replies.PARTNER in browser.get(PAGE).text
    post(browser, "/", "/language", lang="en", next="/")
    page = browser.get(PAGE).text
    assert "The rest is for the company that owns the case" in page and ENGLISH[replies.PARTNER] in page


def test_a_missed_call_is_escalated_and_nobody_is_offered_to_move_it(desk: Desk) -> None:
    desk.clock.set(at(12))
    for who in ("王敏", "刘洋", "陈静", "赵磊"):
        offered, page = forms(desk, who), desk.signed_in(who).get(PAGE).text
        assert not {"reached", "not-reached", "start-call", "hand-over"} & offered
        assert "承诺时间已过，系统会升级处理" in page and "系统正在升级给上一级并告诉客户" in page


def test_nothing_is_proposed_or_recorded_as_done_before_a_cost_is_answered(desk: Desk) -> None:
    shown(desk, promises=(ACTION,))
    assert not {"done", "propose-close"} & forms(desk, "王敏")
    assert "先答复费用" in desk.signed_in().get(PAGE).text
    shown(desk, promises=(ACTION,), cost_answer="由我们退还")
    assert "done" in forms(desk, "王敏") and "先答复费用" not in desk.signed_in().get(PAGE).text


def test_what_a_supervisor_settles_is_handed_on_by_them_and_the_duty_manager(desk: Desk) -> None:
    shown(desk, settled_by="chenjing")
    assert "hand-over" in forms(desk, "陈静") and "hand-over" in forms(desk, "赵磊")
    assert "hand-over" not in forms(desk, "王敏")
    assert "由值班经理来做：转交同事" in desk.signed_in().get(PAGE).text


def test_a_closed_case_offers_supervisors_who_is_complained_about_and_nobody_else_anything(desk: Desk) -> None:
    shown(desk, state="closed", promises=(), closed_at=NOW)
    assert forms(desk, "王敏") == set()
    assert forms(desk, "赵磊") <= {"about", "html", "json"}
    assert 'id="who-' not in desk.signed_in().get(PAGE).text


def test_a_refusal_of_a_form_that_is_gone_is_said_all_the_same(desk: Desk) -> None:
    desk.work.refusal = Refused("not_yours", "由负责人或主管向客户作承诺。请先告诉负责人。")
    browser = desk.signed_in("刘洋")
    answer = post(browser, PAGE, f"{PAGE}/promise", what="寄出内存条", due="2026-06-09T15:00")
    assert answer.status_code == 409 and answer.text.count("由负责人或主管向客户作承诺。") == 1
    owner = post(desk.signed_in(), PAGE, f"{PAGE}/promise", what="寄出内存条", due="2026-06-09T15:00")
    assert owner.text.count("由负责人或主管向客户作承诺。") == 1 and ">寄出内存条<" not in owner.text


def test_a_refusal_to_withdraw_is_shown_in_its_form(desk: Desk) -> None:
    shown(desk, promises=(*CASE.promises, ACTION))
    desk.work.refusal = Refused("over", "这个承诺已经结束。请刷新页面，看最新的承诺。")
    answer = post(desk.signed_in("陈静"), PAGE, f"{PAGE}/promises/p3/withdraw", reason="总部不同意")
    assert re.search(r'id="said-withdraw-p3" role="alert"><?.*这个承诺已经结束', answer.text, re.S)
    assert ">总部不同意</textarea>" in answer.text


@pytest.mark.parametrize("why", [boards.OWN, boards.OF_PARTNER])
def test_an_alarm_that_must_stay_says_so_in_the_place_of_its_button(desk: Desk, why: str) -> None:
    board = desk.work.board("chenjing")
    assert "alarm-seen-3" in desk.signed_in("陈静").get("/board").text
    stays = tuple(replace(a, stays=why) for a in board.alarms)
    desk.work.board = lambda person_id: replace(board, alarms=stays)  # type: ignore[method-assign]
    page = desk.signed_in("陈静").get("/board").text
    assert "alarm-seen-3" not in page and why in page


def test_the_board_says_how_many_it_does_not_list(desk: Desk) -> None:
    board: Board = desk.work.board("chenjing")
    page = desk.signed_in("陈静").get("/board").text
    assert "没有列出" not in page
    desk.work.board = lambda person_id: replace(board, live=5002, risky=101, lost=130)  # type: ignore[method-assign]
    page = desk.signed_in("陈静").get("/board").text
    for count, rest in ((101, "另有100个时间更晚"), (130, "另有129个，"), (4901, "另有4898个时间更晚")):
        assert f'<span class="count">{count}</span>' in page and rest in page


def test_every_title_and_reason_has_its_english() -> None:
    assert {*TITLES.values(), boards.OWN, boards.OF_PARTNER, replies.PARTNER} <= set(ENGLISH)
