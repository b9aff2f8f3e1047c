"""Numbers, documents and metrics in memory for the tests of the desk."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import date, timedelta
from typing import Any

from handoff.model import NotFound, Refused
from handoff.numbers import Line, Numbers, Tally
from handoff.records import MEDIA, Paper
from handoff.views import LinkedView
from tests.unit.test_desk_double import CASE, CHEN, HIDDEN, LIU, MA, NOW, WANG, ZHAO, at

TODAY = NOW.date()
BUSY = Tally(
    Counter(kept=181, attempted=12, broken=9, moved=21, cancelled=30),
    Counter(nobody_called=4, covered_late=2, no_evidence=2, partner=1, by_customer=13, in_time=6, last_minute=2),
    Counter({3: 5, 14: 3, 95: 1}), Counter({2: 150, 4: 40, 9: 12, 75: 1}), Counter(asked=17, handed_over=8, reopened=3),
    Counter(limit=6, window=4), 203, 11,
)  # fmt: skip
CALM = Tally(Counter(kept=20), Counter(), Counter(), Counter({1: 20}), Counter(), Counter(), 20, 0)


class FiguringDouble:
    """Remembers for whom and for which days numbers were asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []
        self.busy, self.hours = BUSY, 14.3

    def of(self, person_id: str, first: date | None = None, last: date | None = None) -> Numbers:
        self.asked.append((person_id, first, last))
        last = last or TODAY
        first = first or last - timedelta(days=29)
        if person_id == MA.id:
            return Numbers(first, last, None, (), (Line(MA.id, MA.name, MA.title, CALM),))
        team = Line("complaints", "投诉组", "", self.busy, self.hours)
        if person_id not in (CHEN.id, ZHAO.id):
            return Numbers(first, last, None, (team,), (Line(WANG.id, WANG.name, WANG.title, CALM),))
        people = tuple(Line(p.id, p.name, p.title, self.busy) for p in (WANG, LIU, CHEN))
        whole = Line("", "一诺电器", "", self.busy, self.hours)
        return Numbers(first, last, whole, (team, Line("repairs", "维修组", "", CALM)), people)


class RecordsDouble:
    """Gives one case away, to whom it should."""

    def __init__(self) -> None:
        self.given: list[tuple[str, str, str]] = []
        self.others = [LinkedView("Y260601-0444", "earlier", "refund", "closed", at(-9000), at(-8000)),
                       LinkedView("Y260608-1001", "joined", "complaint", "closed", at(-99), at(-60))]  # fmt: skip

    def linked(self, person_id: str, case_id: str) -> list[LinkedView]:
        return self.others

    def may_export(self, person_id: str) -> bool:
        return person_id in (CHEN.id, ZHAO.id)

    def export(self, person_id: str, case_id: str, form: Any) -> Paper:
        if case_id in (HIDDEN, "Y000000-0000"):
            raise NotFound("工单")
        if not self.may_export(person_id):
            raise Refused("supervisor_only", "这一步需要主管来做。请联系您的主管。")
        self.given.append((person_id, case_id, form))
        data = f"case {CASE.id}".encode()
        return Paper(f"case-{case_id}.{form}", data, MEDIA[form], hashlib.sha256(data).hexdigest())


class MetricsDouble:
    """One number."""

    def text(self) -> str:
        return "# TYPE yinuo_alarms_unseen gauge\nyinuo_alarms_unseen 3\n"
