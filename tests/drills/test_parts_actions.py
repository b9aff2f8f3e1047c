"""Actions that raise, hang, answer rubbish or block everybody, in the bot's process and beside it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import httpx
import pytest

from tests.acceptance.forked import Zygote
from tests.acceptance.running import UNUSED, free_port, until
from tests.drills.audit import alarms, count, rows
from tests.drills.broken_actions import BLOCKS_S, SERVED, WAYS, ServedBadly, complaint
from tests.drills.conftest import Build
from tests.drills.house import Standing
from tests.drills.parts_house import KEEPER_S, ROOM_S, WELL, bot_alone
from tests.drills.record import Record, often, shown
from tests.drills.steadfast import Steadfast

GROUP = "parts"
BROKEN = "tests.drills.broken_actions:install"
TURN_S = 5.0
BLOCKS = list(WAYS).index("blocks everybody")
NONSENSE = list(WAYS).index("leaves nonsense to remember")
INSIDE, BESIDE, BLOCKED = "actions fail inside the bot", "the action server fails", "an action blocks the whole bot"


def standing(build: Build, zygote: Zygote, changes: Sequence[str], **settings: str) -> Standing:
    house = build(**settings)
    house.zygote = zygote
    house.start_keeper()
    house.start_bot(changes=tuple(changes))
    return house


def complain(house: Standing, ways: Sequence[int]) -> list[Steadfast]:
    """A customer for each way, all at once."""
    crowd = [Steadfast(house) for _ in ways]
    with ThreadPoolExecutor(len(crowd)) as threads:
        list(threads.map(lambda one, way: one.says(complaint(way)), crowd, ways))
    return crowd


def made_by(one: Steadfast) -> list[str]:
    return [promise["made_by"] for promise in one.promises()]


def finish(house: Standing, record: Record, crowd: Sequence[Steadfast]) -> None:
    """Everybody was handed over by the dead man, in time, with an alarm; and the house works again."""
    after = complain(house, [WELL])
    assert made_by(after[0]) == ["dialogue"]
    count(house, [one.sent for one in [*crowd, *after]], record)
    record.waited_s = record.waited_s or [wait for one in crowd for wait in one.waits]
    record.keep()
    assert record.clean, record


def _journaled(house: Standing) -> bool:
    return bool(rows(house, "SELECT 1 FROM messages WHERE closed_at IS NULL"))


def _seen_elsewhere(house: Standing, one: Steadfast) -> dict[str, Any] | None:
    """The promise as another bot process shows it, while the customer's own is stuck."""
    found = httpx.get(house.door("second") + "/webhooks/webchat/messages", headers=one.authorized, timeout=5)
    return next((m["promise"] for m in found.json()["messages"] if "promise" in m), None)


def test_whatever_an_action_answers_the_customer_has_a_name_and_a_time(build: Build, zygote: Zygote) -> None:
    house = standing(build, zygote, [BROKEN])
    record = Record(GROUP, INSIDE, mended_by="a failed action is noted on its turn, and the turn goes to the dead man")
    ways = [way for way in range(len(WAYS)) if way not in (BLOCKS, NONSENSE)]
    crowd: list[Steadfast] = []
    for _ in range(often(1, 2)):
        struck = complain(house, ways)
        for way, one in zip(ways, struck, strict=True):
            assert made_by(one) == ["dead_man"], list(WAYS)[way]
            assert one.waits[0] < TURN_S + ROOM_S
        crowd += struck
        record.times += len(ways)
    assert alarms(house, "dead_man_turn") == len(crowd)
    crowd += complain(house, [NONSENSE])
    assert made_by(crowd[-1]) == []  # it said something; what it left behind must not stand in the way of the rest
    crowd[-1].says(complaint(WELL))
    record.times += 1
    record.note = f"{len(ways) + 1} ways: {', '.join(list(WAYS)[:-1])}"
    finish(house, record, crowd)


