"""What a person sees while the house runs: short lines, each with who speaks."""

from __future__ import annotations

import re
import sys
from typing import TextIO

WIDTH = 9
LOUD = re.compile(r"\b(ERROR|CRITICAL|FATAL)\b|^\w*(Error|Exception)\b")


class Screen:
    """Prefixed lines; `live` lines overwrite each other on a terminal and are left out elsewhere."""

    def __init__(self, out: TextIO | None = None) -> None:
        self.out = out or sys.stdout
        self.terminal = self.out.isatty()
        self._open = False

    def say(self, who: str, text: str) -> None:
        self._clear()
        print(f"{who:<{WIDTH}} {text}", file=self.out, flush=True)

    def live(self, who: str, text: str) -> None:
        if self.terminal:
            self._clear()
            print(f"{who:<{WIDTH}} {text}"[:100], end="", file=self.out, flush=True)
            self._open = True

    def plain(self, text: str = "") -> None:
        self._clear()
        print(text, file=self.out, flush=True)

    def _clear(self) -> None:
        if self._open:
            print("\r\x1b[2K", end="", file=self.out)
            self._open = False


def loud(line: str) -> bool:
    """Only trouble reaches the screen; everything else is in the part's log."""
    return bool(LOUD.search(line))
