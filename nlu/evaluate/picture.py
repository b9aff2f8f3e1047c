"""The confusion of each model as one picture: the darker a field, the larger its share of what was meant."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import matplotlib

from nlu.meant import MEANINGS

matplotlib.use("Agg")
from matplotlib import pyplot  # noqa: E402 (only after it is told that there is no screen)

_INCHES, _DOTS = 5.6, 110
_DARK = 0.5


def draw(target: Path, confusions: Mapping[str, list[list[int]]]) -> None:
    """One field a pair of meanings, with its count; the counts are of clear rows."""
    figure, axes = pyplot.subplots(
        1, len(confusions), figsize=(_INCHES * len(confusions), _INCHES), squeeze=False, constrained_layout=True
    )
    for axis, (name, confusion) in zip(axes[0], confusions.items(), strict=True):
        shares = [[count / (sum(line) or 1) for count in line] for line in confusion]
        axis.imshow(shares, cmap="Greens", vmin=0, vmax=1)
        axis.set_title(name)
        axis.set_xticks(range(len(MEANINGS)), MEANINGS, rotation=30, ha="right")
        axis.set_yticks(range(len(MEANINGS)), MEANINGS)
        axis.set_xlabel("heard")
        axis.set_ylabel("meant")
        for y, line in enumerate(confusion):
            for x, count in enumerate(line):
                colour = "white" if shares[y][x] > _DARK else "black"
                axis.text(x, y, str(count), ha="center", va="center", color=colour)
    # No date or version within: the same figures give the same file.
    figure.savefig(target, dpi=_DOTS, metadata={"Software": None})
    pyplot.close(figure)
