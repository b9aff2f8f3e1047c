"""One log a part below `var/log/`, capped in size, with its last lines at hand for the reason of a death."""

from __future__ import annotations

import logging
from collections import deque
from logging.handlers import RotatingFileHandler
from pathlib import Path

CAP = 5 * 1024 * 1024
KEPT = 3


class PartLog:
    """`bot.log`, then `bot.log.1` to `bot.log.3`: never more than four times the cap."""

    def __init__(self, path: Path, cap: int = CAP) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._last: deque[str] = deque(maxlen=40)
        self._handler = RotatingFileHandler(path, maxBytes=cap, backupCount=KEPT, encoding="utf-8", errors="replace")

    def write(self, line: str) -> None:
        self._last.append(line)
        self._handler.emit(logging.LogRecord("part", logging.INFO, "", 0, line, None, None))

    def reason(self, count: int = 5) -> list[str]:
        """The last lines that say something, oldest first."""
        return [line for line in self._last if line.strip()][-count:]

    def forget(self) -> None:
        """A new process starts: what the one before said is no reason for this one's end."""
        self._last.clear()

    def close(self) -> None:
        self._handler.close()
