"""Messages are answered one at a time in order of arrival, whichever process they came in through."""

from __future__ import annotations

import asyncio

import pytest
from rasa.core.channels.channel import UserMessage

from channels import base
from tests.unit.channels_double import CoreDouble, until
from tests.unit.turns_double import LIMIT_S, answering, echo, nothing_waits, receive, said


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


async def test_a_server_that_stops_lets_the_turns_in_hand_end() -> None:
    core = CoreDouble()

    async def slowly(message: UserMessage) -> None:
        await asyncio.sleep(LIMIT_S / 2)
        await echo(message)

    async with answering(core, slowly) as turns:
        turns.wake(receive(core, "一"))
        await asyncio.sleep(0.02)
    assert said(core) == ["听到了：一"]
