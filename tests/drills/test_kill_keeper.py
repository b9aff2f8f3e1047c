"""kill -9 of the keeper at every step of its work on a broken promise, and two keepers at once."""

from __future__ import annotations

import random
import threading

import pytest

from tests.drills.audit import count
from tests.drills.breaches import all_promised_anew, broken_once, miss
from tests.drills.conftest import Lively
from tests.drills.house import Standing
from tests.drills.killing import AT_ONCE, DATABASES, IN_FLIGHT, KEEPER, ON_BOTH, all_say
from tests.drills.points import POINTS, hits
from tests.drills.record import Record, often
from tests.drills.steadfast import Steadfast

GROUP = "kill"
TWO_KEEPERS = "two keepers at once, one killed at any instant"
PROMISED = AT_ONCE[:1]


def some(house: Standing, number: int = IN_FLIGHT) -> list[Steadfast]:
    """Customers who have a promise."""
    crowd = [Steadfast(house) for _ in range(number)]
    all_say(crowd, PROMISED)
    return crowd


# What falls due together is committed together, so these are reached once for all of it.
ONCE = ("breach_committed",)


def fault_at(point: str) -> str:
    """How the page calls it."""
    return f"kill -9 of the keeper at the step {point}"


@pytest.mark.timeout(900)
@pytest.mark.parametrize("point", POINTS["keeper"])
def test_a_keeper_killed_at_any_step_breaks_promises_anew_and_tells_once(lively: Lively, point: str) -> None:
    record = Record(GROUP, fault_at(point), note=f"{IN_FLIGHT} promises overdue at once{ON_BOTH}")
    record.mended_by = "one transaction for breach, new promise and message; what is overdue is read from the rows"
    dice = random.Random(point)
    for database, times in DATABASES.items():
        one = lively(database)
        crowd: list[Steadfast] = []
        for _ in range(times):
            fresh = some(one)
            one.arm(point, 1 if point in ONCE else dice.randint(1, IN_FLIGHT))
            miss(one, fresh)
            one.struck("keeper")
            one.start_keeper(KEEPER)
            all_promised_anew(one, fresh)
            record.times += 1
            crowd += fresh
        all_promised_anew(one, crowd)
        count(one, [each.sent for each in crowd], record)
        assert broken_once(one, record) >= len(crowd)
        for place in POINTS["keeper"][point]:
            assert hits(one.points)[point, place.where] > 0, f"{point} at {place.where} was never reached"
    record.keep()
    assert record.clean, record


@pytest.mark.timeout(300)
def test_two_keepers_of_which_one_is_killed_break_each_promise_once(lively: Lively) -> None:
    record = Record(GROUP, TWO_KEEPERS, note="6 promises overdue at once")
    record.mended_by = "a promise is broken by whoever still finds it open under the lock of its case"
    one = lively()
    one.part("keeper2", "handoff", "keep")
    dice = random.Random(1)
    everybody: list[Steadfast] = []
    for _ in range(often(2, 20)):
        fresh = some(one, 6)
        miss(one, fresh)
        threading.Event().wait(dice.uniform(0.0, 0.4))
        one.kill("keeper")
        all_promised_anew(one, fresh)
        one.start_keeper()
        everybody += fresh
        record.times += 1
    all_promised_anew(one, everybody)
    count(one, [each.sent for each in everybody], record)
    assert broken_once(one, record) >= len(everybody)
    one.stop("keeper2")
    record.keep()
    assert record.clean, record
