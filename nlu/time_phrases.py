"""Where the clauses of a message end, and which times stand in each, with the words round them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nlu.time_words import Expression, expressions

_BREAK = re.compile(
    r"[,，。!！?？;；\n…]+|\.(?!\d)|(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])|(?:但是|不过|然后|所以|因为)"
)
_JOIN = re.compile(r"\s*(?:、|和|或者?|跟|及|以及|还有|与|都)?\s*")
_RANGE = re.compile(r"\s*(?:到|至|[-~—–]+)\s*")
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
    found = expressions(clause)
    pairs: list[tuple[Expression, Expression | None]] = []
    for expression in found:
        if pairs and pairs[-1][1] is None and _linked(clause, pairs[-1][0], expression):
            pairs[-1] = (pairs[-1][0], expression)
        else:
            pairs.append((expression, None))
    edges = [(first.start, (last or first).end) for first, last in pairs]
    found_phrases: list[Phrase] = []
    reach = 0
    for at, (first, last) in enumerate(pairs):
        begin = edges[at - 1][1] if at else 0
        reach = max(reach, at)  # what joins this time to later ones joins each of those as well
        while reach + 1 < len(pairs) and _JOIN.fullmatch(clause, edges[reach][1], edges[reach + 1][0]):
            reach += 1
        stop = edges[reach + 1][0] if reach + 1 < len(pairs) else len(clause)
        before = clause[begin : edges[at][0]]
        if at and _JOIN.fullmatch(before):
            before = found_phrases[-1].before
        found_phrases.append(Phrase(first, last, before, clause[edges[reach][1] : stop], index, not at))
    return found_phrases


def _linked(clause: str, first: Expression, last: Expression) -> bool:
    """三点到五点, and 十二点后一点前, are one stretch."""
    if _RANGE.fullmatch(clause, first.end, last.start):
        return last.start > first.end
    hours = first.has("h", "period") and last.has("h", "period")
    since_until = hours and (first.relation, last.relation) == ("after", "before")
    return since_until and bool(_AND_UNTIL.fullmatch(clause, first.end, last.start))
