"""One wish out of several messages. Pure rules: the newest word holds, and what was said of hours as such stays.

A wish is `{"windows", "excluded", "nocall"}` and, where something was said of it, `never` and `only` (hours of every
day or of some weekdays: `{"days": [0 to 6], "from": minutes, "to": minutes}`) and `unclear` (why it must be read back).
What was heard may be `freely` meant: at any hour.

"Never in the morning" therefore still holds when the next message moves the call to another day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from handoff.model import SHANGHAI, Window

Wished = dict[str, Any]
Rule = Mapping[str, Any]
_MOST_SPANS, _MOST_RULES = 20, 10
# "Mornings are fine" ends "never in the morning"; "at ten" is one exception from it.
_LIFTS_MINUTES = 120
_FARTHEST_DAYS = 31
_ONE_DAY = timedelta(days=1)


def join(before: Mapping[str, Any], heard: Mapping[str, Any]) -> Wished:
    """What is wished for after one more message (or after a conversation, when a case already holds a wish)."""
    nevers = [rule for rule in before.get("never") or [] if not any(_lifts(o, rule) for o in heard.get("only") or [])]
    only = [] if heard.get("freely") else list(heard.get("only") or before.get("only") or [])
    said, barred, unclear = _spans(heard.get("windows")), _spans(heard.get("excluded")), heard.get("unclear") or ""
    nocall = heard.get("kind") == "nocall" or bool(heard.get("nocall"))
    earlier, refused = _spans(before.get("windows")), _spans(before.get("excluded"))
    if said and earlier and heard.get("only") and (those := _on_those_days(earlier, only, said)):
        # The day was known; that this hour of today has gone by does not matter.
        said, unclear = those, "" if unclear == "past" else unclear
    windows = [] if nocall else [part for one in earlier for part in _less(one, [*nevers, *_never(heard)], barred)]
    if said:
        # A day named anew keeps clear of what was refused before, as far as any of it is left.
        windows = [part for one in said for part in _less(one, nevers, refused)] or said
        if only and not heard.get("only"):
            inside = [part for one in windows for part in _inside(one, only)]
            windows, only = (inside, only) if inside else (windows, [])
    barred += [one for one in refused if one not in barred and not _meets(one, windows)]
    more = {
        "never": [*nevers, *(rule for rule in _never(heard) if rule not in nevers)][-_MOST_RULES:],
        "only": only[-_MOST_RULES:],
        "unclear": unclear or ("" if said else before.get("unclear") or ""),
    }
    nocall = nocall or (bool(before.get("nocall")) and not said)
    wish = {"windows": _written(windows), "excluded": _written(barred), "nocall": nocall}
    return wish | {name: value for name, value in more.items() if value}


def _never(wish: Mapping[str, Any]) -> list[Rule]:
    return list(wish.get("never") or [])


def _on_those_days(wanted: list[Window], only: Sequence[Rule], said: list[Window]) -> list[Window]:
    """An hour named without a day is that of the days spoken of before, as long as those lie ahead."""
    earliest = min(one.starts for one in said)
    inside = [part for one in wanted for part in _inside(one, only)]
    days = [Window(_midnight(one.starts), _midnight(one.ends - timedelta(minutes=1)) + _ONE_DAY) for one in wanted]
    for found in (inside, [part for one in days for part in _inside(one, only)]):
        ahead = [one for one in dict.fromkeys(found) if one.starts >= earliest]
        if ahead:
            return ahead
    return []


def _lifts(only: Rule, never: Rule) -> bool:
    inside = never["from"] <= only["from"] and only["to"] <= never["to"] and set(never["days"]) & set(only["days"])
    return bool(inside) and only["to"] - only["from"] >= _LIFTS_MINUTES


def on_days(rules: Iterable[Rule], first: datetime, days: int) -> list[Window]:
    """The stretches of these rules on so many days, the one of `first` included."""
    midnight, found = _midnight(first), []
    for n in range(min(days, _FARTHEST_DAYS)):
        day = midnight + n * _ONE_DAY
        for rule in rules:
            if day.weekday() in rule["days"]:
                minutes = (timedelta(minutes=rule[edge]) for edge in ("from", "to"))
                found.append(Window(*(day + after for after in minutes)))
    return found


def apart(window: Window, barred: Iterable[Window]) -> list[Window]:
    """What is left of a stretch without others."""
    parts = [window]
    for one in barred:
        parts = [
            Window(starts, ends)
            for part in parts
            for starts, ends in ((part.starts, min(part.ends, one.starts)), (max(part.starts, one.ends), part.ends))
            if starts < ends
        ]
        parts = list(dict.fromkeys(parts))
    return parts


def _inside(window: Window, rules: Sequence[Rule]) -> list[Window]:
    cut = (
        Window(max(window.starts, one.starts), min(window.ends, one.ends))
        for one in on_days(rules, window.starts, _length(window))
    )
    return [one for one in cut if one.starts < one.ends]


def _less(window: Window, rules: Sequence[Rule], barred: list[Window]) -> list[Window]:
    return apart(window, [*on_days(rules, window.starts, _length(window)), *barred])


def _length(window: Window) -> int:
    return (window.ends - _midnight(window.starts)).days + 1


def _midnight(instant: datetime) -> datetime:
    return datetime.combine(instant.date(), time(), instant.tzinfo)


def _meets(one: Window, others: Iterable[Window]) -> bool:
    return any(one.starts < other.ends and other.starts < one.ends for other in others)


def _spans(pairs: Iterable[Sequence[str]] | None) -> list[Window]:
    found = (tuple(datetime.fromisoformat(edge).astimezone(SHANGHAI) for edge in pair) for pair in pairs or ())
    return [Window(starts, ends) for starts, ends in found]


def _written(windows: Iterable[Window]) -> list[list[str]]:
    return [[one.starts.isoformat(), one.ends.isoformat()] for one in dict.fromkeys(windows)][:_MOST_SPANS]
