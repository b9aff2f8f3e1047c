"""How late each team has really been, so that nobody is promised its best case."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from handoff.scene import Scene
from handoff.store import Row

LOOKED_BACK = timedelta(days=30)
# Fewer promises than this say nothing about a team.
ENOUGH = 10
SHARE = 0.8
MOST_MINUTES = 120


def measure(scene: Scene) -> None:
    """Write down how many minutes behind its promises each team is in four cases out of five."""
    ended = scene.tx.ended_calls(scene.now - LOOKED_BACK)
    kept: dict[str, list[datetime]] = defaultdict(list)
    for row in ended:
        if row["state"] == "kept":
            kept[row["case_id"]].append(row["calling_at"] or row["ended_at"])
    by_team: dict[str, list[float]] = defaultdict(list)
    for row in ended:
        owner = scene.company.people.get(row["owner_id"])
        if owner:
            by_team[owner.team].append(_late(row, kept[row["case_id"]], scene.now))
    for team in scene.company.teams:
        found = by_team.get(team, [])
        values = {"late_minutes": late_minutes(found, scene.company.policy.slot_minutes), "promises": len(found),
                  "at": scene.now}  # fmt: skip
        if not scene.tx.update_named("team_records", team, values, key="team"):
            scene.tx.insert("team_records", {"team": team, **values})


def _late(row: Row, kept: Sequence[datetime], now: datetime) -> float:
    """Minutes from the promised time to the call, nothing where it came in time."""
    if row["state"] == "kept":
        return 0.0
    came = min((at for at in kept if at >= row["due_at"]), default=now)
    return float((came - row["due_at"]).total_seconds() / 60)


def late_minutes(late: Sequence[float], slot_minutes: int) -> int:
    """What to allow a team for, in whole slots, going by how late its promises were kept."""
    if len(late) < ENOUGH:
        return 0
    usual = sorted(late)[math.ceil(SHARE * len(late)) - 1]
    return min(MOST_MINUTES, math.ceil(usual / slot_minutes) * slot_minutes)
