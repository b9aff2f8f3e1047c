"""Push: nothing is lost, nothing comes twice, and a stream ends when it should."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from rasa.core.channels.channel import UserMessage

from channels.webchat import stream
from tests.unit.channels_double import PROMISE, Bot, CoreDouble, running_bot, settings, until, wire


async def echo(message: UserMessage) -> None:
    await message.output_channel.send_text_message(message.sender_id, f"听到了：{message.text}")


@pytest_asyncio.fixture
async def bot(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bot]:
    monkeypatch.setattr(stream, "POLL_S", 0.02)
    core = CoreDouble()
    wire(monkeypatch, core, settings())
    async with running_bot(core, echo) as running:
        yield running


class Listener:
    """A client of the stream."""

    def __init__(self, answer: aiohttp.ClientResponse) -> None:
        self.answer = answer
        self.heard: list[dict[str, Any]] = []
        self.ids: list[str] = []
        self.comments = 0
        self.ended = False

    async def read(self) -> None:
        async for line in self.answer.content:
            text = line.decode().rstrip("\n")
            if text.startswith("data: "):
                self.heard.append(json.loads(text[6:]))
            if text.startswith("id: "):
                self.ids.append(text[4:])
            self.comments += text.startswith(":")
        self.ended = True


@asynccontextmanager
async def listening(bot: Bot, token: str, last: str = "") -> AsyncIterator[Listener]:
    headers = {"Authorization": f"Bearer {token}"} | ({"Last-Event-ID": last} if last else {})
    async with bot.http.get(f"{bot.url}/events", headers=headers) as answer:
        assert (answer.status, answer.content_type) == (200, "text/event-stream")
        assert answer.headers["Connection"] == "close"
        listener = Listener(answer)
        reading = asyncio.create_task(listener.read())
        try:
            yield listener
        finally:
            reading.cancel()


def streams(bot: Bot) -> Any:
    return bot.app.ctx.house.turns.told[0].__self__


async def test_a_stream_opened_before_the_first_message_hears_all_of_it(bot: Bot) -> None:
    token = await bot.token()
    async with listening(bot, token) as listener:
        await bot.post(token, {"id": "a", "text": "你好"})
        await until(lambda: len(listener.heard) == 2)
    assert [m["text"] for m in listener.heard] == ["你好", "听到了：你好"]
    assert listener.heard == await bot.said(token)
    assert listener.ids == [m["id"] for m in listener.heard]


async def test_an_answer_of_this_process_is_pushed_without_waiting_for_the_poller(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "POLL_S", 60)
    await asyncio.sleep(0.05)
    token = await bot.token()
    await bot.post(token, {"id": "a", "text": "你好"})
    async with listening(bot, token) as listener:
        await until(lambda: len(listener.heard) == 2)
        await bot.post(token, {"id": "b", "text": "还有"})
        await until(lambda: len(listener.heard) == 4, limit_s=1)


async def test_what_another_process_says_is_pushed_with_its_promise(bot: Bot) -> None:
    token = await bot.token()
    await bot.post(token, {"id": "a", "text": "你好"})
    async with listening(bot, token) as listener:
        await until(lambda: len(listener.heard) == 2)
        bot.core.say("c0", "改由李明负责", promise=PROMISE)
        await until(lambda: len(listener.heard) == 3)
    assert listener.heard[-1]["promise"] == PROMISE


async def test_a_stream_taken_up_again_loses_and_repeats_nothing(bot: Bot) -> None:
    token = await bot.token()
    await bot.post(token, {"id": "a", "text": "一"})
    async with listening(bot, token) as listener:
        await until(lambda: len(listener.heard) == 2)
    for number in range(20):
        bot.core.say("c0", f"{number}")
    async with listening(bot, token, last=listener.ids[-1]) as again:
        for number in range(20, 40):
            bot.core.say("c0", f"{number}")
        await until(lambda: len(again.heard) == 40)
        await asyncio.sleep(0.1)
    assert [m["text"] for m in again.heard] == [str(n) for n in range(40)]


async def test_a_message_that_became_visible_late_is_still_noticed(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    token = await bot.token()
    await bot.post(token, {"id": "a", "text": "一"})
    async with listening(bot, token) as listener:
        await until(lambda: len(listener.heard) == 2)
        seen = bot.core.conversations_after
        monkeypatch.setattr(bot.core, "conversations_after", lambda number: (seen(number)[0], set()))
        bot.core.say("c0", "迟到")
        await asyncio.sleep(0.1)
        monkeypatch.setattr(bot.core, "conversations_after", seen)
        await until(lambda: len(listener.heard) == 3)


async def test_others_hear_nothing_of_it(bot: Bot) -> None:
    mine, other = await bot.token(), await bot.token()
    async with listening(bot, other) as stranger:
        await bot.post(mine, {"id": "a", "text": "你好"})
        await until(lambda: len(bot.core.rows) == 2)
        await asyncio.sleep(0.1)
    assert stranger.heard == []


async def test_a_quiet_stream_is_kept_alive(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "HEARTBEAT_S", 0.05)
    token = await bot.token()
    await bot.post(token, {"id": "a", "text": "你好"})
    async with listening(bot, token) as listener:
        await until(lambda: listener.comments >= 2)


async def test_a_client_that_leaves_leaves_nothing_behind(bot: Bot) -> None:
    token = await bot.token()
    await bot.post(token, {"id": "a", "text": "你好"})
    async with listening(bot, token) as listener:
        await until(lambda: listener.heard)
        assert streams(bot)._open
    await until(lambda: not streams(bot)._open)


async def test_of_too_many_streams_of_one_conversation_the_oldest_ends(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "STREAMS_OF_ONE", 1)
    token = await bot.token()
    await bot.post(token, {"id": "a", "text": "你好"})
    async with listening(bot, token) as first:
        await until(lambda: len(first.heard) == 2)
        async with listening(bot, token) as second:
            await until(lambda: first.ended and len(second.heard) == 2)
            assert not second.ended


async def test_a_server_that_stops_ends_its_streams(bot: Bot) -> None:
    token = await bot.token()
    await bot.post(token, {"id": "a", "text": "你好"})
    async with listening(bot, token) as listener:
        await until(lambda: listener.heard)
        streams(bot).stop()
        await until(lambda: listener.ended, limit_s=1)


async def test_a_core_that_fails_for_a_while_costs_no_message(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "HEARTBEAT_S", 0.05)
    token = await bot.token()
    await bot.post(token, {"id": "a", "text": "你好"})
    async with listening(bot, token) as listener:
        await until(lambda: len(listener.heard) == 2)
        monkeypatch.setattr(bot.core, "messages", None)
        bot.core.say("c0", "一")
        await asyncio.sleep(0.1)
        monkeypatch.undo()
        wire(monkeypatch, bot.core, settings())
        await until(lambda: len(listener.heard) == 3)


async def test_a_stream_hears_a_conversation_that_began_at_another_process(bot: Bot) -> None:
    token = await bot.token()
    async with listening(bot, token) as listener:
        await until(lambda: streams(bot)._open)
        bot.core.receive("webchat", next(iter(streams(bot)._open)), "a", "你好")
        await until(lambda: listener.heard, limit_s=1)


async def test_an_answer_to_which_nobody_listens_here_is_told_to_the_other_processes(bot: Bot) -> None:
    token, elsewhere = await bot.token(), await bot.token()
    async with listening(bot, token) as listener:
        await bot.post(token, {"id": "a", "text": "你好"})
        await until(lambda: len(listener.heard) == 2)
        await bot.post(elsewhere, {"id": "a", "text": "你好"})
        await until(lambda: bot.core.told)
    assert bot.core.told == [bot.core.conversation("webchat", key[1]) for key in list(bot.core.conversations)[1:]]


class NewsDouble:
    """What another process says, on a pipe."""

    def __init__(self) -> None:
        self.ear, self.mouth = os.pipe()
        self.broken = self.closed = False

    def fileno(self) -> int:
        return self.ear

    def say(self, conversation_id: str) -> None:
        os.write(self.mouth, conversation_id.encode() + b"\n")

    def read(self) -> set[str]:
        said = os.read(self.ear, 1000).decode().split()
        if self.broken:
            raise ConnectionError
        return set(said)

    def close(self) -> None:
        self.closed = True
        os.close(self.ear)
        os.close(self.mouth)


async def test_what_another_process_tells_wakes_the_stream_without_waiting_for_the_poller(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stream, "POLL_S", 60)
    core, news = CoreDouble(), NewsDouble()
    monkeypatch.setattr(core, "listen", lambda: news)
    wire(monkeypatch, core, settings())
    async with running_bot(core, echo) as bot:
        token = await bot.token()
        await bot.post(token, {"id": "a", "text": "你好"})
        async with listening(bot, token) as listener:
            await until(lambda: len(listener.heard) == 2)
            core.say("c0", "王敏将于15:20前致电您")
            news.say("c0")
            await until(lambda: len(listener.heard) == 3, limit_s=1)
            news.broken = True
            news.say("c0")
            await until(lambda: news.closed)
