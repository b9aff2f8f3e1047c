"""A whole house for the drills of single parts, and what its customers do in each of them."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from tests.drills.audit import rows
from tests.drills.broken_actions import complaint
from tests.drills.forked import Zygote
from tests.drills.house import Standing
from tests.drills.record import LONG
from tests.drills.steadfast import Steadfast

WELL = 99
MINUTE_S = 60.0
# The keeper's patience, and room for a machine that does other things as well.
KEEPER_S, ROOM_S = 8.0, 6.0
SUPERVISOR = "chenlan"
BOT = ("tests.drills.points:bot",)
WITHOUT = "tests.drills.without_parts:"


def standing(
    build: Callable[..., Standing], zygote: Zygote, name: str = "house", keeper: tuple[str, ...] = ()
) -> Standing:
    """The whole house."""
    house = build(name)
    house.zygote = zygote
    house.start_keeper(changes=keeper)
    house.start_desk()
    house.start_bot(changes=BOT)
    return house


def complain(house: Standing, number: int) -> list[Steadfast]:
    """Customers who are promised a call."""
    crowd = [Steadfast(house) for _ in range(number)]
    with ThreadPoolExecutor(number) as threads:
        assert all(threads.map(lambda one: one.says(complaint(WELL)), crowd))
    return crowd


def promises(house: Standing, **where: str) -> list[dict[str, Any]]:
    """What is promised now."""
    found = json.loads(house.command("promises", "--json"))
    return [p for p in found if all(p[key] == value for key, value in where.items())]


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
