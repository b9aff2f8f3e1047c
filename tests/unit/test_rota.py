"""Who is on duty when, and which slots that leaves."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from handoff import rota
from handoff.model import Leave, Policy, Shift, Window
from tests.unit.small_company import ALL, POLICY, at, company, shift, window

DAY = date(2026, 6, 8)


def starts(slots: list[Window]) -> list[str]:
    return [f"{slot.starts:%H:%M}" for slot in slots]


def free(
    house: object, busy: tuple[Window, ...] = (), after: str = "2026-06-08 00:00", day: date = DAY
) -> list[Window]:
    return list(rota.slots(house, "min", day, busy, at(after)))  # type: ignore[arg-type]


def test_overlapping_and_touching_shifts_are_one_stretch() -> None:
    house = company([shift("min", 9, 12), shift("min", 11, 13), shift("min", 13, 15), shift("min", 16, 18)])
    assert rota.segments(house, "min", DAY) == [
        window("2026-06-08 09:00", "2026-06-08 15:00"), window("2026-06-08 16:00", "2026-06-08 18:00")
    ]  # fmt: skip


def test_nobody_is_on_duty_on_a_holiday_whatever_the_rota_says() -> None:
    assert rota.segments(company(), "min", date(2026, 6, 19)) == []


def test_make_up_days_are_served_by_those_whose_rota_names_the_weekday() -> None:
    house = company([shift("min"), shift("qiang", days=frozenset(range(5)))])
    assert rota.segments(house, "min", date(2026, 2, 14))
    assert not rota.segments(house, "qiang", date(2026, 2, 14))


@pytest.mark.parametrize(
    ("leave", "left"),
    [
        (("2026-06-08 00:00", "2026-06-09 00:00"), []),
        (("2026-06-01 00:00", "2026-06-30 00:00"), []),
        (("2026-06-08 09:00", "2026-06-08 12:00"), [("12:00", "18:00")]),
        (("2026-06-08 12:00", "2026-06-08 13:00"), [("09:00", "12:00"), ("13:00", "18:00")]),
        (("2026-06-08 18:00", "2026-06-08 20:00"), [("09:00", "18:00")]),
    ],
)
def test_leave_is_cut_out_of_the_shift(leave: tuple[str, str], left: list[tuple[str, str]]) -> None:
    house = company(leaves=[Leave("min", at(leave[0]), at(leave[1]))])
    assert [(f"{w.starts:%H:%M}", f"{w.ends:%H:%M}") for w in rota.segments(house, "min", DAY)] == left


def test_a_shift_counts_between_its_first_and_last_day() -> None:
    house = company([Shift("min", ALL, time(9), time(18), date(2026, 6, 8), date(2026, 6, 9))])
    on_duty = [bool(rota.segments(house, "min", DAY + timedelta(days=n))) for n in (-3, 0, 1, 2)]
    assert on_duty == [False, True, True, False]


def test_slots_lie_on_the_clock_and_wholly_inside_one_stretch() -> None:
    house = company([shift("min", time(9, 10), time(10, 10)), shift("min", time(10, 30), time(11, 5))])
    assert starts(free(house)) == ["09:20", "09:40", "10:40"]


def test_a_shift_until_midnight_has_its_last_slot_before_midnight() -> None:
    assert starts(free(company([shift("min", 23, 24)]))) == ["23:00", "23:20", "23:40"]


def test_no_slot_begins_before_the_given_instant() -> None:
    assert starts(free(company([shift("min", 9, 10)]), after="2026-06-08 09:00")) == ["09:00", "09:20", "09:40"]
    assert starts(free(company([shift("min", 9, 10)]), after="2026-06-08 09:01")) == ["09:20", "09:40"]


def test_what_is_taken_keeps_every_slot_that_it_touches() -> None:
    taken = (window("2026-06-08 09:10", "2026-06-08 09:25"),)
    assert starts(free(company([shift("min", 9, 10)]), taken)) == ["09:40"]


def test_taken_time_may_come_in_another_time_zone_and_order() -> None:
    from datetime import timezone

    utc = [Window(w.starts.astimezone(timezone.utc), w.ends.astimezone(timezone.utc)) for w in (
        window("2026-06-08 09:40", "2026-06-08 10:00"), window("2026-06-08 09:00", "2026-06-08 09:20"))]  # fmt: skip
    assert starts(free(company([shift("min", 9, 10)]), tuple(utc))) == ["09:20"]


def test_slots_of_an_odd_length_begin_at_midnight() -> None:
    policy = Policy(POLICY.opens, POLICY.closes, POLICY.limit_hours, {}, slot_minutes=45)
    assert starts(free(company([shift("min", 9, 12)], policy=policy))) == ["09:00", "09:45", "10:30", "11:15"]


def test_somebody_without_shifts_is_never_on_duty() -> None:
    house = company([shift("qiang")])
    assert rota.segments(house, "min", DAY) == []
    assert not rota.on_shift(house, "min", at("2026-06-08 10:00"))


def test_a_shift_includes_its_beginning_and_not_its_end() -> None:
    house = company([shift("min", 9, 12)])
    on_duty = [rota.on_shift(house, "min", at(f"2026-06-08 {hour}")) for hour in ("08:59", "09:00", "11:59", "12:00")]
    assert on_duty == [False, True, True, False]
