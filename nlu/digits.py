"""Digits as customers write and speak them: in groups, with what stands between the groups.

Everything here keeps the length of the text, so that a place in it stays the same place.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_SPOKEN = dict(zip("零〇一二三四五六七八九幺两", "0012345678912", strict=True))
_SIGN = f"[{''.join(_SPOKEN)}0-9]"
# People pause between the groups of a number: a blank, a hyphen, and in dictation a comma.
_RUN = re.compile(rf"{_SIGN}(?:[\s\-.,，、]{{0,2}}{_SIGN})+")
_SPOKEN_LEAST = 6
# Where some digits are typed and some are words, it must look like a telephone number.
_MIXED = re.compile(r"(?:(?:00)?86)?1[3-9]\d{9}|0\d{9,11}|[48]00\d{7}")
# 一三八零零一三八零零零三点打给我: the last sign belongs to what follows.
_COUNTED = "点月号日个次天块元楼层年岁下"
_GROUP = re.compile(r"[0-9]+")
GAPS = frozenset(" \t\n.-–—‐‑−·_/()~\u20e3,，、")
_WIDEST_GAP = 3


class Group(NamedTuple):
    """A run of digits; `gap` is what stands before the next one, None where that is no part of the same number."""

    start: int
    end: int
    digits: str
    gap: str | None


def digits_spoken(text: str) -> str:
    """一三八零零 as people speak numbers, written in digits, at the same length."""
    return _RUN.sub(_written, text)


def _written(run: re.Match[str]) -> str:
    said = run.group()
    words = sum(sign in _SPOKEN for sign in said)
    if not words:
        return said
    plain = "".join(_SPOKEN.get(sign, sign) for sign in said)
    digits = "".join(sign for sign in plain if sign.isdigit())
    if words < len(digits) and not _MIXED.fullmatch(digits):
        return said
    if len(digits) < _SPOKEN_LEAST:
        return said
    after = run.string[run.end() : run.end() + 1]
    if len(digits) == 12 and digits[0] == "1" and after and after in _COUNTED and said[-1] in _SPOKEN:
        return plain[:-1] + said[-1]
    return plain


def few_spoken(text: str) -> str:
    """Digits of a short number right where one was announced: 单号三五六八."""
    return "".join(_SPOKEN.get(sign, sign) for sign in text)


def groups(text: str) -> list[Group]:
    """All runs of digits in order. What separates two of them is kept only where it could stand inside a number."""
    runs = list(_GROUP.finditer(text))
    found = []
    for at, run in enumerate(runs):
        gap = None
        if at + 1 < len(runs):
            between = text[run.end() : runs[at + 1].start()]
            if len(between) <= _WIDEST_GAP and all(sign in GAPS for sign in between):
                gap = between
        found.append(Group(run.start(), run.end(), run.group(), gap))
    return found
