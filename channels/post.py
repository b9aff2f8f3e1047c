"""The post office: takes letters one by one, gives each to its vendor's gateway, and notes what came of it.

It runs in the bot, which wakes it, and in the keeper, so that answers and broken promises are told whichever of the
two is alive. No vendor is waited for on an address's account longer than `LIMIT_S`, and none holds up another's.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Mapping
from typing import Generic, Protocol, TypeVar

from channels.quiet import places
from channels.threads import Threads
from handoff.letters import Later, NotSent, Unsure

log = logging.getLogger(__name__)
PERIOD_S = 0.5
LIMIT_S = 8.0
AT_ONCE = 16
Way = tuple[str, str]


class Sent(Protocol):
    """What travels, on the channel of this name."""

    @property
    def channel(self) -> str: ...


L = TypeVar("L", bound=Sent)
L_contra = TypeVar("L_contra", bound=Sent, contravariant=True)


class Carrier(Protocol[L_contra]):
    """A vendor's side."""

    async def send(self, letter: L_contra, /) -> str: ...


class Counter(Protocol[L]):
    """The core's side: letters to customers, or bells for the company's own people."""

    def pending(self, served: Collection[str]) -> list[Way]: ...

    def claim(self, channel: str, address: str, /) -> L | None: ...

    def sent(self, letter: L, vendor_id: str, /) -> None: ...

    def failed(self, letter: L, why: NotSent, /) -> None: ...


class PostOffice(Generic[L]):
    """Everything that waits for a vendor, in this process."""

    def __init__(
        self, delivery: Callable[[], Counter[L]], gateways: Mapping[str, Carrier[L]], threads: Threads
    ) -> None:
        self._delivery = delivery
        self._gateways = gateways
        self._threads = threads
        self._under_way: dict[Way, asyncio.Task[None]] = {}
        self._room = asyncio.Semaphore(AT_ONCE)
        self._news = asyncio.Event()

    def wake(self, *_: object) -> None:
        """There may be something new to send."""
        self._news.set()

    async def run(self) -> None:
        """Send until cancelled."""
        while True:
            self._news.clear()
            try:
                ways = await self._threads.call(lambda: self._delivery().pending(set(self._gateways)))
            except Exception as error:
                log.error("Could not look for what is to be sent: %s", places(error))
                ways = []
            for way in ways:
                if way not in self._under_way:
                    self._under_way[way] = asyncio.create_task(self._empty(way))
            try:
                await asyncio.wait_for(self._news.wait(), PERIOD_S)
            except asyncio.TimeoutError:
                continue

    async def stop(self) -> None:
        """Let what is with a vendor come to its end."""
        if self._under_way:
            await asyncio.wait(list(self._under_way.values()), timeout=LIMIT_S)

    async def _empty(self, way: Way) -> None:
        """Send all that may go to one address."""
        try:
            async with self._room:
                while await self._send_next(way):
                    pass
        except Exception as error:
            log.error("Letters of one address on %s could not be dealt with: %s", way[0], places(error))
        finally:
            self._under_way.pop(way, None)

    async def _send_next(self, way: Way) -> bool:
        letter = await self._threads.call(lambda: self._delivery().claim(*way))
        if letter is None:
            return False
        try:
            vendor_id = await self._send(letter)
        except NotSent as why:
            log.warning("Not sent on %s: %s (%s)", letter.channel, type(why).__name__, why.reason)
            await self._threads.call(self._delivery().failed, letter, why)
        else:
            await self._threads.call(self._delivery().sent, letter, vendor_id)
        return True

    async def _send(self, letter: L) -> str:
        """Whatever a gateway does, it ends in time and in one of the words that the core knows."""
        try:
            return await asyncio.wait_for(self._gateways[letter.channel].send(letter), LIMIT_S)
        except NotSent:
            raise
        except asyncio.TimeoutError as error:
            raise Unsure("timeout") from error
        except Exception as error:
            log.error("The gateway of %s failed: %s", letter.channel, places(error))
            raise Later(type(error).__name__) from error
