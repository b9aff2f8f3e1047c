"""Not reached, withdrawn, sent round: what becomes of a promise that was not simply kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from handoff import verify
from handoff.model import Refused
from tests.core.small import KEY, House

PHONE = "+8613800138000"


@pytest.fixture(autouse=True)
def the_ledger_agrees(core: House) -> Any:
    yield
    assert verify.verify(core.store, KEY)[1] == []


def not_reached(core: House) -> dict[str, Any]:
    """The owner calls in time, nobody answers; the promise after it."""
    bound = core.promises()[-1]
    core.clock.set(bound["due_at"] - timedelta(minutes=5))
    core.casework.not_reached(bound["owner_id"], bound["id"], "无人接听")
    return core.promises()[-1]


def promised_action(core: House) -> dict[str, Any]:
    bound = core.complains(phone=PHONE)
    core.casework.start_call(bound["owner_id"], bound["id"])
    core.casework.reached(bound["owner_id"], bound["id"], "说好了", "退款", core.clock.now().replace(hour=17))
    return core.promises(kind="action")[-1]


def test_the_next_attempt_is_at_another_time_of_day_and_the_customer_is_told_each_time(core: House) -> None:
    core.complains(phone=PHONE)
    first, second, third = core.promises()[-1], not_reached(core), not_reached(core)
    times = [(p["due_at"].hour * 60 + p["due_at"].minute) for p in (first, second, third)]
    assert min(abs(a - b) for n, a in enumerate(times) for b in times[n + 1 :]) >= 40
    assert second["owner_name"] in core.told()[-2] and third["words"] == core.told()[-1]


def test_after_three_times_it_is_for_the_customer_to_say_when(core: House) -> None:
    core.complains(phone=PHONE)
    not_reached(core)
    not_reached(core)
    not_reached(core)
    assert [p["state"] for p in core.promises()] == ["attempted"] * 3
    assert core.rows("cases")[0]["state"] == "closing"
    assert "3个不同的时间" in core.told()[-1] and core.rows("cases")[0]["id"] in core.told()[-1]
    assert [a["kind"] for a in core.rows("alarms")] == ["unreachable"]


def test_a_customer_who_then_writes_is_promised_another_time(core: House) -> None:
    core.complains(phone=PHONE)
    for _ in range(3):
        not_reached(core)
    turn, known = core.says("明天下午可以", intent="give_time")
    core.intake.hand_off(turn, known)
    assert core.promises()[-1]["state"] == "open" and core.rows("cases")[0]["state"] == "open"


def test_a_call_that_was_answered_in_between_begins_the_count_anew(core: House) -> None:
    core.complains(phone=PHONE)
    not_reached(core)
    turn, known = core.says("换个时间", wish={"windows": [], "excluded": [], "nocall": False})
    core.intake.hand_off(turn, known)
    not_reached(core)
    assert core.promises()[-1]["state"] == "open"


def test_a_promise_is_withdrawn_by_a_supervisor_who_then_calls(core: House) -> None:
    action = promised_action(core)
    core.casework.withdraw("li", action["id"], "总部不同意退款")
    assert core.rows("promises", id=action["id"])[0]["state"] == "cancelled"
    call = core.promises(kind="call_back")[-1]
    assert (call["owner_id"], call["state"]) == ("li", "open")
    assert "退款" in core.told()[-1] and "李静" in core.told()[-1]


def test_the_next_agent_sees_the_promise_and_why_it_was_withdrawn(core: House) -> None:
    action = promised_action(core)
    core.casework.withdraw("li", action["id"], "总部不同意退款")
    case = core.casework.case("zhao", action["case_id"])
    shown = next(p for p in case.promises if p.id == action["id"])
    assert (shown.what, shown.evidence, shown.state) == ("退款", "总部不同意退款", "cancelled")


@pytest.mark.parametrize(("by", "reason", "code"), [("zhao", "不想退", "supervisor_only"), ("li", " ", "text_missing")])
def test_nobody_else_withdraws_a_promise_and_nobody_without_a_reason(
    core: House, by: str, reason: str, code: str
) -> None:
    action = promised_action(core)
    with pytest.raises(Refused) as refused:
        core.casework.withdraw(by, action["id"], reason)
    assert refused.value.code == code
    assert core.rows("promises", id=action["id"])[0]["state"] == "open"


def test_nobody_takes_back_what_they_promised_themselves(core: House) -> None:
    bound = core.complains(phone=PHONE)
    core.casework.promise("li", bound["case_id"], "退款", core.clock.now().replace(hour=17))
    action = core.promises(kind="action")[-1]
    with pytest.raises(Refused) as refused:
        core.casework.withdraw("li", action["id"], "算了")
    assert refused.value.code == "own"
    core.casework.withdraw("top", action["id"], "总部不同意")


def test_a_promise_that_broke_stays_broken(core: House) -> None:
    action = promised_action(core)
    core.clock.set(action["due_at"])
    with pytest.raises(Refused) as refused:
        core.casework.withdraw("li", action["id"], "来不及")
    assert refused.value.code == "over"
    core.watcher.sweep()
    assert core.rows("promises", id=action["id"])[0]["state"] == "broken"


def test_a_call_is_never_withdrawn(core: House) -> None:
    bound = core.complains(phone=PHONE)
    with pytest.raises(Refused) as refused:
        core.casework.withdraw("li", bound["id"], "不打了")
    assert refused.value.code == "not_an_action"


def test_a_case_does_not_come_back_to_a_team_that_it_has_left(core: House) -> None:
    bound = core.complains(phone=PHONE)
    case = bound["case_id"]
    core.casework.hand_over(bound["owner_id"], case, "hua", "请总部处理")
    core.casework.hand_over("hua", case, "zhao", "请投诉处理")
    assert core.promises()[-1]["owner_id"] == "li"
    assert "李静" in core.told()[-1]
    assert "loop_stopped" in [a["kind"] for a in core.rows("alarms")]


def test_what_a_supervisor_settles_is_not_sent_round_again(core: House) -> None:
    bound = core.complains(phone=PHONE)
    core.casework.hand_over(bound["owner_id"], bound["case_id"], "hua", "请总部处理")
    core.casework.hand_over("hua", bound["case_id"], "zhao", "请投诉处理")
    with pytest.raises(Refused) as refused:
        core.casework.hand_over("zhao", bound["case_id"], "hua", "再请总部")
    assert refused.value.code == "settled"
    core.casework.hand_over("li", bound["case_id"], "wang", "由王敏办")
    assert core.promises()[-1]["owner_id"] == "wang"


def test_the_first_owner_stays_on_the_case(core: House) -> None:
    bound = core.complains(phone=PHONE)
    core.casework.hand_over(bound["owner_id"], bound["case_id"], "hua", "请总部处理")
    assert core.rows("cases")[0]["first_owner_id"] == bound["owner_id"]
