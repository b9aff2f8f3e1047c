"""Working days and working hours."""

from __future__ import annotations

from datetime import date, time

import pytest

from handoff.hours import NoWorkingDay, add_working_hours, is_working, next_working_day
from handoff.model import Calendar, Policy
from tests.unit.small_company import CALENDAR, POLICY, at

UNKNOWN = Calendar({}, date(2026, 12, 31))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-06-18", True), ("2026-06-19", False), ("2026-06-20", False), ("2026-06-21", False), ("2026-06-22", True),
        ("2026-02-14", True), ("2026-02-28", True), ("2026-05-09", True), ("2026-09-20", True), ("2026-10-10", True),
        ("2026-01-04", True), ("2025-04-27", True), ("2025-09-28", True), ("2025-06-02", False), ("2025-10-08", False),
        ("2026-10-07", False), ("2026-10-08", True), ("2026-06-06", False),
    ],
)  # fmt: skip
def test_the_statutory_calendar_with_its_make_up_days_decides(day: str, works: bool) -> None:
    assert is_working(CALENDAR, date.fromisoformat(day)) is works


@pytest.mark.parametrize(
    ("day", "works"),
    [("2027-01-01", False), ("2027-05-01", False), ("2027-10-01", False), ("2027-10-07", False), ("2027-04-05", False),
     ("2027-06-05", False), ("2027-06-07", True), ("2027-10-08", True)],
)  # fmt: skip
def test_beyond_the_announced_days_weekends_and_fixed_holidays_are_taken_as_free(day: str, works: bool) -> None:
    assert is_working(CALENDAR, date.fromisoformat(day)) is works


def test_a_day_of_the_companys_own_counts_beyond_the_announced_days_too() -> None:
    own = Calendar({date(2027, 6, 5): True, date(2027, 6, 7): False}, date(2026, 12, 31))
    assert is_working(own, date(2027, 6, 5))
    assert not is_working(own, date(2027, 6, 7))


def test_the_next_working_day_lies_beyond_the_holiday() -> None:
    assert next_working_day(CALENDAR, date(2026, 9, 30)) == date(2026, 10, 8)


def test_a_calendar_without_working_days_is_named_as_such() -> None:
    first = date(2026, 1, 1).toordinal()
    idle = Calendar({date.fromordinal(first + n): False for n in range(500)}, date(2026, 12, 31))
    with pytest.raises(NoWorkingDay):
        next_working_day(idle, date(2026, 1, 1))


@pytest.mark.parametrize(
    ("now", "hours", "ends"),
    [
        ("2026-06-08 10:00", 2, "2026-06-08 12:00"),
        ("2026-06-08 16:00", 2, "2026-06-08 18:00"),
        ("2026-06-08 17:50", 2, "2026-06-09 10:50"),
        ("2026-06-08 18:00", 2, "2026-06-09 11:00"),
        ("2026-06-08 03:00", 2, "2026-06-08 11:00"),
        ("2026-06-05 17:00", 4, "2026-06-08 12:00"),
        ("2026-06-18 17:00", 4, "2026-06-22 12:00"),
        ("2026-09-30 17:00", 10, "2026-10-08 18:00"),
        ("2026-06-20 12:00", 1, "2026-06-22 10:00"),
        ("2026-06-08 10:00", 18, "2026-06-10 10:00"),
        ("2026-06-08 10:00", 0, "2026-06-08 10:00"),
        ("2026-06-08 20:00", 0, "2026-06-09 09:00"),
        ("2026-06-08 10:00", 0.5, "2026-06-08 10:30"),
    ],
)
def test_a_limit_counts_the_companys_hours_only(now: str, hours: float, ends: str) -> None:
    assert add_working_hours(at(now), hours, CALENDAR, POLICY) == at(ends)


def test_a_company_may_stay_open_until_midnight() -> None:
    policy = Policy(time(9), time(0), {"other": 8}, {})
    assert add_working_hours(at("2026-06-08 23:00"), 2, CALENDAR, policy) == at("2026-06-09 10:00")
