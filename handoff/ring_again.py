"""A customer whom nobody can call is told a time at which to ring again; whether they did."""

from __future__ import annotations

from datetime import timedelta

from handoff.scene import Scene
from handoff.store import Row

REACH = "ring_again"
# Whoever rings this much before the time that they were given is put through all the same.
EARLY = timedelta(minutes=10)
NOT_RUNG = "客户没有在约定的时间来电"


def nobody_rang(scene: Scene, bound: Row) -> bool:
    """Whether a customer who was to ring did not, at the time of this promise: its owner was there all the while."""
    if bound["reach"] != REACH:
        return False
    case = scene.tx.row("cases", bound["case_id"]) or {}
    since = (bound["slot_start"] or bound["due_at"]) - EARLY
    return not scene.tx.rang(case["customer_id"], since, bound["due_at"])
