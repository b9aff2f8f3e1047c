"""What happened to each case, event by event, in the order in which the database took it: clocks may be set back, and
of two promises the order of their events says which was there first."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bench.simulation.judge_rows import Row, Rows

LIVE = ("open", "calling")
NEVER = 1 << 62


@dataclass
class Life:
    """A promise's: the events that made and ended it, each state with when it began, and what its case was then."""

    row: Row
    made: int = 0
    event: Row = field(default_factory=dict)
    ended: int = NEVER
    end_event: Row = field(default_factory=dict)
    states: list[tuple[datetime, str]] = field(default_factory=list)
    case: Row = field(default_factory=dict)

    @property
    def is_call(self) -> bool:
        """Whether somebody is to call, rather than to do something."""
        return bool(self.row["kind"] != "action")

    @property
    def was_open(self) -> bool:
        """Whether nobody was calling when it ended."""
        return [state for _, state in self.states if state in LIVE][-1:] == ["open"]


@dataclass
class Step:
    """One event: what of the case was so after it."""

    event: Row
    state: str
    live: list[Row]
    promises: list[str]
    messages: list[int]


class Story:
    """Of everything."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.promises = {row["id"]: row for row in rows["promises"]}
        self.lives = {one: Life(row) for one, row in self.promises.items()}
        self.steps: dict[str, list[Step]] = defaultdict(list)
        self.attached: dict[int, int] = {}
        self._cases: dict[str, Row] = defaultdict(dict)
        self._live: dict[str, dict[str, Row]] = defaultdict(dict)
        self.alarms: dict[str, list[Row]] = defaultdict(list)
        for event in sorted(rows["events"], key=lambda e: e["id"]):
            self._read(event)

    def settled(self, case: str) -> list[Step]:
        """What stood after each of its transactions: of events of one instant, the last."""
        steps = self.steps[case]
        return [
            one for n, one in enumerate(steps) if n + 1 == len(steps) or steps[n + 1].event["at"] != one.event["at"]
        ]

    def _read(self, event: Row) -> None:
        case = event["case_id"]
        changed, said = list[str](), list[int]()
        for change in event["data"]["changes"]:
            values: dict[str, Any] = change["set"]
            if change["t"] == "cases":
                self._cases[case].update(values)
            elif change["t"] == "promises":
                changed.append(change["id"])
                self._promise(event, case, change["id"], values)
            elif change["t"] == "messages":
                said.append(change["id"])
                self.attached.setdefault(change["id"], event["id"])
        live = list(self._live[case].values())
        self.steps[case].append(Step(event, str(self._cases[case].get("state")), live, changed, said))

    def _promise(self, event: Row, case: str, one: str, values: dict[str, Any]) -> None:
        life, bound = self.lives.get(one), self._live[case].setdefault(one, {"id": one})
        bound.update(values)
        if life is not None and not life.made:
            life.made, life.event, life.case = event["id"], event, dict(self._cases[case])
        if "state" not in values:
            return
        if life is not None:
            life.states.append((event["at"], values["state"]))
        if values["state"] not in LIVE:
            self._live[case].pop(one)
            if life is not None:
                life.ended, life.end_event = event["id"], event
