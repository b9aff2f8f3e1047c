"""The customers, in a process of their own, so that measuring takes no time from what is measured.

`python -m bench.load '{"door": ..., "urls": [...], ...}'` prints one line of JSON when it is done.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import Counter
from dataclasses import dataclass, field

import aiohttp

from bench.doors import DOORS, Failed, Rest, Silent, WebChat
from bench.talk import conversation, round_trip

GROWING = 10_000_000  # the customer of the long conversation


@dataclass(frozen=True)
class Order:
    """What is wanted: `conversations` at once for `seconds`, spread over all doors, or `turns` more of the one
    conversation `key`, at the first."""

    door: str
    urls: list[str]
    conversations: int = 1
    seconds: float = 0.0
    first: int = 0
    turns: int = 0
    key: str = ""


@dataclass
class Heard:
    """What came of it; `ms` is the time of each turn in the order in which they ended."""

    ms: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    made_by: Counter[str] = field(default_factory=Counter)
    elapsed: float = 0.0
    client_s: float = 0.0
    customers: int = 0
    key: str = ""


async def _turn(door: WebChat | Rest, text: str, heard: Heard) -> bool:
    began = time.perf_counter()
    try:
        heard.made_by.update(await door.say(text))
    except Silent as error:
        heard.errors[str(error)] += 1  # it took its time all the same
    except (Failed, aiohttp.ClientError, asyncio.TimeoutError) as error:
        heard.errors[f"{type(error).__name__}: {error}"[:80]] += 1
        return False
    heard.ms.append((time.perf_counter() - began) * 1000)
    return True


async def _crowd(http: aiohttp.ClientSession, order: Order, heard: Heard) -> None:
    until = time.perf_counter() + order.seconds

    async def one_after_another(url: str) -> None:
        while time.perf_counter() < until:
            sentences = conversation(order.first + heard.customers)
            heard.customers += 1
            door = DOORS[order.door](http, url)
            await door.open()
            for sentence in sentences:
                if time.perf_counter() >= until or not await _turn(door, sentence, heard):
                    break
            await door.close()

    await asyncio.gather(*(one_after_another(order.urls[n % len(order.urls)]) for n in range(order.conversations)))


async def _grow(http: aiohttp.ClientSession, order: Order, heard: Heard) -> None:
    door = DOORS[order.door](http, order.urls[0], order.key)
    await door.open()
    for turn in range(order.first, order.first + order.turns):
        await _turn(door, round_trip(turn, GROWING), heard)
    await door.close()
    heard.key = door.key


async def work(order: Order) -> Heard:
    """Do what is wanted."""
    heard = Heard()
    timeout = aiohttp.ClientTimeout(total=None, sock_connect=10)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), timeout=timeout) as http:
        began, busy = time.perf_counter(), time.process_time()
        await (_grow if order.turns else _crowd)(http, order, heard)
        heard.elapsed = time.perf_counter() - began
        heard.client_s = time.process_time() - busy
    return heard


def main() -> None:
    heard = asyncio.run(work(Order(**json.loads(sys.argv[1]))))
    print(json.dumps(vars(heard)))


if __name__ == "__main__":
    main()
