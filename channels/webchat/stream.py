"""Push: every open stream sleeps until its conversation has something new."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from channels.quiet import places
from channels.threads import Threads
from channels.webchat.gateway import event_of

if TYPE_CHECKING:
    from handoff.feed import Feed
    from handoff.store import News

log = logging.getLogger(__name__)
HEARTBEAT_S = 15.0
POLL_S = 0.3
# Transactions on PostgreSQL may become visible in another order than their numbers: every so often look back again.
LOOK_BACK_EVERY = 10
STREAMS_OF_ONE = 10
Write = Callable[[str], Awaitable[None]]
Find = Callable[[], Awaitable["str | None"]]
Read = Callable[[str, "str | None"], Awaitable[list[dict[str, Any]]]]


class Streams:
    """The open streams of this process, and the one poller that wakes them for what other processes wrote."""

    def __init__(self, feed: Callable[[], Feed], threads: Threads) -> None:
        self._feed = feed
        self._threads = threads
        self._open: dict[str, list[asyncio.Event]] = {}
        self._ended: set[asyncio.Event] = set()
        self._poller: asyncio.Task[None] | None = None
        self._news: News | None = None
        self._hurry = asyncio.Event()
        self._seeking = 0
        self._telling: set[asyncio.Task[None]] = set()
        self.stopping = False

    def start(self) -> None:
        """Begin to look for news."""
        self._poller = asyncio.create_task(self._poll())

    def stop(self) -> None:
        """End every stream; clients come back to whichever process is there."""
        self.stopping = True
        if self._poller is not None:
            self._poller.cancel()
        self._hang_up()
        for events in self._open.values():
            for event in events:
                event.set()

    def wake(self, key: str) -> None:
        """There is something new under this key: a conversation's id, or the address of one that has just begun."""
        for event in self._open.get(key, ()):
            event.set()

    def tell(self, conversation_id: str) -> None:
        """This process has answered something. Whoever listens here is woken; where nobody does, the customer may have
        a stream at another process, which would otherwise see it only when it looks the next time."""
        if conversation_id in self._open:
            self.wake(conversation_id)
        else:
            task = asyncio.create_task(self._tell_others(conversation_id))
            self._telling.add(task)
            task.add_done_callback(self._telling.discard)

    async def _tell_others(self, conversation_id: str) -> None:
        try:
            await self._threads.call(lambda: self._feed().tell(conversation_id))
        except Exception as error:
            log.error("Could not tell other processes of an answer: %s", places(error))

    @contextmanager
    def listen(self, key: str) -> Iterator[asyncio.Event]:
        """An event that is set whenever there may be something new. The oldest of too many streams ends."""
        event = asyncio.Event()
        events = self._open.setdefault(key, [])
        events.append(event)
        if len(events) > STREAMS_OF_ONE:
            self._ended.add(events[0])
            events[0].set()
        try:
            yield event
        finally:
            self._ended.discard(event)
            events.remove(event)
            if not events:
                self._open.pop(key, None)

    async def send(self, write: Write, address: str, find: Find, read: Read, last: str | None) -> None:
        """Write what is said behind message `last`, until the client leaves or the server stops.

        A conversation begins with its first message; until then the stream waits under the address.
        """
        await write("retry: 2000\n\n")
        conversation_id = await self._sought(write, address, find)
        if conversation_id is None:
            return
        with self.listen(conversation_id) as news:
            while True:
                news.clear()
                for message in await self._messages(read, conversation_id, last):
                    await write(event_of(message))
                    last = message["id"]
                if not await self._more(news, write, HEARTBEAT_S):
                    return

    async def _sought(self, write: Write, address: str, find: Find) -> str | None:
        """Wait for the conversation's first message; None when the stream is to end before it."""
        self._seeking += 1
        try:
            with self.listen(address) as news:
                while (conversation_id := await self._found(find)) is None:
                    if not await self._more(news, write, HEARTBEAT_S / 3):
                        return None
                    news.clear()
                return conversation_id
        finally:
            self._seeking -= 1

    async def _more(self, news: asyncio.Event, write: Write, limit_s: float) -> bool:
        """Sleep until there may be news; False when the stream is to end."""
        if not self.stopping:
            try:
                await asyncio.wait_for(news.wait(), limit_s)
            except asyncio.TimeoutError:
                await write(": here\n\n")
        return not self.stopping and news not in self._ended

    async def _found(self, find: Find) -> str | None:
        try:
            return await find()
        except Exception as error:
            log.error("A stream could not find its conversation: %s", places(error))
            return None

    async def _messages(self, read: Read, conversation_id: str, last: str | None) -> list[dict[str, Any]]:
        try:
            return await read(conversation_id, last)
        except Exception as error:
            log.error("A stream could not read its conversation: %s", places(error))
            return []  # the next news or heartbeat asks again, from the same place

    async def _poll(self) -> None:
        seen: int | None = None
        before = rounds = 0
        while True:
            if rounds % LOOK_BACK_EVERY == 0:
                await self._hear()
            rounds += 1
            try:
                if seen is None:
                    seen = before = await self._threads.call(lambda: self._feed().last_message())
                look_back = rounds % LOOK_BACK_EVERY == 0
                newest, changed = await self._threads.call(self._changed, before if look_back else seen)
                before = seen if look_back else before
                seen = max(seen, newest)
                for key in changed:
                    self.wake(key)
            except Exception as error:
                log.error("Could not look for news: %s", places(error))
            await self._pause()

    async def _pause(self) -> None:
        self._hurry.clear()
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._hurry.wait(), POLL_S)

    async def _hear(self) -> None:
        """Listen to the other processes where that can be done and is not done yet."""
        if self._news is not None:
            return
        try:
            self._news = await self._threads.call(lambda: self._feed().listen())
        except Exception as error:
            log.error("Other processes cannot be heard: %s", places(error))
        if self._news is not None:
            asyncio.get_running_loop().add_reader(self._news.fileno(), self._told)

    def _told(self) -> None:
        """Another process has said that it answered something."""
        try:
            told = self._news.read() if self._news else set[str]()
        except Exception as error:
            log.error("What other processes say is not heard for now: %s", places(error))
            self._hang_up()
            return
        for conversation_id in told:
            self.wake(conversation_id)
        if self._seeking and told - self._open.keys():
            self._hurry.set()  # perhaps it is the beginning of a conversation whose stream knows only the address

    def _hang_up(self) -> None:
        if self._news is not None:
            asyncio.get_running_loop().remove_reader(self._news.fileno())
            self._news.close()
            self._news = None

    def _changed(self, since: int) -> tuple[int, set[str]]:
        feed = self._feed()
        newest, changed = feed.conversations_after(since)
        return newest, changed | feed.begun_after(since) if self._seeking else changed
