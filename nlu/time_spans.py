"""From an expression of time to stretches of time at a given instant.

A stretch is read narrowly where the customer wants it (nobody is rung up at six for 早上) and widely where they
refuse it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from nlu.time_days import DAYS_AHEAD, days_of
from nlu.time_words import Expression, number

Span = tuple[datetime, datetime]
Hours = tuple[float, float]
WAKING: Hours = (8, 22)
# Refusing is read so much more widely than wanting that less than this is the same time said twice.
SPARED = timedelta(hours=5)
# word: (narrow for wanting, wide for refusing)
_PERIODS: dict[str, tuple[Hours, Hours]] = {
    "凌晨": ((0, 6), (0, 6)),
    "半夜": ((0, 6), (0, 6)),
    "后半夜": ((0, 6), (0, 6)),
    "大半夜": ((0, 6), (0, 6)),
    "深夜": ((22, 24), (22, 24)),
    "早": ((8, 11), (5, 12)),
    "清": ((7, 9), (5, 9)),
    "上午": ((8, 12), (5, 12)),
    "中午": ((11.5, 13), (11, 14)),
    "午间": ((11.5, 13), (11, 14)),
    "正午": ((11.5, 13), (11, 14)),
    "午休": ((11.5, 13.5), (11.5, 14)),
    "下午": ((13, 18), (12, 18.5)),
    "午后": ((13, 18), (12, 18.5)),
    "傍晚": ((17, 19), (17, 19)),
    "晚": ((18, 21.5), (17.5, 24)),
    "夜": ((19, 21.5), (18, 24)),
    "白天": ((8, 18), (6, 18)),
    "上班后": ((9, 12), (9, 12)),
    "上班": ((9, 18), (8.5, 18)),
    "工作": ((9, 18), (8.5, 18)),
    "下班前": ((8, 18), (0, 18)),
    "下班": ((18, 21.5), (17.5, 24)),
    "整": (WAKING, (0, 24)),
    "全": (WAKING, (0, 24)),
    "一": (WAKING, (0, 24)),
}
_AFTERNOON = ("下午", "午后", "傍晚")
_AT_NIGHT = ("半夜", "后半夜", "大半夜")
_BEFORE_NOON = ("凌晨", "早", "清", "上午", *_AT_NIGHT)
_DAILY_WORDS = ("白天", "晚", "夜", "上班", "工作", "午休", "凌晨", "半夜", "深夜", "下班", "早")


@dataclass(frozen=True)
class Reading:
    """Hours of one or several days; `days` is None where no day was named."""

    days: tuple[date, ...] | None
    narrow: Hours
    wide: Hours
    daily: bool = False
    exact: bool = False
    # The hour could be meant otherwise: 三点, without a word of the part of the day.
    unsure: bool = False


def period_of(word: str) -> str:
    """The key of the part of the day that a word names, or an empty string."""
    if word.startswith(("上班", "下班")):
        if "前" in word:
            return "下班前"
        return "上班后" if word.startswith("上班") and "后" in word else word[:2]
    word = "午休" if "午休" in word else word.lstrip("大一") if word.startswith(("大", "一大")) else word
    return next((key for key in sorted(_PERIODS, key=len, reverse=True) if word.startswith(key)), "")


def hour_of(spoken: str, minute: str, period: str) -> float:
    """An hour as people mean it: 下午三点 is 15, and so is 三点 alone, for nobody is rung up at three at night;
    晚上十二点 ends the day and 夜里一点 lies behind its end."""
    hour = float(number(spoken)) + _minutes(minute) / 60
    if period in _BEFORE_NOON:
        return hour - 12 if 12 <= hour < 13 and period in ("凌晨", *_AT_NIGHT) else hour
    if period.startswith(("晚", "夜", "深夜")):
        return hour + (12 if 5 <= hour < 12 else 24 if hour < 5 else 12 if hour < 13 else 0)
    if period.startswith(_AFTERNOON) or period == "下班":
        return hour + 12 if hour < 12 else hour
    if period in ("中午", "午间", "正午", "午休"):
        return hour + 12 if hour < 4 else hour
    return hour + 12 if 1 <= hour < 8 else hour


def _minutes(said: str) -> int:
    if said.startswith("差"):
        return -15 if "刻" in said else -number(said.strip("差分"))
    known = {"": 0, "半": 30, "一刻": 15, "三刻": 45, "整": 0}.get(said)
    return min(max(number(said.rstrip("分")), 0), 59) if known is None else known


def _short_of(said: str) -> float:
    """差十分三点: how much of an hour is missing."""
    if not said:
        return 0.0
    return 0.25 if "刻" in said else min(max(number(said.strip("差分钟到")), 0), 59) / 60


def _tonight(parts: dict[str, str], now: datetime) -> bool:
    """八点 said in the afternoon is eight in the evening, as long as that is ahead and somebody would be rung then."""
    hour = number(parts["h"])
    return 8 <= hour <= 9 and not parts["h"].startswith("0") and 12 <= now.hour < hour + 12


def _evening(hours: Hours) -> Hours:
    return hours[0] + 12, min(hours[1] + 12, 24) if hours[1] < 12 else max(hours[1], min(hours[0] + 14, 24))


def _could_be_night(parts: dict[str, str]) -> bool:
    hour = number(parts["h"])
    return 0 < hour < 8 and not parts["h"].startswith("0")


def _clock(parts: dict[str, str], relation: str, period: str) -> tuple[Hours, Hours, bool]:
    hour = hour_of(parts["h"], parts.get("m", ""), period) - _short_of(parts.get("short", ""))
    if not hour and (parts.get("near", "").startswith("今") or relation == "before"):
        hour = 24.0  # 今晚零点 is the end of today, and what lies before 零点 lies in the day that it ends
    first = hour_of(parts["h0"], "", period) if "h0" in parts else None
    if first is None and len(parts["h"]) == 2 and "十" not in parts["h"] and not parts["h"].isdigit():  # 两三点
        first, hour = (hour_of(sign, "", period) for sign in parts["h"])
    if first is not None:
        last = hour if hour > first else hour + 12
        return (first, last), (first, last), False
    if relation == "after" and hour % 24 < 5:
        return (hour, hour + 1), (hour % 24, 6), False
    if relation == "after":
        early = period in ("下午", "午后") and hour <= 15
        end = 18.0 if early else 12.0 if period in ("上午", "早") and hour < 11 else 21.5 if hour < 20.5 else 23.5
        return (hour, end), (hour, 24), False
    if relation == "before":
        return (min(WAKING[0], hour - 1), hour), (0, hour), False
    slack = 0.5 if relation == "about" else 0.0
    return (hour - slack, hour + 0.5), (hour - 0.5, hour + 1), True


def reading(expression: Expression, now: datetime, context: tuple[date, ...] | None, period: str = "") -> Reading:
    """What one expression says; `context` is the day spoken of before, `period` the part of day it stands in."""
    parts, relation = expression.parts, expression.relation
    days = days_of(parts, now)
    days = context if days is None else days
    key = period_of(parts.get("period", "")) or period
    daily = "daily" in parts
    if "h" in parts:
        narrow, wide, exact = _clock(parts, relation, key)
        tonight = not key and days in (None, (now.date(),)) and _tonight(parts, now)
        if tonight:
            narrow, wide = _evening(narrow), _evening(wide)
        return Reading(days, narrow, wide, daily, exact, tonight or (not key and _could_be_night(parts)))
    if not key:
        return Reading(days, WAKING, (0, 24), daily)
    narrow, wide = _PERIODS[key]
    if relation == "after" and key not in ("下班", "上班后"):
        narrow, wide = (narrow[1], 18 if narrow[1] < 16 else 22), (wide[1], 24)
    if relation == "before" and key not in ("下班前",):
        narrow, wide = (WAKING[0], max(narrow[0], WAKING[0] + 0.5)), (0, wide[0])
    return Reading(days, narrow, wide, daily or (days is None and key in _DAILY_WORDS))


def at(day: date, hours: float, now: datetime) -> datetime:
    """The instant `hours` after the midnight that begins `day`, in the zone of `now`."""
    return datetime(day.year, day.month, day.day, tzinfo=now.tzinfo) + timedelta(minutes=round(hours * 60))


def wanted(read: Reading, now: datetime) -> list[Span]:
    """The stretches wished for, none of them in the past; without a day the next time it comes round."""
    days = read.days if read.days is not None else (now.date(), now.date() + timedelta(days=1))
    spans = [(max(at(day, read.narrow[0], now), now), at(day, read.narrow[1], now)) for day in days]
    ahead = [
        span
        for span in spans
        if span[0] < span[1] and (not read.exact or span[0] > now or span[1] - now > timedelta(minutes=20))
    ]
    return ahead[:1] if read.days is None else ahead


def refused(read: Reading, now: datetime) -> list[Span]:
    """The stretches refused; 白天, 晚上, 上班时间 without a day are refused for a week."""
    if read.days is not None:
        days = read.days
    elif read.daily:
        days = tuple(now.date() + timedelta(days=n) for n in range(DAYS_AHEAD))
    else:
        days = (now.date(), now.date() + timedelta(days=1))
    spans = [(at(day, read.wide[0], now), at(day, read.wide[1], now)) for day in days]
    ahead = [span for span in spans if span[1] > now]
    return ahead if read.days is not None or read.daily else ahead[:1]


def around(excluded: list[Span], windows: list[Span]) -> list[Span]:
    """平时上班，只有中午有空: an hour that is wanted inside a much longer stretch that is refused is spared."""
    spared = excluded
    for start, end in windows:
        pieces = (
            part
            for a, b in spared
            for part in (((a, start), (end, b)) if a <= start < end <= b and _spares(end - start, b - a) else ((a, b),))
        )
        spared = [part for part in pieces if part[0] < part[1]]
    return spared


def _spares(wanted: timedelta, refused: timedelta) -> bool:
    return wanted <= SPARED and refused >= wanted + SPARED


def without(windows: list[Span], excluded: list[Span]) -> list[Span]:
    """The windows less what is excluded, in order of time and joined where they touch."""
    free = sorted(windows)
    for start, end in excluded:
        free = [
            part
            for a, b in free
            for part in ((a, min(b, start)), (max(a, end), b))
            if part[0] < part[1] and not (start <= part[0] and part[1] <= end)
        ]
        free = sorted(set(free))
    joined: list[Span] = []
    for a, b in free:
        if joined and a <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(b, joined[-1][1]))
        else:
            joined.append((a, b))
    return joined
