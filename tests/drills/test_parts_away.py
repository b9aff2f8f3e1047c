"""The bot or the desk dead for a while."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import httpx
import pytest

from tests.acceptance.forked import Zygote
from tests.acceptance.running import Agent, until
from tests.drills.audit import count, rows, told_once
from tests.drills.broken_actions import complaint
from tests.drills.conftest import Build
from tests.drills.house import Standing
from tests.drills.parts_house import (
    BOT,
    KEEPER_S,
    MINUTE_S,
    ROOM_S,
    SUPERVISOR,
    WELL,
    WITHOUT,
    a_while,
    all_closed,
    bot_alone,
    complain,
    die_with_messages,
)
from tests.drills.record import Record, often, shown
from tests.drills.steadfast import Steadfast

GROUP = "parts"
DESK = "the desk is dead for a while"
AWAY, UNANSWERED = "the bot is dead for a minute", "the bot dies with messages that nobody answered"


@pytest.mark.timeout(400)
def test_a_dead_desk_loses_no_order_and_signs_nobody_out(whole: Standing) -> None:
    record = Record(
        GROUP, DESK, mended_by="the desk keeps nothing: sign-ins are in their cookies, all else in the database"
    )
    house = whole
    house.next_working_morning()
    agent = Agent(house, SUPERVISOR)
    crowd: list[Steadfast] = []
    for _ in range(often(1, 3)):
        house.kill("desk")
        crowd += complain(house, 1)
        record.waited_s.append(crowd[-1].waits[0])
        a_while(house, MINUTE_S)
        with pytest.raises(httpx.TransportError):
            agent.page("/board")
        house.start_desk()
        assert crowd[-1].promises()[0]["case"] in agent.page("/board").text
        record.times += 1
    count(house, [one.sent for one in crowd], record)
    record.keep()
    assert record.clean, record


def in_vain(crowd: list[Steadfast]) -> bool:
    return all(one.tries > 5 for one in crowd)


@pytest.mark.timeout(400)
def test_a_message_to_a_dead_bot_arrives_once_when_it_is_back(whole: Standing) -> None:
    record = Record(GROUP, AWAY, mended_by="the client sends again under the same id; the journal knows that id")
    house = whole
    house.next_working_morning()
    for _ in range(often(1, 3)):
        crowd = [Steadfast(house, patience_s=3 * MINUTE_S) for _ in range(4)]
        house.kill("bot")
        with ThreadPoolExecutor(len(crowd)) as threads:
            talks = [threads.submit(one.says, complaint(WELL)) for one in crowd]
            until(partial(in_vain, crowd), "everybody to try in vain")
            a_while(house, MINUTE_S)
            assert not any(talk.done() for talk in talks)
            began = time.monotonic()
            house.start_bot(changes=BOT, wait=False)
            assert all(talk.result() for talk in talks)
            record.waited_s.append(time.monotonic() - began)
        assert [[p["made_by"] for p in one.promises()] for one in crowd] == [["dialogue"]] * len(crowd)
        record.times += 1
        told_once([one.sent for one in crowd], count(house, [one.sent for one in crowd], record))
    record.keep()
    assert record.clean, record


@pytest.mark.timeout(400)
def test_what_a_dead_bot_left_unanswered_the_keeper_answers(whole: Standing) -> None:
    record = Record(GROUP, UNANSWERED, mended_by="the keeper answers what nobody answered for 8 s")
    house = whole
    house.next_working_morning()
    for _ in range(often(1, 5)):
        crowd, talks, threads = die_with_messages(house)
        began = time.monotonic()
        until(partial(all_closed, house), "the keeper to answer", KEEPER_S + ROOM_S)
        record.waited_s.append(time.monotonic() - began)
        house.start_bot(changes=BOT, wait=False)
        assert all(talk.result() for talk in talks)
        threads.shutdown()
        made_by = [p["made_by"] for one in crowd for p in one.promises()]
        assert "dead_man" in made_by
        assert len(made_by) == len(crowd)
        record.times += 1
        told_once([one.sent for one in crowd], count(house, [one.sent for one in crowd], record))
    record.keep()
    assert record.clean, record


@pytest.mark.counter
@pytest.mark.timeout(400)
def test_a_desk_that_remembers_sign_ins_itself_signs_everybody_out(build: Build, zygote: Zygote) -> None:
    house = build()
    house.zygote = zygote
    house.start_desk(changes=(WITHOUT + "key_that_outlives_the_desk",))
    agent = Agent(house, SUPERVISOR)
    assert agent.page("/board").url.path == "/board"
    house.kill("desk")
    house.start_desk(changes=(WITHOUT + "key_that_outlives_the_desk",))
    assert agent.page("/board").url.path != "/board"
    shown(GROUP, DESK, "with a key of the process's own: everybody was signed out in the middle of their work")


@pytest.mark.counter
@pytest.mark.timeout(400)
def test_a_client_that_sends_once_loses_what_it_says_to_a_dead_bot(build: Build, zygote: Zygote) -> None:
    house = bot_alone(build, zygote)
    one = Steadfast(house)
    house.kill("bot")
    with pytest.raises(httpx.TransportError):
        httpx.post(f"{house.bot}/webhooks/webchat/messages", json={"id": "m1", "text": "在吗"}, headers=one.authorized)
    one.sent.messages.append(("m1", "在吗"))
    house.start_bot()
    record = count(house, [one.sent], Record(GROUP, AWAY))
    assert record.lost == 1
    shown(GROUP, AWAY, "with a client that sends once: the message was lost")


@pytest.mark.counter
@pytest.mark.timeout(400)
def test_without_the_keeper_what_a_dead_bot_left_waits_until_it_is_back(build: Build, zygote: Zygote) -> None:
    house = bot_alone(build, zygote, *BOT)
    crowd, talks, threads = die_with_messages(house)
    time.sleep(KEEPER_S + ROOM_S)
    waits = rows(house, "SELECT 1 FROM messages WHERE sender = 'customer' AND closed_at IS NULL")
    assert waits
    house.start_bot(changes=BOT)
    assert all(talk.result() for talk in talks)
    threads.shutdown()
    text = f"without the keeper: {len(waits)} of {len(crowd)} had no name and time for as long as the bot was dead"
    shown(GROUP, UNANSWERED, text)
