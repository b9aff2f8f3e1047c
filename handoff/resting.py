"""A case that nobody answers any more rests: closed for now, and open again at the customer's first word."""

from __future__ import annotations

from handoff.scene import Scene
from handoff.store import Row


def rests(scene: Scene, case: Row, **only_if: str) -> bool:
    """Let it rest. Not while somebody is bound in it, answered or not; they are asked again when that is done."""
    if scene.tx.live_promises(case["id"]):
        return False
    values = {"state": "closed", "closed_at": scene.now, "closed_by": "no_answer"}
    return scene.tx.update("cases", case, values, **only_if)
