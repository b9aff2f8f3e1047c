"""kill -9 of the bot under load, at any instant; and a bot that stood still in the middle of a turn and comes back."""

from __future__ import annotations

import random
import signal
import threading
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest

from tests.acceptance.forked import Zygote
from tests.acceptance.running import until
from tests.drills.conftest import Build, Lively
from tests.drills.house import Standing
from tests.drills.killing import BOT, DATABASES, TURNS, all_say, counted, on_its_feet
from tests.drills.record import Record, often
from tests.drills.steadfast import PATIENCE_S, Steadfast

GROUP = "kill"
LOAD = 8
SEED = 5
UNDER_LOAD = "kill -9 of the bot at any instant, 8 customers at once"
STOOD_STILL = "the bot stands still in a turn until the keeper has answered it"


def come_and_go(
    house: Standing, over: threading.Event, nobody_there: threading.Event, dice: random.Random, patience_s: float
) -> list[Steadfast]:
    """One customer after another, each with a whole conversation."""
    served: list[Steadfast] = []
    while not over.is_set():
        served.append(Steadfast(house, patience_s, nobody_there))
        for text in TURNS:
            served[-1].says(text)
        over.wait(dice.uniform(0.1, 1.0))
    return served


@pytest.mark.timeout(900)
def test_a_bot_killed_under_load_at_any_instant_loses_and_doubles_nothing(lively: Lively) -> None:
    record = Record(GROUP, UNDER_LOAD, note="on SQLite and on PostgreSQL" if len(DATABASES) > 1 else "")
    record.mended_by = (
        "the journal before the acknowledgement, one transaction an answer, leases taken back at the start"
    )
    for database, times in DATABASES.items():
        one = lively(database)
        crowd = killed_under_load(one, 2 * times, record)
        counted(one, crowd, record)
    record.keep()
    assert record.clean, record


def killed_under_load(
    house: Standing, times: int, record: Record, bot: tuple[str, ...] = BOT, patience_s: float = PATIENCE_S
) -> list[Steadfast]:
    """Eight customers talk on and on while the bot dies at instants that nobody chose, and stays dead until one of
    them has found nobody there."""
    dice, over, nobody = random.Random(SEED), threading.Event(), threading.Event()
    with ThreadPoolExecutor(LOAD) as threads:
        talks = [
            threads.submit(come_and_go, house, over, nobody, random.Random(number), patience_s)
            for number in range(LOAD)
        ]
        try:
            for _ in range(times):
                over.wait(dice.uniform(0.05, 1.5))
                nobody.clear()
                house.kill("bot")
                until(nobody.is_set, "a customer to find nobody there")
                house.start_bot(changes=bot)
                record.times += 1
        finally:
            over.set()
        return [customer for talk in talks for customer in talk.result()]


@pytest.mark.timeout(300)
def test_a_bot_that_stood_still_in_a_turn_does_not_answer_it_a_second_time(build: Build, zygote: Zygote) -> None:
    record = Record(GROUP, STOOD_STILL)
    record.mended_by = "whoever answers first closes the turn; the late second answer finds it closed and is dropped"
    one = on_its_feet(build(YINUO_UNANSWERED_LIMIT_S="1"), zygote)
    crowd: list[Steadfast] = []
    for _ in range(often(2, 20)):
        crowd.append(stand_still(one))
        record.times += 1
    counted(one, crowd, record).keep()
    assert record.clean, record


def stand_still(house: Standing) -> Steadfast:
    """The bot stops where it has understood the turn that ends in a promise, and goes on when the keeper has acted."""
    customer = Steadfast(house)
    customer.says(TURNS[0])
    bot = psutil.Process(house.parts["bot"].process.pid)
    house.arm("understood", how=signal.SIGSTOP)
    before = len(house.rows("promises"))
    with ThreadPoolExecutor(1) as beside:
        talking = beside.submit(all_say, [customer], TURNS[1:2])
        until(lambda: bot.status() == psutil.STATUS_STOPPED, "the bot to stand still")
        until(lambda: len(house.rows("promises")) > before, "the keeper to answer")
        bot.resume()
        talking.result()
    customer.says(TURNS[2])
    assert [p["made_by"] for p in customer.promises()][0] == "dead_man"
    return customer
