"""The arithmetic: how often what was heard is what was meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from nlu.evaluate.texts import Sentence
from nlu.meant import MEANINGS, OTHER

# Enough rows for a rate; head office is too rare in real text and has a set of its own.
FOUR = ("complaint", "repair_status", "refund", "other")
Pair = tuple[str, str]
Rated = dict[str, dict[str, float]]


def rated(pairs: Sequence[Pair]) -> Rated:
    """Precision, recall and F1 of each meaning, from pairs of what was meant and what was heard."""
    meant, heard = Counter(m for m, _ in pairs), Counter(h for _, h in pairs)
    right = Counter(m for m, h in pairs if m == h)
    found: Rated = {}
    for name in MEANINGS:
        if meant[name] or heard[name]:
            precision, recall = _share(right[name], heard[name]), _share(right[name], meant[name])
            f1 = _share(2 * right[name], meant[name] + heard[name])
            found[name] = {"precision": precision, "recall": recall, "f1": f1, "rows": meant[name]}
    return found


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def macro_f1(pairs: Sequence[Pair], among: Iterable[str] = MEANINGS) -> float:
    """The mean F1 of those meanings that were meant at all."""
    each = [rate["f1"] for name, rate in rated(pairs).items() if name in set(among) and rate["rows"]]
    return sum(each) / len(each) if each else 0.0


def confusion(pairs: Sequence[Pair]) -> list[list[int]]:
    """A line for each meaning, in it how often each was heard."""
    counted = Counter(pairs)
    return [[counted[m, h] for h in MEANINGS] for m in MEANINGS]


def figures(rows: Sequence[Sentence], heard: Sequence[str]) -> dict[str, Any]:
    """Everything that is said of a set: of its clear rows, of both kinds of them, and of the ambiguous ones."""
    both = list(zip(rows, heard, strict=True))
    clear = [(row, what) for row, what in both if row.clear]
    unclear = [(row, what) for row, what in both if not row.clear]
    # How often a passing word, which is about no service, is taken for a complaint.
    passing = [what for row, what in clear if row.random and row.intent == OTHER]
    return {
        "rows": len(both),
        "clear": _figures(clear),
        "random": _figures([pair for pair in clear if pair[0].random]),
        "targeted": _figures([pair for pair in clear if not pair[0].random]),
        "ambiguous": {"rows": len(unclear), "accepted": sum(what in row.accepts for row, what in unclear)},
        "random_other_as_complaint": {"rows": len(passing), "taken": passing.count("complaint")},
    }


def _figures(both: Sequence[tuple[Sentence, str]]) -> dict[str, Any]:
    pairs = [(row.intent, what) for row, what in both]
    return {
        "rows": len(pairs),
        "right": sum(m == h for m, h in pairs),
        "macro_f1": macro_f1(pairs),
        "macro_f1_of_four": macro_f1(pairs, FOUR),
        "each": rated(pairs),
        "confusion": confusion(pairs),
    }


def within(values: Sequence[float], share: float) -> float:
    """The smallest of the values that this share of them does not exceed."""
    ordered = sorted(values)
    place = max(0, -(-len(ordered) * round(share * 100) // 100) - 1)
    return ordered[place] if ordered else 0.0
