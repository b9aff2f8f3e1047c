"""Whether a call-back wish was read as it was meant."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from nlu.evaluate.texts import Wish

Span = tuple[datetime, datetime]
NOTHING: dict[str, Any] = {"kind": "none", "windows": [], "excluded": []}
# A day that ends at 23:59 in a file ends at midnight for whoever reads it.
_SLACK = timedelta(minutes=1)
_FOREVER = timedelta(days=3650)


def right(wish: Wish, read: dict[str, Any], now: datetime) -> bool:
    """`want`: every window lies inside; `not`: no time that is left to call meets it; else the kind is the same."""
    windows, excluded = _spans(read["windows"]), _spans(read["excluded"])
    if wish.begin is None or wish.end is None or wish.kind not in ("want", "not"):
        return bool(read["kind"] == wish.kind)
    if wish.kind == "want":
        inside = all(wish.begin - _SLACK <= begin and end <= wish.end + _SLACK for begin, end in windows)
        return read["kind"] == "want" and bool(windows) and inside
    free = windows or [(now, now + _FOREVER)]
    forbidden = (wish.begin, wish.end - _SLACK)
    return not any(_meet(span, forbidden) for span in without(free, excluded))


def _spans(written: list[list[str]]) -> list[Span]:
    return [(datetime.fromisoformat(begin), datetime.fromisoformat(end)) for begin, end in written]


def without(free: list[Span], taken: list[Span]) -> list[Span]:
    """What is left of the free stretches when the taken ones are cut out."""
    for begin, end in taken:
        parts = [((a, min(b, begin)), (max(a, end), b)) for a, b in free]
        free = [span for pair in parts for span in pair if span[0] < span[1]]
    return free


def _meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
