"""Whatever fails on the way from a journaled message to its answer, the answer is a name and a time, and only one."""

from __future__ import annotations

import asyncio

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.core.lock_store import InMemoryLockStore

from channels import base
from channels.turn import fail
from tests.unit.channels_double import CoreDouble, until
from tests.unit.turns_double import LIMIT_S, Rasa, answering, echo, nothing_waits, receive, said, silent


async def raising(_message: UserMessage) -> None:
    raise RuntimeError("13800138000 is what the customer typed")


async def hanging(_message: UserMessage) -> None:
    await asyncio.sleep(60)


async def endless(message: UserMessage) -> None:
    await message.output_channel.send_text_message(message.sender_id, "好" * 350_000)


async def with_a_failed_action(message: UserMessage) -> None:
    await echo(message)
    fail("action_hand_off: TimeoutError")


@pytest.mark.parametrize(
    ("rasa", "reason"),
    [
        (raising, "RuntimeError"),
        (hanging, "took too long"),
        (silent, "nothing was said"),
        (endless, "too much was said"),
        (with_a_failed_action, "action_hand_off: TimeoutError"),
    ],
    ids=["raises", "hangs", "says nothing", "says a megabyte", "an action fails"],
)
async def test_whatever_fails_the_customer_gets_a_name_and_a_time(
    rasa: Rasa, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    core = CoreDouble()
    async with answering(core, rasa) as turns:
        turns.wake(receive(core, "一"))
        await until(lambda: nothing_waits(core))
    assert core.dead == [("一", reason)]
    assert said(core) == ["王敏将于15:20前致电您"]
    assert "13800138000" not in caplog.text


async def test_without_a_model_the_customer_is_handed_to_a_person_at_once() -> None:
    core = CoreDouble()
    async with answering(core, hanging, ready=False) as turns:
        turns.wake(receive(core, "一"))
        await until(lambda: nothing_waits(core), limit_s=LIMIT_S)
    assert core.dead == [("一", "no model")]


async def test_a_core_that_fails_in_the_middle_still_ends_in_a_promise() -> None:
    core = CoreDouble()
    core.broken.add("close")
    async with answering(core, echo) as turns:
        turns.wake(receive(core, "一"))
        await until(lambda: nothing_waits(core))
    assert said(core) == ["王敏将于15:20前致电您"]


async def test_a_turn_that_nobody_could_promise_waits_for_the_next_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "SWEEP_S", 0.05)
    core = CoreDouble()
    core.broken |= {"close", "dead_man"}
    async with answering(core, echo, sweep=True):
        receive(core, "一")
        await asyncio.sleep(0.2)
        assert not nothing_waits(core)
        core.broken.clear()
        await until(lambda: nothing_waits(core))
    assert said(core) == ["听到了：一"]


async def test_an_answer_that_comes_too_late_is_not_said_and_lets_go_of_rasas_lock() -> None:
    core, locks = CoreDouble(), InMemoryLockStore()

    async def locked(message: UserMessage) -> None:
        async with locks.lock(message.sender_id):
            if message.text == "一":
                await asyncio.sleep(LIMIT_S * 1.5)
            await echo(message)

    async with answering(core, locked) as turns:
        conversation = receive(core, "一", "二")
        turns.wake(conversation)
        await until(lambda: nothing_waits(core))
        await asyncio.sleep(LIMIT_S)
    assert said(core) == ["王敏将于15:20前致电您", "听到了：二"]


async def test_a_turn_that_will_not_be_cancelled_holds_nobody_up() -> None:
    core, gate = CoreDouble(), asyncio.Event()

    async def stubborn(message: UserMessage) -> None:
        while not gate.is_set():
            try:
                await gate.wait()
            except asyncio.CancelledError:
                continue
        await echo(message)

    async with answering(core, stubborn) as turns:
        turns.wake(receive(core, "一"))
        await until(lambda: nothing_waits(core), limit_s=LIMIT_S * 3)
        gate.set()
        await asyncio.sleep(0)
    assert said(core) == ["王敏将于15:20前致电您"]
