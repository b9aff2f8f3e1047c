"""SQLite's log, where what was written last stands, must stay the file that it was."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

LOST = "the log of the database (-wal) was deleted while it was in use"


class SameLog:
    """Notices that somebody deleted the log, or put another in its place, under open connections.

    Those go on with the file that has no name any more, and the last of them saves everything when it closes. One that
    were opened now would begin a log of its own: it could not read what the others wrote, and would end them all
    without saving if it were the last to close (https://www.sqlite.org/howtocorrupt.html, section 1.4)."""

    def __init__(self, database: str) -> None:
        self._file = Path(f"{database}-wal")
        self._lock = Lock()
        self._open = 0
        self._inode: int | None = None

    @property
    def lost(self) -> bool:
        """Whether the log is another than that of the connections that are open."""
        with self._lock:
            return self._inode is not None and self._inode != self._now()

    def watch(self, engine: Engine) -> None:
        """Open no further connection once the log is lost."""
        event.listen(engine, "do_connect", self._before)
        event.listen(engine, "connect", self._opened)
        event.listen(engine, "close", self._closed)

    def _before(self, *_about: Any) -> None:
        if self.lost:
            raise sqlite3.OperationalError(LOST)

    def _opened(self, _raw: Any, _record: Any) -> None:
        with self._lock:
            self._open += 1
            self._inode = self._inode or self._now()

    def _closed(self, _raw: Any, _record: Any) -> None:
        with self._lock:
            self._open -= 1
            if not self._open:
                self._inode = None  # SQLite removes the log itself when nobody has it any more

    def _now(self) -> int | None:
        try:
            return os.stat(self._file).st_ino
        except FileNotFoundError:
            return None
