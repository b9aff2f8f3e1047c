"""The connection's limits: proper requests, in time, and never more clients than there is room for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from rasa.core.channels.channel import UserMessage

from porch import connection
from porch.connection import Connection, most_clients
from tests.unit.channels_double import Bot, CoreDouble, running_bot, settings, wire

DOOR = b"/webhooks/webchat/messages HTTP/1.1\r\nHost: x\r\n"
Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def echo(message: UserMessage) -> None:
    await message.output_channel.send_text_message(message.sender_id, "听到了")


@pytest_asyncio.fixture
async def bot(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bot]:
    core = CoreDouble()
    wire(monkeypatch, core, settings())
    async with running_bot(core, echo) as running:
        yield running


async def call(bot: Bot) -> Line:
    return await asyncio.open_connection("127.0.0.1", int(bot.url.split(":")[2].split("/")[0]))


async def answer_to(bot: Bot, request: bytes) -> bytes:
    """All that comes back until the line is cut."""
    reader, writer = await call(bot)
    writer.write(request)
    try:
        return await asyncio.wait_for(reader.read(), 5)
    finally:
        writer.close()


async def test_a_length_below_nothing_is_refused_and_stops_nobody(bot: Bot) -> None:
    refusal = await answer_to(bot, b"POST " + DOOR + b"Content-Length: -5\r\n\r\n{}")
    assert refusal.startswith(b"HTTP/1.1 400 ")
    assert b'"error":"bad_request"' in refusal
    assert (await bot.post(await bot.token(), {"id": "a", "text": "你好"}))[0] == 202


async def test_a_head_without_end_is_413(bot: Bot) -> None:
    refusal = await answer_to(bot, b"GET " + DOOR + b"X: " + b"a" * 100_000)
    assert refusal.startswith(b"HTTP/1.1 413 ")
    assert b'"error":"too_large"' in refusal


async def test_a_body_with_broken_chunks_is_400_and_no_fault(bot: Bot, caplog: pytest.LogCaptureFixture) -> None:
    refusal = await answer_to(bot, b"POST " + DOOR + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc")
    assert refusal.startswith(b"HTTP/1.1 400 ")
    assert not [record for record in caplog.records if record.exc_info]


async def test_whoever_is_refused_for_a_large_body_can_read_why(bot: Bot) -> None:
    body = b"x" * 1_500_000
    refusal = await answer_to(bot, b"POST " + DOOR + b"Content-Length: %d\r\n\r\n" % len(body) + body)
    assert refusal.startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize(
    "begun", [b"POST " + DOOR, b"POST " + DOOR + b"Content-Length: 900\r\n\r\n"], ids=["head", "body"]
)
async def test_a_request_that_drips_is_408_once_its_time_is_over(bot: Bot, begun: bytes) -> None:
    bot.app.config.update({"REQUEST_TIMEOUT": 0.6, "KEEP_ALIVE_TIMEOUT": 0.6})
    reader, writer = await call(bot)
    writer.write(begun)
    answer = asyncio.create_task(reader.read())
    for _ in range(40):
        if answer.done() or writer.is_closing():
            break
        writer.write(b"a")
        await asyncio.wait({answer}, timeout=0.1)
    assert (await asyncio.wait_for(answer, 3)).startswith(b"HTTP/1.1 408 ")
    writer.close()


async def test_a_newcomer_takes_the_place_of_whoever_has_been_silent_longest(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Connection, "most", 3)
    lines = [await call(bot) for _ in range(4)]
    assert await asyncio.wait_for(lines[0][0].read(), 5) == b""
    lines[3][1].write(b"GET /webhooks/webchat/page HTTP/1.1\r\nHost: x\r\n\r\n")
    assert (await asyncio.wait_for(lines[3][0].readline(), 5)).startswith(b"HTTP/1.1 200")
    for _, writer in lines:
        writer.close()


async def test_whoever_has_a_request_in_hand_is_not_cut_off(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Connection, "most", 1)
    reader, writer = await call(bot)
    writer.write(b"POST " + DOOR + b"Content-Length: 2\r\nExpect: 100-continue\r\n\r\n")
    assert await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5) == b"HTTP/1.1 100 Continue\r\n\r\n"
    second, other = await call(bot)
    assert await asyncio.wait_for(second.read(), 5) == b""
    writer.write(b"{}")
    assert (await asyncio.wait_for(reader.readline(), 5)).startswith(b"HTTP/1.1 401")
    writer.close()
    other.close()


def test_a_process_takes_all_the_files_it_may_and_keeps_some_for_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, int]] = []
    monkeypatch.setattr(connection.resource, "getrlimit", lambda _: (256, 4096))
    monkeypatch.setattr(connection.resource, "setrlimit", lambda _, limits: asked.append(limits))
    assert (most_clients(), asked) == (4096 - connection.RESERVED, [(4096, 4096)])
