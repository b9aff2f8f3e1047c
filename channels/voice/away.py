"""Calls while the database is away: a person answers, and what came is written down as soon as it can be."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable
from pathlib import Path

from channels.quiet import places
from channels.threads import Threads
from channels.voice import words
from channels.voice.verbs import Answer, Dial, Dialled, Event, Hangup, Say
from handoff import bootstrap, company
from handoff.model import Person

log = logging.getLogger(__name__)
# What begins so is no call that the core knows; a process that did not begin it can still end it.
PREFIX = "away-"
AGAIN_S = 1.0
MOST_KEPT = 5000


class Away:
    """What is said without the database, and what waits for it."""

    def __init__(self, threads: Threads, folder: str) -> None:
        self._threads = threads
        self._folder = Path(folder)
        self._read: Person | None = None
        self._kept: list[Callable[[], object]] = []
        self._writing: asyncio.Task[None] | None = None

    @staticmethod
    def call_id() -> str:
        """A name for a call that could not be written down."""
        return PREFIX + secrets.token_hex(12)

    async def prepare(self, *_: object) -> None:
        """Read who answers for the company from its files, for a database that is away from the beginning."""
        try:
            read = await self._threads.call(company.load, self._folder)
            self._read = read.people.get(read.duty_manager)
        except Exception as error:
            log.error("Nobody is known for calls while the database is away: %s", places(error))

    async def stop(self, *_: object) -> None:
        """What could not be written by now is lost with this process."""
        if self._writing is not None:
            self._writing.cancel()
        if self._kept:
            log.error("%d events of calls could not be written down", len(self._kept))

    def person(self) -> Person | None:
        """Who answers for the company."""
        return bootstrap.phone().last_resort() or self._read

    def answer(self) -> Answer:
        """The caller is told plainly, and put through at once."""
        person = self.person()
        if person is None or not person.extension:
            return self.sorry()
        return Say(words.away(person.name, person.title)), Dial(person.extension, person.name)

    def sorry(self) -> Answer:
        """Nobody can be reached now, either; a person gets back to them all the same."""
        person = self.person()
        said = words.away_and_nobody(person.name, person.title) if person else words.LINE_BROKEN
        return Say(said), Hangup()

    def after(self, event: Event) -> Answer:
        """What came of putting through."""
        if isinstance(event, Dialled) and event.answered:
            return Say(words.GOODBYE), Hangup()
        return self.sorry()

    def keep(self, write: Callable[[], object]) -> None:
        """Write this down as soon as the database takes it, in order."""
        if len(self._kept) >= MOST_KEPT:
            log.error("Too many events of calls wait for the database")
            return
        self._kept.append(write)
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())

    async def _write(self) -> None:
        while self._kept:
            try:
                await self._threads.call(self._kept[0])
            except Exception as error:
                log.warning("Calls wait for the database: %s", places(error))
                await asyncio.sleep(AGAIN_S)
            else:
                self._kept.pop(0)
