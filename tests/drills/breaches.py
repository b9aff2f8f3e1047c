"""What the house did about the promises that were broken, counted from its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from handoff.store import Row
from tests.acceptance.running import until
from tests.drills.house import Standing
from tests.drills.record import Record
from tests.drills.steadfast import Steadfast


def miss(house: Standing, crowd: Sequence[Steadfast]) -> None:
    """Let the time of every promise that these customers have pass."""
    house.go_to(max(due(one) for one in crowd) + timedelta(seconds=1))


def due(one: Steadfast) -> datetime:
    """Until when the newest promise of this customer binds somebody."""
    return datetime.fromisoformat(one.promises()[-1]["due_at"])


def all_promised_anew(house: Standing, crowd: Sequence[Steadfast], seconds: float = 30) -> None:
    """Wait until every customer reads a promise that is not overdue."""
    until(lambda: all(due(one) > house.now() for one in crowd), "everybody to be promised anew", seconds)


def broken_once(house: Standing, record: Record) -> int:
    """Add to `record` what was done about a breach more or less than once; gives the number of breaches. Each is one
    event, one alarm, one notice, one promise that follows, and one message that tells it in that promise's words."""
    promises, messages = house.rows("promises"), house.rows("messages")
    events, alarms = house.rows("events", kind="broken"), house.rows("alarms", kind="broken")
    notices = house.rows("notices", kind="taken_over")
    broken = [p for p in promises if p["state"] == "broken"]
    for bound in broken:
        after = [p for p in promises if p["previous_id"] == bound["id"]]
        told = [m for m in messages if m["promise_id"] in {p["id"] for p in after} and _is_of(m, after)]
        for found in (after, told):
            record.nameless += not found
            record.doubled += max(0, len(found) - 1)
    cases = Counter(p["case_id"] for p in broken)
    for kept in (events, alarms, notices):
        each = Counter(row["case_id"] for row in kept)
        record.doubled += sum(abs(each[case] - cases[case]) for case in each.keys() | cases.keys())
    return len(broken)


def _is_of(message: Row, promises: Sequence[Row]) -> bool:
    return any(message["promise_id"] == p["id"] and message["text"] == p["words"] for p in promises)
