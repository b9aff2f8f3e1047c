"""What falls due at the same moment is dealt with some at a time, and each of it once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest

from handoff import together
from handoff.model import SHANGHAI
from handoff.verify import verify
from tests.core.small import FRIDAY, KEY, House, house

MANY = 2 * together.AT_ONCE + 5


def all_due_at(core: House, at: datetime, count: int = MANY) -> None:
    """So many promised actions whose time is the same."""
    for n in range(count):
        made = core.complains(address=f"anon:{n}")
        core.casework.reached(made["owner_id"], made["id"], "寄出配件", "寄出配件", at)


@pytest.fixture
def commits(core: House, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The durable transactions of the core's store."""
    seen: list[Any] = []
    once = core.store._once

    def counted(work: Any, durable: bool) -> Any:
        seen.extend([work] if durable else [])
        return once(work, durable)

    monkeypatch.setattr(core.store, "_once", counted)
    return seen


def test_many_that_break_at_once_cost_few_transactions(core: House, commits: list[Any]) -> None:
    due = FRIDAY + timedelta(hours=6)
    all_due_at(core, due)
    core.clock.set(due)
    commits.clear()
    assert core.watcher.sweep() >= MANY
    assert len(commits) <= MANY // together.AT_ONCE + 3
    assert len(core.promises(kind="action", state="broken")) == MANY
    assert len(core.promises(kind="call_back", state="open")) == MANY
    assert verify(core.store, KEY)[1] == []


def test_two_keepers_break_each_of_many_once(core: House, database_url: str) -> None:
    due = FRIDAY + timedelta(hours=6)
    all_due_at(core, due)
    other = house(database_url)
    for one in (core, other):
        one.clock.set(due)
    with ThreadPoolExecutor(2) as pool:
        done = sum(pool.map(lambda one: one.watcher.sweep(), (core, other)))
    other.store.close()
    assert done >= MANY
    assert len(core.promises(state="broken")) == MANY
    assert sum(e["kind"] == "broken" for e in core.rows("events")) == MANY
    slots = [(p["owner_id"], p["slot_start"]) for p in core.promises(state="open")]
    assert len(set(slots)) == len(slots) == MANY
    assert verify(core.store, KEY)[1] == []


def test_two_promises_of_one_case_that_break_together_leave_one_call(core: House) -> None:
    made = core.complains()
    due = datetime(2026, 6, 5, 16, 0, tzinfo=SHANGHAI)
    core.casework.reached("wang", made["id"], "寄新遥控器", "寄出新遥控器", due)
    turn, known = core.says("另外屏幕也花了", intent="complaint")
    core.intake.hand_off(turn, known)
    core.clock.set(datetime(2026, 6, 5, 17, 0, tzinfo=SHANGHAI))
    core.watcher.sweep()
    assert [p["kind"] for p in core.promises(state="open")] == ["call_back"]
    assert {p["kind"] for p in core.promises(state="broken")} >= {"call_back"}
    assert verify(core.store, KEY)[1] == []


def test_what_is_held_is_what_was_written_last(core: House) -> None:
    made = core.complains()

    def work(tx: Any) -> tuple[Any, Any]:
        tx.hold("cases", [made["case_id"]])
        tx.update("cases", dict(tx.row("cases", made["case_id"])), {"severity": "threat"})
        tx.event(made["case_id"], "noted", "bot", FRIDAY)
        return tx.row("cases", made["case_id"])["severity"], tx.rows("cases")[0]["severity"]

    assert core.store.write(work) == ("threat", "threat")


def test_the_person_with_least_to_do_on_that_day_is_chosen(core: House) -> None:
    first = core.complains(address="anon:1")
    later = FRIDAY + timedelta(days=3)
    core.casework.reached(first["owner_id"], first["id"], "寄出配件", "寄出配件", later)  # on another day
    assert core.complains(address="anon:2")["owner_id"] == first["owner_id"]
    assert core.complains(address="anon:3")["owner_id"] != first["owner_id"]
