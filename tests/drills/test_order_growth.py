"""The ten thousandth conversation and the thousandth turn cost what the first ones did."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Callable
from datetime import timedelta

import psutil
import pytest
import sqlalchemy as sa

from bench.talk import round_trip
from handoff.clock import FileClock
from handoff.companies import Companies
from handoff.intake import Intake
from handoff.reach import channels
from handoff.store import Store
from handoff.watcher import Watcher
from tests.acceptance.running import SECRET, Agent
from tests.drills.audit import Sent, contradictions
from tests.drills.crowd import Listener, Street, Visitor, each_answered
from tests.drills.house import Standing
from tests.drills.large import MANAGER, Row, Rows
from tests.drills.record import LONG, Record, shown

GROUP = "Growth"
CONVERSATIONS = "10,000 conversations"
TURNS = "one conversation of 1,000 turns"
# How many conversations there are when the house is measured; half of them came through the bot's door.
MARKS = (2000, 6000, 10000) if LONG else (60, 120, 180)
LONGEST = 1005 if LONG else 65
ROUND = 10
SAMPLES = 40 if LONG else 15
STAY_OPEN = 20
WHOLE = "我要找你们总部的负责人，我的电话是138{:08d}"
SOLVED = "问题已经解决了"
AT_THE_DOOR = 8
SLOWER, LARGER = 1.5, 1.1
# The keeper reads what was said in the last three minutes, and on a clock that stands still that would be everything.
BACK = timedelta(minutes=4)
SWEEP_SLACK_S, BOARD_SLACK_S = 0.002, 0.03


class Within:
    """The house's core, used from here: the quick way to fill it, and the keeper's round with a stop-watch."""

    def __init__(self, house: Standing) -> None:
        self.store = Store(house.environment["YINUO_DATABASE_URL"], SECRET)
        clock, companies = FileClock(house.folder / "now"), Companies()
        self._intake = Intake(self.store, clock, companies, 20, channels())
        self._watcher = Watcher(self.store, clock, companies, self._intake, 8.0)

    def seed(self, first: int, last: int, stay_open: int = 0) -> None:
        """Conversations in which all is said: a promise, and that it is not needed any more."""
        for number in range(first, last):
            self._turn(number, WHOLE.format(number), self._intake.hand_off)
            if number - first >= stay_open:
                self._turn(number, SOLVED, self._intake.solved)

    def _turn(self, number: int, text: str, act: Callable[..., object]) -> None:
        receipt = self._intake.receive("webchat", f"anon:seed{number}", text, text, worker="seed")
        assert receipt.turn
        known = {"intent": "hq_contact", "phone": f"138{number:08d}", **receipt.turn.known}
        act(receipt.turn.id, known)

    def sweep_s(self) -> float:
        """How long a round of the keeper takes in which nothing is due."""
        return statistics.median(timed(self._watcher.sweep) for _ in range(SAMPLES))


def timed(work: Callable[[], object]) -> float:
    """Seconds that something takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


async def through_the_door(row: Row, first: int, last: int) -> None:
    """The same conversations from outside, several at a time."""
    room = asyncio.Semaphore(AT_THE_DOOR)

    async def talk(street: Street, number: int) -> None:
        async with room:
            one = await street.visitor()
            await one.says("a", WHOLE.format(number))
            await one.heard(1)
            await one.says("b", SOLVED)
            assert len(await one.heard(2)) == 4

    async with row.street() as street:
        await asyncio.gather(*(talk(street, number) for number in range(first, last)))


async def turn_s(street: Street, number: int) -> float:
    """How long a new customer waits for the promise, who is then served and done."""
    one = await street.visitor()
    async with one.listening() as listener:
        posted = await one.says("a", WHOLE.format(number))
        assert await listener.until(1)
        took = listener.answers[0][0] - posted.sent
        await one.says("b", SOLVED)
        assert await listener.until(2)
    return took


async def slower(large: Row, small: Row) -> float:
    """How much longer a turn takes in one house than in the other, measured in the same seconds."""
    took: dict[str, list[float]] = {"large": [], "small": []}
    async with large.street() as at_large, small.street() as at_small:
        for number in range(SAMPLES):
            for name, street in (("large", at_large), ("small", at_small)):
                took[name].append(await turn_s(street, number))
    return statistics.median(took["large"]) / statistics.median(took["small"])


