"""The time that is promised is one that this team keeps, and no hour holds more calls than its owner can make."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from handoff import punctuality
from handoff.document import to_document
from handoff.punctuality import late_minutes
from handoff.scene import Scene
from tests.core.small import House, company

PHONE = "+8613800138000"


@pytest.mark.parametrize(
    ("late", "minutes"),
    [([0.0] * 20, 0), ([0.0] * 17 + [50.0] * 3, 0), ([0.0] * 12 + [25.0] * 8, 40), ([500.0] * 20, 120),
     ([60.0] * 9, 0), ([1.0] * 10, 20)],
)  # fmt: skip
def test_four_cases_out_of_five_are_allowed_for_in_whole_slots(late: list[float], minutes: int) -> None:
    assert late_minutes(late, 20) == minutes


def broken_and_made_good(core: House, number: int) -> None:
    """A call that came half an hour late, by the supervisor."""
    bound = core.complains(address=f"anon:{number}", phone=PHONE)
    core.clock.set(bound["due_at"])
    core.watcher.sweep()
    core.clock.set(bound["due_at"] + timedelta(minutes=30))
    after = core.promises(case_id=bound["case_id"])[-1]
    core.casework.reached(after["owner_id"], after["id"], "说好了")


def test_a_team_that_has_been_late_is_promised_for_later(core: House) -> None:
    begin = core.clock.now()
    for number in range(10):
        core.clock.set(begin + timedelta(days=number % 4 * 7 // 4, minutes=number))
        broken_and_made_good(core, number)

    def measure(tx: Any) -> None:
        punctuality.measure(Scene(tx, core.companies.current(tx), core.clock.now()))

    core.clock.set((begin + timedelta(days=10)).replace(hour=9, minute=5))
    core.store.write(measure)
    late = core.rows("team_records", team="care")[0]["late_minutes"]
    assert late >= 20
    policy = company().policy
    bound = core.complains(address="anon:y", phone=PHONE)
    assert bound["slot_start"] - core.clock.now() >= timedelta(minutes=policy.lead_minutes + late)


def test_the_record_of_a_punctual_team_moves_nothing(core: House) -> None:
    core.watcher.sweep()
    assert [r["late_minutes"] for r in core.rows("team_records")] == [0] * len(company().teams)


def test_nobody_is_promised_for_more_calls_in_an_hour_than_they_can_make(core: House) -> None:
    people = {p.id: replace(p, calls_per_hour=1) for p in company().people.values()}
    document = to_document(replace(company(), people=people))
    core.store.write(lambda tx: tx.insert("company", {"version": 2, "imported_at": core.clock.now(),
                                                      "document": document}))  # fmt: skip
    for number in range(8):
        core.complains(address=f"anon:{number}")
    hours = [(p["owner_id"], p["slot_start"].date(), p["slot_start"].hour) for p in core.promises()]
    assert len(set(hours)) == len(hours)
