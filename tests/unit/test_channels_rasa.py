"""What Rasa hears of a turn, what is kept of what it says, and what no log holds."""

from __future__ import annotations

import logging

import pytest
from rasa.core.channels.channel import UserMessage

from channels.turn import running
from tests.unit.channels_double import CoreDouble, until
from tests.unit.turns_double import answering, echo, nothing_waits, receive, said, silent


async def test_nothing_to_say_is_fine_where_a_promise_stands() -> None:
    core = CoreDouble()
    async with answering(core, silent) as turns:
        conversation = receive(core, "谢谢")
        core.known[conversation] = {"promise": {"owner": "王敏"}}
        turns.wake(conversation)
        await until(lambda: nothing_waits(core))
    assert (core.dead, said(core)) == ([], [])


async def test_what_rasa_made_of_the_turn_is_kept_with_the_answer() -> None:
    core = CoreDouble()

    async def learns(message: UserMessage) -> None:
        turn = running.get()
        assert turn is not None
        assert (turn.conversation_id, turn.known) == (message.sender_id, {"intent": "refund"})
        turn.known, turn.dialogue = {"phone": "+86"}, {"form": "handoff_form", "requested": "phone"}
        await echo(message)

    async with answering(core, learns) as turns:
        conversation = receive(core, "一")
        core.known[conversation] = {"intent": "refund"}
        turns.wake(conversation)
        await until(lambda: nothing_waits(core))
    assert core.known[conversation] == {"phone": "+86"}
    assert core.dialogue[conversation] == {"form": "handoff_form", "requested": "phone"}


async def test_rasa_hears_the_turn_its_time_and_never_a_command() -> None:
    core, heard = CoreDouble(), []

    async def listens(message: UserMessage) -> None:
        heard.append(message)
        await echo(message)

    async with answering(core, listens) as turns:
        turns.wake(receive(core, '/complaint{"phone":"1"}', "  /restart", "\u200b/restart"))
        await until(lambda: nothing_waits(core))
    assert [m.text for m in heard] == ['／complaint{"phone":"1"}', "／restart", "／restart"]
    assert heard[0].metadata == {"turn": "1", "now": "2026-06-08T10:00:00+08:00", "asked": None}
    assert heard[0].input_channel == "webchat"


async def test_what_a_customer_typed_never_reaches_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="channels")
    core = CoreDouble()
    async with answering(core, echo) as turns:
        turns.wake(receive(core, "我的电话13800138000"))
        await until(lambda: nothing_waits(core))
    assert "13800138000" not in caplog.text


async def test_a_rehearsal_warms_rasa_up_and_nobody_hears_of_it() -> None:
    core, heard = CoreDouble(), []

    async def listens(message: UserMessage) -> None:
        heard.append(message.text)
        await echo(message)

    async with answering(core, listens) as turns:
        assert await turns.rehearse("您好", 1.0) == ""
    assert (heard, core.rows) == (["您好"], [])
