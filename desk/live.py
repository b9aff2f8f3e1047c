"""Live pages: one watcher of the feed wakes every open stream of this process."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable

log = logging.getLogger(__name__)

LOOK_EVERY_S = 0.3
BEAT_EVERY_S = 15.0
REST_S = 1.0


class Live:
    """Knows the feed's last position. `look` reads it without blocking the loop."""

    def __init__(
        self, look: Callable[[], Awaitable[int]], beat_every_s: float = BEAT_EVERY_S, rest_s: float = REST_S
    ) -> None:
        self._look = look
        self._beat_every_s = beat_every_s
        self._rest_s = rest_s
        self._sleepers: set[asyncio.Event] = set()
        self._closed = asyncio.Event()
        self.position = 0

    async def watch(self) -> None:
        """Follow the feed until closed. A feed that fails is tried again, and the failure is logged once."""
        failing = False
        while not self._closed.is_set():
            try:
                self._move(await self._look())
                failing = False
            except Exception as error:
                if not failing:
                    log.warning("feed cannot be read: %s", type(error).__name__)
                failing = True
            await self._sleep(self._closed, LOOK_EVERY_S)

    def close(self) -> None:
        """Let the watcher and every stream end."""
        self._closed.set()
        self._wake()

    async def changes(self, since: int) -> AsyncIterator[int | None]:
        """Positions as they come after `since`, None as a sign of life; ends when closed.

        Between two positions it rests, so that a busy hour does not make every page ask without pause; what came
        meanwhile is told afterwards.
        """
        woken = asyncio.Event()
        self._sleepers.add(woken)
        try:
            while not self._closed.is_set():
                woken.clear()
                if self.position != since:
                    since = self.position
                    yield since
                    await self._sleep(self._closed, self._rest_s)
                elif not await self._sleep(woken, self._beat_every_s):
                    yield None
        finally:
            self._sleepers.discard(woken)

    def _move(self, position: int) -> None:
        if position != self.position:
            self.position = position
            self._wake()

    def _wake(self) -> None:
        for sleeper in self._sleepers:
            sleeper.set()

    @staticmethod
    async def _sleep(event: asyncio.Event, seconds: float) -> bool:
        """Whether the event came within that time."""
        try:
            await asyncio.wait_for(event.wait(), seconds)
        except asyncio.TimeoutError:
            return False
        return True
