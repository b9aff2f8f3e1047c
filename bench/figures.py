"""From single turns to the figures that are reported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

SHARES = (50, 95, 99)
# At each of these turns of the long conversation two rounds of its sentences are looked at, this many turns each.
MARKS = (10, 100, 300, 500)
AROUND = 10


def percentile(sorted_ms: Sequence[float], share: float) -> float:
    """The time within which this share of the turns was done."""
    if not sorted_ms:
        return 0.0
    return sorted_ms[min(len(sorted_ms) - 1, int(len(sorted_ms) * share / 100))]


@dataclass
class Tally:
    """All slices of one house at one number of conversations."""

    ms: list[float] = field(default_factory=list)
    elapsed: float = 0.0
    client_s: float = 0.0
    cpu_s: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)

    def add(self, heard: Mapping[str, Any], cpu_s: Mapping[str, float]) -> None:
        """One slice more."""
        self.ms += heard["ms"]
        self.elapsed += heard["elapsed"]
        self.client_s += heard["client_s"]
        self.errors.update(heard["errors"])
        for part, seconds in cpu_s.items():
            self.cpu_s[part] += seconds  # type: ignore[assignment]  # a Counter of seconds

    def figures(self) -> dict[str, Any]:
        """As they are reported."""
        ordered, turns = sorted(self.ms), max(len(self.ms), 1)
        return {
            "turns": len(self.ms),
            "turns_per_s": round(len(self.ms) / self.elapsed, 1) if self.elapsed else 0.0,
            **{f"p{share}_ms": round(percentile(ordered, share), 1) for share in SHARES},
            "cpu_ms_per_turn": {part: round(seconds * 1000 / turns, 2) for part, seconds in self.cpu_s.items()},
            "client_share": round(self.client_s / self.elapsed, 3) if self.elapsed else 0.0,
            "errors": dict(self.errors),
        }


def usual(ms: Sequence[float]) -> float:
    """The usual time of a turn over the last two rounds of what the long conversation's customer says."""
    return round(median(ms[-2 * AROUND :]), 1) if ms else 0.0


def ratio(product: Mapping[str, Any], stock: Mapping[str, Any]) -> dict[str, float]:
    """How many times the stock recipe's turns the product does, and which part of its time a turn takes."""
    return {
        "turns_per_s": _by(product["turns_per_s"], stock["turns_per_s"]),
        **{f"p{share}": _by(product[f"p{share}_ms"], stock[f"p{share}_ms"]) for share in SHARES},
    }


def _by(one: float, other: float) -> float:
    return round(one / other, 2) if other else 0.0
