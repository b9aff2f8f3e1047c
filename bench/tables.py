"""Tables that are Markdown and also read well on a screen."""

from __future__ import annotations

from collections.abc import Sequence


def lines(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Head, rule and rows, in columns of one width."""
    widths = [max(len(row[n]) for row in [head, *rows]) for n in range(len(head))]

    def line(cells: tuple[str, ...]) -> str:
        return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |"

    return [line(head), "| " + " | ".join("-" * width for width in widths) + " |", *(line(row) for row in rows)]
