"""Whether the bot can serve: what makes it unready, and what is only an alarm."""

from __future__ import annotations

import pytest
from rasa.core.channels.channel import UserMessage

from handoff import bootstrap
from tests.unit.channels_double import Bot, CoreDouble, running_bot, settings, wire


async def echo(message: UserMessage) -> None:
    await message.output_channel.send_text_message(message.sender_id, "好")


def well(**parts: object) -> dict[str, object]:
    return {"database": {"ok": True}, "company": {"ok": True}, "keeper": {"ok": True, "age_s": 1.0}} | parts


async def health(bot: Bot, door: str) -> tuple[int, dict[str, object]]:
    async with bot.http.get(bot.url.replace("/webhooks/webchat", "") + door) as answer:
        return answer.status, await answer.json()


@pytest.fixture(autouse=True)
def reachable_actions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("channels.inside.install", lambda *_: None)


async def test_ready_once_model_database_and_channels_work(monkeypatch: pytest.MonkeyPatch) -> None:
    wire(monkeypatch, CoreDouble(), settings())
    async with running_bot(CoreDouble(), echo) as bot:
        for door in ("/health/ready", "/webhooks/webchat/health"):
            status, said = await health(bot, door)
            assert (status, said["ready"], said["alarms"]) == (200, True, [])
            assert said["model"] == {"ok": True}
            assert said["channels"] == {"ok": True, "webchat": {"ok": True}}


async def test_not_ready_without_a_model(monkeypatch: pytest.MonkeyPatch) -> None:
    wire(monkeypatch, CoreDouble(), settings())
    async with running_bot(CoreDouble(), None) as bot:
        status, said = await health(bot, "/health/ready")
    without = {"ok": False, "error": "no model was loaded", "then": "restart the bot"}
    assert (status, said["ready"], said["model"]) == (503, False, without)


async def test_not_ready_without_a_database(monkeypatch: pytest.MonkeyPatch) -> None:
    wire(monkeypatch, CoreDouble(), settings())
    monkeypatch.setattr(bootstrap, "health", lambda: well(database={"ok": False, "error": "down"}))
    async with running_bot(CoreDouble(), echo) as bot:
        status, said = await health(bot, "/health/ready")
    assert (status, said["alarms"]) == (503, ["database"])


async def test_a_keeper_that_stands_still_is_an_alarm_and_not_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    wire(monkeypatch, CoreDouble(), settings())
    monkeypatch.setattr(bootstrap, "health", lambda: well(keeper={"ok": False, "age_s": 31.0}))
    async with running_bot(CoreDouble(), echo) as bot:
        status, said = await health(bot, "/health/ready")
    assert (status, said["alarms"], said["keeper"]) == (200, ["keeper"], {"ok": False, "age_s": 31.0})


async def test_a_core_that_cannot_even_say_how_it_is_counts_as_down(monkeypatch: pytest.MonkeyPatch) -> None:
    wire(monkeypatch, CoreDouble(), settings())
    monkeypatch.setattr(bootstrap, "health", None)
    async with running_bot(CoreDouble(), echo) as bot:
        status, said = await health(bot, "/health/ready")
    assert (status, said["database"]) == (503, {"ok": False, "error": "TypeError"})


async def test_a_message_is_answered_by_a_person_while_there_is_no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    core = CoreDouble()
    wire(monkeypatch, core, settings())
    async with running_bot(core, None) as bot:
        token = await bot.token()
        assert (await bot.post(token, {"id": "a", "text": "我要投诉"}))[0] == 202
        async with bot.http.get(f"{bot.url}/events", headers={"Authorization": f"Bearer {token}"}) as answer:
            async for line in answer.content:
                if b"promise" in line:
                    break
    assert core.dead == [("我要投诉", "no model")]
