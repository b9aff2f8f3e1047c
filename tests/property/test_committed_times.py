"""Any instant of two years, any rota, any request: what is promised obeys the contract's precedence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from unittest.mock import patch

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handoff import among_many, free_slots
from handoff.model import (
    SHANGHAI,
    Calendar,
    Commitment,
    Company,
    Leave,
    Person,
    Policy,
    Request,
    Shift,
    Team,
    Window,
    Wish,
)
from handoff.promise import commit, limit_hours
from tests.property.oracle import HORIZON, Oracle, barred, office_minutes_later, order, works

DAY = timedelta(days=1)
LENGTH = timedelta(days=730)


class Announced(dict[date, bool]):
    """Two years, shown in failures by name only."""

    def __repr__(self) -> str:
        return "DAYS"


DAYS = Announced((day, works(day)) for day in (date(2025, 1, 1) + DAY * n for n in range(LENGTH.days)))
PEOPLE = (
    ("a1", "care", "agent", "boss", ()), ("a2", "care", "agent", "boss", ("senior",)),
    ("a3", "care", "agent", "boss", ()),
    ("boss", "care", "supervisor", "top", ()), ("r1", "repair", "agent", "rboss", ()),
    ("rboss", "repair", "supervisor", "top", ()), ("duty", "office", "manager", "top", ()),
    ("top", "office", "manager", None, ()), ("outside", "outside", "manager", None, ()),
)  # fmt: skip
INTENTS = ("complaint", "repair_status", "refund", "hq_contact", "invoice")


def minutes(step: int, last: int) -> st.SearchStrategy[int]:
    return st.integers(0, last // step).map(lambda n: n * step)


@st.composite
def shifts(draw: st.DrawFn, person: str) -> list[Shift]:
    """None, one long, split, overlapping, part-time, up to midnight."""
    found = []
    for _ in range(draw(st.integers(0, 3))):
        starts = draw(minutes(5, 23 * 60))
        length = draw(st.sampled_from([15, 20, 60, 180, 240, 540, 1440]))
        ends = min(starts + length, 24 * 60)
        days = draw(st.sampled_from([frozenset(range(7)), frozenset(range(5)), frozenset([5, 6]), frozenset([2])]))
        found.append(Shift(person, days, at(starts), at(ends % 1440)))
    return found


def at(minute: int) -> time:
    return time(minute // 60, minute % 60)


@st.composite
def windows(draw: st.DrawFn, now: datetime, most: int) -> tuple[Window, ...]:
    """Passed, running, short, long, at night, some days ahead."""
    found = []
    for _ in range(draw(st.integers(0, most))):
        starts = now.replace(minute=0) + timedelta(minutes=draw(st.integers(-60, 1400)) * 5)
        length = draw(st.sampled_from([0, 5, 15, 20, 25, 60, 180, 600, 2000]))
        found.append(Window(starts, starts + timedelta(minutes=length)))
    return tuple(found)


@st.composite
def situations(draw: st.DrawFn) -> tuple[Company, Request, datetime, Mapping[str, list[Window]], dict[str, int]]:
    now = datetime(2025, 1, 1, tzinfo=SHANGHAI) + timedelta(minutes=draw(st.integers(0, LENGTH.days * 1440 - 1)))
    usual = [Shift(one[0], frozenset(range(7)), time(9), time(18)) for one in PEOPLE]
    rota = [s for one in PEOPLE for s in draw(shifts(one[0]))]
    lazy = draw(st.booleans())
    leaves = [
        Leave(draw(st.sampled_from(PEOPLE))[0], w.starts, w.ends + DAY * draw(st.sampled_from([0, 1, 40])))
        for w in draw(windows(now, 3))
    ]
    slot = draw(st.sampled_from([10, 15, 20, 20, 25, 30, 45]))
    company = Company(
        "栖禾", "栖禾",
        {one: Person(one, one, "专员", team, "总部", role, above, frozenset(skills))
         for one, team, role, above, skills in PEOPLE},
        {
            "care": Team("care", "投诉", ("complaint", "threat"), "boss"),
            "repair": Team("repair", "维修", ("repair_status", "refund"), "rboss"),
            "office": Team("office", "总部", ("hq_contact",), "duty"),
        },
        tuple(usual + rota if lazy else rota), tuple(leaves), Calendar(DAYS, date(2026, 12, 31)),
        Policy(time(9), time(18), {"complaint": 4, "repair_status": 2, "other": 8}, {"threat": 2, "repeat": 1},
               slot_minutes=slot, lead_minutes=draw(st.sampled_from([0, 30, 90]))),
        "duty", "outside",
    )  # fmt: skip
    request = Request(
        draw(st.sampled_from(INTENTS)), draw(st.sampled_from(["normal", "repeat", "threat"])),
        Wish(draw(windows(now, 2)), draw(windows(now, 2))),
        frozenset(draw(st.lists(st.sampled_from([one[0] for one in PEOPLE]), max_size=3))),
        draw(st.sampled_from([None, "a1", "boss", "r1", "gone"])), draw(st.sampled_from([None, None, 0.25, 3.0])),
    )  # fmt: skip
    taken: dict[str, list[Window]] = {one[0]: list(draw(windows(now, 2))) for one in PEOPLE}
    full = timedelta(days=draw(st.sampled_from([0, 0, 1, 8])))
    for one in PEOPLE if full else ():
        if draw(st.integers(0, 3)):
            taken[one[0]].append(Window(now - DAY, now + full))
    return company, request, now, taken, {one[0]: draw(st.integers(0, 2)) for one in PEOPLE}


# How many people are all asked at once, how many of more are drawn, whether it is known who has exactly one slot, and
# whether every slot was full when it was last asked.
GLANCES = ((32, 32, False, False), (0, 1, True, False), (0, 2, True, False), (0, 1, False, False), (0, 1, True, True))


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(situations(), st.sampled_from(GLANCES))
def test_every_promise_obeys_the_precedence(
    situation: tuple[Company, Request, datetime, Mapping[str, list[Window]], dict[str, int]],
    glance: tuple[int, int, bool, bool],
) -> None:
    company, request, now, taken, load = situation
    few, drawn, certain, full = glance

    def busy(stretch: Window, people: Sequence[str]) -> Mapping[str, Sequence[Window]]:
        return {one: taken[one] for one in people if taken[one]}

    def have(slot: Window) -> set[str]:
        return {one for one, windows in taken.items() if slot in windows}

    with (
        patch.object(free_slots, "MANY", few), patch.object(among_many, "LOOKED_UP", drawn),
        patch.object(free_slots.FreeSlots, "lately_full", lambda *_: full),
    ):  # fmt: skip
        made = commit(company, request, now, busy, load, given=have if certain else None)
    oracle = Oracle(company, request, now, taken)
    slot = Window(made.slot_start, made.due_at)
    assert slot in list(oracle.grid(slot.starts.date()))
    assert slot.starts >= now
    assert works(slot.starts.date())
    assert oracle.free(made.owner.id, slot)
    out = barred(company, request.about)
    free_of_blame = [person for person in company.people.values() if person.id not in out]
    if "exclusion" in made.gave_way:
        assert not free_of_blame, "the exclusion shrinks only where it leaves nobody"
        assert made.owner.id not in request.about
        return
    assert made.owner.id not in out
    anybody = Oracle(company, Request(request.intent), now, taken)
    far = now + DAY * HORIZON
    if "shift" in made.gave_way:
        assert next(anybody.candidates(free_of_blame, far, now), None) is None, "a colleague had a shift"
        return
    assert oracle.on_shift(made.owner.id, slot)
    levels = order(company, request)
    people = [person for level in levels for person in level]
    if made.owner not in people:
        assert next(anybody.candidates(people, far, now), None) is None, "somebody asked for had a shift"
        return
    _windows_bind(oracle, made, people)
    _limit_binds(oracle, made, levels)


def _windows_bind(oracle: Oracle, made: Commitment, people: Sequence[Person]) -> None:
    slot = Window(made.slot_start, made.due_at)
    if "window" in made.gave_way:
        far = oracle.now + DAY * HORIZON
        assert next(oracle.candidates(people, far, oracle.now), None) is None, "a slot in the window was free"
    else:
        assert oracle.suits(slot)


def _limit_binds(oracle: Oracle, made: Commitment, levels: Sequence[Sequence[Person]]) -> None:
    people = [person for level in levels for person in level]
    start = oracle.now if "window" in made.gave_way else oracle.opening(people)
    limit = office_minutes_later(oracle.company, start, limit_hours(oracle.company.policy, oracle.request))
    if "limit" not in made.gave_way:
        assert made.due_at <= limit
    if "window" in made.gave_way:
        return
    if "limit" in made.gave_way:
        assert next(oracle.candidates(people, limit, oracle.now), None) is None, "a slot within the limit was free"
        return
    lead = oracle.now + timedelta(minutes=oracle.company.policy.lead_minutes)
    if made.slot_start < lead:
        assert next(oracle.candidates(people, limit, lead), None) is None, "a slot after the lead time was free"
        lead = oracle.now
    for level in levels:
        first = next(oracle.candidates(level, limit, lead), None)
        if first is not None:
            assert made.owner in level, "a nearer level had a slot"
            assert made.slot_start == first[0].starts, "an earlier slot was free"
            return
    raise AssertionError("the oracle finds nothing where something was promised")
