"""One child process with everything it starts: its lines, its end, and a stop that always works."""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence

GRACE_S = 10.0
LINE_LIMIT = 1024 * 1024
PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def _die_with_parent() -> None:
    """Even a launcher killed with -9 leaves nothing behind that holds the ports (Linux only)."""
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Child:
    """Runs in a process group of its own, so that Ctrl-C reaches the launcher alone and a stop reaches all of it."""

    def __init__(self, process: asyncio.subprocess.Process, on_line: Callable[[str], None]) -> None:
        self.pid = process.pid
        self._process = process
        self._reader = asyncio.ensure_future(self._read(on_line))

    @classmethod
    async def start(cls, command: Sequence[str], environ: Mapping[str, str], on_line: Callable[[str], None]) -> Child:
        process = await asyncio.create_subprocess_exec(
            *command,
            env=dict(environ),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            limit=LINE_LIMIT,
            start_new_session=True,
            preexec_fn=_die_with_parent,
        )
        return cls(process, on_line)

    async def _read(self, on_line: Callable[[str], None]) -> None:
        assert self._process.stdout is not None
        rest = b""
        while chunk := await self._process.stdout.read(65536):
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                on_line(line.decode("utf-8", "replace").rstrip("\r"))
        if rest:
            on_line(rest.decode("utf-8", "replace"))

    async def ended(self) -> int:
        """The exit code (negative: the signal), after its last line was read and its own children are gone."""
        code = await self._process.wait()
        self._signal(signal.SIGKILL)
        await asyncio.wait([self._reader], timeout=2)
        self._reader.cancel()
        return code

    async def stop(self, grace: float = GRACE_S) -> int:
        """Asks with SIGTERM, waits, then kills."""
        self._signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(self._process.wait(), grace)
        except asyncio.TimeoutError:
            self._signal(signal.SIGKILL)
        return await self.ended()

    def _signal(self, number: int) -> None:
        try:
            os.killpg(self.pid, number)
        except ProcessLookupError:
            return


def ending(code: int) -> str:
    """How a process ended, in words."""
    if code >= 0:
        return f"exit code {code}"
    try:
        return f"killed by {signal.Signals(-code).name}"
    except ValueError:
        return f"killed by signal {-code}"
