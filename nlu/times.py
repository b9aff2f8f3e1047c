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
from nlu import time_windows as windows_of
from nlu.time_changes import freed, given_up, kept_part, takes_place
from nlu.time_days import days_of
from nlu.time_english import chinese
from nlu.time_near import from_now
from nlu.time_phrases import Phrase, clauses, hours_follow, phrases
from nlu.time_refusals import refuses as refuses_calls
from nlu.time_rules import Rule, alone, for_good, in_the_evening, rules
from nlu.time_stance import busy_until, followed, only_after, said_plainly, stance
from nlu.time_typed import respell
from nlu.time_words import OPEN

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
# 明天随时都行 ends what was said of hours before.
_FREELY = re.compile(r"随时|任何时[间候]|什么时候都|几点都|全天|一整天|整天")
_MOST = 12
# Nobody names more times than this in a message; what comes behind them is not looked at.
_MOST_STATED = 40
# What names days that must be read back.
_LOOSELY = ("wholepre", "wholemonth", "vague", "few", "monthpart", "yearend", "feast")
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
    view = ""
    for index, told in enumerate(stated[:_MOST_STATED]):
        context = _context(told, now, context)
        phrase = freed(told, stated[index - 1], view) if index else told
        view = _stance(phrase, stated, index, said, timed)
        _collect(phrase, view, context, heard)
        if given_up(phrase, stated[index + 1 :]):
            heard.part = (kept_part(phrase, stated[index + 1 :], now), [])
    heard.excluded = [span for span in spans.around(heard.excluded, heard.windows) if max(span[0], now) < span[1]]
    refuses = refuses_calls(said, timed, bool(heard.excluded))
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


def _context(phrase: Phrase, now: datetime, context: tuple[date, ...] | None) -> tuple[date, ...] | None:
    """The day spoken of last holds for the hours that follow; a day gone by ends it."""
    if phrase.first.has("daily"):
        return context
    if phrase.first.has("past"):
        return None
    days = days_of(phrase.first.parts, now)
    if days is None:
        return context
    until = days_of(phrase.last.parts, now) if phrase.last else None
    return windows_of.stretch(days, until, now) if until else days


def _stance(phrase: Phrase, stated: list[Phrase], index: int, said: list[str], timed: set[int]) -> str:
    if given_up(phrase, stated[index + 1 :]):
        return ""
    deadline = phrase.first.relation == "before"
    time, following = phrase.first.parts, phrase.clause + 1
    view = stance(phrase.before, phrase.after, deadline, phrase.leads, time)
    view = "want" if not view and takes_place(phrase) else view
    if view == "bare" and phrase.first.has("dmonth", "hmonth") and not phrase.first.has("h", "period"):
        return ""  # 12.5 alone is a number
    if view == "bare":
        if index + 1 < len(stated) and stated[index + 1].clause == phrase.clause:
            return "want"
        if hours_follow(phrase, stated[index + 1 :]) and not (alone(phrase) or phrase.first.has("daily", *_LOOSELY)):
            return "" if _stance(stated[index + 1], stated, index + 1, said, timed) == "want" else "want"
        if following < len(said) and following not in timed:
            told = stance("", said[following], deadline)
            return "want" if told in ("bare", "") else told
    view = "want" if view == "bare" else view
    told = said[following] if following < len(said) and following not in timed else ""
    return followed(view, time, phrase.after, told)


def _collect(phrase: Phrase, view: str, context: tuple[date, ...] | None, heard: Heard) -> None:
    now = heard.now
    until = phrase.first.has("h") and not phrase.last and busy_until(phrase.before)
    if not (view or until) or phrase.first.has("past"):
        return
    part, windows = heard.part if phrase.first.parts.keys() <= {"h", "m", "h0", "short"} else ("", [])
    read, want, refuse = windows_of.found(phrase, now, context, part)
    if until:
        heard.excluded += windows_of.until(read, now)
    elif view == "want" and only_after(phrase.after):
        heard.excluded += [(now, start) for start, _ in want[:1] if now < start]
    elif view == "want":
        if want and all(any(a <= c and d <= b for a, b in windows) for c, d in want):
            heard.windows = [span for span in heard.windows if span not in windows]
            heard.only = heard.only[:-1] if windows else heard.only
        heard.windows += want[:_MOST]
        _mark(phrase, read, want, heard)
    else:
        late = read if part else in_the_evening(phrase, read, now)
        heard.excluded += (refuse if late is read else spans.refused(late, now))[:_MOST]
        read = late
        if for_good(phrase, read.daily):
            heard.never += rules(phrase, read.days, read.wide, read.daily)


def _mark(phrase: Phrase, read: spans.Reading, want: list[Span], heard: Heard) -> None:
    """Hours without a day hold on whatever day it will be; what may be meant otherwise is read back."""
    now, first = heard.now, phrase.first
    heard.part = ("", []) if first.has("h") or phrase.last else (spans.period_of(first.parts.get("period", "")), want)
    if read.days is None or read.daily or alone(phrase):
        heard.only += rules(phrase, read.days, read.narrow, read.daily)
    if first.has(*_LOOSELY):
        heard.doubt("" if first.relation == "before" or first.has("feastfirst", "feastday") else "day")
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


def _iso(found: list[Span]) -> list[list[str]]:
    return [[start.isoformat(), end.isoformat()] for start, end in sorted(set(found))]