def test_while_an_action_blocks_the_bot_the_keeper_gives_name_and_time(build: Build, zygote: Zygote) -> None:
    house = standing(build, zygote, [BROKEN], YINUO_UNANSWERED_LIMIT_S=str(KEEPER_S))
    house.start_bot("second")
    record = Record(GROUP, BLOCKED, mended_by="the keeper answers what nobody answered for 8 s")
    crowd: list[Steadfast] = []
    for _ in range(often(1, 2)):
        blocked, bystander = Steadfast(house), Steadfast(house)
        with ThreadPoolExecutor(3) as threads:
            began = time.monotonic()
            saying = threads.submit(blocked.says, complaint(BLOCKS))
            until(lambda: _journaled(house), "the message to be written down")
            waiting = threads.submit(bystander.says, complaint(WELL))
            promise = until(partial(_seen_elsewhere, house, blocked), "the keeper's promise")
            promised = time.monotonic() - began
            assert saying.result()
            assert waiting.result()
        assert promise["made_by"] == "dead_man"
        assert promised < KEEPER_S + ROOM_S
        assert made_by(blocked) == ["dead_man"]
        # Whose message was written down just before everybody was blocked is the keeper's, too.
        assert made_by(bystander) in (["dialogue"], ["dead_man"])
        assert bystander.waits[0] > BLOCKS_S / 2
        record.times += 1
        record.waited_s.append(promised)
        record.note = f"blocked for {BLOCKS_S:.0f} s; another customer's turn waited {bystander.waits[0]:.1f} s"
        crowd += [blocked, bystander]
    finish(house, record, crowd)


def test_whatever_the_action_server_does_the_customer_has_a_name_and_a_time(build: Build, zygote: Zygote) -> None:
    port = free_port()
    house = standing(build, zygote, [], YINUO_ACTIONS="beside", YINUO_ACTIONS_PORT=str(port))
    record = Record(
        GROUP, BESIDE, mended_by="every call has a time limit, and a failed one hands its turn to the dead man"
    )
    crowd: list[Steadfast] = []
    for _ in range(often(1, 2)):
        crowd += complain(house, [WELL])  # nobody listens
        with ServedBadly(port):
            crowd += complain(house, range(len(SERVED) + 1))
    assert [made_by(one) for one in crowd] == [["dead_man"]] * len(crowd)
    assert max(one.waits[0] for one in crowd) < TURN_S + ROOM_S
    assert alarms(house, "dead_man_turn") == len(crowd)
    record.times = len(crowd)
    record.note = f"dead; hanging; {'; '.join(SERVED)}"
    house.part("actions", "rasa_sdk", "--actions", "actions", "--port", str(port))
    until(lambda: _answers(port), "the action server", 60)
    finish(house, record, crowd)


def _answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/health", timeout=2, verify=UNUSED).status_code == 200
    except httpx.TransportError:
        return False


@pytest.mark.counter
def test_without_the_note_of_a_failed_action_the_bot_says_that_all_is_well(build: Build, zygote: Zygote) -> None:
    house = standing(build, zygote, [BROKEN, "tests.drills.without_parts:note_of_a_failed_action"])
    ways = [way for way in range(len(WAYS)) if way not in (BLOCKS, NONSENSE)]
    crowd = [Steadfast(house, patience_s=2 * KEEPER_S) for _ in ways]
    with ThreadPoolExecutor(len(crowd)) as threads:
        list(threads.map(lambda one, way: one.says(complaint(way)), crowd, ways))
    nameless = sum(not one.promises() for one in crowd)
    assert nameless
    shown(
        GROUP,
        INSIDE,
        f"without the note of a failed action: {nameless} of {len(crowd)} got no name and time",
    )


@pytest.mark.counter
def test_without_the_keeper_a_blocked_customer_waits_until_the_action_lets_go(build: Build, zygote: Zygote) -> None:
    house = bot_alone(build, zygote, BROKEN)
    one = Steadfast(house)
    assert one.says(complaint(BLOCKS))
    assert one.waits[0] > BLOCKS_S
    shown(GROUP, BLOCKED, f"without the keeper: name and time after {one.waits[0]:.1f} s, when the action let go")


@pytest.mark.counter
def test_without_a_time_limit_a_hanging_action_server_keeps_the_customer_waiting(build: Build, zygote: Zygote) -> None:
    port = free_port()
    house = build(YINUO_ACTIONS="beside", YINUO_ACTIONS_PORT=str(port), YINUO_TURN_LIMIT_S="600")
    house.zygote = zygote
    house.start_bot()
    with ServedBadly(port):
        one = Steadfast(house, patience_s=3 * TURN_S)
        assert not one.says(complaint(WELL))
    shown(GROUP, BESIDE, f"without the limit of a turn, and without the keeper: no answer within {3 * TURN_S:.0f} s")
