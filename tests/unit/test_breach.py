"""What follows a broken promise."""

from __future__ import annotations

from dataclasses import replace

from handoff.breach import limit_hours, next_promise
from handoff.model import Request, Wish
from tests.unit.small_company import POLICY, Taken, at, company, nothing_taken, window

HOUSE = company()
NOW = at("2026-06-08 10:00")
REQUEST = Request("complaint")


def test_the_supervisor_takes_a_broken_promise_by_name_within_the_breach_limit() -> None:
    made = next_promise(HOUSE, "min", REQUEST, NOW, nothing_taken, {})
    assert (made.owner.name, made.level, made.gave_way) == ("陈岚", "supervisor", ())
    assert made.due_at <= at("2026-06-08 12:00")


def test_a_supervisor_who_is_full_passes_it_to_the_next_above() -> None:
    busy = Taken(lan=[window("2026-06-08 09:00", "2026-06-08 18:00")])
    assert next_promise(HOUSE, "min", REQUEST, NOW, busy, {}).owner.id == "jian"


def test_when_the_whole_line_is_full_the_first_of_it_calls_later_and_the_limit_is_named() -> None:
    full = {one: [window("2026-06-08 09:00", "2026-06-09 18:00")] for one in HOUSE.people}
    made = next_promise(HOUSE, "min", REQUEST, NOW, Taken(**full), {})
    assert (made.owner.id, made.gave_way) == ("lan", ("limit",))
    assert made.due_at == at("2026-06-10 09:20")


def test_a_supervisors_own_broken_promise_goes_further_up() -> None:
    assert next_promise(HOUSE, "lan", REQUEST, NOW, nothing_taken, {}).owner.id == "jian"
    assert next_promise(HOUSE, "jian", REQUEST, NOW, nothing_taken, {}).owner.id == "wei"


def test_nobody_complained_about_takes_a_broken_promise() -> None:
    about = replace(REQUEST, about=frozenset(["lan"]))
    assert next_promise(HOUSE, "wei", about, NOW, nothing_taken, {}).owner.id == "jian"
    top = replace(REQUEST, about=frozenset(["jian"]))
    assert next_promise(HOUSE, "ming", top, NOW, nothing_taken, {}).owner.id == "ming"


def test_the_customers_time_binds_the_next_one_too() -> None:
    wanted = replace(REQUEST, wish=Wish((window("2026-06-08 15:00", "2026-06-08 17:00"),)))
    made = next_promise(HOUSE, "min", wanted, NOW, nothing_taken, {})
    assert (made.owner.id, made.due_at) == ("lan", at("2026-06-08 15:20"))


def test_a_shorter_limit_for_a_threat_stays_shorter() -> None:
    hasty = replace(POLICY, severity_limit_hours={"threat": 1}, breach_limit_hours=2)
    assert limit_hours(company(policy=hasty), replace(REQUEST, severity="threat")) == 1
    assert limit_hours(company(policy=hasty), REQUEST) == 2
