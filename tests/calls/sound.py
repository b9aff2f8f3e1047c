"""Telephone sound: 8 kHz, 16 bit, one channel. Files that still grow are read as they grow."""

from __future__ import annotations

import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

Samples = np.ndarray[Any, np.dtype[np.int16]]
RATE = 8000
# How long a telephone goes on sending silence after it has said something.
TAIL_S = 90.0
# The first packets after a change of what is sent may be lost.
LEAD_S = 0.15
FRAME = RATE // 50
HEADER = 44
# The silence of G.711 is at 8, speech far above a hundred.
LOUD = 150.0


def quiet(seconds: float) -> Samples:
    """So much silence."""
    return np.zeros(int(seconds * RATE), dtype=np.int16)


def write(path: Path, samples: Samples) -> Path:
    """A file with these samples."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
    return path


def loud(samples: Samples) -> list[bool]:
    """For each fiftieth of a second whether something can be heard in it."""
    whole = samples[: len(samples) // FRAME * FRAME].astype(np.float32).reshape(-1, FRAME)
    return [bool(level > LOUD) for level in np.sqrt((whole**2).mean(axis=1))]


def utterances(samples: Samples, gap_s: float = 1.0) -> list[tuple[int, int]]:
    """Where something is said: from and to, in samples, apart by at least so much silence."""
    found: list[tuple[int, int]] = []
    for number, heard in enumerate(loud(samples)):
        if heard and found and number * FRAME - found[-1][1] < gap_s * RATE:
            found[-1] = (found[-1][0], (number + 1) * FRAME)
        elif heard:
            found.append((number * FRAME, (number + 1) * FRAME))
    return found


class Growing:
    """A recording that is still being made."""

    def __init__(self, path: Callable[[], Path | None]) -> None:
        self._path = path
        self._read = HEADER

    def fresh(self) -> Samples:
        """What has come since the last time; the header is not true before the recording has ended."""
        path = self._path()
        if path is None:
            return quiet(0)
        with path.open("rb") as file:
            file.seek(self._read)
            got = file.read()
        got = got[: len(got) // 2 * 2]
        self._read += len(got)
        return np.frombuffer(got, dtype=np.int16)

    def all(self) -> Samples:
        """Everything so far."""
        self._read = HEADER
        return self.fresh()


class Ear:
    """Hears where speech begins and ends in samples that come bit by bit."""

    # What a recogniser of the vendors waits before it takes an utterance as finished.
    PAUSE_S = 0.8

    def __init__(self) -> None:
        self._kept = quiet(0)
        self._begun: int | None = None
        self._last = 0

    @property
    def speaking(self) -> bool:
        """Whether speech has begun."""
        return self._begun is not None

    def hears(self, samples: Samples) -> Samples | None:
        """Take some more; returns the utterance when it has ended, with a little of what was before."""
        self._kept = np.concatenate([self._kept, samples])
        for number, heard in enumerate(loud(self._kept)):
            if heard:
                self._last = number
                self._begun = number if self._begun is None else self._begun
        over = len(self._kept) - (self._last + 1) * FRAME >= self.PAUSE_S * RATE
        if self._begun is None:
            self._kept = self._kept[-RATE // 2 // FRAME * FRAME :]
        if self._begun is None or not over:
            return None
        return self._kept[max(0, self._begun - 10) * FRAME :]
