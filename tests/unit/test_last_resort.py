"""Rule 1 stands above all others: whatever else is missing, there is a name and a time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from handoff.model import Calendar, Commitment, Company, Leave, Request
from handoff.promise import NoPromise, commit
from tests.unit.small_company import at, company, nothing_taken, shift

HOUSE = company()
COMPLAINT = Request("complaint")


def made(house: Company, request: Request = COMPLAINT) -> Commitment:
    return commit(house, request, at("2026-06-08 10:00"), nothing_taken, {})


def due(commitment: Commitment) -> str:
    return f"{commitment.due_at:%Y-%m-%d %H:%M}"


def test_a_colleague_on_shift_comes_before_a_time_off_shift() -> None:
    commitment = made(company([shift("bo")]))
    assert (commitment.owner.id, commitment.gave_way) == ("bo", ())


def test_without_any_shift_the_duty_manager_promises_office_hours_and_the_shift_is_named() -> None:
    commitment = made(company([]))
    assert (commitment.owner.id, due(commitment), commitment.gave_way) == ("wei", "2026-06-08 11:00", ("shift",))


def test_leave_that_covers_everything_is_no_reason_to_leave_a_customer_without_a_name() -> None:
    leaves = [Leave(one, at("2026-01-01 00:00"), at("2027-12-31 00:00")) for one in HOUSE.people]
    assert made(company(leaves=leaves)).gave_way == ("shift",)


def test_a_complaint_about_everybody_shrinks_the_exclusion_to_those_named() -> None:
    commitment = made(HOUSE, Request("complaint", about=frozenset(["jian", "ming"])))
    assert (commitment.owner.id, commitment.gave_way) == ("wei", ("exclusion",))
    everybody = made(HOUSE, Request("complaint", about=frozenset(HOUSE.people)))
    assert (everybody.owner.id, everybody.gave_way) == ("ming", ("exclusion",))


def test_only_a_calendar_without_working_days_leaves_no_promise() -> None:
    idle = Calendar({at("2026-01-01 00:00").date() + timedelta(days=n): False for n in range(800)}, date(2027, 12, 31))
    with pytest.raises(NoPromise):
        made(company(calendar=idle))
