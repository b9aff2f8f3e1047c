"""The parts of a message that may each be about something else: 东西坏了我要退货，另外发票也没有."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

LEAST, MOST = 4, 8
_ENDS = frozenset("，,。.；;！!？?、~…\n")
_JOINTS = (("另", "外"), ("还", "有"), ("顺", "便"), ("同", "时"), ("而", "且"), ("以", "及"))


class Clause(NamedTuple):
    """Which tokens of the message, from one to before the other."""

    begin: int
    end: int


def split(lemmas: Sequence[str]) -> list[Clause]:
    """The first few parts that are long enough to be about something; none where there is but one."""
    found = [Clause(begin, end) for begin, end in _parts(lemmas) if end - begin >= LEAST]
    return found[:MOST] if len(found) > 1 else []


def _parts(lemmas: Sequence[str]) -> Iterator[tuple[int, int]]:
    begin = 0
    for place, lemma in enumerate(lemmas):
        if lemma in _ENDS:
            yield begin, place
            begin = place + 1
        elif place > begin and tuple(lemmas[place : place + 2]) in _JOINTS:
            yield begin, place
            begin = place
    yield begin, len(lemmas)
