"""What the web chat refuses, it refuses in the tongue of the conversation."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from rasa.core.channels.channel import UserMessage

from channels.webchat import gateway
from channels.webchat.refusals import IN_ENGLISH, told
from handoff.tongues import ENGLISH, SIMPLIFIED, TRADITIONAL, letters, script
from tests.unit.channels_double import Bot, CoreDouble, running_bot, settings, wire

BLANK = {
    SIMPLIFIED: gateway.BLANK,
    TRADITIONAL: "消息是空的，請寫下發生了什麼，再發送。",
    ENGLISH: "The message is empty. Please write what happened, and send it again.",
}


async def silent(_: UserMessage) -> None:
    """Nobody is answered here."""


@pytest_asyncio.fixture
async def bot(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bot]:
    core = CoreDouble()
    wire(monkeypatch, core, settings())
    async with running_bot(core, silent) as running:
        yield running


@pytest.mark.parametrize("tongue", [SIMPLIFIED, TRADITIONAL, ENGLISH])
async def test_a_refusal_is_told_in_the_tongue_of_the_conversation(bot: Bot, tongue: str) -> None:
    bot.core.speaks = tongue
    status, body = await bot.post(await bot.token(), {"id": "a", "text": "  "})
    assert (status, body) == (400, {"error": "blank", "message": BLANK[tongue]})


async def test_where_the_tongue_cannot_be_known_it_is_the_houses_and_a_refusal_all_the_same(bot: Bot) -> None:
    bot.core.broken.add("tongue")
    status, body = await bot.post(await bot.token(), {"id": "a", "text": "  "})
    assert (status, body["message"]) == (400, BLANK[SIMPLIFIED])


async def test_nobody_without_a_session_makes_the_core_look_for_a_tongue(bot: Bot) -> None:
    bot.core.speaks = ENGLISH
    async with bot.http.post(f"{bot.url}/sessions", json={"code": 5}) as answer:
        assert (answer.status, (await answer.json())["message"]) == (400, gateway.BAD_CODE)


@pytest.mark.parametrize("code", sorted(IN_ENGLISH))
def test_each_refusal_that_a_customer_reads_stands_in_every_tongue(code: str) -> None:
    for tongue in (TRADITIONAL, ENGLISH):
        refusal = told(gateway.Refusal(400, code, gateway.BAD_PHONE), tongue)
        assert (refusal.status, refusal.code) == (400, code)
        assert script.of(refusal.message) == tongue
        assert not letters.SIMPLIFIED_ONLY & set(refusal.message)


def test_what_only_a_program_reads_stays_as_it_is() -> None:
    refusal = gateway.Refusal(400, "bad_json", gateway.BAD_JSON)
    assert told(refusal, ENGLISH) is refusal
