"""The committed time, row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff import among_many, free_slots, promise
from handoff.free_slots import Busy
from handoff.model import Commitment, Company, Leave, Request, Window, Wish
from handoff.promise import commit, limit_hours, suits
from handoff.routing import levels
from handoff.search import Load
from tests.unit.small_company import POLICY, Taken, at, company, nothing_taken, shift, window

HOUSE = company()


COMPLAINT = Request("complaint")


def made(
    now: str, request: Request = COMPLAINT, house: Company = HOUSE, busy: Busy = nothing_taken,
    load: Load | None = None,
) -> Commitment:  # fmt: skip
    return commit(house, request, at(now), busy, load or {})


def due(commitment: Commitment) -> str:
    return f"{commitment.due_at:%Y-%m-%d %H:%M}"


def wish(*wanted: Window, excluded: tuple[Window, ...] = ()) -> Request:
    return Request("complaint", wish=Wish(wanted, excluded))


@pytest.mark.parametrize(
    ("now", "promised"),
    [
        ("2026-06-08 10:07", "2026-06-08 11:00"),  # half an hour to read the case, then the next slot
        ("2026-06-05 18:30", "2026-06-08 09:20"),  # Friday evening to Monday morning
        ("2026-06-05 17:29", "2026-06-08 09:20"),  # too late on Friday for lead time and slot
        ("2026-06-06 11:00", "2026-06-08 09:20"),  # Saturday
        ("2026-06-18 19:00", "2026-06-22 09:20"),  # the evening before the Dragon Boat Festival
        ("2026-06-20 12:00", "2026-06-22 09:20"),  # in the middle of it
        ("2025-05-30 19:00", "2025-06-03 09:20"),  # the year before, when Monday was free too
        ("2026-02-13 19:00", "2026-02-14 09:20"),  # a make-up Saturday
        ("2026-01-03 12:00", "2026-01-04 09:20"),  # a make-up Sunday
        ("2026-09-30 18:10", "2026-10-08 09:20"),  # National Day week
        ("2026-10-09 19:00", "2026-10-10 09:20"),  # its make-up Saturday
        ("2026-02-14 18:30", "2026-02-24 09:20"),  # the Spring Festival
        ("2026-12-31 19:00", "2027-01-04 09:20"),  # beyond the announced calendar
    ],
)
def test_a_promise_made_at_any_time_falls_on_the_next_working_slot(now: str, promised: str) -> None:
    commitment = made(now)
    assert due(commitment) == promised
    assert commitment.gave_way == ()


def test_a_promise_made_on_friday_evening_falls_on_the_next_working_morning() -> None:
    assert due(made("2026-06-05 22:00")) == "2026-06-08 09:20"


def test_the_shorter_limit_counts() -> None:
    assert limit_hours(POLICY, Request("complaint", "threat")) == 2
    assert limit_hours(POLICY, Request("repair_status", "repeat")) == 2
    assert limit_hours(POLICY, Request("delivery")) == 8
    assert limit_hours(POLICY, Request("complaint", limit_hours=1)) == 1
    assert limit_hours(replace(POLICY, limit_hours={"complaint": 4}), Request("delivery")) == 8


def test_equals_are_chosen_by_load_then_by_id() -> None:
    assert made("2026-06-08 10:07").owner.id == "min"
    assert made("2026-06-08 10:07", load={"min": 2, "qiang": 1, "xin": 1}).owner.id == "qiang"
    assert made("2026-06-08 10:07", load=lambda day, people: {"min": 1, "qiang": 1}).owner.id == "xin"


def test_the_load_is_asked_for_only_between_equals() -> None:
    def never(day: date, people: Sequence[str]) -> dict[str, int]:
        raise AssertionError("asked for without need")

    assert made("2026-06-08 10:07", house=company([shift("min")]), load=never).owner.id == "min"


def test_of_many_equals_some_are_asked_and_the_least_loaded_of_them_is_taken() -> None:
    many = [replace(HOUSE.people["min"], id=f"p{n:02d}") for n in range(free_slots.MANY + 8)]
    house, asked = company(people=[*HOUSE.people.values(), *many]), list[list[str]]()

    def load(day: date, people: Sequence[str]) -> dict[str, int]:
        asked.append(list(people))
        return dict.fromkeys(people, 5) | {people[-1]: 1}

    found = [made("2026-06-08 10:07", house=house, load=load) for _ in range(20)]
    assert {len(people) for people in asked} == {among_many.LOOKED_UP}
    assert [one.owner.id for one in found] == [people[-1] for people in asked]
    assert {due(one) for one in found} == {"2026-06-08 11:00"}
    assert len({tuple(people) for people in asked}) > 1  # not always the same, or they would get all of it


def test_the_earliest_time_comes_before_the_least_load() -> None:
    busy = Taken(
        qiang=[window("2026-06-08 10:40", "2026-06-08 11:00")], xin=[window("2026-06-08 10:40", "2026-06-08 11:00")]
    )
    assert made("2026-06-08 10:07", busy=busy, load={"min": 9}).owner.id == "min"


def test_the_owner_of_the_case_is_asked_before_the_team() -> None:
    request = Request("complaint", owner="qiang")
    busy = Taken(qiang=[window("2026-06-08 09:00", "2026-06-08 12:00")])
    commitment = made("2026-06-08 10:07", request, busy=busy)
    assert (commitment.owner.id, due(commitment), commitment.level) == ("qiang", "2026-06-08 12:20", "owner")


def test_an_owner_with_no_time_within_the_limit_is_covered_by_the_team() -> None:
    away = company(leaves=[Leave("qiang", at("2026-06-01 00:00"), at("2026-07-01 00:00"))])
    commitment = made("2026-06-08 10:07", Request("complaint", owner="qiang"), away)
    assert (commitment.owner.id, commitment.level, commitment.gave_way) == ("min", "team", ())


@pytest.mark.parametrize(
    ("full", "owner", "level"),
    [
        (["min", "qiang", "xin"], "lan", "supervisor"),
        (["min", "qiang", "xin", "lan"], "wei", "duty_manager"),
        (["min", "qiang", "xin", "lan", "wei"], "ming", "fallback"),
    ],
)
def test_whoever_is_full_is_followed_by_the_next_level_within_the_limit(
    full: list[str], owner: str, level: str
) -> None:
    day = [window("2026-06-08 09:00", "2026-06-08 18:00")]
    commitment = made("2026-06-08 10:00", busy=Taken(**dict.fromkeys(full, day)))
    assert (commitment.owner.id, commitment.level, commitment.gave_way) == (owner, level, ())


def test_when_everybody_is_full_the_limit_gives_way_and_the_earliest_time_wins() -> None:
    full = {p: [window("2026-06-08 09:00", "2026-06-12 18:00")] for p in HOUSE.people}
    full["lan"] = [window("2026-06-08 09:00", "2026-06-11 17:40")]
    commitment = made("2026-06-08 10:00", busy=Taken(**full))
    assert (commitment.owner.id, due(commitment), commitment.gave_way) == ("lan", "2026-06-11 18:00", ("limit",))


def test_days_are_asked_for_once_and_only_as_far_as_needed() -> None:
    busy = Taken(**{p: [window("2026-06-08 09:00", "2026-06-09 18:00")] for p in HOUSE.people})
    made("2026-06-08 10:00", busy=busy)
    days = [at(f"2026-06-{day:02d} 00:00") for day in (8, 9, 10, 11)]
    assert busy.asked == [Window(starts, ends) for starts, ends in pairwise(days)]


def test_of_a_large_team_a_stretch_is_asked_for_only_where_those_before_it_are_full(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = sum(len(people) for _, people in levels(HOUSE, COMPLAINT))
    monkeypatch.setattr(free_slots, "ASKED_AT_ONCE", 6 * asked)  # two hours of three slots
    full = window("2026-06-08 09:00", "2026-06-08 15:40")
    busy = Taken(**dict.fromkeys(HOUSE.people, [full]))
    assert due(made("2026-06-08 10:00", busy=busy)) == "2026-06-08 16:00"
    team = [(f"{one.starts:%H:%M}", f"{one.ends:%H:%M}") for one in busy.asked]
    assert team == [("10:00", "12:00"), ("12:00", "14:00"), ("14:00", "16:00")]


@given(st.integers(1, 2000), st.lists(st.integers(0, 71), max_size=60), st.integers(0, 71))
def test_however_the_day_is_cut_the_same_slot_is_found(size: int, taken: list[int], first: int) -> None:
    """The whole day at once is the plain reading; parts of any size must give the same."""
    midnight = at("2026-06-08 00:00")
    slot = timedelta(minutes=20)
    busy = Taken(**dict.fromkeys(HOUSE.people, [Window(midnight + n * slot, midnight + (n + 1) * slot) for n in taken]))
    found = []
    for at_once in (10**6, size):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(free_slots, "ASKED_AT_ONCE", at_once)
            found.append(commit(HOUSE, COMPLAINT, midnight + first * slot, busy, {}))
    assert found[0] == found[1]


def test_the_call_lies_inside_the_customers_window() -> None:
    commitment = made("2026-06-08 10:00", wish(window("2026-06-08 15:00", "2026-06-08 17:00")))
    assert (due(commitment), commitment.gave_way) == ("2026-06-08 15:20", ())


def test_the_limit_runs_from_the_opening_of_the_customers_window() -> None:
    commitment = made("2026-06-08 10:00", wish(window("2026-06-11 14:00", "2026-06-11 18:00")))
    assert (due(commitment), commitment.gave_way) == ("2026-06-11 14:20", ())


def test_the_limit_gives_way_before_the_window_does() -> None:
    full = [window("2026-06-11 14:00", "2026-06-11 17:40")]
    busy = Taken(**dict.fromkeys(HOUSE.people, full))
    request = replace(wish(window("2026-06-11 14:00", "2026-06-11 18:00")), limit_hours=1)
    commitment = made("2026-06-08 10:00", request, busy=busy)
    assert (due(commitment), commitment.gave_way) == ("2026-06-11 18:00", ("limit",))


def test_a_window_in_which_nobody_works_gives_way_and_is_named() -> None:
    commitment = made("2026-06-08 10:00", wish(window("2026-06-14 10:00", "2026-06-14 12:00")))
    assert (due(commitment), commitment.gave_way) == ("2026-06-08 11:00", ("window",))


def test_the_next_window_counts_where_the_first_holds_no_working_time() -> None:
    asked = wish(window("2026-06-13 10:00", "2026-06-13 12:00"), window("2026-06-16 14:00", "2026-06-16 18:00"))
    commitment = made("2026-06-08 10:00", asked)
    assert (due(commitment), commitment.gave_way) == ("2026-06-16 14:20", ())


def test_windows_that_have_passed_bind_nobody() -> None:
    commitment = made("2026-06-08 10:07", wish(window("2026-06-07 10:00", "2026-06-08 10:07")))
    assert (due(commitment), commitment.gave_way) == ("2026-06-08 11:00", ())


def test_inside_a_running_window_the_lead_time_gives_way_first() -> None:
    commitment = made("2026-06-08 10:07", wish(window("2026-06-08 10:00", "2026-06-08 10:45")))
    assert (due(commitment), commitment.gave_way) == ("2026-06-08 10:40", ())


def test_a_limit_shorter_than_the_lead_time_is_kept_all_the_same() -> None:
    commitment = made("2026-06-08 10:00", Request("complaint", limit_hours=0.5))
    assert (due(commitment), commitment.gave_way) == ("2026-06-08 10:20", ())


def test_a_limit_shorter_than_a_slot_gives_way() -> None:
    commitment = made("2026-06-08 10:00", Request("complaint", limit_hours=0.1))
    assert (due(commitment), commitment.gave_way) == ("2026-06-08 11:00", ("limit",))


@pytest.mark.parametrize(
    ("wanted", "promised"),
    [
        (("15:00", "15:00"), "15:20"), (("15:05", "15:15"), "15:20"), (("15:10", "15:30"), "15:20"),
        (("15:10", "15:40"), "15:40"), (("15:00", "15:20"), "15:20"),
    ],
)  # fmt: skip
def test_a_window_too_short_for_a_slot_means_the_slots_that_it_touches(wanted: tuple[str, str], promised: str) -> None:
    commitment = made("2026-06-08 10:00", wish(window(f"2026-06-08 {wanted[0]}", f"2026-06-08 {wanted[1]}")))
    assert (f"{commitment.due_at:%H:%M}", commitment.gave_way) == (promised, ())


def test_excluded_times_bind_like_windows() -> None:
    asked = wish(excluded=(window("2026-06-08 10:00", "2026-06-08 14:10"),))
    commitment = made("2026-06-08 10:00", asked)
    assert (due(commitment), commitment.gave_way) == ("2026-06-08 14:40", ("limit",))


def test_excluded_times_are_kept_where_the_wanted_ones_cannot_be() -> None:
    asked = wish(
        window("2026-06-14 10:00", "2026-06-14 12:00"), excluded=(window("2026-06-08 00:00", "2026-06-08 12:00"),)
    )
    commitment = made("2026-06-08 10:00", asked)
    assert (due(commitment), commitment.gave_way) == ("2026-06-08 12:20", ("window",))


def test_a_wish_that_leaves_no_time_at_all_gives_way() -> None:
    commitment = made("2026-06-08 10:00", wish(excluded=(window("2026-06-01 00:00", "2027-06-01 00:00"),)))
    assert (due(commitment), commitment.gave_way) == ("2026-06-08 11:00", ("window",))


def test_nobody_is_promised_in_a_lunch_break() -> None:
    house = company([shift("min", 9, 12), shift("min", 13, 18)])
    assert due(made("2026-06-08 11:40", house=house)) == "2026-06-08 13:20"


def test_a_supervisor_complained_about_takes_nothing_from_their_team() -> None:
    assert made("2026-06-08 10:00", Request("complaint", about=frozenset(["jian"]))).owner.id == "ming"


def test_the_instant_may_come_in_another_time_zone() -> None:
    from datetime import timezone

    commitment = commit(HOUSE, Request("complaint"), at("2026-06-08 10:07").astimezone(timezone.utc), nothing_taken, {})
    assert due(commitment) == "2026-06-08 11:00"


@pytest.mark.parametrize(
    ("wanted", "excluded", "fits"),
    [
        ((), (), True),
        ((("14:00", "16:00"),), (), True),
        ((("15:10", "15:15"),), (), True),
        ((("16:00", "18:00"),), (), False),
        ((), (("15:10", "15:30"),), False),
        ((("09:00", "10:00"),), (), True),
    ],
)
def test_a_slot_given_earlier_is_measured_by_the_rule_that_gives_slots(
    wanted: tuple[tuple[str, str], ...], excluded: tuple[tuple[str, str], ...], fits: bool
) -> None:
    both = [tuple(window(f"2026-06-08 {a}", f"2026-06-08 {b}") for a, b in pairs) for pairs in (wanted, excluded)]
    slot = window("2026-06-08 15:00", "2026-06-08 15:20")
    assert suits(HOUSE, Wish(*both), slot, at("2026-06-08 12:00")) is fits


def test_people_outside_the_levels_are_not_asked_by_search() -> None:
    lan = HOUSE.people["lan"]
    found = promise.search(HOUSE, [("owner", [lan])], Wish(), 4, at("2026-06-08 10:00"), nothing_taken, {})
    assert found is not None and found.owner is lan
    assert promise.search(HOUSE, [], Wish(), 4, at("2026-06-08 10:00"), nothing_taken, {}) is None
