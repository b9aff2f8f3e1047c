"""A slot among many people, without asking everybody what of their time is taken."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import reduce
from operator import or_

from handoff.free_slots import FreeSlots
from handoff.model import Person
from handoff.routing import Level

# The least loaded of so many drawn at random is nearly the least loaded of all, for a fraction of the questions, and
# writers at the same moment do not all draw the same (Mitzenmacher, "The power of two choices", 2001).
EQUALS_ASKED = 32
# Among hundreds so few are looked up first: while a good part of them is free, so is one of these.
LOOKED_UP = 8


def soonest(
    group: Sequence[Level], open_to: Mapping[str, int], mask: int, punctual: Mapping[str, int]
) -> tuple[int, int, list[Person]]:
    """The earliest of the slots that are open to these people, the nearest level in which somebody has it, and who."""
    best, nearest, equals = 0, 0, list[Person]()
    for rung, (_, people) in enumerate(group):
        for person in people:
            mine = open_to.get(person.id, 0) & mask & punctual.get(person.team, -1)
            if not mine:
                continue
            first = mine & -mine
            if not best or first < best:
                best, nearest, equals = first, rung, [person]
            elif first == best and nearest == rung:
                equals.append(person)
    return best, nearest, equals


def drawn(people: list[Person], most: int) -> list[Person]:
    """All of them, or so many of more."""
    return people if len(people) <= most else random.sample(people, most)  # noqa: S311 (nothing secret)


def glance(
    slots: FreeSlots, level: Level, midnight: datetime, part: int, mask: int, punctual: Mapping[str, int]
) -> tuple[int, list[Person]]:
    """One slot, and some of one level's people who are free then: it is the first that anybody is there for and not all
    have been given, so that nobody has an earlier one, and the others need not be asked. Without people, the slots for
    which everybody must be."""
    alike = slots.alike(level[1], midnight).items()
    there = [(mine, some) for (duty, team), some in alike if (mine := duty & mask & punctual.get(team, -1))]
    open_to_any = reduce(or_, (mine for mine, _ in there), 0)
    while open_to_any:
        first = open_to_any & -open_to_any
        able = [person for mine, some in there if mine & first for person in some]
        here = [] if slots.lately_full(midnight, first) else _some_free(slots, able, midnight, part, first)
        if here:
            return first, here
        left = slots.not_given(midnight, first, able)
        if left:
            here = _some_free(slots, left, midnight, part, first)
            return (first, here) if here else (open_to_any, [])
        open_to_any &= ~first
    return 0, []


def _some_free(slots: FreeSlots, people: list[Person], midnight: datetime, part: int, slot: int) -> list[Person]:
    """Who of some of these, drawn at random, is free at a slot."""
    some = drawn(people, LOOKED_UP)
    free = slots.free(midnight, part, [person.id for person in some])
    return [person for person in some if free.get(person.id, 0) & slot]
