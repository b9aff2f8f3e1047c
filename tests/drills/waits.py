"""How long customers waited, as figures and as a picture."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from statistics import median

from bench.figures import percentile
from tests.drills.record import Record

# Of fewer waits the 95th percentile would only be the worst one again.
ENOUGH = 20
NONE = "–"
WIDTH, LEFT, RIGHT, HEAD, ROW = 360, 12, 348, 64, 36
LETTERS = 56


def seconds(value: float) -> str:
    """Two digits that mean something, and no more."""
    if value < 0.01:
        return "<0.01"
    return f"{value:.0f}" if value >= 10 else f"{value:.2g}"


def figures(waits: Sequence[float]) -> tuple[str, str, str]:
    """Median, 95th percentile and worst; a dash for what was not measured."""
    if not waits:
        return NONE, NONE, NONE
    ordered = sorted(waits)
    p95 = seconds(percentile(ordered, 95)) if len(ordered) >= ENOUGH else NONE
    return seconds(median(ordered)), p95, seconds(ordered[-1])


def described(records: Sequence[Record]) -> str:
    """What the picture shows, for those who do not see it."""
    worst = max(records, key=lambda one: max(one.waited_s))
    return (
        f"How long customers waited for a name and a time, for each of {len(records)} faults: from the median to the "
        f"worst. The longest wait was {seconds(max(worst.waited_s))} s: {worst.fault}."
    )


def picture(records: Sequence[Record]) -> str:
    """A line from the median to the worst wait for each fault, on a scale where each step is ten times the last.
    Two lines of text a fault, so that it can be read on a phone."""
    low, high = _ends([wait for one in records for wait in one.waited_s])

    def x(value: float) -> float:
        return LEFT + (RIGHT - LEFT) * (math.log10(max(value, 10**low)) - low) / (high - low)

    bottom = HEAD + ROW * len(records)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH * 3 // 2}" viewBox="0 0 {WIDTH} {bottom + 4}" '
        f'role="img" aria-labelledby="t d" font-family="sans-serif" font-size="11">',
        f'<title id="t">Waits by fault</title><desc id="d">{_text(described(records))}</desc>',
        f'<rect width="{WIDTH}" height="{bottom + 4}" fill="#fff"/>',
        f'<text x="{LEFT}" y="18" font-size="13" font-weight="bold">Seconds until name and time</text>',
        f'<circle cx="{LEFT + 4}" cy="31" r="4" fill="#1d4f91"/><text x="{LEFT + 13}" y="35">median</text>',
        f'<path d="M{LEFT + 75} 25v12" stroke="#b3261e" stroke-width="3"/><text x="{LEFT + 82}" y="35">worst</text>',
    ]
    for power in range(low, high + 1):
        at = f"{x(10**power):.1f}"
        anchor = {low: "start", high: "end"}.get(power, "middle")
        parts.append(f'<text x="{at}" y="52" text-anchor="{anchor}" fill="#555">{10**power:g} s</text>')
        parts.append(f'<path d="M{at} 57V{bottom}" stroke="#ddd"/>')
    for number, one in enumerate(records):
        parts += _row(one, HEAD + ROW * number, x(median(one.waited_s)), x(max(one.waited_s)))
    return "\n".join([*parts, "</svg>"]) + "\n"


def _ends(waits: Sequence[float]) -> tuple[int, int]:
    low = math.floor(math.log10(max(min(waits), 0.01)))
    return low, max(low + 1, math.ceil(math.log10(max(*waits, 0.01))))


def _row(one: Record, top: int, middle: float, worst: float) -> list[str]:
    name = one.fault if len(one.fault) <= LETTERS else one.fault[: LETTERS - 1].rstrip() + "…"
    line = top + 24
    return [
        f'<text x="{LEFT}" y="{top + 14}" stroke="#fff" stroke-width="3" paint-order="stroke">{_text(name)}</text>',
        f'<path d="M{middle:.1f} {line}H{worst:.1f}" stroke="#7a9cc6" stroke-width="4"/>',
        f'<circle cx="{middle:.1f}" cy="{line}" r="4" fill="#1d4f91"/>',
        f'<path d="M{worst:.1f} {line - 6}v12" stroke="#b3261e" stroke-width="3"/>',
    ]


def _text(said: str) -> str:
    """Whatever a record holds, the picture stays one that a browser opens."""
    return escape("".join(c for c in said if c.isprintable()))
