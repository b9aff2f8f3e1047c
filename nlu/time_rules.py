"""What a customer says of hours as such, whatever the day: "never in the morning", "only after six", "not at weekends".

A rule is `{"days": weekdays from Monday 0, "from": minutes after midnight, "to": the same}`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from nlu.time_phrases import Phrase
from nlu.time_spans import Reading
from nlu.time_words import number

Rule = dict[str, Any]
_DAY = 24 * 60
_NOON = 12
_EVERY_DAY = list(range(7))
# 上午别打, 中午不方便: said of mornings and noons as such. 下午我就不在了 is said of today.
_AS_SUCH = re.compile(
    r"(?:别|不要|勿|不能|不用|不必|不许|甭)|不(?:太|大|是很|怎么)?方便|不便|不行|不可以|不接|接不|不好接|不想"
)
_ONCE = ("上午", "下午", "早", "白天")
_NO_TIME = re.compile(r"没空|没时间")
_THIS_ONCE = re.compile(r"今|现在|刚|马上|这会儿|有事|有会|就|要(?:出门|开会|出差)|临时")
_EXCEPT = re.compile(r"除了?$|除开$")
_ALONE = re.compile(r"只|仅|才(?:有空|方便|能|可以|行)")
_WORKING = re.compile(r"上班|上课|值班")
_WEEK = "一二三四五六日"
_TO_BED = re.compile(r"(?:别|不要|勿|不用|不能|不必|不许|甭)(?:再)?(?:给我)?(?:打|来电|联系|电话|吵|呼|拨)|睡|休息")
_BY_DAY = re.compile(
    r"上班|开会|有[会事课]|出门|外出|不在|没空|没时间|没有[空时]|忙|上课|出差|手术|考试|飞机|高铁|开车|走不开"
)
_BEDTIMES = range(8, 12)
_GOES_TO_BED = re.compile(r"[我们就都要得便]*(?:睡|上床|休息)(?!时|的时)")


def for_good(phrase: Phrase, daily: bool) -> bool:
    """Whether a refusal holds beyond the next time that it comes round."""
    words, first = phrase.before + phrase.after, phrase.first
    as_such = bool(_AS_SUCH.search(words)) or bool(_NO_TIME.search(words) and not first.relation)
    # 中午休息 is a habit, 下午休息 is not.
    as_such = as_such or ("休息" in words and not first.parts.get("period", "中午").startswith(_ONCE))
    if daily or first.has("every"):
        return True
    if first.has("wd") and phrase.last and phrase.last.has("wd"):
        return "weekpre" not in first.parts and (as_such or bool(_WORKING.search(words)))
    if first.has("weekend", "wd"):
        except_it = bool(_EXCEPT.search(phrase.before))
        return "weekpre" not in first.parts and (except_it or (first.has("weekend") and as_such))
    return (as_such or bool(_EXCEPT.search(phrase.before))) and not _THIS_ONCE.search(words)


def in_the_evening(phrase: Phrase, read: Reading, now: datetime) -> Reading:
    """What is refused after 8 to 11, without a word of the part of the day, is the night: 十点以后别打.

    What keeps people busy by day begins at the next such hour instead: 十一点以后要开会. 十点休息 lasts as well.
    """
    first, words = phrase.first, phrase.before + phrase.after
    hour, begin = first.parts.get("h", "0"), read.narrow[0]
    if read.exact and number(hour) in _BEDTIMES and _GOES_TO_BED.match(phrase.after):
        begin += _NOON if begin < _NOON and "period" not in first.parts else 0
        return replace(read, wide=(begin, 24), exact=False) if begin > _NOON else read
    late = first.relation == "after" and "period" not in first.parts and number(hour) in _BEDTIMES
    if not late or phrase.last or hour.startswith("0") or read.wide[0] >= _NOON:
        return read
    named = read.days is not None and not read.daily
    ahead = now.hour + now.minute / 60 < read.wide[0]
    if not _TO_BED.search(words) and (named or (_BY_DAY.search(words) and (ahead or read.daily))):
        return read
    return replace(read, wide=(read.wide[0] + _NOON, 24))


def alone(phrase: Phrase) -> bool:
    """只有周末有空, 每周三可以: wanted every week."""
    first = phrase.first
    return first.has("every") or (first.has("weekend", "wd") and bool(_ALONE.search(phrase.before + phrase.after)))


def rules(phrase: Phrase, days: tuple[date, ...] | None, hours: tuple[float, float], daily: bool) -> list[Rule]:
    """The hours of a phrase for every day, or for its weekdays; a night is cut at midnight."""
    first = phrase.first
    if first.has("wd") and phrase.last and phrase.last.has("wd"):
        weekdays = _from_to(first.parts["wd"], phrase.last.parts["wd"])
    elif first.has("weekend", "wd") and days:
        weekdays = sorted({day.weekday() for day in days})
    elif days is not None and not daily:
        return []  # this day alone was spoken of
    else:
        weekdays = _EVERY_DAY[:5] if first.parts.get("daily") == "工作日" else _EVERY_DAY
    begin, end = (round(hour * 60) for hour in hours)
    if begin >= _DAY:
        begin, end = begin - _DAY, end - _DAY
    cut = [(begin, min(end, _DAY)), (0, end - _DAY)] if end > _DAY else [(begin, end)]
    return [{"days": list(weekdays), "from": max(a, 0), "to": b} for a, b in cut if max(a, 0) < b]


def _from_to(first: str, last: str) -> list[int]:
    """周一到周五; 周六到周一 goes over the end of the week."""
    begin, end = (_WEEK.find(sign.replace("天", "日")) for sign in (first, last))
    return sorted((begin + n) % 7 for n in range((end - begin) % 7 + 1)) if min(begin, end) >= 0 else _EVERY_DAY
