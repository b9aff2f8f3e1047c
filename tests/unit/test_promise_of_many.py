"""Among many people some are asked first; the committed time is the one that asking everybody would have given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from handoff import among_many, free_slots
from handoff.free_slots import MANY
from handoff.model import Commitment, Request, Window
from handoff.promise import commit
from tests.unit.small_company import Taken, at, company, window

SMALL = company()
NOW = at("2026-06-08 10:07")
SLOTS = [window("2026-06-08 10:40", "2026-06-08 11:00"), window("2026-06-08 11:00", "2026-06-08 11:20")]
HERE = [replace(SMALL.people["min"], id=f"p{n:03d}") for n in range(300)]
HOUSE = company(people=[*SMALL.people.values(), *HERE])
AGENTS = ["min", "qiang", "xin", *(person.id for person in HERE)]


def made(busy: Taken, certain: bool = True) -> Commitment:
    """With what tells who has exactly one slot, or without."""

    def given(slot: Window) -> set[str]:
        return {one for one in HOUSE.people if slot in busy.windows.get(one, ())}

    return commit(HOUSE, Request("complaint"), NOW, busy, {}, given=given if certain else None)


def people_asked(busy: Taken) -> int:
    return sum(busy.numbers)


def all_but(spared: Sequence[str], *windows: Window) -> dict[str, list[Window]]:
    return {one: list(windows) for one in AGENTS if one not in spared}


def test_while_the_first_slot_is_free_for_some_only_some_are_asked() -> None:
    busy = Taken(**all_but(AGENTS[::2], SLOTS[0]))
    commitment = made(busy)
    assert Window(commitment.slot_start, commitment.due_at) == SLOTS[0]
    # Hardly ever none of those who are drawn is free; then some of those who are left are.
    assert people_asked(busy) <= 2 * among_many.LOOKED_UP


@pytest.mark.parametrize("certain", [True, False])
def test_the_last_one_who_is_free_is_found(certain: bool) -> None:
    busy = Taken(**all_but(["p123"], SLOTS[0]))
    commitment = made(busy, certain)
    assert (commitment.owner.id, commitment.slot_start) == ("p123", SLOTS[0].starts)


@pytest.mark.parametrize("certain", [True, False])
def test_where_all_have_the_first_slot_it_is_the_next(certain: bool) -> None:
    busy = Taken(**all_but([], SLOTS[0]))
    assert made(busy, certain).slot_start == SLOTS[1].starts


def test_to_know_that_all_have_it_nobody_need_be_asked() -> None:
    busy = Taken(**all_but([], SLOTS[0]))
    made(busy)
    assert people_asked(busy) <= 2 * among_many.LOOKED_UP


def test_of_a_slot_that_all_had_lately_nobody_is_asked_until_somebody_has_it_no_more() -> None:
    made(Taken(**all_but([], SLOTS[0])))
    busy = Taken(**all_but([], SLOTS[0]))
    assert made(busy).slot_start == SLOTS[1].starts
    assert people_asked(busy) == among_many.LOOKED_UP
    commitment = made(Taken(**all_but(["p123"], SLOTS[0])))
    assert (commitment.owner.id, commitment.slot_start) == ("p123", SLOTS[0].starts)
    assert made(Taken(**all_but(AGENTS[::2], SLOTS[0]))).slot_start == SLOTS[0].starts


def test_what_is_remembered_of_full_slots_stays_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(free_slots, "FULL_REMEMBERED", 2)
    more = [window("2026-06-08 11:20", "2026-06-08 11:40"), window("2026-06-08 11:40", "2026-06-08 12:00")]
    assert made(Taken(**all_but([], *SLOTS, *more))).slot_start == more[-1].ends
    assert len(free_slots.full_slots(HOUSE)) <= 2


@pytest.mark.parametrize("certain", [True, False])
def test_whatever_else_takes_their_time_counts_too(certain: bool) -> None:
    """Half of a slot belongs to something that began between two of the grid."""
    half = Window(SLOTS[0].starts + timedelta(minutes=10), SLOTS[0].ends + timedelta(minutes=10))
    busy = Taken(**all_but([], half) | all_but([*AGENTS[150:]], SLOTS[0], SLOTS[1]))
    assert made(busy, certain).slot_start == SLOTS[1].ends


def test_few_are_all_asked_at_once() -> None:
    busy = Taken()
    commit(SMALL, Request("complaint"), NOW, busy, {})
    assert len(SMALL.people) <= MANY
    assert len(busy.numbers) == 1
