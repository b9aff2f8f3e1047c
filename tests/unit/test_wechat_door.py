"""The door that WeChat calls: what is believed is written down first, and `success` says nothing else."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio
from rasa.core.channels.channel import UserMessage

from channels.wechat.connector import WeChat
from handoff import bootstrap
from stubs.pushing import push_xml, signature, signed
from stubs.wechat import WeChatCloud
from tests.unit.channels_double import NOW, Bot, CoreDouble, running_bot, settings, until, wire
from tests.unit.test_wechat_sender import VendorsDouble

TOKEN, KEY, APP_ID, OPENID = "doorToken", "k" * 42 + "A", "wx1", "oAbc-123_xyz"


async def echo(message: UserMessage) -> None:
    if message.text == "慢":
        await asyncio.sleep(0.6)
    await message.output_channel.send_text_message(message.sender_id, f"听到了：{message.text}")


@pytest.fixture
def cloud() -> Any:
    made = WeChatCloud(app_id=APP_ID, secret="s").start()
    yield made
    made.stop()


@pytest_asyncio.fixture(params=[""])
async def bot(request: Any, monkeypatch: pytest.MonkeyPatch, cloud: WeChatCloud) -> AsyncIterator[Bot]:
    """In plain mode; another parameter is the AES key."""
    core = CoreDouble()
    known = {"wechat_token": TOKEN, "wechat_app_id": APP_ID, "wechat_secret": "s", "wechat_api_base": cloud.url}
    wire(monkeypatch, core, settings(**known, wechat_aes_key=request.param))
    vendors = VendorsDouble()
    monkeypatch.setattr(bootstrap, "vendors", lambda: vendors)
    monkeypatch.setattr("channels.house.gateways", dict)
    async with running_bot(core, echo, WeChat, at="wechat") as running:
        yield running


async def push(bot: Bot, inner: str, key: str = "", **changed: str) -> tuple[int, str]:
    query, body = signed(TOKEN, NOW, inner, key, APP_ID)
    return await send(bot, {**query, **changed}, body)


async def send(bot: Bot, query: dict[str, str], body: bytes) -> tuple[int, str]:
    async with bot.http.post(f"{bot.url}/callback", params=query, data=body) as answer:
        return answer.status, await answer.text()


def words(text: str, number: int = 1) -> str:
    return push_xml(OPENID, "text", NOW, Content=text, MsgId=number)


AES = pytest.mark.parametrize("bot", [KEY], indirect=True)


async def test_a_message_is_written_down_acknowledged_and_answered(bot: Bot) -> None:
    assert await push(bot, words("你好")) == (200, "success")
    await until(lambda: len(bot.core.rows) == 2)
    assert bot.core.conversations == {("wechat", OPENID): "c0"}
    assert [row["text"] for row in bot.core.rows] == ["你好", "听到了：你好"]


@AES
async def test_a_sealed_message_is_too(bot: Bot) -> None:
    assert await push(bot, words("你好"), KEY) == (200, "success")
    assert await push(bot, words("假的")) == (403, "")
    assert [row["text"] for row in bot.core.rows if row["from"] == "customer"] == ["你好"]


async def test_the_same_message_a_thousand_times_at_once_is_one(bot: Bot) -> None:
    query, body = signed(TOKEN, NOW, words("你好"))
    room = asyncio.Semaphore(100)

    async def once() -> tuple[int, str]:
        async with room:
            return await send(bot, query, body)

    assert set(await asyncio.gather(*(once() for _ in range(1000)))) == {(200, "success")}
    await until(lambda: len(bot.core.rows) == 2)
    assert [row["text"] for row in bot.core.rows] == ["你好", "听到了：你好"]


async def test_it_is_acknowledged_while_the_turn_still_lasts(bot: Bot) -> None:
    begun = asyncio.get_running_loop().time()
    assert await push(bot, words("慢")) == (200, "success")
    assert asyncio.get_running_loop().time() - begun < 0.5
    assert len(bot.core.rows) == 1


async def test_what_could_not_be_written_down_is_not_acknowledged(bot: Bot) -> None:
    bot.core.broken = {"receive", "left"}
    assert await push(bot, words("你好")) == (503, "")
    assert await push(bot, push_xml(OPENID, "event", NOW, Event="unsubscribe")) == (503, "")
    bot.core.broken = set()
    assert await push(bot, words("你好")) == (200, "success")


async def test_an_unfollow_is_noted_and_answered_by_nobody(bot: Bot) -> None:
    assert await push(bot, push_xml(OPENID, "event", NOW, Event="unsubscribe")) == (200, "success")
    assert (bot.core.gone, bot.core.rows) == ([("wechat", OPENID)], [])


async def test_a_click_is_an_event_with_its_words(bot: Bot) -> None:
    assert await push(bot, push_xml(OPENID, "event", NOW, Event="CLICK", EventKey="投诉")) == (200, "success")
    assert (bot.core.rows[0]["text"], bot.core.rows[0]["event"]) == ("投诉", True)


async def test_the_address_is_shown_to_be_ours(bot: Bot) -> None:
    query, _ = signed(TOKEN, NOW, "")
    async with bot.http.get(f"{bot.url}/callback", params={**query, "echostr": "<b>583"}) as answer:
        assert (answer.status, await answer.text()) == (200, "<b>583")
        assert answer.content_type == "text/plain"
    async with bot.http.get(f"{bot.url}/callback", params={**query, "nonce": "x", "echostr": "1"}) as answer:
        assert (answer.status, await answer.text()) == (403, "")


async def test_forged_stale_and_large_pushes_are_refused_with_no_word(bot: Bot) -> None:
    assert await push(bot, words("a"), signature="0" * 40) == (403, "")
    query, body = signed(TOKEN, NOW - timedelta(seconds=301), words("a"))
    assert await send(bot, query, body) == (403, "")
    assert await push(bot, words("长" * 30_000)) == (413, "")
    assert await push(bot, words("a")[:-10]) == (400, "")
    assert bot.core.rows == []
    async with bot.http.get(bot.url.replace("/webhooks/wechat", "/health/ready")) as answer:
        state = (await answer.json())["channels"]["wechat"]
    assert state["refused"] == {"signature": 1, "stale": 1, "xml": 1}
    assert (state["inbound"], state["outbound"]) == (True, True)


@pytest.mark.parametrize("bot", ["", KEY], ids=["plain", "aes"], indirect=True)
async def test_whatever_is_thrown_at_the_door_it_stays_whole(bot: Bot, request: Any) -> None:
    key = KEY if "aes" in request.node.name else ""
    chance = random.Random(7)
    query, body = signed(TOKEN, NOW, words("你好", 77), key, APP_ID)
    for _ in range(150):
        bent = bytearray(body)
        for _ in range(chance.randint(1, 12)):
            place = chance.randrange(len(bent))
            bent[place : place + chance.randint(0, 3)] = chance.randbytes(chance.randint(0, 3))
        status, _ = await send(bot, query, bytes(bent[: chance.choice((20, len(bent), len(bent)))]))
        assert status in (200, 400, 403)
        changed = {name: value for name, value in query.items() if chance.random() < 0.8}
        changed[chance.choice(list(query))] = chance.choice(("", "0", "一", "x" * 3000, "\x00", "%%%"))
        assert (await send(bot, changed, body))[0] in (200, 400, 403)
    assert await send(bot, query, body) == (200, "success")


async def test_typing_is_shown_while_the_customer_waits_and_not_after_the_answer(bot: Bot, cloud: WeChatCloud) -> None:
    await push(bot, words("慢"))
    await until(lambda: cloud.typing == [OPENID])
    await until(lambda: len(bot.core.rows) == 2)
    cloud.answers_next("/cgi-bin/message/custom/typing", 30)
    await push(bot, words("快", 2))
    await until(lambda: len(bot.core.rows) == 4)
    assert cloud.typing == [OPENID]


@pytest.mark.parametrize(
    ("known", "state"),
    [
        ({}, {"ok": True, "inbound": False, "outbound": False}),
        ({"wechat_token": TOKEN}, {"ok": True, "inbound": True, "outbound": False}),
        ({"wechat_token": TOKEN, "wechat_aes_key": "k", "wechat_app_id": APP_ID}, {"ok": False, "inbound": False}),
        ({"wechat_token": TOKEN, "wechat_aes_key": KEY}, {"ok": False, "inbound": False}),
    ],
    ids=["nothing", "no secret", "no key", "no app id"],
)
async def test_the_health_door_says_what_is_missing_and_the_door_opens_with_the_token_alone(
    monkeypatch: pytest.MonkeyPatch, known: dict[str, str], state: dict[str, Any]
) -> None:
    core = CoreDouble()
    wire(monkeypatch, core, settings(**known))
    async with running_bot(core, echo, WeChat, at="wechat") as bot:
        async with bot.http.get(bot.url.replace("/webhooks/wechat", "/health/ready")) as answer:
            found = (await answer.json())["channels"]["wechat"]
        query = {"timestamp": "0", "nonce": "n", "signature": signature("", "0", "n")}
        assert (await send(bot, query, words("a").encode()))[0] == 403
        assert (await push(bot, words("a")))[0] == (200 if state["inbound"] else 403)
    assert found.items() >= state.items()
