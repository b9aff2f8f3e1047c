"""What an agent's words to a customer must not hold, with what to say instead.

Words that blame, compare, belittle, boast or beg, that ask for a score, that put off without a time, or that send the
customer to a number. Precise rather than complete: who is stopped for nothing stops reading what it says.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from handoff.model import Refused
from handoff.rudeness import DEFINITE, PLAIN, RULES, Rule

_FULL_WIDTH = {0xFF01 + n: 0x21 + n for n in range(94) if chr(0xFF01 + n) not in "，！？：；（）"}
_HAN = re.compile(r"[\u4e00-\u9fff]")
_UNSEEN = re.compile(r"[\u200b-\u200f\u2060\ufeff]")
_END = re.compile(r"[，。！？；、,.!?;\n]")
_DENIED = re.compile(r"不|非|没|别|未|无|绝|怎[会能]")
_SUPPOSED = re.compile(r"如果|若|要是|万一|假如|是否|有没有")
# How far before a word "not" still belongs to it.
_NEAR = 5


class Objection(NamedTuple):
    """Words that should not be sent, why, and what to say instead."""

    phrase: str
    why: str
    instead: str


class Objected(Refused):
    """The words would hurt; `found` says which, why, and what to say instead."""

    def __init__(self, found: tuple[Objection, ...]) -> None:
        said = "".join(f"「{one.phrase}」{one.why}{one.instead}" for one in found)
        super().__init__("wording", said)
        self.found = found


def require_manners(text: str) -> None:
    """Raises Objected for words that must not reach a customer."""
    found = objections(text)
    if found:
        raise Objected(found)


def objections(text: str) -> tuple[Objection, ...]:
    """What is wrong with these words, in the order in which it stands in them."""
    plain, places = _plain(text)
    timed = bool(DEFINITE.search(plain))
    clauses = [0, *(end.end() for end in _END.finditer(plain))]
    found: dict[tuple[str, int], tuple[int, int, Rule]] = {}
    for rule in RULES:
        if rule.unless_timed and timed:
            continue
        for hit in rule.pattern.finditer(plain):
            clause = clauses[bisect_right(clauses, hit.start()) - 1]
            if _excused(rule, plain[clause : hit.start()]):
                continue
            place = (rule.why, clause)  # one objection of a kind is enough for a clause
            if place not in found or hit.end() - hit.start() > found[place][1] - found[place][0]:
                found[place] = (hit.start(), hit.end(), rule)
    return tuple(
        Objection(text[places[start] : places[end - 1] + 1], rule.why, rule.instead)
        for start, end, rule in sorted(found.values(), key=lambda one: one[:2])
    )


def _excused(rule: Rule, before: str) -> bool:
    """Whether the words before a hit, in its clause, turn it into its opposite: "it was not your fault"."""
    return rule.unless_denied and bool(_DENIED.search(before[-_NEAR:]) or _SUPPOSED.search(before))


def _plain(text: str) -> tuple[str, list[int]]:
    """The text as the rules read it (simplified letters, no blanks between them), and where each sign stood."""
    signs = text.translate(_FULL_WIDTH).translate(PLAIN).lower()
    signs = signs if len(signs) == len(text) else text
    kept = [at for at, sign in enumerate(signs) if not _UNSEEN.match(sign) and not _between_han(signs, at)]
    return "".join(signs[at] for at in kept), kept


def _between_han(signs: str, at: int) -> bool:
    """A blank that only keeps two Chinese letters apart."""
    if signs[at] not in " \t\u3000":
        return False
    left, right = signs[:at].rstrip(" \t\u3000")[-1:], signs[at:].lstrip(" \t\u3000")[:1]
    return bool(_HAN.match(left) and _HAN.match(right))
