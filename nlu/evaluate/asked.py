"""Models in processes of their own, asked in turns, so that what disturbs one disturbs the other."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Timer
from time import monotonic
from types import TracebackType
from typing import Any

from nlu.evaluate.models import environment

READY_S, ANSWER_S, END_S = 600.0, 300.0, 20.0
AT_ONCE = 20


class Silent(Exception):
    """A model's process ended, or said nothing for too long."""


class Asked:
    """One model; `start_s` is from the process's begin to its first answers."""

    def __init__(self, name: str, root: Path, folder: Path, model: Path, now: str, words: Sequence[str] = ()) -> None:
        command = (sys.executable, "-m", "nlu.evaluate.child", str(model), "--now", now, *words)
        began = monotonic()
        self.name, self._log = name, folder / f"{name.replace(' ', '-')}.log"
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                command, cwd=root, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
                text=True, encoding="utf-8",
            )  # fmt: skip
        ready = self._line(READY_S)
        self.start_s = monotonic() - began
        self.memory_mb = self.peak_mb = float(ready["memory_mb"])

    def __enter__(self) -> Asked:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def hear(self, texts: Sequence[str], now: str) -> list[dict[str, Any]]:
        """What it makes of each text."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"texts": list(texts), "now": now}) + "\n")
        self._process.stdin.flush()
        said = self._line(ANSWER_S)
        self.memory_mb, self.peak_mb = float(said["memory_mb"]), float(said["peak_mb"])
        return list(said["heard"])

    def _line(self, limit_s: float) -> dict[str, Any]:
        assert self._process.stdout is not None
        late = Timer(limit_s, self._process.kill)
        late.start()
        try:
            line = self._process.stdout.readline()
        finally:
            late.cancel()
        if not line:
            self._process.kill()
            self._process.wait()
            raise Silent(f"{self.name} ended ({self._process.returncode}) instead of answering; see {self._log}")
        return dict(json.loads(line))


def in_turns(models: Sequence[Asked], texts: Sequence[str], now: str) -> Mapping[str, list[dict[str, Any]]]:
    """What every model hears in all the texts, a few at a time each. Every text is new to them, so that none is
    answered from memory."""
    found: dict[str, list[dict[str, Any]]] = {one.name: [] for one in models}
    for start in range(0, len(texts), AT_ONCE):
        for one in models:
            found[one.name] += one.hear(texts[start : start + AT_ONCE], now)
    return found
