"""kill -9 of the desk in the middle of an agent's order."""

from __future__ import annotations

import httpx
import pytest

from tests.acceptance.running import Agent
from tests.drills.audit import count
from tests.drills.conftest import Lively
from tests.drills.house import Standing
from tests.drills.killing import AT_ONCE, DATABASES, ON_BOTH
from tests.drills.points import POINTS, hits
from tests.drills.record import Record
from tests.drills.steadfast import Steadfast

GROUP = "kill"
DESK = ("tests.drills.points:desk",)
ORDERS = ("not-reached", "start-call")
NOTE = "无人接听，一小时后再试"


@pytest.mark.timeout(600)
@pytest.mark.parametrize("point", POINTS["desk"])
def test_an_order_whose_desk_is_killed_is_carried_out_wholly_or_not_at_all_and_never_twice(
    lively: Lively, point: str
) -> None:
    record = Record(GROUP, fault_at(point), note=f"the agent sends the form again{ON_BOTH}")
    record.mended_by = "an order is one transaction, and a promise that has ended takes no second order"
    for database, times in DATABASES.items():
        one = lively(database)
        one.start_desk(DESK)
        crowd: list[Steadfast] = []
        for number in range(times):
            crowd.append(Steadfast(one))
            crowd[-1].says(AT_ONCE[0])
            assert order_twice(one, point, crowd[-1], ORDERS[number % 2], record)
            record.times += 1
        one.stop("desk")
        count(one, [each.sent for each in crowd], record)
        for place in POINTS["desk"][point]:
            assert hits(one.points)[point, place.where] > 0, f"{point} at {place.where} was never reached"
    record.keep()
    assert record.clean, record


def fault_at(point: str) -> str:
    """How the page calls it."""
    return f"kill -9 of the desk at the step {point}"


def order_twice(
    house: Standing, point: str, customer: Steadfast, order: str, record: Record, desk: tuple[str, ...] = DESK
) -> bool:
    """An agent sends a form; the desk dies over it and is started again; the agent sends the form again.
    False where that was not answered as it should be."""
    case = customer.promises()[0]["case"]
    bound = house.rows("promises", order="made_at", case_id=case)[0]
    agent, path = Agent(house, bound["owner_id"]), f"/cases/{case}/promises/{bound['id']}/{order}"
    heard = len(customer.messages())
    house.arm(point)
    with pytest.raises(httpx.TransportError):
        agent.orders(path, note=NOTE)
    house.struck("desk")
    done, anew = point == "order_committed", order == "not-reached"
    kept = house.rows("promises", order="made_at", case_id=case)
    record.lost += (kept[0]["state"] != "open") != done  # half of an order, or one that is gone
    house.start_desk(desk)
    again = agent.orders(path, note=NOTE)
    kept = house.rows("promises", order="made_at", case_id=case)
    record.doubled += len(kept) - (2 if anew else 1) + len(customer.messages()) - heard - anew
    assert kept[0]["state"] == ("attempted" if anew else "calling")
    return again.status_code == (409 if done and anew else 200)
