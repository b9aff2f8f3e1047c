"""The drills that kill, each once without what mends it: then they must go wrong."""

from __future__ import annotations

import pytest

from tests.acceptance.forked import Zygote
from tests.drills.audit import count
from tests.drills.breaches import all_promised_anew, broken_once, due, miss
from tests.drills.conftest import Build
from tests.drills.house import Standing
from tests.drills.killing import AT_ONCE, BOT, IN_FLIGHT, KEEPER, counted, on_its_feet, strike
from tests.drills.record import Record, shown
from tests.drills.steadfast import Steadfast
from tests.drills.test_kill_desk import DESK, order_twice
from tests.drills.test_kill_desk import fault_at as fault_of_desk
from tests.drills.test_kill_keeper import GROUP, TWO_KEEPERS, some
from tests.drills.test_kill_keeper import fault_at as fault_of_keeper
from tests.drills.test_kill_load import STOOD_STILL, UNDER_LOAD, killed_under_load, stand_still
from tests.drills.test_kill_points import IN_THE_ORDINARY_WAY, fault_at

pytestmark = [pytest.mark.counter, pytest.mark.timeout(300)]
HERE = "tests.drills.without_kill:"
TIMES = 3
# So long a customer waits who will never be answered.
IN_VAIN_S = 8.0
JOURNAL = ("journal", "acknowledged before it is written down")
AGAIN = ("message_once", "written down again when it is sent again")
FORGOTTEN = ("journal_row", "taken off the queue when a bot takes it")
APART = ("closing_apart", "its turn closed in a second transaction")
WITHOUT = {
    "received": JOURNAL, "journaled": AGAIN, "understood": FORGOTTEN, "turn_claimed": FORGOTTEN,
    "answer_queued": FORGOTTEN, "promise_committed": APART, "answer_sent": APART, "turn_closed": APART,
}  # fmt: skip


@pytest.mark.parametrize("point", WITHOUT)
def test_a_bot_killed_at_any_step_without_its_mend(build: Build, zygote: Zygote, point: str) -> None:
    change, words = WITHOUT[point]
    bot = (*BOT, HERE + change)
    house, record = on_its_feet(build(YINUO_UNANSWERED_LIMIT_S="60"), zygote, bot), Record("", "")
    crowd: list[Steadfast] = []
    for number in range(TIMES):
        crowd += strike(house, point, 1, 1 + number % IN_FLIGHT, bot, IN_VAIN_S)
    counted(house, crowd, record)
    assert not record.clean
    shown(GROUP, fault_at(point), f"{words}: of {record.messages} {record.lost} lost, {record.doubled} doubled")


def test_under_load_without_the_journal(build: Build, zygote: Zygote) -> None:
    bot = (*BOT, HERE + JOURNAL[0], HERE + FORGOTTEN[0])
    house, record = on_its_feet(build(YINUO_UNANSWERED_LIMIT_S="60"), zygote, bot), Record("", "")
    counted(house, killed_under_load(house, 2 * TIMES, record, bot, IN_VAIN_S), record)
    assert record.lost
    shown(GROUP, UNDER_LOAD, f"messages in memory alone: {record.lost} of {record.messages} lost")


def test_a_restart_without_giving_back_the_lease(build: Build, zygote: Zygote) -> None:
    """A bot that left its lease to run out would find the turn answered by the keeper, who understands nothing."""
    bot = (*BOT, HERE + "release")
    house = on_its_feet(build(), zygote, bot)
    crowd = strike(house, "understood", 1, 1, bot)
    waited = max(max(one.waits) for one in crowd)
    handed = sum("dead_man" in {p["made_by"] for p in one.promises()} for one in crowd)
    assert handed
    assert waited > 7
    shown(GROUP, IN_THE_ORDINARY_WAY, f"a lease that runs out: {waited:.0f} s, then {handed} handed over by the keeper")


def test_a_bot_that_stood_still_without_the_turn_s_claim(build: Build, zygote: Zygote) -> None:
    bot = (*BOT, HERE + "claim")
    house, record = on_its_feet(build(YINUO_UNANSWERED_LIMIT_S="1"), zygote, bot), Record("", "")
    crowd = [stand_still(house) for _ in range(TIMES)]
    counted(house, crowd, record)
    assert record.doubled
    shown(GROUP, STOOD_STILL, f"whoever has an answer gives it: {record.doubled} of {TIMES} turns answered twice")


@pytest.mark.parametrize("point", ["broken_written", "new_promise", "message_queued"])
def test_a_keeper_killed_without_the_one_transaction(build: Build, zygote: Zygote, point: str) -> None:
    keeper = (HERE + "one_transaction", *KEEPER)
    house, record = on_its_feet(build(), zygote, keeper=keeper), Record("", "")
    crowd = _missed(house, point, KEEPER)
    count(house, [one.sent for one in crowd], record)
    assert record.nameless
    assert record.ledger
    shown(GROUP, fault_of_keeper(point),
          f"the breach committed by itself: {record.nameless} of {len(crowd)} with no name and time")  # fmt: skip


@pytest.mark.parametrize("point", ["claimed"])
def test_a_keeper_killed_that_had_timers(build: Build, zygote: Zygote, point: str) -> None:
    house = on_its_feet(build(), zygote)
    crowd = _missed(house, point, (HERE + "timers",))
    late = sum(due(one) <= house.now() for one in crowd)
    assert late
    shown(GROUP, fault_of_keeper(point), f"timers in memory: {late} of {len(crowd)} breaches never noticed")


def _missed(house: Standing, point: str, keeper: tuple[str, ...]) -> list[Steadfast]:
    """Three promises are overdue, the keeper dies over the second, and another one does not make it good."""
    crowd = some(house)
    house.arm(point, 2)
    miss(house, crowd)
    house.struck("keeper")
    house.start_keeper(keeper)
    with pytest.raises(AssertionError):
        all_promised_anew(house, crowd, IN_VAIN_S)
    return crowd


def test_two_keepers_without_the_conditional_update(build: Build, zygote: Zygote) -> None:
    keeper = (HERE + "conditional_update",)
    house, record = on_its_feet(build(), zygote, keeper=keeper), Record("", "")
    house.part("keeper2", "handoff", "keep", changes=keeper)
    crowd: list[Steadfast] = []
    while not record.doubled and len(crowd) < 60:
        fresh = some(house, 6)
        miss(house, fresh)
        all_promised_anew(house, fresh)
        crowd += fresh
        broken_once(house, record)
    assert record.doubled
    shown(GROUP, TWO_KEEPERS, f"broken whatever it has become: {record.doubled} things done twice for {len(crowd)}")


def test_an_order_repeated_without_looking_whether_the_promise_has_ended(build: Build, zygote: Zygote) -> None:
    house, record = on_its_feet(build(), zygote), Record("", "")
    desk = (*DESK, HERE + "one_order")
    house.start_desk(desk)
    customer = Steadfast(house)
    customer.says(AT_ONCE[0])
    order_twice(house, "order_committed", customer, "not-reached", record, desk)
    assert record.doubled
    shown(GROUP, fault_of_desk("order_committed"), f"taken again: {record.doubled} promises or messages too many")


def test_an_order_that_is_not_one_transaction(build: Build, zygote: Zygote) -> None:
    house, record = on_its_feet(build(), zygote), Record("", "")
    house.start_desk((HERE + "one_transaction", *DESK))
    customer = Steadfast(house)
    customer.says(AT_ONCE[0])
    order_twice(house, "order_written", customer, "not-reached", record)
    assert record.lost
    shown(GROUP, fault_of_desk("order_written"), "the end of the call committed by itself: half of an order")
