"""Times measured from now: 半小时后, 一小时内, 三天之内, 现在, 等会儿."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from nlu.time_spans import Span, at
from nlu.time_stance import stance
from nlu.time_words import AT_ONCE, NOT_NOW, RELATIVE, number

_CLAUSE = re.compile(r"[,，。!！?？;；\n]")


def from_now(text: str, now: datetime) -> tuple[list[Span], list[Span]]:
    """半小时后, 一小时内, 现在: measured from now, and only where a call or leisure is spoken of."""
    windows: list[Span] = []
    excluded: list[Span] = []
    for match in RELATIVE.finditer(text):
        if not (match["lead"] or match["rel"] or match["while"]):
            continue
        clause = _CLAUSE.split(text[match.end() :])[0]
        head = _CLAUSE.split(text[: match.start()])[-1]
        view = stance(head, clause, deadline=False)
        if view in ("want", "bare") and (view == "want" or not match["while"]):
            windows.append(_from_now(match, now))
        elif view == "not" and "内" in (match["rel"] or ""):
            excluded.append(_from_now(match, now))
    if AT_ONCE.search(text) and not windows:
        windows.append((now, now + timedelta(hours=1)))
    if NOT_NOW.search(text):
        excluded.append((now, now + timedelta(hours=1)))
    return windows, excluded


def _from_now(match: re.Match[str], now: datetime) -> Span:
    if match["while"]:
        return now + timedelta(minutes=30), now + timedelta(hours=2, minutes=30)
    minutes = 30.0 if match["half"] else number(match["minutes"]) if match["minutes"] else 0.0
    if match["minutes"] and match["minutes"].isdigit():
        minutes = int(match["minutes"])
    if match["hours"]:
        minutes = number(match["hours"]) * 60 + (30 if match["andhalf"] or match["andhalf2"] else 0)
    if match["days"]:
        day = now.date() + timedelta(days=number(match["days"]))
        if "内" in (match["rel"] or ""):
            return now, at(day, 22, now)
        return max(at(day, 8, now), now), at(day, 22, now)
    if "内" in (match["rel"] or ""):
        return now, now + timedelta(minutes=minutes)
    return now + timedelta(minutes=minutes), now + timedelta(minutes=minutes + 30)
