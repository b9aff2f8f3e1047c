"""Alarms about a state that lasts: said when it is first seen, and again only after a while."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from handoff import commitments
from handoff.scene import Scene

HOURLY = timedelta(hours=1)
# As many of a kind are looked at: more than there are channels, so that none hides another.
NEWEST = 20


def remind(scene: Scene, kind: str, detail: Mapping[str, Any], every: timedelta, of: str | None = None) -> bool:
    """Raise an alarm unless the last of its kind is younger than `every`; where its detail says `of` what it is, the
    last about the same. Returns whether it was raised."""
    last = scene.tx.rows("alarms", order="id", newest_first=True, limit=NEWEST, kind=kind)
    if any((of is None or a["detail"][of] == detail[of]) and scene.now - a["at"] < every for a in last):
        return False
    commitments.alarm(scene, kind, None, detail)
    return True
