"""When a call-back wish counts as read right."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from nlu.evaluate.texts import Wish, instant
from nlu.evaluate.windows import NOTHING, right

NOW = instant("2026-11-18 10:30")


def at(hour: str, day: int = 19) -> datetime:
    return instant(f"2026-11-{day} {hour}")


def read(kind: str, windows: Any = (), excluded: Any = ()) -> dict[str, Any]:
    def spans(pairs: Any) -> list[list[str]]:
        return [[at(begin).isoformat(), at(end).isoformat()] for begin, end in pairs]

    return {"kind": kind, "windows": spans(windows), "excluded": spans(excluded)}


WANT = Wish("明天下午", "want", at("12:00"), at("17:59"))
NOT = Wish("明天上午不在", "not", at("08:00"), at("12:00"))


@pytest.mark.parametrize(
    ("wish", "found", "good"),
    [
        (WANT, read("want", [("13:00", "18:00")]), True),
        (WANT, read("want", [("12:00", "13:00"), ("15:00", "16:00")]), True),
        (WANT, read("want", [("12:00", "13:00"), ("18:00", "20:00")]), False),
        (WANT, read("want", [("11:00", "13:00")]), False),
        (WANT, read("not", [], [("12:00", "13:00")]), False),
        (WANT, NOTHING, False),
        (NOT, read("not", [], [("07:00", "12:00")]), True),
        (NOT, read("not", [], [("09:00", "12:00")]), False),
        (NOT, read("not", [], [("08:00", "10:00"), ("10:00", "13:00")]), True),
        (NOT, read("want", [("14:00", "18:00")]), True),
        (NOT, read("want", [("11:00", "18:00")]), False),
        (NOT, read("want", [("11:00", "18:00")], [("11:00", "12:00")]), True),
        (NOT, NOTHING, False),
        (Wish("x", "none", None, None), NOTHING, True),
        (Wish("x", "none", None, None), read("want", [("14:00", "18:00")]), False),
        (Wish("x", "nocall", None, None), read("nocall"), True),
        (Wish("x", "nocall", None, None), NOTHING, False),
    ],
)
def test_a_wish_is_right_when_no_call_could_come_at_a_wrong_time(wish: Wish, found: dict[str, Any], good: bool) -> None:
    assert right(wish, found, NOW) == good


def test_what_is_over_already_need_not_be_excluded() -> None:
    today = Wish("今天不在", "not", at("00:00", 18), at("23:59", 18))
    excluded = [[NOW.isoformat(), at("00:00", 19).isoformat()]]
    assert right(today, {"kind": "not", "windows": [], "excluded": excluded}, NOW)
