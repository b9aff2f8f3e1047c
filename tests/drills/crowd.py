"""Web chat customers by the dozen: each talks to whichever bot it is told to, and reads its answers from a stream."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import httpx

from tests.acceptance.running import UNUSED
from tests.drills.audit import Sent
from tests.drills.house import Standing
from tests.drills.record import Record

PATIENCE_S = 20.0
_LIMIT = aiohttp.ClientTimeout(total=PATIENCE_S)
WEBCHAT = "/webhooks/webchat"


@dataclass
class Posted:
    """One message on its way: when it went, when it was acknowledged and how. Times are of one monotonic clock."""

    id: str
    text: str
    sent: float
    acknowledged: float
    status: int


@dataclass
class Visitor:
    """One customer on one device."""

    http: aiohttp.ClientSession
    doors: list[str]
    token: str
    posted: list[Posted] = field(default_factory=list)

    async def says(self, name: str, text: str, bot: int = 0) -> Posted:
        """Post a message at one of the bots."""
        sent = time.monotonic()
        url = self.doors[bot] + WEBCHAT + "/messages"
        async with self.http.post(url, json={"id": name, "text": text}, headers=self._headers) as answer:
            await answer.read()
            done = Posted(name, text, sent, time.monotonic(), answer.status)
        self.posted.append(done)
        return done

    async def reads(self, bot: int = 0) -> list[dict[str, Any]]:
        """The whole conversation as one of the bots tells it."""
        async with self.http.get(self.doors[bot] + WEBCHAT + "/messages", headers=self._headers) as answer:
            assert answer.status == 200, await answer.text()
            return list((await answer.json())["messages"])

    async def heard(self, number: int, bot: int = 0) -> list[dict[str, Any]]:
        """The conversation once so many answers stand in it."""
        end = time.monotonic() + PATIENCE_S
        while True:
            talk = await self.reads(bot)
            if len(answers(talk)) >= number or time.monotonic() > end:
                return talk
            await asyncio.sleep(0.02)

    @asynccontextmanager
    async def listening(self, bot: int = 0) -> AsyncIterator[Listener]:
        """An open stream of the conversation."""
        url = self.doors[bot] + WEBCHAT + "/events"
        unhurried = aiohttp.ClientTimeout(total=None)
        async with self.http.get(url, headers=self._headers, timeout=unhurried) as stream:
            listener = Listener(stream)
            task = asyncio.create_task(listener.listen())
            try:
                yield listener
            finally:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)

    def messages(self) -> list[dict[str, Any]]:
        """The whole conversation, for the count afterwards."""
        url = self.doors[0] + WEBCHAT + "/messages"
        found = httpx.get(url, headers=self._headers, timeout=PATIENCE_S, verify=UNUSED)
        assert found.status_code == 200, found.text
        return list(found.json()["messages"])

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


class Listener:
    """What comes out of a stream, with the time at which it came."""

    def __init__(self, stream: aiohttp.ClientResponse) -> None:
        self._stream = stream
        self._came = asyncio.Event()
        self.answers: list[tuple[float, dict[str, Any]]] = []

    async def listen(self) -> None:
        """Read on until cancelled."""
        async for line in self._stream.content:
            if line.startswith(b"data: "):
                message = json.loads(line[6:])
                if message["from"] != "customer":
                    self.answers.append((time.monotonic(), message))
                    self._came.set()

    async def until(self, number: int) -> bool:
        """Wait until so many answers have come; False if they do not."""
        end = time.monotonic() + PATIENCE_S
        while len(self.answers) < number:
            self._came.clear()
            try:
                await asyncio.wait_for(self._came.wait(), end - time.monotonic())
            except asyncio.TimeoutError:
                return False
        return True


@asynccontextmanager
async def street(house: Standing, *bots: str) -> AsyncIterator[Street]:
    """Where customers come from; `bots` are the names of those that they may talk to."""
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector, timeout=_LIMIT) as http:
        yield Street(http, [house.door(name) for name in bots])


class Street:
    """Lets customers in."""

    def __init__(self, http: aiohttp.ClientSession, doors: list[str]) -> None:
        self.http, self.doors = http, doors

    async def visitor(self, identity: str = "", bot: int = 0) -> Visitor:
        """A guest, or somebody whom the site vouches for."""
        body = {"identity": identity} if identity else {}
        async with self.http.post(self.doors[bot] + WEBCHAT + "/sessions", json=body) as made:
            assert made.status == 201, await made.text()
            return Visitor(self.http, self.doors, (await made.json())["token"])


def answers(talk: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What was said to the customer."""
    return [message for message in talk if message["from"] != "customer"]


def said(talk: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """What the customer said, in the journal's order."""
    return [(message["id"], message["text"]) for message in talk if message["from"] == "customer"]


def each_answered(sent: Sequence[Sent], record: Record) -> None:
    """Add messages without an answer to what was lost, and answers beyond one each to what was doubled. For customers
    who do not wait for one answer before they send the next message."""
    for one in sent:
        over = len(answers(one.customer.messages())) - len(one.messages)
        record.lost += max(0, -over)
        record.doubled += max(0, over)
