"""How often something may be tried or asked for, counted by all processes together.

Counted beside the desk's failed sign-ins; of whom (a number, a session) only a keyed hash is kept.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta

from handoff.scene import Scene

KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """At most so many `within` a stretch of time."""

    what: str
    most: int
    within: timedelta


def used_up(scene: Scene, limit: Limit, whom: str = "") -> bool:
    """Whether no more is allowed now. From here to the commit nobody else counts the same."""
    key = _key(scene, limit, whom)
    scene.tx.lock_number(key)
    return scene.tx.failures(key, scene.now - limit.within) >= limit.most


def count(scene: Scene, limit: Limit, whom: str = "") -> bool:
    """One more. True for the last one that is allowed."""
    key = _key(scene, limit, whom)
    scene.tx.forget_failures_before(scene.now - KEPT)
    scene.tx.insert("sign_in_failures", {"key": key, "at": scene.now})
    return scene.tx.failures(key, scene.now - limit.within) == limit.most


def _key(scene: Scene, limit: Limit, whom: str) -> str:
    if not whom:
        return limit.what
    return f"{limit.what}:{hmac.new(scene.tx.key_for('limits'), whom.encode(), hashlib.sha256).hexdigest()[:32]}"
