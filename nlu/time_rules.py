"""What a customer says of hours as such, whatever the day: "never in the morning", "only after six", "not at weekends".

A rule is `{"days": weekdays from Monday 0, "from": minutes after midnight, "to": the same}`.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from nlu.time_phrases import Phrase

Rule = dict[str, Any]
_DAY = 24 * 60
_EVERY_DAY = list(range(7))
# 上午别打, 中午不方便: said of mornings and noons as such. 下午我就不在了 is said of today.
_AS_SUCH = re.compile(
    r"(?:别|不要|勿|不能|不用|不必|不许|甭)|不(?:太|大|是很|怎么)?方便|不便|不行|不可以|不接|接不|不好接|不想"
)
_NO_TIME = re.compile(r"没空|没时间")
_THIS_ONCE = re.compile(r"今|现在|刚|马上|这会儿|有事|有会|就|要(?:出门|开会|出差)|临时")
_EXCEPT = re.compile(r"除了?$|除开$")
_ALONE = re.compile(r"只|仅|才(?:有空|方便|能|可以|行)")
_WORKING = re.compile(r"上班|上课|值班")
_WEEK = "一二三四五六日"


def for_good(phrase: Phrase, daily: bool) -> bool:
    """Whether a refusal holds beyond the next time that it comes round."""
    words, first = phrase.before + phrase.after, phrase.first
    as_such = bool(_AS_SUCH.search(words)) or bool(_NO_TIME.search(words) and not first.relation)
    if daily or first.has("every"):
        return True
    if first.has("wd") and phrase.last and phrase.last.has("wd"):
        return "weekpre" not in first.parts and (as_such or bool(_WORKING.search(words)))
    if first.has("weekend", "wd"):
        except_it = bool(_EXCEPT.search(phrase.before))
        return "weekpre" not in first.parts and (except_it or (first.has("weekend") and as_such))
    return (as_such or bool(_EXCEPT.search(phrase.before))) and not _THIS_ONCE.search(words)


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
