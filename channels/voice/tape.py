"""What a caller says between the websocket and the database: gathered for a few seconds, kept in memory while the
database is away, and never more than somebody can say."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections import deque
from collections.abc import Callable

from channels.quiet import places
from channels.threads import Threads
from channels.voice.streams import RATE
from handoff.recordings import LONGEST_PART, Begun, Kept, Recordings

log = logging.getLogger(__name__)
# A bot that is killed loses what it has not written yet: 5 s with the time that writing takes.
PART_S = 4.0
MOST_WAITING = 1024 * 1024
# Telephone audio comes as fast as it is spoken; a little ahead where a line was held up.
FASTEST, AHEAD_S = 1.5, 5.0
# How long what is left of an ended connection waits for the database.
PATIENCE_S, AGAIN_S = 60.0, 1.0


class Tape:
    """The audio of one connection. `full` means that no more is wanted, because the recording is long enough or the
    caller declined it."""

    def __init__(self, call_id: str, recordings: Callable[[], Recordings], threads: Threads, begun: bool) -> None:
        """`begun` is False where the database was not there to say whether the call is recorded."""
        self._call_id = call_id
        self._recordings = recordings
        self._threads = threads
        self._begun = begun
        self._name = secrets.token_hex(8)
        self._now = asyncio.get_running_loop().time
        self._since = self._now()
        self._came = self._number = self._lost = 0
        self._gathered = bytearray()
        self._waiting: deque[tuple[str, bytes]] = deque()
        self._failed = False
        self._over_at: float | None = None
        self._wake = asyncio.Event()
        self.full = False

    def hear(self, audio: bytes) -> None:
        """Take what came; drop what nobody can have said in this time, and what there is no room for."""
        most = FASTEST * (self._now() - self._since + AHEAD_S) * RATE
        if self.full or self._came + len(audio) > most:
            return
        self._came += len(audio)
        if self._left() + len(audio) > MOST_WAITING:
            self._lost += len(audio)
            return
        self._gathered += audio

    def end(self) -> None:
        """The connection is closed: what is left is written as soon as it can be."""
        self._over_at = self._now()
        self._wake.set()

    async def run(self) -> None:
        """Write part after part until the end."""
        while not self.full:
            await self._pause()
            self._cut()
            written = await self._try()
            if self._over_at is None or self.full:
                continue
            if written:
                return
            if self._now() - self._over_at > PATIENCE_S:
                log.error("%d bytes of a recording are lost: they could not be written", self._left())
                return

    async def _pause(self) -> None:
        try:
            await asyncio.wait_for(self._wake.wait(), PART_S if self._over_at is None else AGAIN_S)
        except asyncio.TimeoutError:
            return  # it is time
        self._wake.clear()

    def _cut(self) -> None:
        while self._gathered:
            self._number += 1
            self._waiting.append((f"{self._name}-{self._number}", bytes(self._gathered[:LONGEST_PART])))
            del self._gathered[:LONGEST_PART]

    def _left(self) -> int:
        return len(self._gathered) + sum(len(part) for _, part in self._waiting)

    async def _try(self) -> bool:
        """Whether all that there is could be written. What could not be is written with the next part."""
        try:
            await self._write()
        except Exception as error:
            if not self._failed:  # once, not every few seconds
                log.error("A recording waits in memory: %s", places(error))
            self._failed = True
            return False
        self._failed = False
        return True

    async def _write(self) -> None:
        core, call = self._recordings(), self._threads.call
        if not self._begun:
            begun: Begun = await call(core.begin, self._call_id, True)
            if begun == "unknown":
                raise LookupError("the call is not written yet")
            self._begun, self.full = True, begun != "on"
        while self._waiting and not self.full:
            mark, part = self._waiting[0]
            lost = self._lost
            kept: Kept = await call(core.add, self._call_id, part, mark, lost)
            self._waiting.popleft()
            self._lost -= lost
            self.full = kept != "kept"
        if self._over_at is not None:
            await call(core.end, self._call_id)
