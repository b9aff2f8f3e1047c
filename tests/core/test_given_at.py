"""Who has been given exactly one slot: those whom a promise binds at that time, and nobody else."""

from __future__ import annotations

from datetime import timedelta

from handoff.model import Window
from tests.core.small import House


def given_at(core: House, slot: Window) -> frozenset[str]:
    with core.store.read() as tx:
        return tx.given_at(slot)


def test_whoever_is_bound_at_that_time_has_it(core: House) -> None:
    first, second, third = (core.complains(address=f"anon:{name}") for name in "abc")
    slot = Window(first["slot_start"], first["due_at"])
    assert first["slot_start"] == second["slot_start"] < third["slot_start"]
    assert given_at(core, slot) == {first["owner_id"], second["owner_id"]}
    assert given_at(core, Window(third["slot_start"], third["due_at"])) == {third["owner_id"]}


def test_a_slot_that_only_touches_theirs_is_another(core: House) -> None:
    first = core.complains()
    later = timedelta(minutes=5)
    assert not given_at(core, Window(first["slot_start"] + later, first["due_at"] + later))
    assert not given_at(core, Window(first["slot_start"] - later, first["due_at"]))


def test_whoever_is_bound_no_more_has_it_no_more(core: House) -> None:
    first = core.complains()
    core.intake.solved(*core.says("已经解决了"))
    assert not given_at(core, Window(first["slot_start"], first["due_at"]))
