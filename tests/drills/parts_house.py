"""A whole house for the drills of single parts, and what its customers do in each of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.acceptance.forked import Zygote
from tests.drills.audit import rows
from tests.drills.broken_actions import complaint
from tests.drills.house import Standing
from tests.drills.record import LONG
from tests.drills.steadfast import Steadfast

WELL = 99
MINUTE_S = 60.0
# The keeper's patience, half as long in the short form; and room for a machine that does other things as well.
KEEPER_S, ROOM_S = 8.0 if LONG else 4.0, 6.0
SUPERVISOR = "chenlan"
BOT = ("tests.drills.points:bot",)
WITHOUT = "tests.drills.without_parts:"


def standing(
    build: Callable[..., Standing], zygote: Zygote, name: str = "house", keeper: tuple[str, ...] = ()
) -> Standing:
    """The whole house."""
    house = build(name, YINUO_UNANSWERED_LIMIT_S=str(KEEPER_S))
    house.zygote = zygote
    house.start_keeper(changes=keeper)
    house.start_desk()
    house.start_bot(changes=BOT)
    return house


def bot_alone(build: Callable[..., Standing], zygote: Zygote, *changes: str) -> Standing:
    """A bot without keeper and desk."""
    house = build()
    house.zygote = zygote
    house.start_bot(changes=changes)
    return house


def whole_house(folder: Path, zygote: Zygote) -> Iterator[Standing]:
    """One for all drills of a module; each begins on a morning of its own."""

    def build(_name: str, **settings: str) -> Standing:
        one = Standing(folder, **settings)
        one.prepare()
        return one

    house = standing(build, zygote)
    yield house
    house.hang_up()
    house.down()


def complain(house: Standing, number: int) -> list[Steadfast]:
    """Customers who are promised a call."""
    crowd = [Steadfast(house) for _ in range(number)]
    with ThreadPoolExecutor(number) as threads:
        assert all(threads.map(lambda one: one.says(complaint(WELL)), crowd))
    return crowd


def promises(house: Standing, **where: str) -> list[dict[str, Any]]:
    """What is promised now: case, state and time."""
    found = rows(house, "SELECT case_id, state, due_at FROM promises")
    shown = [{"case": case, "state": state, "due_at": due_at} for case, state, due_at in found]
    return [p for p in shown if all(p[key] == value for key, value in where.items())]


def a_while(house: Standing, seconds: float) -> None:
    """Time passes: on the house's clock in short, for everybody in the long run."""
    if LONG:
        time.sleep(seconds)
    else:
        house.go_to(house.now() + timedelta(seconds=seconds))


def die_with_messages(house: Standing) -> tuple[list[Steadfast], list[Future[bool]], ThreadPoolExecutor]:
    """Kill the bot when it has written the third message down."""
    crowd = [Steadfast(house, patience_s=3 * MINUTE_S) for _ in range(3)]
    house.arm("journaled", 3)
    threads = ThreadPoolExecutor(len(crowd))
    talks = [threads.submit(one.says, complaint(WELL)) for one in crowd]
    house.struck("bot")
    return crowd, talks, threads


def all_closed(house: Standing) -> bool:
    return not rows(house, "SELECT 1 FROM messages WHERE sender = 'customer' AND closed_at IS NULL")
