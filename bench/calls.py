"""The callers, in a process of their own: `python -m bench.calls '{"url": ..., "secret": ..., "calls": 20, ...}'`
prints one line of JSON when it is done.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import Any

import aiohttp

from bench.doors import PATIENCE_S, Failed
from bench.stories import line, number, story

USER = "voice"
# What is said where the database is away.
AWAY = "系统现在有点问题"


@dataclass(frozen=True)
class Order:
    """`calls` callers at once for `seconds`, each ringing again once a call is over. Before each sentence a caller
    takes between `least` and `most` seconds to hear what was said and to say it."""

    url: str
    secret: str
    calls: int = 1
    seconds: float = 1.0
    least: float = 0.0
    most: float = 0.0
    first: int = 0


@dataclass
class Heard:
    """What came of it, in milliseconds: from ringing to the greeting, from a sentence to the dialogue's answer to it,
    and to an answer that needs no dialogue. Only what began while all were there counts. `waited` were told to wait
    first; their time is that of the answer."""

    rings: list[float] = field(default_factory=list)
    ms: list[float] = field(default_factory=list)
    short: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    waited: int = 0
    promised: int = 0
    customers: int = 0
    elapsed: float = 0.0
    client_s: float = 0.0


class Line:
    """One call, as Jambonz makes it."""

    def __init__(self, http: aiohttp.ClientSession, url: str, customer: int) -> None:
        self._http, self._url = http, url
        self._about = {"call_sid": uuid.uuid4().hex, "from": number(customer), "to": "8008100000"}
        self._hook = ""
        self.waited = 0

    async def ring(self) -> str:
        """Begin; returns what is said."""
        return await self._post("/webhooks/voice/call", call_status="ringing")

    async def say(self, text: str) -> str:
        """Speak; returns the answer."""
        speech = {"is_final": True, "alternatives": [{"transcript": text, "confidence": 0.9}]}
        return await self._post(self._hook, reason="speechDetected", speech=speech)

    async def hang_up(self) -> None:
        """The call is over."""
        await self._post("/webhooks/voice/status", call_status="completed")

    async def _post(self, path: str, **more: Any) -> str:
        body = json.dumps({"call_status": "in-progress", **self._about, **more}).encode()
        async with self._http.post(self._url + path, data=body) as answer:
            if answer.status != 200:
                raise Failed(f"status {answer.status}")
            return await self._go_on(json.loads(await answer.read()))

    async def _go_on(self, verbs: list[dict[str, Any]]) -> str:
        """What is said until somebody listens. The verbs behind that are for hooks that fail."""
        said = ""
        for verb in verbs:
            kind = verb["verb"]
            if kind == "say":
                said += verb["text"]
            elif kind == "pause":
                self.waited += 1
                await asyncio.sleep(verb["length"])
            elif kind == "redirect":
                return said + await self._post(verb["actionHook"])
            elif kind in ("gather", "dial"):
                self._hook = verb["actionHook"]
                return said + verb.get("say", {}).get("text", "")
        return said


async def _timed(heard: list[float], until: float, said: Any) -> str:
    began = time.perf_counter()
    text = str(await asyncio.wait_for(said, PATIENCE_S))
    if began < until:
        heard.append((time.perf_counter() - began) * 1000)
    if AWAY in text:
        raise Failed("the database was away")
    return text


async def call(http: aiohttp.ClientSession, order: Order, customer: int, until: float, heard: Heard) -> None:
    """One whole call. Raises Failed where no name and time was told in it."""
    phone, dice, told = Line(http, order.url, customer), Random(customer), ""
    await _timed(heard.rings, until, phone.ring())
    for turn in story(customer):
        await asyncio.sleep(dice.uniform(order.least, order.most))
        told += await _timed(heard.ms if turn.dialogue else heard.short, until, phone.say(turn.text))
    await phone.hang_up()
    heard.waited += phone.waited
    if "将于" not in told or "编号" not in told:
        raise Failed(f"no promise to a caller from a {line(customer)} line")
    if not told.endswith("再见。"):
        raise Failed(f"no goodbye to a caller from a {line(customer)} line")
    heard.promised += 1


async def work(order: Order) -> Heard:
    """Do what is wanted."""
    heard, login = Heard(), aiohttp.BasicAuth(USER, order.secret)
    began = time.perf_counter()
    until = began + order.seconds

    async def one_after_another(place: int) -> None:
        await asyncio.sleep(order.most * place / order.calls)
        while time.perf_counter() < until:
            customer = order.first + heard.customers
            heard.customers += 1
            try:
                await call(http, order, customer, until, heard)
            except (Failed, aiohttp.ClientError, asyncio.TimeoutError, KeyError) as error:
                heard.errors[f"{type(error).__name__}: {error}"[:80]] += 1

    timeout = aiohttp.ClientTimeout(total=None, sock_connect=10)
    headers = {"Content-Type": "application/json"}
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0), timeout=timeout, auth=login, headers=headers
    ) as http:
        busy = time.process_time()
        await asyncio.gather(*(one_after_another(place) for place in range(order.calls)))
        heard.elapsed = time.perf_counter() - began
        heard.client_s = time.process_time() - busy
    return heard


def main() -> None:
    heard = asyncio.run(work(Order(**json.loads(sys.argv[1]))))
    print(json.dumps(vars(heard)))


if __name__ == "__main__":
    main()
