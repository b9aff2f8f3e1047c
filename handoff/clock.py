"""The one place that reads the clock."""

from __future__ import annotations

import os
import time
from datetime import datetime, timezone
from pathlib import Path
from typing import Protocol

from handoff.model import SHANGHAI


class Clock(Protocol):
    """Something that knows what time it is."""

    def now(self) -> datetime:
        """The present instant, timezone-aware."""


class SystemClock:
    """The machine's clock, in the company's time zone."""

    def now(self) -> datetime:
        return datetime.now(SHANGHAI)


class StartedClock:
    """Starts at a given instant and runs on from there. For tests."""

    def __init__(self, start: datetime) -> None:
        self._shift = start - datetime.now(timezone.utc)

    def now(self) -> datetime:
        return datetime.now(SHANGHAI) + self._shift


class FileClock:
    """Reads an instant from a file and runs on from the moment the file was written, so that a test can move the
    time of several processes at once."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def now(self) -> datetime:
        with self._path.open() as file:  # opened once: meanwhile another may take its place
            written = datetime.fromtimestamp(os.fstat(file.fileno()).st_mtime, timezone.utc)
            return aware(file.read().strip()) + (datetime.now(SHANGHAI) - written)


class SetClock:
    """Stands still until it is set. For tests inside one process."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def set(self, now: datetime) -> None:
        """Move to `now`."""
        self._now = now


def elapsed_s() -> float:
    """Seconds that run on whatever the clock is set to. Only differences mean anything."""
    return time.monotonic()


def aware(text: str) -> datetime:
    """Read an ISO 8601 instant; one without an offset is taken as Shanghai time. Raises ValueError."""
    instant = datetime.fromisoformat(text)
    return (instant if instant.tzinfo else instant.replace(tzinfo=SHANGHAI)).astimezone(SHANGHAI)


def clock_from(setting: str) -> Clock:
    """The clock that YINUO_NOW asks for: empty for the machine's, an instant, or `@file`.

    Raises RuntimeError outside tests: a product that keeps promises must not run on a made-up time.
    """
    if not setting:
        return SystemClock()
    if not (os.environ.get("YINUO_TEST") == "1" or os.environ.get("PYTEST_CURRENT_TEST")):
        raise RuntimeError("YINUO_NOW is for tests only: remove it, or set YINUO_TEST=1 in a test environment.")
    if setting.startswith("@"):
        return FileClock(Path(setting[1:]))
    return StartedClock(aware(setting))
