"""Putting callers through: only to somebody who is free, and the promise stands whatever comes of it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from handoff.model import SHANGHAI
from tests.core.calling import promise, ring, says, speaks
from tests.core.small import House

pytestmark = pytest.mark.usefixtures("the_ledger_agrees")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def test_a_free_owner_is_offered_and_put_through(core: House) -> None:
    call = says(core, ring(core), "洗衣机坏了没人管")
    bound = promise(core)
    offer = core.phone.stands(call.id, True)[2]
    assert offer is not None and (offer.owner, offer.expected) == (bound["owner_name"], False)
    assert core.phone.put_through(call.id) == offer
    assert promise(core)["state"] == "calling"
    core.phone.connected(call.id, True)
    core.casework.reached(bound["owner_id"], bound["id"], "说好了周一上门")
    assert promise(core)["state"] == "kept"


def test_nobody_picks_up_and_the_promise_stands(core: House) -> None:
    call = says(core, ring(core), "洗衣机坏了没人管")
    call = speaks(core, call)
    core.phone.put_through(call.id)
    core.phone.connected(call.id, False)
    (said,) = core.phone.stands(call.id, False)[1]
    assert promise(core)["state"] == "open" and "没能接起电话" in said.text
    assert core.phone.stands(call.id, True)[2] is None  # not twice to the same telephone


@pytest.mark.parametrize("now", ["2026-06-05 12:30", "2026-06-05 19:00", "2026-06-06 10:00"])
def test_nobody_is_offered_outside_their_shift(core: House, now: str) -> None:
    core.clock.set(at(now))
    call = says(core, ring(core), "洗衣机坏了没人管")
    assert core.phone.stands(call.id, True)[2] is None


def test_an_owner_who_is_calling_somebody_else_is_not_offered(core: House) -> None:
    first = says(core, ring(core), "洗衣机坏了没人管")
    owner = promise(core)["owner_id"]
    core.casework.start_call(owner, promise(core)["id"])
    assert core.phone.stands(first.id, True)[2] is None


def test_who_rings_at_the_time_given_is_put_through_to_somebody_who_answers_for_it(core: House) -> None:
    call = says(core, ring(core, "anonymous"), "洗衣机坏了没人管")
    core.phone.over("jambonz", call.vendor_id)
    bound = promise(core)
    core.clock.set(bound["slot_start"] + timedelta(minutes=2))
    again = ring(core, "anonymous", "CA2")
    assert core.phone.belongs_to(again.id, core.rows("cases")[0]["id"])
    offered = []
    while (offer := core.phone.put_through(again.id)) is not None:
        offered.append((offer.owner, offer.expected))
        core.phone.connected(again.id, False)
    assert offered == [(bound["owner_name"], True), ("李静", True), ("顾远", True)]


def test_a_customer_who_does_not_ring_at_the_time_given_breaks_nobodys_promise(core: House) -> None:
    call = says(core, ring(core, "anonymous"), "洗衣机坏了没人管")
    core.phone.over("jambonz", call.vendor_id)
    core.clock.set(promise(core)["due_at"])
    core.watcher.sweep()
    assert promise(core)["state"] == "attempted"
    assert [c["closed_by"] for c in core.rows("cases")] == ["no_answer"]
    again = ring(core, "anonymous", "CA2")
    assert core.phone.belongs_to(again.id, core.rows("cases")[0]["id"])
    says(core, again, "我来电话了")
    assert [c["state"] for c in core.rows("cases")] == ["open"]


def test_a_customer_who_rang_in_vain_at_the_time_given_has_a_broken_promise(core: House) -> None:
    call = says(core, ring(core, "anonymous"), "洗衣机坏了没人管")
    bound = promise(core)
    core.clock.set(bound["slot_start"] + timedelta(minutes=2))
    again = ring(core, "anonymous", "CA2")
    core.phone.belongs_to(again.id, core.rows("cases")[0]["id"])
    core.clock.set(bound["due_at"])
    core.watcher.sweep()
    assert [p["state"] for p in core.promises()] == ["broken", "open"]
    assert call.promise


def test_a_call_that_is_still_talking_is_left_alone(core: House) -> None:
    call = says(core, ring(core), "洗衣机坏了没人管")
    core.phone.put_through(call.id)
    core.later(minutes=10)
    core.watcher.sweep()
    assert core.rows("phone_calls")[0]["settled_at"] is None
