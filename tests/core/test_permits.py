"""What the desk offers works, and what it does not offer is refused: everybody, every state of a case, every order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest

from desk.doing import doing
from handoff.model import NotFound, Refused
from handoff.permits import LIVE, OWNER, SETTLER, SUPERIOR, SUPERVISOR, Permits, permits
from tests.core.small import FRIDAY, House

PHONE = "+8613800138000"
PEOPLE = ("wang", "zhao", "li", "hua", "top", "ma", "luo", "om")
# What can be done about a case at all; a page offers nothing else.
TRIED = ("promise", "answer-cost", "hand-over", "join-partner", "propose-close", "leave-alone", "about", "withdraw",
         "reached", "not-reached", "done", "start-call", "reply")  # fmt: skip
EVENING = FRIDAY.replace(hour=17, minute=30)
LATER = FRIDAY.replace(hour=17, minute=45)
State = Callable[[House], str]


class Undone(Exception):
    """Takes back what was tried."""


def plain(core: House) -> str:
    return str(core.complains(phone=PHONE)["case_id"])


def with_cost(core: House) -> str:
    return str(core.complains(phone=PHONE, cost={"amount": 80, "text": "买了防水垫"})["case_id"])


def with_action(core: House, by: str = "wang") -> str:
    case = plain(core)
    core.casework.promise(by, case, "寄出防水垫", EVENING)
    return case


def with_action_of_the_supervisor(core: House) -> str:
    return with_action(core, "li")


def only_action(core: House, case: str = "") -> str:
    case = case or plain(core)
    (call,) = core.promises(kind="call_back")
    core.casework.reached("wang", call["id"], "说好了", "寄出防水垫", EVENING)
    return case


def only_action_and_a_cost(core: House) -> str:
    return only_action(core, with_cost(core))


def call_missed(core: House) -> str:
    case = with_action(core)
    core.clock.set(core.promises(kind="call_back")[0]["due_at"])
    return case


def action_missed(core: House) -> str:
    case = only_action(core)
    core.clock.set(EVENING)
    return case


def calling_past_its_time(core: House) -> str:
    case = plain(core)
    (call,) = core.promises()
    core.casework.start_call("wang", call["id"])
    core.clock.set(call["due_at"])
    return case


def joined(core: House) -> str:
    case = with_cost(core)
    core.casework.join_partner("wang", case, "ma", "上门检查")
    return case


def proposed(core: House) -> str:
    case = plain(core)
    core.casework.reached("wang", core.promises()[0]["id"], "说好了")
    return case


def closed(core: House) -> str:
    case = plain(core)
    core.casework.leave_alone("wang", case, "客户说别再打了")
    return case


def nothing_promised(core: House) -> str:
    case = proposed(core)
    core.store.write(lambda tx: tx._update("cases", case, {"state": "open", "proposed_at": None}, {}))
    return case


def nothing_promised_and_a_cost(core: House) -> str:
    case = nothing_promised(core)
    facts = core.rows("cases")[0]["facts"]
    core.store.write(lambda tx: tx._update("cases", case, {"facts": {**facts, "cost": {"text": "买了防水垫"}}}, {}))
    return case


def settled(core: House) -> str:
    case = plain(core)
    for by, to in (("wang", "hua"), ("hua", "zhao")):
        core.casework.hand_over(by, case, to, "请接手")
    assert core.rows("cases")[0]["facts"]["settled_by"] == "li"
    return case


STATES = (plain, with_cost, with_action, with_action_of_the_supervisor, only_action, only_action_and_a_cost,
          call_missed, action_missed, calling_past_its_time, joined, proposed, closed, nothing_promised,
          nothing_promised_and_a_cost, settled)  # fmt: skip


def refused(core: House, order: Callable[[], Any]) -> str:
    """The code of the refusal, empty where it works; nothing of it stays."""
    write = core.store.write

    def trying(work: Callable[[Any], Any]) -> None:
        def undone(tx: Any) -> None:
            work(tx)
            raise Undone

        write(undone)

    core.store.write = trying  # type: ignore[assignment,method-assign]
    try:
        order()
    except Undone:
        return ""
    except Refused as no:
        return no.code
    finally:
        core.store.write = write  # type: ignore[method-assign]
    raise AssertionError("an order that writes nothing")


def about_the_case(core: House, who: str, case: str, to: list[str], join: list[str]) -> dict[str, list[Any]]:
    work = core.casework
    return {
        "promise": [lambda: work.promise(who, case, "寄出发票", LATER)],
        "answer-cost": [lambda: work.answer_cost(who, case, "由我们退还")],
        "hand-over": [lambda one=one: work.hand_over(who, case, one, "请接手") for one in to],
        "join-partner": [lambda one=one: work.join_partner(who, case, one, "上门检查") for one in join],
        "propose-close": [lambda: work.propose_close(who, case, "已经换新")],
        "leave-alone": [lambda: work.leave_alone(who, case, "客户说别再打了")],
        "about": [lambda: work.set_about(who, case, [])],
        "reply": [lambda: work.reply(who, case, "您好，谢谢您告诉我们")],
    }


def about_a_promise(core: House, who: str, one: str) -> dict[str, Any]:
    work = core.casework
    return {
        "start-call": lambda: work.start_call(who, one),
        "reached": lambda: work.reached(who, one, "说好了", "寄出发票", LATER),
        "not-reached": lambda: work.not_reached(who, one, "无人接听"),
        "done": lambda: work.action_done(who, one, "顺丰 SF100200"),
        "withdraw": lambda: work.withdraw(who, one, "总部不同意"),
    }


def offered(may: Permits, one: str) -> set[str]:
    found = {"start-call", "reached", "not-reached"} if one in {p.id for p in may.calls} else set()
    found |= {"done"} if one in {p.id for p in may.actions} else set()
    return found | ({"withdraw"} if one in {p.id for p in may.withdrawable} else set())


def seen_by(core: House, case: str) -> Iterator[tuple[str, Any]]:
    for who in PEOPLE:
        try:
            yield who, core.casework.case(who, case)
        except NotFound:
            continue


def same(expected: bool, answers: list[str], case: Any) -> bool:
    """While the customer is asked to confirm, the page offers less than the core would do."""
    return not any(answers) if expected else all(answers) or case.state == "closing"


@pytest.mark.parametrize("state", STATES, ids=lambda state: str(state.__name__))
def test_whoever_sees_a_case_is_offered_what_works_and_nothing_else(core: House, state: State) -> None:
    case_id, wrong = state(core), list[tuple[Any, ...]]()
    for who, case in seen_by(core, case_id):
        person, work = core.casework.person(who), core.casework
        may = permits(case, person, core.clock.now())
        live = tuple(p for p in case.promises if p.state in LIVE)
        shown = doing(case, live, work.colleagues(who, case_id), work.partners(who, case_id), may, "")
        to, join = [p.id for p in shown.hand_over_to] or ["zhao"], [p.id for p in shown.may_join] or ["ma"]
        orders = set(may.orders) - (set() if shown.may_join else {"join-partner"})
        orders |= {"reply"} if work.reply_box(who, case_id).allowed else set()
        for order, tries in about_the_case(core, who, case_id, to, join).items():
            answers = [refused(core, one) for one in tries]
            wrong += [] if same(order in orders, answers, case) else [(who, order, order in orders, answers)]
        for p in live:
            for order, one in about_a_promise(core, who, p.id).items():
                answer, expected = refused(core, one), order in offered(may, p.id)
                wrong += [] if same(expected, [answer], case) else [(who, p.kind, order, expected, answer)]
    assert wrong == []


@pytest.mark.parametrize("state", STATES, ids=lambda state: str(state.__name__))
def test_whoever_is_named_for_an_order_is_offered_it(core: House, state: State) -> None:
    """Nobody is sent from one colleague to the next."""
    case_id = state(core)
    now = core.clock.now()
    views = dict(seen_by(core, case_id))
    may = {who: permits(case, core.casework.person(who), now) for who, case in views.items()}
    owner = next(iter(views.values())).owner_id
    named = {OWNER: (owner, "top"), SUPERVISOR: ("top",), SUPERIOR: ("top",), SETTLER: ("top",)}
    for permitted in may.values():
        for who, orders in permitted.others:
            for one in named[who]:
                can = may[one].orders | ({"withdraw"} if may[one].withdrawable else set())
                assert set(orders) <= can, (who, orders, one)


def test_who_may_is_said_for_what_the_reader_may_not(core: House) -> None:
    case_id = with_action(core)

    def others(who: str) -> dict[str, tuple[str, ...]]:
        case = core.casework.case(who, case_id)
        return dict(permits(case, core.casework.person(who), core.clock.now()).others)

    assert others("wang") == {SUPERVISOR: ("leave-alone", "withdraw", "about")}
    assert others("zhao") == {OWNER: ("promise",), SUPERVISOR: ("leave-alone", "withdraw", "about")}
    assert others("li") == others("top") == {}
    core.casework.promise("li", case_id, "寄出发票", EVENING)
    assert others("li") == {SUPERIOR: ("leave-alone", "withdraw")}


def test_an_alarm_can_be_put_away_by_those_who_are_not_told_why_it_stays(core: House) -> None:
    case_id, tried = joined(core), set()
    core.casework.hand_over("wang", case_id, "li", "请接手")
    (call,) = core.promises(kind="call_back", state="open")
    core.clock.set(call["due_at"])
    core.watcher.sweep()
    for who in ("li", "top", "luo", "om"):
        for alarm in core.casework.board(who).alarms:
            refusal = refused(core, partial(core.casework.seen_alarm, who, alarm.id))
            assert bool(alarm.stays) == bool(refusal), (who, alarm.kind)
            tried.add((refusal, alarm.kind == "broken"))
    assert {("", True), ("own", True), ("partner", True)} <= tried
