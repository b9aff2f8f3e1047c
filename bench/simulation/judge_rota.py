"""Working days, duty and limits, reckoned anew from the company's documents in the database."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bench.simulation.judge_rows import Row, Rows

ZONE = ZoneInfo("Asia/Shanghai")
_DAY = timedelta(days=1)
# A severity that the policy does not name is as pressing as the next lighter one that it does.
LIGHTEST_FIRST = ("normal", "repeat", "hardship", "threat", "safety")
Span = tuple[datetime, datetime]


class Company:
    """One version."""

    def __init__(self, row: Row) -> None:
        self.since: datetime = row["imported_at"]
        self.document: Row = row["document"]
        self.people = {person["id"]: person for person in self.document["people"]}
        self.policy: Row = self.document["policy"]
        self._days: dict[str, bool] = self.document["calendar"]["days"]
        self._duty: dict[tuple[str, date], list[Span]] = {}

    def works(self, day: date) -> bool:
        """Whether the company works that day; only announced days are judged."""
        return self._days.get(day.isoformat(), day.weekday() < 5)

    def duty(self, person: str, day: date) -> list[Span]:
        """When somebody is there."""
        found = self._duty.get((person, day))
        if found is None:
            found = self._duty[person, day] = self._reckoned(person, day)
        return found

    def _reckoned(self, person: str, day: date) -> list[Span]:
        spans: list[Span] = []
        for shift in self.document["shifts"] if self.works(day) else ():
            first, last = shift["first"], shift["last"]
            valid = (first is None or first <= day.isoformat()) and (last is None or day.isoformat() <= last)
            if shift["person"] == person and day.weekday() in shift["weekdays"] and valid:
                spans.append((_at(day, shift["starts"]), _end(day, shift["ends"])))
        spans = _joined(spans)
        for leave in self.document["leaves"]:
            if leave["person"] == person:
                spans = _without(spans, _span(leave))
        for change in self.document.get("roster", ()):
            if change["person"] == person:
                away = _span(change)
                if change["kind"] == "duty":
                    midnight = _at(day, "00:00")
                    part = (max(away[0], midnight), min(away[1], midnight + _DAY))
                    spans = _joined([*spans, part]) if part[0] < part[1] else spans
                else:
                    spans = _without(spans, away)
        return spans

    def covers(self, person: str, starts: datetime | None, ends: datetime) -> bool:
        """Whether one stretch of duty holds this one."""
        duty = self.duty(person, (starts or ends).astimezone(ZONE).date())
        if starts is None:
            return any(a < ends <= b for a, b in duty)
        return any(a <= starts and ends <= b for a, b in duty)

    def limit(self, intent: str, severity: str, broken: bool) -> float:
        """Working hours within which somebody is called."""
        hours, by_severity = self.policy["limit_hours"], self.policy["severity_limit_hours"]
        own = self.policy["breach_limit_hours"] if broken else hours.get(intent, hours["other"])
        # A change of which no event told leaves a case without one; that is another rule's to find.
        known = LIGHTEST_FIRST.index(severity) + 1 if severity in LIGHTEST_FIRST else 0
        named = [by_severity[one] for one in LIGHTEST_FIRST[:known] if one in by_severity]
        return float(min(own, named[-1] if named else own))

    def after(self, start: datetime, hours: float) -> datetime:
        """So many working hours later."""
        left, at = timedelta(hours=hours), start.astimezone(ZONE)
        day = at.date()
        while True:
            if self.works(day):
                opens, closes = _at(day, self.policy["opens"]), _end(day, self.policy["closes"])
                begins = max(at, opens)
                if begins <= closes:
                    if left <= closes - begins:
                        return begins + left
                    left -= closes - begins
            day += _DAY


class Companies:
    """All versions, each in force from when it was written."""

    def __init__(self, rows: Rows) -> None:
        self.versions = [Company(row) for row in sorted(rows["company"], key=lambda row: row["version"])]
        self._since = [version.since for version in self.versions]

    def at(self, instant: datetime) -> Company:
        """The one in force."""
        return self.versions[max(0, bisect_right(self._since, instant) - 1)]


def _at(day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), ZONE)


def _end(day: date, clock: str) -> datetime:
    return _at(day, clock) + (_DAY if time.fromisoformat(clock) == time() else timedelta())


def _span(row: Row) -> Span:
    starts, ends = (datetime.fromisoformat(row[name]) for name in ("starts", "ends"))
    return starts.astimezone(ZONE), ends.astimezone(ZONE)


def _joined(spans: list[Span]) -> list[Span]:
    found: list[Span] = []
    for starts, ends in sorted(span for span in spans if span[0] < span[1]):
        if found and starts <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], ends))
        else:
            found.append((starts, ends))
    return found


def _without(spans: list[Span], away: Span) -> list[Span]:
    found = []
    for starts, ends in spans:
        parts = ((starts, min(ends, away[0])), (max(starts, away[1]), ends))
        found += [part for part in parts if part[0] < part[1]] if away[0] < away[1] else [(starts, ends)]
    return found
