"""Parts forked by the zygote: started in a second, killed like any other."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from pathlib import Path
from typing import cast

from launcher.parts import QUIET
from tests.acceptance.running import ROOT, Part

UP_S = 120


class Forked:
    """A process that is nobody's child here, with as much of Popen's manners as `Running` asks for."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._fd = os.pidfd_open(pid)
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Whether it has ended; how, nobody can tell who is not its parent."""
        if self.returncode is None and select.select([self._fd], [], [], 0)[0]:
            self._ended()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Until it has ended."""
        if self.returncode is None:
            if not select.select([self._fd], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired("a forked part", timeout or 0)
            self._ended()
        return 0

    def kill(self) -> None:
        """kill -9."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def send_signal(self, number: int) -> None:
        """Any signal, if it still lives."""
        if self.poll() is None:
            signal.pidfd_send_signal(self._fd, number)

    def _ended(self) -> None:
        os.close(self._fd)
        self.returncode = 0


class Zygote:
    """The one that forks them; it is ready when the first part is asked for."""

    def __init__(self, log: Path) -> None:
        with log.open("ab") as out:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.acceptance.zygote"], cwd=ROOT, env=os.environ | QUIET, text=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=out,
            )  # fmt: skip
        self._ready = False

    def start(self, words: tuple[str, ...], environment: dict[str, str], log: Path) -> Part:
        """Fork a part that runs `python -m WORDS`."""
        if not self._ready:
            self._ready = bool(self._hear())
        order = {"words": words, "environment": environment, "log": str(log)}
        assert self._process.stdin
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return Part(cast("subprocess.Popen[bytes]", Forked(int(self._hear()))), log)

    def close(self) -> None:
        """End it; what it forked lives on."""
        self._process.kill()
        self._process.communicate()

    def _hear(self) -> str:
        assert self._process.stdout
        heard = select.select([self._process.stdout], [], [], UP_S)[0] and self._process.stdout.readline()
        assert heard, "the zygote says nothing"
        return heard
