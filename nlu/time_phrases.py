"""Where the clauses of a message end, and which times stand in each, with the words round them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from nlu.time_days import weekday
from nlu.time_words import Expression, expressions

_BREAK = re.compile(
    r"[,，。!！?？;；\n…]+|\.(?!\d)|(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])|(?:但是|不过|然后|所以|因为)"
)
_JOIN = re.compile(r"\s*(?:、|和|或者?|跟|及|以及|还有|与|都)?\s*")
_RANGE = re.compile(r"\s*(?:到|至|[-~—–]+)\s*")
_OF_HOURS = {"period", "short", "h0", "h", "m"}
_AND_UNTIL = re.compile(r"[\s、]*(?:到|至|在|和|且|并且|而且)?\s*")


@dataclass
class Phrase:
    """One time or range of times with the words before and after it in its clause."""

    first: Expression
    last: Expression | None
    before: str
    after: str
    clause: int
    leads: bool = True
    # Where a range of days has hours: 周一到周五上午九点 is `first` and `last`, 到下午六点 this.
    until: Expression | None = None


def clauses(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _BREAK.finditer(text):
        if text[start : match.start()].strip():
            yield start, match.start()
        start = match.end()
    if text[start:].strip():
        yield start, len(text)


def phrases(clause: str, index: int) -> list[Phrase]:
    """Times of a clause; joined ones (周六、周日都可以) share what is said after the last of them."""
    ranges = _ranges(clause)
    edges = [(parts[0].start, parts[-1].end) for parts in ranges]
    found: list[Phrase] = []
    reach = 0
    for at, parts in enumerate(ranges):
        begin = edges[at - 1][1] if at else 0
        reach = max(reach, at)  # what joins this time to later ones joins each of those as well
        while reach + 1 < len(ranges) and _JOIN.fullmatch(clause, edges[reach][1], edges[reach + 1][0]):
            reach += 1
        stop = edges[reach + 1][0] if reach + 1 < len(ranges) else len(clause)
        before = clause[begin : edges[at][0]]
        if at and _JOIN.fullmatch(before):
            before = found[-1].before
        last, until = (*parts[1:], None, None)[:2]
        found.append(Phrase(parts[0], last, before, clause[edges[reach][1] : stop], index, not at, until))
    return found


def hours_follow(phrase: Phrase, behind: Sequence[Phrase]) -> bool:
    """明天，下午三点: a day whose hours stand in the next clause."""
    if not behind or behind[0].clause != phrase.clause + 1 or not phrase.leads:
        return False
    days, hours = ([one for one in (each.first, each.last) if one] for each in (phrase, behind[0]))
    days_alone = _names_day(days[0]) and not any(one.relation or one.has("h", "period") for one in days)
    return days_alone and not any(_names_day(one) for one in hours)


def _ranges(clause: str) -> list[list[Expression]]:
    """Single times, ranges of two, and days with hours of three: 周一到周五上午九点到下午六点."""
    found: list[list[Expression]] = []
    for expression in _of_one_week(clause):
        if found and (
            (len(found[-1]) == 1 and _linked(clause, found[-1][0], expression))
            or (len(found[-1]) == 2 and _hours_of_days(clause, found[-1], expression))
        ):
            found[-1].append(expression)
        else:
            found.append([expression])
    return found


def _hours_of_days(clause: str, days: list[Expression], until: Expression) -> bool:
    """Whether the hour behind a range of days begins a range of hours."""
    first, last = days
    begins = not first.has("h", "period") and _names_day(last) and last.has("h", "period")
    return begins and not _names_day(until) and bool(_RANGE.fullmatch(clause, last.end, until.start))


def _of_one_week(clause: str) -> list[Expression]:
    """下周一到周三, 下周一或者周三: a weekday joined to one that names its week lies in that week as well."""
    found: list[Expression] = []
    week: Expression | None = None
    for expression in expressions(clause):
        gap = (found[-1].end if found else 0, expression.start)
        ranging = bool(_RANGE.fullmatch(clause, *gap))
        if not (ranging or _JOIN.fullmatch(clause, *gap)):
            week = None
        found.append(_in_week(expression, week, ranging) if week else expression)
        if _names_day(expression):
            week = found[-1] if found[-1].has("wd") and found[-1].has("weekpre") else None
    return found


def _in_week(expression: Expression, week: Expression, ranging: bool) -> Expression:
    """The weekday in the week of another; a range that would end before its beginning ends in the week after."""
    if not expression.has("wd", "weekend") or expression.has("weekpre", "every"):
        return expression
    over = ranging and weekday(expression.parts) < weekday(week.parts)
    shared = {"weekpre": week.parts["weekpre"] + "下" * over, "weekshared": ""}
    return replace(expression, parts=expression.parts | shared)


def _names_day(expression: Expression) -> bool:
    return not expression.parts.keys() <= _OF_HOURS


def _linked(clause: str, first: Expression, last: Expression) -> bool:
    """三点到五点, and 十二点后一点前, are one stretch."""
    if _RANGE.fullmatch(clause, first.end, last.start):
        return last.start > first.end
    hours = first.has("h", "period") and last.has("h", "period")
    since_until = hours and (first.relation, last.relation) == ("after", "before")
    return since_until and bool(_AND_UNTIL.fullmatch(clause, first.end, last.start))
