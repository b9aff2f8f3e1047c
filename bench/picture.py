"""The figures that count, as a picture beside the page: bars, with everything that they show in words too."""

from __future__ import annotations

from html import escape
from typing import Any

WIDTH, LEFT, RIGHT, BAR, GAP, TOP = 820, 230, 240, 26, 12, 56
COLOURS = {"product": "#1f6f54", "stock": "#9aa0a6"}
STYLE = (
    "text{font:14px system-ui,'Segoe UI',sans-serif;fill:#1b1b1b}.head{font-size:16px;font-weight:600}"
    ".note{font-size:12px;fill:#555}@media(prefers-color-scheme:dark){text{fill:#eee}.note{fill:#aaa}}"
)
Bar = tuple[str, str, float, str]


def lines(found: dict[str, Any]) -> list[tuple[str, list[Bar]]]:
    """Two groups of bars: turns a second, and the 95th percentile, both at eight conversations or the most asked."""
    one = _busy(found["crowds"])
    pair = _busy(found["pair"]["crowds"])
    shown = [
        ("stock recipe, SQLite", "stock", one, one["stock"]),
        ("product, 1 bot, SQLite", "product", one, one["product"]),
        ("product, 2 bots, PostgreSQL", "product", pair, pair["product"]),
    ]
    groups = []
    for title, figure, ratio, unit in (("Turns a second", "turns_per_s", "turns_per_s", ""),
                                       ("Time within which 95% were answered", "p95_ms", "p95", " ms")):  # fmt: skip
        bars = [
            (name, house, float(of[figure]), f"{of[figure]:g}{unit}" + _beside(house, crowd, figure, ratio))
            for name, house, crowd, of in shown
        ]
        groups.append((title, bars))
    return groups


def _beside(house: str, crowd: dict[str, Any], figure: str, ratio: str) -> str:
    """The stock recipe is measured beside each of the product's houses, and is not each time the same."""
    return "" if house == "stock" else f" (x {crowd['ratio'][ratio]:g} of stock's {crowd['stock'][figure]:g})"


def _busy(crowds: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = crowds.get("8") or crowds[max(crowds, key=int)]
    return found


def words(found: dict[str, Any]) -> str:
    """What the picture shows, for whoever does not see it."""
    return " ".join(
        f"{title}: " + "; ".join(f"{name} {label}" for name, _, _, label in bars) + "." for title, bars in lines(found)
    )


def draw(found: dict[str, Any]) -> str:
    """The picture as SVG."""
    parts, y = [], 0
    for title, bars in lines(found):
        y += TOP - BAR
        parts.append(f'<text class="head" x="12" y="{y}">{escape(title)}</text>')
        y += GAP
        longest = max(value for _, _, value, _ in bars) or 1.0
        for name, house, value, label in bars:
            wide = round((WIDTH - LEFT - RIGHT) * value / longest, 1)
            parts += [
                f'<text x="12" y="{y + 18}">{escape(name)}</text>',
                f'<rect x="{LEFT}" y="{y}" width="{wide}" height="{BAR}" rx="3" fill="{COLOURS[house]}"/>',
                f'<text x="{LEFT + wide + 8}" y="{y + 18}">{escape(label)}</text>',
            ]
            y += BAR + GAP
    m = found["machine"]
    parts.append(
        f'<text class="note" x="12" y="{y + 16}">At eight conversations at once, {m["cores"]} cores, {m["date"]}; '
        "in brackets, the stock recipe's figure in the same minutes.</text>"
    )
    told = f"<title>How fast a turn is</title><desc>{escape(words(found))}</desc><style>{STYLE}</style>"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y + 30}" width="{WIDTH}" role="img">'
    return head + told + "".join(parts) + "</svg>\n"
