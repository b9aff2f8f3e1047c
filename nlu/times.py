"""Reads from a message when the customer wants to be called, and when not, at a given instant.

The clock is never asked: `now` comes with the message. What happened or was promised by others is no wish.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from nlu import time_spans as spans
from nlu.time_days import days_of
from nlu.time_english import chinese
from nlu.time_near import from_now
from nlu.time_phrases import Phrase, clauses, phrases
from nlu.time_rules import Rule, alone, for_good, rules
from nlu.time_stance import at_work, busy_until, no_call, only_after, said_plainly, stance
from nlu.time_typed import respell
from nlu.time_words import NOT_NOW, OPEN, Expression

SHANGHAI = ZoneInfo("Asia/Shanghai")
Span = spans.Span
_NUMBERS = re.compile(
    # A date and an hour are no number of an order.
    r"(?!20\d\d-\d{1,2}-\d{1,2}(?:\D|$)|\d{1,2}-\d{1,2} \d{1,2}[:点])(?<![\d:])\d[\d -]{5,}\d|"
    r"(?<![a-zA-Z])[a-zA-Z]+[-_]?\d{3,}\w*|[¥￥$]\s*\d+|"
    r"\d+(?:\.\d+)?(?=元|块|万|%|天[^后之以内]|年[^0-9]|岁|寸|g|G|kg|台|件|次|楼|层|栋|单元|室|g)"
)
# 明天 下午 3 点 is one time.
_GAP = re.compile(r"(?<=[天日号午末])\s+(?=[上下中早晚]|\d)|(?<=[上早]午)\s+(?=\d)|(?<=\d)\s+(?=[点号月日])")
_IN_WRITING = re.compile(r"微信|短信|消息|文字|留言|邮件|打字")
# 十点到十一点有会，别打: what is refused is that hour.
_OF_THAT_TIME = re.compile(r"(?:就|都|请)?(?:别|不要|不用|勿)打(?:给我|我|过来|了)?(?:电话)?")
# 明天随时都行 ends what was said of hours before.
_FREELY = re.compile(r"随时|任何时[间候]|什么时候都|几点都|全天|一整天|整天")
_MOST = 12
# Nobody names more times than this in a message; what comes behind them is not looked at.
_MOST_STATED = 40
# How unclear a wish is, the least first: only the worst is told.
_UNCLEAR = ("", "hour", "day", "past", "open")


@dataclass
class Heard:
    """What a message has said so far. `never` and `only` hold on whatever day the call will be."""

    now: datetime
    windows: list[Span] = field(default_factory=list)
    excluded: list[Span] = field(default_factory=list)
    never: list[Rule] = field(default_factory=list)
    only: list[Rule] = field(default_factory=list)
    unclear: str = ""
    # The part of a day that was wanted last, and what it gave: 明天下午吧，三点左右 says it more exactly.
    part: tuple[str, list[Span]] = ("", [])

    def doubt(self, what: str) -> None:
        """Something was said that can be understood otherwise."""
        self.unclear = max(self.unclear, what, key=_UNCLEAR.index)


def read(text: str, now: datetime) -> dict[str, Any]:
    """The wish in the shape of the `callback_time` entity; kind "none" where there is none.

    Beside `windows` and `excluded` stand, only where there is something to say: `never` and `only` (hours of every day
    or of some weekdays) and `unclear` (why the wish must be read back to the customer).
    """
    now = now.astimezone(SHANGHAI)
    text = _GAP.sub("", respell(chinese(_NUMBERS.sub(lambda match: "□" * len(match.group()), text))))
    windows, excluded, loosely = from_now(text, now)
    heard = Heard(now, windows, excluded, unclear="hour" if loosely else "")
    places = list(clauses(text))
    said = [text[start:end] for start, end in places]
    stated = [phrase for index, clause in enumerate(said) for phrase in phrases(clause, index)]
    timed = {phrase.clause for phrase in stated}
    context: tuple[date, ...] | None = None
    for index, phrase in enumerate(stated[:_MOST_STATED]):
        context = _context(phrase, now, context)
        _collect(phrase, _stance(phrase, stated, index, said, timed), context, heard)
    heard.excluded = [span for span in spans.around(heard.excluded, heard.windows) if max(span[0], now) < span[1]]
    refuses = _refuses(said, timed, bool(heard.excluded))
    ahead = ((max(start, now), end) for start, end in heard.windows)
    windows = spans.without([span for span in ahead if span[0] < span[1]], heard.excluded)
    # 别打电话，晚点打 wants a later call; 别打电话，明天发微信 wants none at all.
    refuses = refuses and not (windows and not _IN_WRITING.search(text))
    if OPEN.search(text) and not (windows or heard.excluded):
        heard.doubt("open")
    kind = "nocall" if refuses else "want" if windows else "not" if heard.excluded else "none"
    found: dict[str, Any] = {"kind": kind, "windows": _iso(windows), "excluded": _iso(heard.excluded)}
    more: dict[str, Any] = {
        "never": heard.never,
        "only": heard.only if windows else [],
        "unclear": "" if refuses else heard.unclear,
        "freely": bool(windows and not heard.only and _FREELY.search(text)),
    }
    return found | {name: value for name, value in more.items() if value}


def _refuses(said: list[str], timed: set[int], excluded: bool) -> bool:
    """Whether calls are refused altogether, and not at a time alone."""
    return any(
        no_call(clause)
        for i, clause in enumerate(said)
        if i not in timed
        and not NOT_NOW.search(clause)
        and not (excluded and i - 1 in timed and _OF_THAT_TIME.fullmatch(clause))
    )


def _context(phrase: Phrase, now: datetime, context: tuple[date, ...] | None) -> tuple[date, ...] | None:
    """The day spoken of last holds for the hours that follow; a day gone by ends it."""
    if phrase.first.has("daily"):
        return context
    days = days_of(phrase.first.parts, now)
    if days is None:
        return context
    until = days_of(phrase.last.parts, now) if phrase.last else None
    if days and until:
        return _stretch(days[0], until[-1], now)
    return None if phrase.first.has("past") else days


def _stance(phrase: Phrase, stated: list[Phrase], index: int, said: list[str], timed: set[int]) -> str:
    deadline = phrase.first.relation == "before"
    view = stance(phrase.before, phrase.after, deadline, phrase.leads)
    following = phrase.clause + 1
    if view == "bare" and phrase.first.has("dmonth", "hmonth") and not phrase.first.has("h", "period"):
        return ""  # 12.5 alone is a number
    if view == "bare":
        if index + 1 < len(stated) and stated[index + 1].clause == phrase.clause:
            return "want"
        if following < len(said) and following not in timed:
            told = stance("", said[following], deadline)
            return "want" if told in ("bare", "") else told
    return "want" if view == "bare" else view


def _collect(phrase: Phrase, view: str, context: tuple[date, ...] | None, heard: Heard) -> None:
    now = heard.now
    until = phrase.first.has("h") and not phrase.last and busy_until(phrase.before)
    if not (view or until) or phrase.first.has("past"):
        return
    part, windows = heard.part if phrase.first.parts.keys() <= {"h", "m", "h0", "short"} else ("", [])
    read, want, refuse = (_range if phrase.last else _single)(phrase, now, context, part)
    if until:
        heard.excluded += _until(read, now)
    elif view == "want" and only_after(phrase.after):
        heard.excluded += [(now, start) for start, _ in want[:1] if now < start]
    elif view == "want":
        if want and all(any(a <= c and d <= b for a, b in windows) for c, d in want):
            heard.windows = [span for span in heard.windows if span not in windows]
            heard.only = heard.only[:-1] if windows else heard.only
        heard.windows += want[:_MOST]
        _mark(phrase, read, want, heard)
    else:
        heard.excluded += refuse[:_MOST]
        if for_good(phrase, read.daily):
            heard.never += rules(phrase, read.days, read.wide, read.daily)


def _mark(phrase: Phrase, read: spans.Reading, want: list[Span], heard: Heard) -> None:
    """Hours without a day hold on whatever day it will be; what may be meant otherwise is read back."""
    now, first = heard.now, phrase.first
    heard.part = ("", []) if first.has("h") or phrase.last else (spans.period_of(first.parts.get("period", "")), want)
    if read.days is None or read.daily or alone(phrase):
        heard.only += rules(phrase, read.days, read.narrow, read.daily)
    if first.has("wholepre", "wholemonth", "vague", "few", "monthpart", "yearend", "feast"):
        heard.doubt("" if first.relation == "before" or first.has("feastfirst") else "day")
    if read.unsure:
        heard.doubt("hour")
    if read.days is None and want and want[0][0].date() > now.date() and not first.has("daily"):
        heard.doubt("past")
    if read.days == (now.date(),) and not want and first.has("wd") and "weekpre" not in first.parts:
        later = replace(read, days=(now.date() + timedelta(weeks=1),))
        heard.windows += spans.wanted(later, now)
    elif read.days == (now.date(),) and not want and said_plainly(phrase.before, phrase.after):
        heard.doubt("past")
        end = spans.at(now.date(), spans.WAKING[1], now)
        heard.windows += [(now, end)] if now < end - timedelta(minutes=30) else []


def _until(read: spans.Reading, now: datetime) -> list[Span]:
    """开会到三点: not before three, today or on the day spoken of."""
    day = read.days[0] if read.days else now.date()
    start, end = max(now, spans.at(day, 0, now)), spans.at(day, read.narrow[0], now)
    return [(start, end)] if start < end else []


def _single(
    phrase: Phrase, now: datetime, context: tuple[date, ...] | None, part: str
) -> tuple[spans.Reading, list[Span], list[Span]]:
    expression = phrase.first
    read = spans.reading(expression, now, context, part)
    if not expression.has("h", "period") and expression.relation in ("after", "before") and read.days:
        return read, *_beside(read, expression, now)
    if not expression.has("h", "period") and at_work(phrase.after):
        read = spans.Reading(read.days, read.narrow, (8.5, 18), read.daily)
    return read, spans.wanted(read, now), spans.refused(read, now)


def _beside(read: spans.Reading, expression: Expression, now: datetime) -> tuple[list[Span], list[Span]]:
    """周五之前, 12月1号以后, 节后: the days before or after. 月底之前 and 这周内 reach to the end."""
    days = read.days or ()
    if expression.relation == "before":
        to_its_end = expression.has("monthpart", "yearend", "wholepre", "wholemonth", "weekend")
        end = spans.at(days[-1], 24, now) if to_its_end else spans.at(days[0], 0, now)
        start = now
        if expression.has("wholepre", "wholemonth") and days[0] > now.date():  # 下周内 begins on Monday
            start = spans.at(days[0], spans.WAKING[0], now)
        until = [(start, end)] if end > start else spans.wanted(read, now)
        return until, until
    later = spans.at(days[-1], 24, now)
    return [(later + timedelta(hours=8), later + timedelta(days=6, hours=22))], [(later, later + timedelta(days=13))]


def _range(
    phrase: Phrase, now: datetime, context: tuple[date, ...] | None, part: str
) -> tuple[spans.Reading, list[Span], list[Span]]:
    """下午三点到五点, 周一到周五, 20号到25号, 十二点后一点前."""
    first, last = phrase.first, phrase.last or phrase.first
    begin = spans.reading(first, now, context, part)
    period = spans.period_of(first.parts.get("period", "")) or part
    end = spans.reading(last, now, begin.days, period if "h" in last.parts else "")
    to = end.narrow[1] if last.relation == "before" or "h" not in last.parts else end.narrow[0]
    begin_hour = begin.narrow[0]
    if begin.days and end.days and end.days != begin.days:
        if not first.has("h", "period"):
            hours = (8.5, 18.0) if at_work(phrase.after) else end.wide
            read = spans.Reading(_stretch(begin.days[0], end.days[-1], now), end.narrow, hours)
            return read, spans.wanted(read, now), spans.refused(read, now)
        whole = (max(spans.at(begin.days[0], begin_hour, now), now), spans.at(end.days[-1], to, now))
        return begin, [whole], [whole]
    if to <= begin_hour:
        to += 12 if to + 12 > begin_hour and not last.has("period") else 24
    hours = (begin_hour, min(to, 36.0))
    read = spans.Reading(begin.days, hours, hours, begin.daily, unsure=begin.unsure and end.unsure)
    return read, spans.wanted(read, now), spans.refused(read, now)


def _stretch(first: date, last: date, now: datetime) -> tuple[date, ...]:
    """Every day from `first` to `last`; 周一到周五 said on a Wednesday has begun already."""
    first = first if first <= last else now.date()
    return tuple(first + timedelta(days=n) for n in range(min((last - first).days + 1, 14)))


def _iso(found: list[Span]) -> list[list[str]]:
    return [[start.isoformat(), end.isoformat()] for start, end in sorted(set(found))]
