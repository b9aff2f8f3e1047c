"""A vendor's access token as all processes share it: in the database, fetched by one of them when it must be."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from channels.threads import Threads
from handoff.letters import Later, NotSent
from handoff.vendors import Vendors

T = TypeVar("T")
LOOK_S = 0.1
# So long another process may take to fetch it.
PATIENCE_S = 3.0
DATABASE_S = 2.0
# The token and for how many seconds it lasts, within a time limit.
Fetch = Callable[[float], Awaitable[tuple[str, float]]]


class SharedToken:
    """One token by its name."""

    def __init__(self, name: str, vendors: Callable[[], Vendors], fetch: Fetch) -> None:
        self._name = name
        self._vendors = vendors
        self._fetch = fetch
        self._threads = Threads(2)
        self._under_way: set[asyncio.Task[str | None]] = set()

    async def get(self, limit_s: float) -> str:
        """The token that holds now. Raises NotSent in one of its kinds, nothing having been sent."""
        now = asyncio.get_running_loop().time
        ends = now() + min(limit_s, PATIENCE_S)
        while True:
            token = await self._call(lambda: self._vendors().token(self._name))
            if token:
                return token
            token = await self._to_its_end(self._fetched_if_free(ends - now()))
            if token:
                return token
            if now() + LOOK_S > ends:
                raise Later("token")
            await asyncio.sleep(LOOK_S)

    async def spoil(self, token: str) -> None:
        """The vendor no longer takes it."""
        await self._call(lambda: self._vendors().spoil(self._name, token))

    async def _to_its_end(self, fetching: Coroutine[Any, Any, str | None]) -> str | None:
        """Even if the asker is called off, at any moment: as soon as it is claimed, everybody else waits for it."""
        task = asyncio.create_task(fetching)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return await asyncio.shield(task)

    async def _fetched_if_free(self, limit_s: float) -> str | None:
        """None where another process is fetching it."""
        if not await self._call(lambda: self._vendors().may_fetch(self._name)):
            return None
        return await self._fetched(limit_s)

    async def _fetched(self, limit_s: float) -> str:
        there = await self._call(lambda: self._vendors().token(self._name))
        if there:  # brought by another process between the two questions
            await self._call(lambda: self._vendors().let_go(self._name))
            return there
        try:
            token, lasts_s = await self._fetch(limit_s)
        except NotSent as why:
            # The next asker may try at once: each letter has a back-off of its own.
            await self._call(lambda: self._vendors().let_go(self._name))
            raise Later(why.reason) from None
        await self._call(lambda: self._vendors().keep(self._name, token, lasts_s))
        return token

    async def _call(self, work: Callable[[], T]) -> T:
        """A database that is slow now has sent nothing."""
        try:
            return await self._threads.call(work, limit_s=DATABASE_S)
        except asyncio.TimeoutError:
            raise Later("database") from None
