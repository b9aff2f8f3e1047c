"""Who waits long is more pressing by that alone: the keeper sees it at its moment, once, and changes nothing else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest

from handoff import waiting
from handoff.casework import Casework
from handoff.store import Tx
from handoff.watcher import Watcher
from tests.core.small import FRIDAY, House

pytestmark = pytest.mark.usefixtures("the_ledger_agrees")
PHONE = "+8613800138000"
# Sixteen working hours after Friday at ten: eight on Friday, eight on Monday.
OVER = FRIDAY + timedelta(days=3, hours=7)
INSTANT = timedelta(microseconds=1)


def next_week(core: House, address: str = "anon:a", **known: Any) -> dict[str, Any]:
    """A case whose call is so far away that nothing else falls due; returns its promise."""
    starts = core.clock.now() + timedelta(days=6)
    window = [starts.isoformat(), (starts + timedelta(days=1)).isoformat()]
    wish = {"windows": [window], "excluded": [], "nocall": False}
    return core.complains(address=address, **{"phone": PHONE, "intent": "refund", "wish": wish, **known})


def case(core: House, bound: dict[str, Any]) -> dict[str, Any]:
    return core.rows("cases", id=bound["case_id"])[0]


def waited(core: House) -> list[str]:
    """The cases of which the ledger says that they waited."""
    return [event["case_id"] for event in core.rows("events", order="id", kind="waited")]


def another(core: House) -> Watcher:
    """A keeper that has just begun."""
    return Watcher(core.store, core.clock, core.companies, core.intake, 8.0)


def test_it_is_seen_at_its_moment_with_its_reason_and_nobody_need_touch_the_case(core: House) -> None:
    bound = next_week(core)
    core.clock.set(OVER)
    core.watcher.sweep()
    assert case(core, bound)["severity"] == "normal" and waited(core) == []
    core.clock.set(OVER + INSTANT)
    before = core.told()
    assert core.watcher.sweep() == 1
    assert case(core, bound)["severity"] == "repeat"
    assert case(core, bound)["facts"]["why"] == [{"kind": "waited", "words": ""}]
    assert core.casework.case("li", bound["case_id"]).trail[-1].kind == "waited"
    assert core.promises() == [bound] and core.told() == before and core.rows("alarms") == []


def test_the_screens_hear_of_it(core: House) -> None:
    next_week(core)
    core.clock.set(OVER)
    core.watcher.sweep()
    with core.store.read() as tx:
        before = tx.position()
    core.later(seconds=1)
    core.watcher.sweep()
    with core.store.read() as tx:
        assert tx.position() > before


@pytest.mark.parametrize("opened", [FRIDAY.replace(hour=19), FRIDAY + timedelta(days=1), FRIDAY.replace(hour=23)])
def test_what_was_opened_while_nobody_works_waits_from_the_next_opening(core: House, opened: datetime) -> None:
    core.clock.set(opened)
    bound = next_week(core)
    tuesday = FRIDAY.replace(hour=16) + timedelta(days=4)
    core.clock.set(tuesday)
    core.watcher.sweep()
    assert case(core, bound)["severity"] == "normal"
    core.clock.set(tuesday + INSTANT)
    core.watcher.sweep()
    assert case(core, bound)["severity"] == "repeat"


def test_it_is_raised_once_however_often_and_by_however_many_it_is_looked_at(core: House) -> None:
    made = [next_week(core, f"anon:{n}")["case_id"] for n in range(6)]
    core.clock.set(OVER + timedelta(hours=1))
    keepers = [another(core) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda keeper: keeper.sweep(), keepers))
    assert sum(done) == 6 and sorted(waited(core)) == sorted(made)
    assert [keeper.sweep() for keeper in (*keepers, another(core))] == [0] * 5


def reached(core: House, bound: dict[str, Any]) -> None:
    core.casework.start_call(bound["owner_id"], bound["id"])
    core.casework.reached(bound["owner_id"], bound["id"], "已说清楚", "退款", core.clock.now() + timedelta(days=4))


def solved(core: House, bound: dict[str, Any]) -> None:
    turn, known = core.says("我自己弄好了")
    core.intake.solved(turn, known)


def left_alone(core: House, bound: dict[str, Any]) -> None:
    core.casework.leave_alone("li", bound["case_id"], "客户说别再打了")


@pytest.mark.parametrize("act", [reached, solved, left_alone])
def test_who_was_reached_or_wants_nothing_more_does_not_wait(core: House, act: Any) -> None:
    bound = next_week(core)
    act(core, bound)
    core.clock.set(OVER + timedelta(hours=1))
    core.watcher.sweep()
    assert case(core, bound)["severity"] == "normal" and waited(core) == []


def test_a_call_that_reached_nobody_is_still_waiting(core: House) -> None:
    bound = next_week(core)
    core.casework.start_call(bound["owner_id"], bound["id"])
    core.casework.not_reached(bound["owner_id"], bound["id"], "无人接听")
    core.clock.set(OVER + timedelta(minutes=1))
    core.watcher.sweep()
    assert waited(core) == [bound["case_id"]]


def test_one_that_is_graver_stays_so_and_tells_the_reason_too(core: House) -> None:
    bound = next_week(core, severity="threat")
    core.clock.set(OVER + timedelta(days=1))
    core.watcher.sweep()
    assert case(core, bound)["severity"] == "threat"
    assert [why["kind"] for why in case(core, bound)["facts"]["why"]].count("waited") == 1


def test_what_was_raised_when_the_customer_asked_is_not_raised_again(core: House) -> None:
    bound = next_week(core)
    core.clock.set(OVER + timedelta(hours=1))
    turn, known = core.says("到哪一步了")
    core.intake.tell_promise(turn, known)
    assert case(core, bound)["severity"] == "repeat"
    core.watcher.sweep()
    assert waited(core) == []


def test_waiting_that_the_customer_asks_about_counts_in_the_companys_working_hours(core: House) -> None:
    bound = next_week(core)
    core.clock.set(OVER)
    turn, known = core.says("到哪一步了")
    core.intake.tell_promise(turn, known)
    assert case(core, bound)["severity"] == "normal"


def test_many_of_one_instant_and_more_than_one_round_takes_are_all_seen(
    core: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "AT_ONCE", 3)
    made = [next_week(core, f"anon:{n}")["case_id"] for n in range(8)]
    core.later(minutes=5)
    made.append(next_week(core, "anon:later")["case_id"])
    core.clock.set(OVER + timedelta(hours=1))
    assert [core.watcher.sweep() for _ in range(4)] == [3, 3, 3, 0]
    assert sorted(waited(core)) == sorted(made)


def test_one_that_fails_keeps_no_other_waiting_and_is_tried_again(core: House, monkeypatch: pytest.MonkeyPatch) -> None:
    bad, good = next_week(core, "anon:a"), next_week(core, "anon:b")
    raise_it = waiting.raise_it

    def fails(scene: Any, case_id: str) -> bool:
        if case_id == bad["case_id"]:
            raise ValueError("broken")
        return raise_it(scene, case_id)

    core.clock.set(OVER + timedelta(hours=1))
    with monkeypatch.context() as patched:
        patched.setattr(waiting, "raise_it", fails)
        core.watcher.sweep()
    assert waited(core) == [good["case_id"]]
    core.watcher.sweep()
    assert waited(core) == [good["case_id"], bad["case_id"]]


def test_a_keeper_that_begins_goes_on_where_the_last_one_was(core: House, monkeypatch: pytest.MonkeyPatch) -> None:
    next_week(core)
    core.clock.set(OVER + timedelta(hours=1))
    core.watcher.sweep()
    bound = next_week(core, "anon:b")
    looked: list[str] = []
    behind = Tx.opened_behind

    def looking(tx: Tx, opened_at: datetime, case_id: str, limit: int) -> Any:
        found = behind(tx, opened_at, case_id, limit)
        looked.extend(row["id"] for row in found)
        return found

    monkeypatch.setattr(Tx, "opened_behind", looking)
    core.clock.set(core.clock.now() + timedelta(days=3))
    another(core).sweep()
    assert set(looked) == {bound["case_id"]} and waited(core)[-1] == bound["case_id"]


def test_a_round_with_nothing_due_looks_at_one_case_however_many_are_open(
    core: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(12):
        next_week(core, f"anon:{n}")
    asked: list[int] = []
    behind = Tx.opened_behind

    def looking(tx: Tx, opened_at: datetime, case_id: str, limit: int) -> Any:
        asked.append(limit)
        return behind(tx, opened_at, case_id, limit)

    monkeypatch.setattr(Tx, "opened_behind", looking)
    core.watcher.sweep()
    core.watcher.sweep()
    assert asked == [1, 1]


def test_a_clock_that_was_far_ahead_leaves_nobody_out_once_it_is_right(core: House) -> None:
    early = next_week(core)
    core.watcher.sweep()
    core.clock.set(FRIDAY + timedelta(days=4))
    ahead = next_week(core, "anon:ahead")
    core.clock.set(FRIDAY + timedelta(days=8))
    core.watcher.sweep()
    assert sorted(waited(core)) == sorted([early["case_id"], ahead["case_id"]])
    core.clock.set(FRIDAY + timedelta(hours=1))
    for keeper in (core.watcher, another(core)):
        keeper.sweep()
    bound = next_week(core, "anon:b")
    core.clock.set(OVER + timedelta(hours=2))
    core.watcher.sweep()
    assert waited(core)[2:] == [bound["case_id"]]


def test_a_page_opened_before_sees_what_was_raised_since(core: House) -> None:
    bound = next_week(core)
    desk = Casework(core.store, core.clock, core.companies, {})
    assert desk.mine(bound["owner_id"])[0].severity == "normal"
    core.clock.set(OVER + timedelta(hours=1))
    core.watcher.sweep()
    assert desk.mine(bound["owner_id"])[0].severity == "repeat"
