"""Times measured from now: 半小时后, 一小时内, 三天之内, 现在, 等会儿."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from nlu.time_feasts import working_day
from nlu.time_phrases import clauses
from nlu.time_refusals import busy_now
from nlu.time_spans import Span, at
from nlu.time_stance import stance
from nlu.time_words import AT_ONCE, NOT_NOW, RELATIVE, number

_THEN = re.compile(r"\s*(?:再|以?后|之后|你|您|可以)")
_CLAUSE = re.compile(r"[,，。!！?？;；\n]")


def from_now(text: str, now: datetime) -> tuple[list[Span], list[Span], bool]:
    """半小时后, 一小时内, 现在: measured from now, and only where a call or leisure is spoken of; and whether it is no
    more than 晚点 or 过一会儿."""
    windows: list[Span] = []
    excluded: list[Span] = []
    loosely = False
    for match in RELATIVE.finditer(text):
        if not (match["lead"] or match["rel"] or match["while"]):
            continue
        if match["lead"] and match["lead"].endswith("等") and not (match["rel"] or _THEN.match(text, match.end())):
            continue  # 我等两个小时了
        clause = _CLAUSE.split(text[match.end() :])[0]
        head = _CLAUSE.split(text[: match.start()])[-1]
        view = stance(head, clause, deadline=False)
        if view in ("want", "bare") and (view == "want" or not match["while"]):
            windows.append(_from_now(match, now))
            loosely = loosely or bool(match["while"])
        elif view == "not" and "内" in (match["rel"] or ""):
            excluded.append(_from_now(match, now))
    if AT_ONCE.search(text) and not windows:
        windows.append((now, now + timedelta(hours=1)))
    if NOT_NOW.search(text) or busy_now([text[start:end] for start, end in clauses(text)]):
        excluded.append((now, now + timedelta(hours=1)))
    return windows, excluded, loosely


def _from_now(match: re.Match[str], now: datetime) -> Span:
    if match["while"]:
        return now + timedelta(minutes=30), now + timedelta(hours=2, minutes=30)
    within = "内" in (match["rel"] or "")
    day = _day_ahead(match, now)
    if day is not None:
        return (now, at(day, 22, now)) if within else (max(at(day, 8, now), now), at(day, 22, now))
    minutes = 30.0 if match["half"] else float(number(match["minutes"])) if match["minutes"] else 0.0
    if match["hours"]:
        minutes = number(match["hours"]) * 60 + (30 if match["andhalf"] or match["andhalf2"] else 0)
    minutes = max(minutes, 1.0)
    if within:
        return now, now + timedelta(minutes=minutes)
    return now + timedelta(minutes=minutes), now + timedelta(minutes=minutes + 30)


def _day_ahead(match: re.Match[str], now: datetime) -> date | None:
    """三天后, 两周后, 半个月后, 三个工作日内: the day that this reaches to."""
    if match["workdays"]:
        return working_day(now.date(), max(number(match["workdays"]), 0))
    for name, days in (("days", 1), ("weeks", 7), ("months", 30)):
        if match[name]:
            return now.date() + timedelta(days=max(number(match[name]), 0) * days)
    return now.date() + timedelta(days=15) if match["halfmonth"] else None