@pytest.mark.timeout(1500)
def test_a_house_with_many_conversations_is_as_quick_and_small_as_before(rows: Rows) -> None:
    small, large = rows.get("one bot on SQLite"), rows.alone("one bot on SQLite")
    house, within = large.house, Within(large.house)
    house.start_keeper()
    house.start_desk()
    lead = Agent(house, MANAGER)
    record = Record(GROUP, CONVERSATIONS, times=1, mended_by="every question asked often finds its rows by an index")
    rss, sweep, board, factor, before = [], [], [], [], 0
    for mark in MARKS:
        middle = (before + mark) // 2
        within.seed(before, middle, 0 if before else STAY_OPEN)
        asyncio.run(through_the_door(large, middle, mark))
        record.messages += 2 * (mark - middle)
        before = mark
        factor.append(asyncio.run(slower(large, small)))
        house.go_to(house.now() + BACK)
        rss.append(psutil.Process(house.parts["bot"].process.pid).memory_info().rss / 2**20)
        sweep.append(within.sweep_s())
        board.append(statistics.median(timed(lambda: lead.page("/board")) for _ in range(SAMPLES)))
    record.ledger = contradictions(house)
    record.note = (
        f"at {', '.join(map(str, MARKS))} conversations: bot {', '.join(f'{mb:.0f}' for mb in rss)} MB; a turn "
        f"{', '.join(f'{f:.2f}' for f in factor)} times one in a house that is nearly new; a round of the keeper "
        f"{', '.join(f'{1000 * s:.1f}' for s in sweep)} ms; the supervisor's board "
        f"{', '.join(f'{1000 * s:.0f}' for s in board)} ms. Half of them came through the bot's door"
    )
    record.keep()
    within.store.close()
    assert record.clean, record
    assert factor[-1] <= SLOWER, record.note
    assert rss[-1] <= LARGER * rss[0], record.note
    assert sweep[-1] <= SLOWER * sweep[0] + SWEEP_SLACK_S, record.note
    assert board[-1] <= SLOWER * board[0] + BOARD_SLACK_S, record.note


async def say(one: Visitor, listener: Listener, turn: int, number: int) -> float:
    """One more turn of somebody's conversation; how long it took."""
    posted = await one.says(f"{turn}", round_trip(turn, number))
    assert posted.status == 202
    assert await listener.until(turn + 1), "no answer"
    return listener.answers[turn][0] - posted.sent


async def converse(row: Row, turns: int) -> tuple[Visitor, float]:
    """One long conversation, its last two rounds beside new customers who say the same; how much slower it is."""
    late, new = list[float](), list[float]()
    async with row.street() as street:
        old = await street.visitor()
        async with old.listening() as to_old:
            for turn in range(turns - 2 * ROUND):
                await say(old, to_old, turn, 1)
            for turn in range(turns - 2 * ROUND, turns):
                phase = turn % ROUND
                if phase == 0 or not new:
                    fresh = await street.visitor()
                async with fresh.listening() as to_fresh:
                    await to_fresh.until(len(fresh.posted))
                    new.append(await say(fresh, to_fresh, len(fresh.posted), turn))
                late.append(await say(old, to_old, turn, 1))
    return old, statistics.median(late) / statistics.median(new)


@pytest.mark.timeout(900)
def test_the_thousandth_turn_takes_no_longer_than_the_tenth(rows: Rows) -> None:
    row = rows.get("one bot on SQLite")
    row.house.go_to(row.house.now() + timedelta(days=1))
    record = Record(GROUP, TURNS, times=1, messages=LONGEST, mended_by="a turn begins with a small tracker")
    old, factor = asyncio.run(converse(row, LONGEST))
    each_answered([Sent(old, [(p.id, p.text) for p in old.posted])], record)
    record.ledger = contradictions(row.house)
    record.note = f"its last 20 turns took {factor:.2f} times as long as the same ones of a new conversation meanwhile"
    record.keep()
    assert record.clean, record
    assert factor <= SLOWER, record.note


@pytest.mark.counter
@pytest.mark.timeout(900)
def test_with_trackers_rebuilt_from_all_events_turns_become_slower(rows: Rows) -> None:
    row = rows.get("one bot on SQLite", ("tests.drills.without_order:fresh_trackers",))
    _, factor = asyncio.run(converse(row, 405))
    assert factor > SLOWER
    shown(GROUP, TURNS, f"with trackers rebuilt from all events, as stock Rasa does, turn 400 takes {factor:.1f} times "
          "as long as a new conversation's")  # fmt: skip


@pytest.mark.counter
@pytest.mark.timeout(900)
def test_without_indexes_the_keeper_s_round_grows(rows: Rows) -> None:
    within = Within(rows.alone("no bot on SQLite").house)
    engine = sa.create_engine(within.store.url)
    for index in ("messages_unanswered", "cases_by_state"):  # promises are asked for by the name of theirs
        engine.execute(f"DROP INDEX {index}")
    engine.dispose()
    within.seed(0, 300)
    first = within.sweep_s()
    within.seed(300, 4000)
    last = within.sweep_s()
    assert last > SLOWER * first + SWEEP_SLACK_S
    shown(GROUP, CONVERSATIONS, f"without the indexes a round of the keeper takes {1000 * first:.1f} ms after 300 "
          f"conversations and {1000 * last:.1f} ms after 4,000")  # fmt: skip
