"""Reads from a message when the customer wants to be called, and when not, at a given instant.

The clock is never asked: `now` comes with the message. What happened or was promised by others is no wish.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from nlu import time_spans as spans
from nlu.time_near import from_now
from nlu.time_stance import at_work, no_call, only_after, settle, stance
from nlu.time_words import NOT_NOW, Expression, expressions

SHANGHAI = ZoneInfo("Asia/Shanghai")
Span = spans.Span
_NUMBERS = re.compile(
    r"(?<![\d:])\d[\d -]{5,}\d|(?<![a-zA-Z])[a-zA-Z]+[-_]?\d{3,}\w*|[¥￥$]\s*\d+|"
    r"\d+(?:\.\d+)?(?=元|块|万|%|天[^后之以内]|年[^0-9]|岁|寸|g|G|kg|台|件|次|楼|层|栋|单元|室|g)"
)
_BREAK = re.compile(
    r"[,，。!！?？;；\n…]+|\.(?!\d)|(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])|(?:但是|不过|然后|所以|因为)"
)
# 明天 下午 3 点 is one time.
_GAP = re.compile(r"(?<=[天日号午末])\s+(?=[上下中早晚]|\d)|(?<=[上早]午)\s+(?=\d)|(?<=\d)\s+(?=[点号月日])")
_JOIN = re.compile(r"\s*(?:、|和|或者?|跟|及|以及|还有|与|都)?\s*")
_RANGE = re.compile(r"\s*(?:到|至|[-~—–]+)\s*")
_IN_WRITING = re.compile(r"微信|短信|消息|文字|留言|邮件|打字")
# 十点到十一点有会，别打: what is refused is that hour.
_OF_THAT_TIME = re.compile(r"(?:就|都|请)?(?:别|不要|不用|勿)打(?:给我|我|过来|了)?(?:电话)?")
_MOST = 12
# Nobody names more times than this in a message; what comes behind them is not looked at.
_MOST_STATED = 40


@dataclass
class Phrase:
    """One time or range of times with the words before and after it in its clause."""

    first: Expression
    last: Expression | None
    before: str
    after: str
    clause: int
    leads: bool = True


def read(text: str, now: datetime) -> dict[str, Any]:
    """The wish in the shape of the `callback_time` entity; kind "none" where there is none."""
    now = now.astimezone(SHANGHAI)
    text = _GAP.sub("", settle(_NUMBERS.sub(lambda match: "□" * len(match.group()), text)))
    windows, excluded = from_now(text, now)
    clauses = list(_clauses(text))
    stated = [phrase for index, (start, end) in enumerate(clauses) for phrase in _phrases(text[start:end], index)]
    timed = {phrase.clause for phrase in stated}
    context: tuple[date, ...] | None = None
    said = [text[start:end] for start, end in clauses]
    for index, phrase in enumerate(stated[:_MOST_STATED]):
        context = _context(phrase, now, context)
        view = _stance(phrase, stated, index, said, timed)
        _collect(phrase, view, now, context, windows, excluded)
    refuses = any(
        no_call(text[a:b])
        for i, (a, b) in enumerate(clauses)
        if i not in timed
        and not NOT_NOW.search(text[a:b])
        and not (excluded and i - 1 in timed and _OF_THAT_TIME.fullmatch(text[a:b]))
    )
    windows = spans.without(windows, excluded)
    # 别打电话，晚点打 wants a later call; 别打电话，明天发微信 wants none at all.
    refuses = refuses and not (windows and not _IN_WRITING.search(text))
    kind = "nocall" if refuses else "want" if windows else "not" if excluded else "none"
    return {"kind": kind, "windows": _iso(windows), "excluded": _iso(excluded)}


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _BREAK.finditer(text):
        if text[start : match.start()].strip():
            yield start, match.start()
        start = match.end()
    if text[start:].strip():
        yield start, len(text)


def _phrases(clause: str, index: int) -> list[Phrase]:
    """Times of a clause; joined ones (周六、周日都可以) share what is said after the last of them."""
    found = expressions(clause)
    pairs: list[tuple[Expression, Expression | None]] = []
    for expression in found:
        linked = pairs and pairs[-1][1] is None and _RANGE.fullmatch(clause, pairs[-1][0].end, expression.start)
        if linked and expression.start > pairs[-1][0].end:
            pairs[-1] = (pairs[-1][0], expression)
        else:
            pairs.append((expression, None))
    edges = [(first.start, (last or first).end) for first, last in pairs]
    phrases: list[Phrase] = []
    reach = 0
    for at, (first, last) in enumerate(pairs):
        begin = edges[at - 1][1] if at else 0
        reach = max(reach, at)  # what joins this time to later ones joins each of those as well
        while reach + 1 < len(pairs) and _JOIN.fullmatch(clause, edges[reach][1], edges[reach + 1][0]):
            reach += 1
        stop = edges[reach + 1][0] if reach + 1 < len(pairs) else len(clause)
        before = clause[begin : edges[at][0]]
        if at and _JOIN.fullmatch(before):
            before = phrases[-1].before
        phrases.append(Phrase(first, last, before, clause[edges[reach][1] : stop], index, not at))
    return phrases


def _context(phrase: Phrase, now: datetime, context: tuple[date, ...] | None) -> tuple[date, ...] | None:
    """The day spoken of last holds for the hours that follow; a day gone by ends it."""
    if phrase.first.has("daily"):
        return context
    days = spans.days_of(phrase.first.parts, now)
    if days is None:
        return context
    until = spans.days_of(phrase.last.parts, now) if phrase.last else None
    if days and until:
        return _stretch(days[0], until[-1], now)
    return None if phrase.first.has("past") else days


def _stance(phrase: Phrase, stated: list[Phrase], index: int, clauses: list[str], timed: set[int]) -> str:
    deadline = phrase.first.relation == "before"
    view = stance(phrase.before, phrase.after, deadline, phrase.leads)
    following = phrase.clause + 1
    if view == "bare":
        if index + 1 < len(stated) and stated[index + 1].clause == phrase.clause:
            return "want"
        if following < len(clauses) and following not in timed:
            told = stance("", clauses[following], deadline)
            return "want" if told in ("bare", "") else told
    return "want" if view == "bare" else view


def _collect(
    phrase: Phrase,
    view: str,
    now: datetime,
    context: tuple[date, ...] | None,
    windows: list[Span],
    excluded: list[Span],
) -> None:
    if not view or phrase.first.has("past"):
        return
    if phrase.last is not None:
        want, refuse = _range(phrase.first, phrase.last, now, context)
    else:
        want, refuse = _single(phrase, now, context)
    if view == "want" and only_after(phrase.after):
        excluded += [(now, start) for start, _ in want[:1] if now < start]
    elif view == "want":
        windows += want[:_MOST]
    else:
        excluded += refuse[:_MOST]


def _single(phrase: Phrase, now: datetime, context: tuple[date, ...] | None) -> tuple[list[Span], list[Span]]:
    expression = phrase.first
    read = spans.reading(expression, now, context)
    if not expression.has("h", "period") and expression.relation in ("after", "before") and read.days:
        day = read.days[-1] if expression.relation == "after" else read.days[0]
        if expression.relation == "before":
            until = [(now, spans.at(day, 0, now))] if spans.at(day, 0, now) > now else spans.wanted(read, now)
            return until, until
        later = spans.at(day, 24, now)
        return [(later + timedelta(hours=8), later + timedelta(days=6, hours=22))], [
            (later, later + timedelta(days=13))
        ]
    if not expression.has("h", "period") and at_work(phrase.after):
        read = spans.Reading(read.days, read.narrow, (8.5, 18))
    return spans.wanted(read, now), spans.refused(read, now)


def _range(
    first: Expression, last: Expression, now: datetime, context: tuple[date, ...] | None
) -> tuple[list[Span], list[Span]]:
    """下午三点到五点, 周一到周五, 20号到25号."""
    begin = spans.reading(first, now, context)
    period = spans.period_of(first.parts.get("period", ""))
    end = spans.reading(last, now, begin.days, period if "h" in last.parts else "")
    to = end.narrow[0] + (0 if "h" in last.parts else end.narrow[1] - end.narrow[0])
    begin_hour = begin.narrow[0]
    if begin.days and end.days and end.days != begin.days:
        if not first.has("h", "period"):
            read = spans.Reading(_stretch(begin.days[0], end.days[-1], now), end.narrow, end.wide)
            return spans.wanted(read, now), spans.refused(read, now)
        whole = (max(spans.at(begin.days[0], begin_hour, now), now), spans.at(end.days[-1], to, now))
        return [whole], [whole]
    if to <= begin_hour:
        to += 12
    hours = (begin_hour, min(to, 24.0))
    read = spans.Reading(begin.days, hours, hours, begin.daily)
    return spans.wanted(read, now), spans.refused(read, now)


def _stretch(first: date, last: date, now: datetime) -> tuple[date, ...]:
    """Every day from `first` to `last`; 周一到周五 said on a Wednesday has begun already."""
    first = first if first <= last else now.date()
    return tuple(first + timedelta(days=n) for n in range(min((last - first).days + 1, 14)))


def _iso(found: list[Span]) -> list[list[str]]:
    return [[start.isoformat(), end.isoformat()] for start, end in sorted(set(found))]
