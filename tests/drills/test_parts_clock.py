"""The clock is set by an hour, forward and back, under bot, keeper and desk."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

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
    ROOM_S,
    SUPERVISOR,
    WELL,
    WITHOUT,
    all_closed,
    bot_alone,
    complain,
    die_with_messages,
    promises,
    standing,
)  # fmt: skip
from tests.drills.record import Record, often, shown
from tests.drills.steadfast import Steadfast

GROUP = "clock"
TO_AND_FRO = "the clock goes an hour forward, back, and forward again"
BACK = "the clock goes back an hour with messages unanswered"
FORWARD = BACK.replace("back", "forward")
LEASED = "the clock goes back an hour under the lease of a dead bot"
HOUR = timedelta(hours=1)


def set_clock(house: Standing, step: timedelta) -> datetime:
    """As somebody with a wrong watch would."""
    house.go_to(house.now() + step)
    return house.now()


def nothing_in_the_past(crowd: Sequence[Steadfast], since: datetime) -> bool:
    return all(datetime.fromisoformat(p["due_at"]) > since for one in crowd for p in one.promises()[-1:])


def swept(house: Standing) -> None:
    """Wait until the keeper has seen the new time."""
    seen = house.now()
    until(lambda: abs((_beat(house) - house.now()).total_seconds()) < 5, f"the keeper to see {seen}")
    began = _beat(house)
    until(lambda: _beat(house) > began, "another round of the keeper")


def _beat(house: Standing) -> datetime:
    found = rows(house, "SELECT at FROM heartbeats WHERE name = 'keeper'")[0][0]
    return datetime.fromisoformat(found)


def complains_again(house: Standing) -> set[str]:
    """The open cases of somebody whose first one was solved before the clock went back."""
    one = complain(house, 1)[0]
    one.says("已经解决了，不用再打了")
    set_clock(house, -HOUR)
    for _ in range(2):
        one.says(complaint(WELL))
    live = {p["case"] for p in promises(house, state="open")}
    set_clock(house, HOUR)
    return live & {p["case"] for p in one.promises()}


@pytest.mark.timeout(400)
def test_a_clock_set_to_and_fro_breaks_nothing_twice_and_promises_nothing_in_the_past(
    whole: Standing,
) -> None:
    record = Record(
        GROUP,
        TO_AND_FRO,
        mended_by="a promise breaks once by its row, a customer's open case is theirs whenever it began",
    )
    house = whole
    for _ in range(often(1, 5)):
        house.next_working_morning()
        swept(house)
        agent = Agent(house, SUPERVISOR)
        crowd = complain(house, 4)
        last = max(datetime.fromisoformat(one.promises()[0]["due_at"]) for one in crowd)
        house.go_to(last - HOUR + timedelta(minutes=2))
        for step in (HOUR, -HOUR, HOUR, -HOUR):
            now = set_clock(house, step)
            swept(house)
            crowd += (fresh := complain(house, 1))
            record.waited_s.append(fresh[0].waits[0])
            assert nothing_in_the_past(fresh, now)
            record.times += 1
        assert len(complains_again(house)) == 1
        cases = {one.promises()[0]["case"] for one in crowd}
        broken = [p for p in promises(house, state="broken") if p["case"] in cases]
        alarmed = [case for (case,) in rows(house, "SELECT case_id FROM alarms WHERE kind = 'broken'")]
        assert sum(case in cases for case in alarmed) == len(broken) >= 4
        assert max(datetime.fromisoformat(p["due_at"]) for p in broken) <= last + HOUR
        reminded = rows(house, "SELECT promise_id, count(*) FROM notices WHERE kind = 'soon' GROUP BY 1")
        assert all(times == 1 for _, times in reminded)
        swept(house)
        assert agent.page("/board").status_code == 200
        assert "守约系统运行正常" in agent.page("/board").text
        count(house, [one.sent for one in crowd], record)
    record.keep()
    assert record.clean, record


@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    ("fault", "step", "mended_by"),
    [
        (BACK, -HOUR, "a message from ahead of the clock waits by seconds that no clock can set"),
        (FORWARD, HOUR, "the keeper answers what nobody answered, at once where it seems to have waited for an hour"),
    ],
    ids=["back", "forward"],
)
def test_messages_that_wait_while_the_clock_is_set_are_answered_in_time(
    fault: str, step: timedelta, mended_by: str, whole: Standing
) -> None:
    record = Record(GROUP, fault, mended_by=mended_by)
    house = whole
    for _ in range(often(1, 5)):
        house.next_working_morning()
        crowd, talks, threads = die_with_messages(house)
        set_clock(house, step)
        began = time.monotonic()
        until(lambda: all_closed(house), "the keeper to answer", KEEPER_S + ROOM_S)
        record.waited_s.append(time.monotonic() - began)
        house.start_bot(changes=BOT, wait=False)
        assert all(talk.result() for talk in talks)
        threads.shutdown()
        assert nothing_in_the_past(crowd, house.now())
        record.times += 1
        told_once([one.sent for one in crowd], count(house, [one.sent for one in crowd], record))
        set_clock(house, -step)
    record.keep()
    assert record.clean, record


@pytest.mark.timeout(400)
def test_a_lease_of_before_the_clock_was_set_back_holds_nobody_up(build: Build, zygote: Zygote) -> None:
    record = Record(GROUP, LEASED, mended_by="a lease that ends later than any lease of now can binds nobody")
    house = build()
    house.zygote = zygote
    house.start_bot("second")
    for _ in range(often(1, 5)):
        house.start_bot(changes=BOT)
        crowd, waited = taken_over(house, KEEPER_S + ROOM_S)
        record.waited_s.append(waited)
        record.times += 1
        house.start_bot(changes=BOT)
        for talk in crowd:
            assert [p["made_by"] for p in talk.promises()] == ["dialogue"]
        told_once([one.sent for one in crowd], count(house, [one.sent for one in crowd], record))
        house.kill("bot")
    record.keep()
    assert record.clean, record


def taken_over(house: Standing, seconds: float) -> tuple[list[Steadfast], float]:
    """The first bot dies in the middle of a turn that it holds, the clock goes back, and the second must answer it;
    no keeper is there to help."""
    one = Steadfast(house)
    name = ("m1", complaint(WELL))
    house.arm("turn_claimed", 1)
    with ThreadPoolExecutor(1) as threads:
        posting = threads.submit(one.post, *name)
        house.struck("bot")
        posting.result()
    one.sent.messages.append(name)
    assert rows(house, "SELECT 1 FROM conversations WHERE leased_by IS NOT NULL")
    set_clock(house, -HOUR)
    began = time.monotonic()
    until(lambda: all_closed(house), "the other bot to answer", seconds)
    return [one], time.monotonic() - began


@pytest.mark.counter
@pytest.mark.timeout(400)
def test_without_seconds_that_no_clock_can_set_a_message_waits_for_an_hour(build: Build, zygote: Zygote) -> None:
    house = standing(build, zygote, keeper=(WITHOUT + "messages_from_ahead",))
    crowd, _, threads = die_with_messages(house)
    threads.shutdown(wait=False, cancel_futures=True)
    set_clock(house, -HOUR)
    with pytest.raises(AssertionError):
        until(lambda: all_closed(house), "the keeper to answer", KEEPER_S + ROOM_S)
    left = len(rows(house, "SELECT 1 FROM messages WHERE sender = 'customer' AND closed_at IS NULL"))
    shown(GROUP, BACK, f"when only the clock counts: {left} of {len(crowd)} unanswered, and for an hour to come")
    house.start_bot(changes=BOT)


@pytest.mark.counter
@pytest.mark.timeout(400)
def test_without_the_keeper_a_clock_set_forward_leaves_messages_as_unanswered_as_before(
    build: Build, zygote: Zygote
) -> None:
    house = bot_alone(build, zygote, *BOT)
    crowd, _, threads = die_with_messages(house)
    threads.shutdown(wait=False, cancel_futures=True)
    set_clock(house, HOUR)
    time.sleep(KEEPER_S)
    left = len(rows(house, "SELECT 1 FROM messages WHERE sender = 'customer' AND closed_at IS NULL"))
    assert left
    shown(GROUP, FORWARD, f"without the keeper: {left} of {len(crowd)} unanswered for as long as the bot was dead")
    house.start_bot(changes=BOT)


@pytest.mark.counter
@pytest.mark.timeout(400)
def test_without_the_end_of_all_leases_a_conversation_is_shut_for_an_hour(build: Build, zygote: Zygote) -> None:
    house = build()
    house.zygote = zygote
    house.start_bot("second", changes=(WITHOUT + "end_of_all_leases",))
    house.start_bot(changes=BOT)
    with pytest.raises(AssertionError):
        taken_over(house, KEEPER_S + ROOM_S)
    shown(GROUP, LEASED, "when a lease binds until its time: the other bot left the message alone, for an hour to come")


@pytest.mark.counter
@pytest.mark.timeout(400)
def test_when_the_newest_case_counts_a_customer_has_two_after_the_clock_went_back(build: Build, zygote: Zygote) -> None:
    house = bot_alone(build, zygote, *BOT, WITHOUT + "open_case_first")
    cases = complains_again(house)
    assert len(cases) > 1
    shown(GROUP, TO_AND_FRO, f"when a customer's newest case counts: {len(cases)} open cases of one customer")
