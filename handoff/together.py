"""Promises that fall due at the same moment are dealt with some at a time: one wait for the disk, and one question for
the rows of all of them, so that a thousand take seconds and not a minute."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence

from handoff.scene import Scene

# So few that a customer who writes meanwhile does not notice having waited for them.
AT_ONCE = 20

Act = Callable[[Scene, str], bool]


def shares(ids: Sequence[str]) -> Iterator[list[str]]:
    """Some at a time. Where there are many, each keeper begins somewhere else: they then meet only at the end."""
    start = secrets.randbelow(len(ids)) if len(ids) > AT_ONCE else 0
    turned = [*ids[start:], *ids[:start]]
    for first in range(0, len(turned), AT_ONCE):
        yield turned[first : first + AT_ONCE]


def act_on(scene: Scene, ids: Sequence[str], act: Act) -> int:
    """Do this with each of these promises in one transaction; returns with how many something was done. Their
    conversations and cases are taken first, all of them before the lock of the slots: whoever answers a customer holds
    one conversation when they come to that lock."""
    tx = scene.tx
    # What another keeper has ended by now is not waited for.
    case_of = {p["id"]: p["case_id"] for p in tx.rows("promises", id=list(ids)) if p["ended_at"] is None}
    if not case_of:
        return 0
    cases = tx.rows("cases", id=list(set(case_of.values())))
    tx.hold("conversations", list({case["conversation_id"] for case in cases}))
    tx.hold("cases", [case["id"] for case in cases])
    return sum(act(scene, one) for one in ids if one in case_of)
