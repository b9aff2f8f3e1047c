"""From a journaled message to its one answer, whatever fails on the way."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.core.lock_store import InMemoryLockStore

from channels import base
from channels.base import Turns
from channels.turn import fail, running
from tests.unit.channels_double import NOW, CoreDouble, until

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


async def test_messages_are_answered_in_order_of_arrival_one_at_a_time() -> None:
    core, inside, most = CoreDouble(), 0, 0

    async def slowly(message: UserMessage) -> None:
        nonlocal inside, most
        inside, most = inside + 1, max(most, inside + 1)
        await asyncio.sleep(0.01)
        inside -= 1
        await echo(message)

    async with answering(core, slowly) as turns:
        conversation = receive(core, "一", "二", "三", "四")
        for _ in range(4):
            turns.wake(conversation)
            await asyncio.sleep(0.005)
        await until(lambda: nothing_waits(core))
    assert said(core) == ["听到了：一", "听到了：二", "听到了：三", "听到了：四"]
    assert most == 1


async def test_a_turn_that_came_with_the_receipt_is_not_taken_again() -> None:
    core = CoreDouble()
    async with answering(core, echo) as turns:
        receipt = core.receive("webchat", "anon:1", "1", "一", worker=turns.taker)
        assert receipt.turn is not None
        turns.wake(receipt.conversation_id, receipt.turn)
        await until(lambda: nothing_waits(core))
    assert (said(core), core.takes) == (["听到了：一"], 0)


async def test_a_turn_handed_to_a_worker_in_the_middle_of_another_is_answered_after_it_and_once() -> None:
    core, gate = CoreDouble(), asyncio.Event()

    async def waits(message: UserMessage) -> None:
        await asyncio.wait_for(gate.wait(), LIMIT_S)
        await echo(message)

    async with answering(core, waits) as turns:
        first = core.receive("webchat", "anon:1", "1", "一", worker=turns.taker)
        turns.wake(first.conversation_id)  # as the sweep does, which may be first
        await until(lambda: core.takes == 1)
        turns.wake(first.conversation_id, first.turn)
        second = core.receive("webchat", "anon:1", "2", "二", worker=turns.taker)
        assert second.turn is None
        turns.wake(second.conversation_id, second.turn)
        gate.set()
        await until(lambda: nothing_waits(core))
    assert said(core) == ["听到了：一", "听到了：二"]


async def test_a_process_without_room_leaves_what_comes_in_to_whoever_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "AT_ONCE", 1)
    core, gate = CoreDouble(), asyncio.Event()

    async def waits(message: UserMessage) -> None:
        await asyncio.wait_for(gate.wait(), LIMIT_S)
        await echo(message)

    async with answering(core, waits) as turns:
        assert turns.taker == turns.name
        one = core.receive("webchat", "anon:1", "1", "一", worker=turns.taker)
        two = core.receive("webchat", "anon:2", "1", "二", worker=turns.taker)
        turns.wake(one.conversation_id, one.turn)
        await until(lambda: turns.taker == "")
        turns.wake(two.conversation_id, two.turn)
        await asyncio.sleep(0)
        assert core.takes == 0
        gate.set()
        await until(lambda: nothing_waits(core))
        assert core.takes == 1  # what had to wait for room is looked up again: another may have answered it
    assert turns.taker == ""  # nor does one that ends


async def test_a_conversation_is_given_back_when_nothing_waits() -> None:
    core = CoreDouble()
    async with answering(core, echo) as turns:
        turns.wake(receive(core, "一"))
        await until(lambda: nothing_waits(core) and not core.leases)


async def test_conversations_do_not_wait_for_each_other() -> None:
    core, gate = CoreDouble(), asyncio.Event()

    async def first_waits(message: UserMessage) -> None:
        if message.text == "一":
            await asyncio.wait_for(gate.wait(), LIMIT_S)
        gate.set()
        await echo(message)

    async with answering(core, first_waits) as turns:
        turns.wake(receive(core, "一", address="anon:1"))
        turns.wake(receive(core, "二", address="anon:2"))
        await until(lambda: nothing_waits(core))
    assert core.dead == []


async def test_a_message_that_another_process_left_is_found_by_the_sweep() -> None:
    core = CoreDouble()
    receive(core, "一")
    async with answering(core, echo, sweep=True):
        await until(lambda: nothing_waits(core))
    assert said(core) == ["听到了：一"]


async def test_a_conversation_held_elsewhere_is_taken_as_soon_as_it_is_free() -> None:
    core = CoreDouble()
    async with answering(core, echo) as turns:
        conversation = receive(core, "一")
        core.leases[conversation] = "another"
        turns.wake(conversation)
        await asyncio.sleep(0.05)
        core.leases.clear()
        await until(lambda: nothing_waits(core), limit_s=0.6)


async def test_what_comes_in_through_another_process_during_a_turn_is_answered_after_it() -> None:
    core = CoreDouble()

    async def meanwhile(message: UserMessage) -> None:
        if message.text == "一":
            receive(core, "二")  # whoever took it in finds the conversation held
        await echo(message)

    async with answering(core, meanwhile) as turns:
        turns.wake(receive(core, "一"))
        await until(lambda: nothing_waits(core), limit_s=0.5)
    assert said(core) == ["听到了：一", "听到了：二"]


async def raising(_message: UserMessage) -> None:
    raise RuntimeError("13800138000 is what the customer typed")


async def hanging(_message: UserMessage) -> None:
    await asyncio.sleep(60)


async def silent(_message: UserMessage) -> None:
    return None


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


async def test_nothing_to_say_is_fine_where_a_promise_stands() -> None:
    core = CoreDouble()
    async with answering(core, silent) as turns:
        conversation = receive(core, "谢谢")
        core.known[conversation] = {"promise": {"owner": "王敏"}}
        turns.wake(conversation)
        await until(lambda: nothing_waits(core))
    assert (core.dead, said(core)) == ([], [])


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
    assert heard[0].metadata == {"turn": "1", "now": "2026-06-08T10:00:00+08:00"}
    assert heard[0].input_channel == "webchat"


async def test_a_server_that_stops_lets_the_turns_in_hand_end() -> None:
    core = CoreDouble()

    async def slowly(message: UserMessage) -> None:
        await asyncio.sleep(LIMIT_S / 2)
        await echo(message)

    async with answering(core, slowly) as turns:
        turns.wake(receive(core, "一"))
        await asyncio.sleep(0.02)
    assert said(core) == ["听到了：一"]


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
