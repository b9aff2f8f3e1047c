"""The same numbers for Prometheus, in its text format; without a label that could name a person.

https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from datetime import timedelta

from handoff import health
from handoff.clock import Clock, elapsed_s
from handoff.companies import Companies
from handoff.labels_numbers import NUMBERS
from handoff.numbers import Tally, of_everybody
from handoff.scene import Scene
from handoff.store import Store, Tx

MEDIA = "text/plain; version=0.0.4; charset=utf-8"
# However many ask, the database is asked once in this time.
FRESH_S = 5.0
# What is counted over days hardly changes in this time, and costs what the page of numbers costs.
RECKONED_S = 60.0
MONTH, HOUR = timedelta(days=30), timedelta(hours=1)
QUANTILES = (50, 95)
MOVES = ("by_customer", "in_time", "last_minute")
CAUSES = tuple(cause for cause in NUMBERS["cause"] if cause not in MOVES)
STATES = ("open", "calling", "kept", "attempted", "moved", "broken", "cancelled")
Labels = tuple[tuple[str, str], ...]
Values = Mapping[Labels, float]


class Metrics:
    """What a scrape gets."""

    def __init__(self, store: Store, clock: Clock, companies: Companies) -> None:
        self._store = store
        self._clock = clock
        self._companies = companies
        self._made: tuple[float, str] | None = None
        self._reckoned: tuple[float, Tally] | None = None
        self._making = threading.Lock()

    def text(self) -> str:
        """Everything as of some seconds ago at most. Raises Unavailable."""
        with self._making:
            if self._made is None or elapsed_s() - self._made[0] >= FRESH_S:
                with self._store.read() as tx:
                    scene = Scene(tx, self._companies.current(tx), self._clock.now())
                    text = "".join((*_now(scene), *_month(self._of_a_month(scene))))
                self._made = elapsed_s(), text
            return self._made[1]

    def _of_a_month(self, scene: Scene) -> Tally:
        if self._reckoned is None or elapsed_s() - self._reckoned[0] >= RECKONED_S:
            self._reckoned = elapsed_s(), of_everybody(scene, scene.now - MONTH, scene.now + HOUR)
        return self._reckoned[1]


def _now(scene: Scene) -> Iterable[str]:
    tx, now = scene.tx, scene.now
    states = {row["state"]: row["n"] for row in tx.promises_by_state()}
    yield _metric("promises", "Promises by state.", {(("state", s),): states.get(s, 0) for s in STATES})
    broken: Values = {(): states.get("broken", 0)}
    yield _metric("promises_broken_total", "Promises that were ever broken.", broken, "counter")
    due = sum(tx.due_before(now + HOUR).values())
    yield _metric("promises_due_within_hour", "Promises that bind somebody and are due within the hour.", {(): due})
    soon = tx.due_before(now + timedelta(minutes=scene.company.policy.remind_minutes)).get("open", 0)
    yield _metric("promises_at_risk", "Promises that are due soon, and nobody is calling.", {(): soon})
    ended = tx.ended_by_state(now - MONTH, now + HOUR)
    came = sum(ended.get(state, 0) for state in ("kept", "attempted", "broken"))
    rate: Values = {(): ended.get("kept", 0) / came} if came else {}
    yield _metric("kept_rate_30_days", "Kept promises of those kept, attempted or broken in 30 days.", rate)
    oldest = tx.oldest_unanswered()
    waits = max((now - oldest).total_seconds(), 0.0) if oldest else 0.0
    yield _metric("oldest_unanswered_seconds", "Age of the message that has waited longest for an answer.", {(): waits})
    outbox: Values = {(("channel", row["channel"]),): row["n"] for row in tx.outbox()}
    yield _metric("outbox_waiting", "Messages to customers that wait to be sent or fetched, by channel.", outbox)
    yield _metric("keeper_heartbeat_age_seconds", "How long ago the keeper last looked.", _beat(tx, scene))
    yield _metric("alarms_unseen", "Alarms that nobody has put away.", {(): tx.unseen_alarms()})


def _month(tally: Tally) -> Iterable[str]:
    """What the page of numbers shows of the whole company, of 30 days."""
    late = {percent: tally.late_minutes(percent) for percent in QUANTILES}
    yield _metric("lateness_minutes_30_days", "Minutes until what was broken was made good.", _quantiles(late))
    causes: Values = {(("cause", cause),): tally.why[cause] for cause in CAUSES}
    yield _metric("promises_broken_30_days", "Promises that were broken, by cause.", causes)
    moved: Values = {(("why", why),): tally.why[why] for why in MOVES}
    yield _metric("promises_moved_30_days", "Promises that were moved, by who asked and when.", moved)
    rate = tally.rate("moved")
    yield _metric("moved_rate_30_days", "Moved promises of those kept, attempted, broken or moved.",
                  {} if rate is None else {(): rate})  # fmt: skip
    yield _metric("cases_30_days", "Cases that began.", {(): tally.cases})
    yield _metric("repeat_contacts_30_days", "Cases that began soon after another of the same customer.",
                  {(): tally.again})  # fmt: skip
    yield _metric("transfers_30_days", "Cases handed from one to another.", {(): tally.events["handed_over"]})
    yield _metric("reopened_30_days", "Closed cases that customers opened again.", {(): tally.events["reopened"]})
    named = {percent: tally.named_seconds(percent) for percent in QUANTILES}
    yield _metric("time_to_name_seconds_30_days", "Seconds from first words to a name and a time.", _quantiles(named))


def _quantiles(found: Mapping[int, int | None]) -> Values:
    return {(("quantile", f"{percent / 100:g}"),): value for percent, value in found.items() if value is not None}


def _beat(tx: Tx, scene: Scene) -> Values:
    beat = next(iter(tx.rows("heartbeats", name=health.KEEPER)), None)
    return {(): max((scene.now - beat["at"]).total_seconds(), 0.0)} if beat else {}


def _metric(name: str, what: str, values: Values, kind: str = "gauge") -> str:
    lines = [f"# HELP yinuo_{name} {what}", f"# TYPE yinuo_{name} {kind}"]
    for labels, value in values.items():
        inside = ",".join(f'{key}="{_escaped(text)}"' for key, text in labels)
        lines.append(f"yinuo_{name}{f'{{{inside}}}' if inside else ''} {value:.10g}")
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
