"""A customer whom nobody can call was to ring at a time, and did not: whoever looks at it first finds that the owner
was there, and that nobody has broken anything."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from handoff import ring_again
from tests.core import calling
from tests.core.small import House

pytestmark = pytest.mark.usefixtures("the_ledger_agrees")
Act = Callable[[House, dict[str, Any]], None]


def told_to_ring(core: House) -> dict[str, Any]:
    calling.says(core, calling.ring(core, "anonymous"), "洗衣机坏了没人管")
    core.phone.over("jambonz", "CA1")
    bound = calling.promise(core)
    assert bound["reach"] == "ring_again"
    return bound


def turn_of(core: House, words: str) -> tuple[str, dict[str, Any]]:
    """They write where they rang from."""
    (address,) = core.rows("addresses", conversation_id=core.rows("cases")[0]["conversation_id"])
    came = core.intake.receive(address["channel"], address["address"], f"m{core.store_count()}", words)
    turn = core.intake.take(came.conversation_id, "bot")
    assert turn is not None
    return turn.id, dict(turn.known)


def says_solved(core: House, bound: dict[str, Any]) -> None:
    core.intake.solved(*turn_of(core, "我自己弄好了"))


def wants_peace(core: House, bound: dict[str, Any]) -> None:
    core.intake.solved(*turn_of(core, "请不要再联系我了"))


def is_left_alone(core: House, bound: dict[str, Any]) -> None:
    core.casework.leave_alone("li", bound["case_id"], "客户说别再打了")


def rings_too_late_and_has_solved_it(core: House, bound: dict[str, Any]) -> None:
    again = calling.ring(core, "anonymous", "CA2")
    assert core.phone.belongs_to(again.id, bound["case_id"])
    says_solved(core, bound)


ENDS: list[Act] = [says_solved, wants_peace, is_left_alone, rings_too_late_and_has_solved_it]


def ended(core: House, bound: dict[str, Any]) -> dict[str, Any]:
    (found,) = core.rows("promises", id=bound["id"])
    return found


def alarms(core: House) -> int:
    return len(core.rows("alarms", kind="broken"))


@pytest.mark.parametrize("act", ENDS)
@pytest.mark.parametrize("late", [timedelta(), timedelta(minutes=30)])
def test_who_ends_it_before_the_keeper_has_looked_leaves_nothing_broken(core: House, act: Act, late: timedelta) -> None:
    bound = told_to_ring(core)
    core.clock.set(bound["due_at"] + late)
    act(core, bound)
    assert (ended(core, bound)["state"], ended(core, bound)["evidence"]) == ("attempted", ring_again.NOT_RUNG)
    case = core.rows("cases")[0]
    assert (case["state"], case["closed_by"], alarms(core)) == ("closed", "customer", 0)
    core.watcher.sweep()
    assert len(core.promises()) == 1 and alarms(core) == 0


@pytest.mark.parametrize("act", ENDS[:3])
def test_before_its_time_it_is_cancelled(core: House, act: Act) -> None:
    bound = told_to_ring(core)
    core.clock.set(bound["due_at"] - timedelta(seconds=1))
    act(core, bound)
    assert (ended(core, bound)["state"], alarms(core)) == ("cancelled", 0)


@pytest.mark.parametrize("act", ENDS[:3])
@pytest.mark.parametrize("early", [timedelta(minutes=29), timedelta(minutes=5)])
def test_who_did_ring_at_that_time_and_was_put_through_to_nobody_was_let_down(
    core: House, act: Act, early: timedelta
) -> None:
    bound = told_to_ring(core)
    core.clock.set(bound["due_at"] - early)
    again = calling.ring(core, "anonymous", "CA2")
    assert core.phone.belongs_to(again.id, bound["case_id"])
    core.phone.over("jambonz", "CA2")
    core.clock.set(bound["due_at"] + timedelta(minutes=30))
    act(core, bound)
    assert (ended(core, bound)["state"], alarms(core)) == ("broken", 1)


def test_the_keeper_does_not_count_a_call_that_came_after_the_time(core: House) -> None:
    bound = told_to_ring(core)
    core.clock.set(bound["due_at"] + timedelta(minutes=2))
    again = calling.ring(core, "anonymous", "CA2")
    assert core.phone.belongs_to(again.id, bound["case_id"])
    core.watcher.sweep()
    assert (ended(core, bound)["state"], alarms(core)) == ("attempted", 0)


@pytest.mark.parametrize("act", [says_solved, is_left_alone])
def test_what_was_to_be_done_beside_it_and_was_not_is_broken_all_the_same(core: House, act: Act) -> None:
    bound = told_to_ring(core)
    core.casework.promise("top", bound["case_id"], "退款", bound["due_at"])
    core.clock.set(bound["due_at"] + timedelta(minutes=30))
    act(core, bound)
    (action,) = core.promises(kind="action")
    assert (ended(core, bound)["state"], action["state"], alarms(core)) == ("attempted", "broken", 1)


def test_an_action_that_breaks_takes_a_call_that_nobody_rang_for_with_it_and_that_one_is_not_broken(
    core: House,
) -> None:
    bound = told_to_ring(core)
    core.casework.promise("top", bound["case_id"], "退款", bound["due_at"])
    core.clock.set(bound["due_at"] + timedelta(minutes=30))
    core.intake.tell_promise(*turn_of(core, "我的事怎么样了"))
    (action,) = core.promises(kind="action")
    assert (ended(core, bound)["state"], action["state"], alarms(core)) == ("attempted", "broken", 1)
    (new,) = [p for p in core.promises(kind="call_back") if p["state"] == "open"]
    assert new["id"] != bound["id"]
