"""Writers on PostgreSQL who choose a slot at the same moment: nobody waits without need, and no slot is given twice."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from handoff.document import to_document
from handoff.model import Commitment, Request, Window
from handoff.scene import Scene
from handoff.store import Tx
from tests.acceptance.talking import until
from tests.core.small import FRIDAY, House, company, house

ANOTHER = "anon:b"


@pytest.fixture
def core(fresh_postgresql: Callable[[Path], str], tmp_path: Path) -> Iterator[House]:
    made = house(fresh_postgresql(tmp_path))
    yield made
    made.store.close()


def scene(core: House, tx: Tx) -> Scene:
    return Scene(tx, core.companies.current(tx), core.clock.now())


def slot(made: Commitment | dict[str, Any]) -> tuple[Any, Any]:
    return (made["owner_id"], made["slot_start"]) if isinstance(made, dict) else (made.owner.id, made.slot_start)


@contextmanager
def choosing(core: House) -> Iterator[Commitment]:
    """Somebody has chosen and not committed yet; afterwards they give it up."""
    chosen, go_on, made = threading.Event(), threading.Event(), list[Commitment]()

    def work(tx: Tx) -> None:
        made.append(scene(core, tx).commit(Request("complaint")))
        chosen.set()
        go_on.wait(30)

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(core.store.write, work)
        try:
            assert chosen.wait(30)
            yield made[0]
        finally:
            go_on.set()
            done.result()


def waiting(core: House) -> bool:
    """Whether somebody waits for a lock that another has."""

    def asked(tx: Tx) -> int:
        tx.cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return int(tx.cursor.fetchone()[0])

    with core.store.read() as tx:
        return asked(tx) > 0


def test_what_another_is_giving_counts_as_given_and_nobody_waits_for_it(core: House) -> None:
    with choosing(core) as first:
        second, third = core.complains(), core.complains(address=ANOTHER)
    assert len({slot(first), slot(second), slot(third)}) == 3
    assert first.slot_start == second["slot_start"]  # the team's other agent, at the same time
    assert third["slot_start"] > first.slot_start
    assert "limit" not in third["gave_way"]


def test_where_one_of_equals_is_taken_the_next_is_kept_in_the_same_question(
    core: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, take = list[list[str]](), Tx.take_slot

    def noting(tx: Tx, owner_ids: list[str], slot: Window) -> str:
        asked.append(owner_ids)
        return take(tx, owner_ids, slot)

    monkeypatch.setattr(Tx, "take_slot", noting)
    with choosing(core):
        assert core.complains()["owner_id"] == "zhao"
    assert asked == [["wang", "zhao"], ["wang", "zhao"]]


def test_what_another_gave_up_is_free_again(core: House) -> None:
    with choosing(core) as first:
        pass
    assert slot(core.complains()) == slot(first)


def test_what_was_given_since_one_looked_is_seen_before_anything_is_written(core: House) -> None:
    chosen: list[Commitment] = []

    def work(tx: Tx) -> None:
        if not chosen:
            day = scene(core, tx)
            found = day.busy(Window(FRIDAY, FRIDAY.replace(hour=11)), ["wang", "zhao"])
            assert not any(found.values())
            core.complains()  # another transaction, committed at once
        chosen.append(scene(core, tx).commit(Request("complaint")))
        theirs = core.promises()[0]
        there = Window(theirs["slot_start"], theirs["due_at"])
        assert tx.take_slot([theirs["owner_id"]], there) == ""
        assert tx.busy([theirs["owner_id"]], FRIDAY, FRIDAY.replace(hour=12)) == {theirs["owner_id"]: [there]}

    core.store.write(work)
    assert len(chosen) == 1  # it was not all done again
    assert slot(chosen[0]) != slot(core.promises()[0])


def test_whoever_has_so_many_calls_an_hour_is_counted_by_one_at_a_time(core: House) -> None:
    limited = replace(company(), policy=replace(company().policy, calls_per_hour=1))
    row = {"version": 2, "imported_at": FRIDAY, "document": to_document(limited)}
    core.store.write(lambda tx: tx.insert("company", row))
    turn = core.says("洗衣机坏了没人管", intent="complaint")
    with ThreadPoolExecutor(1) as pool:
        with choosing(core):
            second: Future[Any] = pool.submit(core.intake.hand_off, *turn)
            until(lambda: waiting(core), "the second to wait for the first")
            assert not second.done()
        second.result()


def test_an_hour_is_never_given_more_calls_than_it_has(core: House) -> None:
    limited = replace(company(), policy=replace(company().policy, calls_per_hour=1))
    row = {"version": 2, "imported_at": FRIDAY, "document": to_document(limited)}
    core.store.write(lambda tx: tx.insert("company", row))
    turns = [core.says("坏了", f"anon:{n}", intent="complaint") for n in range(12)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda turn: core.intake.hand_off(*turn), turns))
    hours = [(p["owner_id"], p["slot_start"].replace(minute=0)) for p in core.promises()]
    assert len(hours) == len(set(hours)) == 12
