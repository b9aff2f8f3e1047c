"""A company in which somebody could be left without a promise is refused beforehand."""

from __future__ import annotations

import time as stopwatch
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest

from handoff.check import check
from handoff.company import load
from handoff.model import Calendar, Company, Leave
from handoff.structure import structure
from tests.unit.small_company import CALENDAR, PEOPLE, POLICY, TEAMS, at, company, shift, without

NOW = at("2026-06-08 10:00")


def without_shifts_of(*people: str) -> Company:
    return company([shift(person.id) for person in PEOPLE if person.id not in people])


def test_the_sample_company_passes_from_the_first_announced_day_in_under_three_seconds() -> None:
    sample = load(Path(__file__).parents[2] / "company")
    start = stopwatch.process_time()
    report = check(sample, at("2025-01-01 00:00"))
    assert stopwatch.process_time() - start < 3
    assert report.errors == ()
    assert report.warnings == ()


def test_a_whole_company_passes() -> None:
    assert check(company(), NOW).errors == ()
    assert check(company(), NOW).warnings == ()


def test_a_fallback_without_shifts_is_refused_because_of_a_complaint_about_the_top() -> None:
    (error,) = check(without_shifts_of("ming"), NOW).errors
    assert "the complaint is about 高健" in error
    assert "Give shifts to one of: ming" in error


def test_shifts_that_end_before_the_calendar_does_are_refused() -> None:
    ending = tuple(replace(one, last=date(2026, 8, 31)) for one in company().shifts)
    report = check(replace(company(), shifts=ending), NOW)
    assert any("from 2026-08-31 on nobody could be promised for 90 days" in error for error in report.errors)


def test_leave_that_covers_the_horizon_is_refused() -> None:
    away = [Leave("ming", at("2026-07-01 00:00"), at("2026-12-01 00:00"))]
    assert any("from 2026-06-30 on" in error for error in check(company(leaves=away), NOW).errors)


def test_a_limit_that_cannot_be_kept_even_on_an_empty_rota_is_a_warning() -> None:
    mornings = company([shift(person.id, 9, 10) for person in PEOPLE])
    report = check(mornings, NOW)
    assert report.errors == ()
    assert any("a limit of 4 working hours cannot be kept from 2026-06-08 10:00" in line for line in report.warnings)


def test_a_limit_that_fails_only_later_in_the_day_is_found() -> None:
    early = company([shift(person.id, 9, 15) for person in PEOPLE])
    report = check(early, at("2026-06-08 08:00"))
    assert any("a limit of 2 working hours cannot be kept from 2026-06-08 14:40" in line for line in report.warnings)


def test_a_slot_must_end_within_the_limit_not_only_begin() -> None:
    early = company([shift(person.id, time(9), time(16, 20)) for person in PEOPLE])
    report = check(early, at("2026-06-08 08:00"))
    assert any("a limit of 2 working hours cannot be kept from 2026-06-08 16:00" in line for line in report.warnings)


def test_a_limit_shorter_than_two_slots_is_a_warning() -> None:
    hasty = company(policy=replace(POLICY, severity_limit_hours={"threat": 0.5}))
    assert any("a limit of 0.5 working hours" in line for line in check(hasty, NOW).warnings)


def test_the_calendar_of_the_next_year_is_asked_for_in_good_time() -> None:
    assert any("known until 2026-12-31" in line for line in check(company(), at("2026-11-20 10:00")).warnings)
    beyond = check(company(), at("2027-03-01 10:00"))
    assert any("known until 2026-12-31" in line for line in beyond.warnings)
    assert beyond.errors == ()


def test_people_and_teams_without_shifts_and_equal_names_are_warnings() -> None:
    twins = without(without_shifts_of("bo"), "qiang", name="王敏")
    warnings = check(twins, NOW).warnings
    assert any("bo has no shift" in line for line in warnings)
    assert any("王敏 is the name of min too" in line for line in warnings)
    assert any("nobody of the team repair" in line for line in check(without_shifts_of("bo", "jun"), NOW).warnings)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"duty_manager": "ming"}, "is the duty manager too"),
        ({"outside_fallback": "gone"}, "outside_fallback: nobody has the id 'gone'"),
        ({"people": {}}, "holds nobody"),
        ({"teams": {team.id: replace(team, intents=()) for team in TEAMS}}, "no team answers for complaint"),
        ({"teams": {team.id: replace(team, supervisor="gone") for team in TEAMS}}, "Name a supervisor"),
        ({"policy": replace(POLICY, limit_hours={"complaint": 4})}, "says nothing of repair_status"),
        ({"policy": replace(POLICY, limit_hours={"other": 0})}, "a limit of 0 hours can never be met"),
        ({"policy": replace(POLICY, breach_limit_hours=0)}, "breach_limit_hours: must be more than nothing"),
        ({"policy": replace(POLICY, opens=time(18), closes=time(9))}, "is not after opens"),
        ({"shifts": (shift("gone"),)}, "shifts.yml: nobody has the id 'gone'"),
        ({"shifts": (shift("min", 18, 9),)}, "does not end after it starts"),
        ({"leaves": (Leave("gone", NOW, NOW),)}, "leave.yml: nobody has the id 'gone'"),
    ],
)
def test_parts_that_do_not_fit_are_errors(changes: dict[str, object], said: str) -> None:
    broken = replace(company(), **changes)  # type: ignore[arg-type]
    assert any(said in line for line in structure(broken))
    assert check(broken, NOW).errors == tuple(structure(broken))


@pytest.mark.parametrize(
    ("person", "reports_to", "said"),
    [
        ("jian", "lan", "comes back to"),
        ("min", "gone", "nobody has the id 'gone'"),
        ("ming", "jian", "must stand beside the company's tree"),
    ],
)
def test_lines_upwards_must_end_and_the_fallback_must_stand_outside(person: str, reports_to: str, said: str) -> None:
    assert any(said in line for line in structure(without(company(), person, reports_to=reports_to)))


def test_a_calendar_without_working_days_is_refused() -> None:
    idle = Calendar(dict.fromkeys(CALENDAR.days, False), CALENDAR.announced_until)
    assert check(company(calendar=idle), NOW).errors
