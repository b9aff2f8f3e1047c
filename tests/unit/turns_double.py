"""Turns over a core in memory, with whatever a test takes for Rasa."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from rasa.core.channels.channel import UserMessage

from channels.base import Turns
from tests.unit.channels_double import NOW, CoreDouble

LIMIT_S = 0.2
Rasa = Callable[[UserMessage], Awaitable[Any]]


async def echo(message: UserMessage) -> None:
    await message.output_channel.send_text_message(message.sender_id, f"听到了：{message.text}")


@asynccontextmanager
async def answering(core: CoreDouble, rasa: Rasa, ready: bool = True, sweep: bool = False) -> Any:
    turns = Turns(rasa, lambda: core, lambda: NOW, LIMIT_S, lambda: ready)  # type: ignore[arg-type, return-value]
    if sweep:
        turns.start()
    try:
        yield turns
    finally:
        await turns.stop()
        turns.threads.close()


def receive(core: CoreDouble, *texts: str, address: str = "anon:1") -> str:
    return [core.receive("webchat", address, f"{address}{text}", text) for text in texts][0].conversation_id


def said(core: CoreDouble) -> list[str]:
    return [row["text"] for row in core.rows if row["from"] == "bot"]


def nothing_waits(core: CoreDouble) -> bool:
    return not any(row["waits"] for row in core.rows)


async def silent(_message: UserMessage) -> None:
    return None
