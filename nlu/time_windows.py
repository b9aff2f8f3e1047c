"""What one phrase wants and refuses: a single time, the days beside one, ranges of hours, of days, and of both."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from nlu import time_spans as spans
from nlu.time_phrases import Phrase
from nlu.time_stance import at_work
from nlu.time_words import Expression

Span = spans.Span
Found = tuple[spans.Reading, list[Span], list[Span]]


def found(phrase: Phrase, now: datetime, context: tuple[date, ...] | None, part: str) -> Found:
    """What the phrase says, the windows where it is wanted and the stretches where it is refused; `context` is the day
    spoken of before, `part` the part of the day that its hours stand in."""
    return (_range if phrase.last else _single)(phrase, now, context, part)


def until(read: spans.Reading, now: datetime) -> list[Span]:
    """开会到三点: not before three, today or on the day spoken of."""
    day = read.days[0] if read.days else now.date()
    start, end = max(now, spans.at(day, 0, now)), spans.at(day, read.narrow[0], now)
    return [(start, end)] if start < end else []


def stretch(first: tuple[date, ...], last: tuple[date, ...], now: datetime) -> tuple[date, ...]:
    """Every day of a range; 周一到周五 said on a Wednesday has begun already."""
    begin = first[0] if first and first[0] <= last[-1] else now.date()
    return tuple(begin + timedelta(days=n) for n in range(min((last[-1] - begin).days + 1, 14)))


def _single(phrase: Phrase, now: datetime, context: tuple[date, ...] | None, part: str) -> Found:
    expression = phrase.first
    read = spans.reading(expression, now, context, part)
    if not expression.has("h", "period") and expression.relation in ("after", "before") and read.days:
        return read, *_beside(read, expression, now)
    if not expression.has("h", "period") and at_work(phrase.after):
        read = spans.Reading(read.days, read.narrow, (8.5, 18), read.daily)
    return _stretches(read, now)


def _beside(read: spans.Reading, expression: Expression, now: datetime) -> tuple[list[Span], list[Span]]:
    """周五之前, 12月1号以后, 节后: the days before or after. 月底之前 and 这周内 reach to the end."""
    days = read.days or ()
    if expression.relation == "before":
        to_its_end = expression.has("monthpart", "yearend", "wholepre", "wholemonth", "weekend")
        end = spans.at(days[-1], 24, now) if to_its_end else spans.at(days[0], 0, now)
        start = now
        if expression.has("wholepre", "wholemonth") and days[0] > now.date():  # 下周内 begins on Monday
            start = spans.at(days[0], spans.WAKING[0], now)
        before = [(start, end)] if end > start else spans.wanted(read, now)
        return before, before
    later = spans.at(days[-1], 24, now)
    return [(later + timedelta(hours=8), later + timedelta(days=6, hours=22))], [(later, later + timedelta(days=13))]


def _range(phrase: Phrase, now: datetime, context: tuple[date, ...] | None, part: str) -> Found:
    """下午三点到五点, 周一到周五, 20号到25号, 十二点后一点前, 周一到周五上午九点到下午六点."""
    first, last = phrase.first, phrase.last or phrase.first
    begin = spans.reading(first, now, context, part)
    end = _ending(last, first, begin, now, part)
    if begin.days is not None and end.days and end.days != begin.days:
        if not first.has("h", "period"):
            return _stretches(_of_days(phrase, stretch(begin.days, end.days, now), end, now), now)
        if begin.days:
            whole = (
                max(spans.at(begin.days[0], begin.narrow[0], now), now),
                spans.at(end.days[-1], _to(last, end), now),
            )
            return begin, [whole], [whole]
    return _stretches(_of_hours(begin, last, end), now)


def _of_days(phrase: Phrase, days: tuple[date, ...], end: spans.Reading, now: datetime) -> spans.Reading:
    """The hours of every day of a range: those said behind its last day, or its working hours."""
    if phrase.last and phrase.until:
        begin = replace(end, days=days)
        return _of_hours(begin, phrase.until, _ending(phrase.until, phrase.last, begin, now))
    at_all = phrase.last is None or not phrase.last.has("h", "period")
    return spans.Reading(days, end.narrow, (8.5, 18.0) if at_all and at_work(phrase.after) else end.wide)


def _ending(last: Expression, first: Expression, begin: spans.Reading, now: datetime, part: str = "") -> spans.Reading:
    """The end of a range stands in the part of the day that its beginning named: 下午三点到五点."""
    period = spans.period_of(first.parts.get("period", "")) or part
    return spans.reading(last, now, begin.days, period if "h" in last.parts else "")


def _of_hours(begin: spans.Reading, last: Expression, end: spans.Reading) -> spans.Reading:
    start, to = begin.narrow[0], _to(last, end)
    if to <= start:
        to += 12 if to + 12 > start and not last.has("period") else 24
    hours = (start, min(to, 36.0))
    return spans.Reading(begin.days, hours, hours, begin.daily, unsure=begin.unsure and end.unsure)


def _to(last: Expression, end: spans.Reading) -> float:
    return end.narrow[1] if last.relation == "before" or "h" not in last.parts else end.narrow[0]


def _stretches(read: spans.Reading, now: datetime) -> Found:
    return read, spans.wanted(read, now), spans.refused(read, now)
