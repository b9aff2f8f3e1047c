"""The post office: every letter ends in a word that the core knows, and no address waits for another."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any

import pytest

from channels.post import PostOffice
from channels.threads import Threads
from handoff.letters import Later, Letter, Never, Unsure


class Core:
    """The core's side: letters to hand out, and what is said of them."""

    def __init__(self, *letters: Letter) -> None:
        self.waiting = deque(letters)
        self.ended: list[tuple[str, Any]] = []

    def pending(self, served: set[str]) -> list[tuple[str, str]]:
        return list(dict.fromkeys((one.channel, one.address) for one in self.waiting if one.channel in served))

    def claim(self, channel: str, address: str) -> Letter | None:
        found = next((one for one in self.waiting if (one.channel, one.address) == (channel, address)), None)
        if found:
            self.waiting.remove(found)
        return found

    def sent(self, letter: Letter, vendor_id: str) -> None:
        self.ended.append((letter.id, vendor_id))

    def failed(self, letter: Letter, why: Exception) -> None:
        self.ended.append((letter.id, why))


class Vendor:
    """Answers each letter by its id."""

    channel = "wechat"

    def __init__(self, **answers: Any) -> None:
        self.answers = answers

    async def send(self, letter: Letter) -> str:
        answer = self.answers[letter.id]
        if isinstance(answer, asyncio.Event):
            await answer.wait()
            return "late"
        if isinstance(answer, Exception):
            raise answer
        return str(answer)


def letter(name: str, address: str = "o1") -> Letter:
    return Letter(name, "wechat", address, "text", "您好")


async def run(core: Core, vendor: Vendor, many: int) -> dict[str, Any]:
    """Until so many letters have ended."""
    office = PostOffice(lambda: core, {"wechat": vendor}, Threads())  # type: ignore[arg-type, return-value]
    running = asyncio.create_task(office.run())
    try:
        for _ in range(500):
            if len(core.ended) >= many:
                break
            await asyncio.sleep(0.01)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    return dict(core.ended)


async def test_letters_of_one_address_go_in_order() -> None:
    core = Core(letter("a"), letter("b"))
    assert list(await run(core, Vendor(a="1", b="2"), 2)) == ["a", "b"]


async def test_what_the_vendor_refuses_is_passed_on_as_it_is() -> None:
    why = Never("43004", gone=True)
    assert (await run(Core(letter("a")), Vendor(a=why), 1))["a"] is why


async def test_a_gateway_that_breaks_means_later() -> None:
    found = (await run(Core(letter("a")), Vendor(a=ZeroDivisionError("13800138000")), 1))["a"]
    assert isinstance(found, Later)
    assert found.reason == "ZeroDivisionError"


async def test_a_gateway_that_hangs_means_that_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("channels.post.LIMIT_S", 0.05)
    assert isinstance((await run(Core(letter("a")), Vendor(a=asyncio.Event()), 1))["a"], Unsure)


async def test_a_slow_address_holds_up_no_other() -> None:
    never = asyncio.Event()
    core = Core(letter("slow", "o1"), letter("quick", "o2"))
    assert list(await run(core, Vendor(slow=never, quick="1"), 1)) == ["quick"]
