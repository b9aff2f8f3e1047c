"""What is worked out of a company is made once for each, and goes with it."""

from __future__ import annotations

import gc

from handoff.model import Company
from handoff.worked_out import WorkedOut
from tests.unit.small_company import company


def test_it_is_made_once_for_each_company() -> None:
    asked: list[Company] = []

    def count(one: Company) -> int:
        asked.append(one)
        return len(one.people)

    people, first, second = WorkedOut(count), company(), company()
    assert [people(one) for one in (first, second, first, second)] == [len(first.people)] * 4
    assert len(asked) == 2
    assert asked[0] is first


def test_a_company_that_is_gone_leaves_nothing_behind() -> None:
    people = WorkedOut(lambda one: len(one.people))
    for _ in range(5):
        people(company())
    gc.collect()
    assert len(people) == 0
