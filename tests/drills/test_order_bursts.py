"""Many messages of one customer at once: as many as may wait are answered, the rest is refused, none is lost."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta

import pytest

from tests.drills.audit import Sent, count
from tests.drills.crowd import Street, Visitor, answers, each_answered, said
from tests.drills.large import Row, Rows
from tests.drills.record import Record, often, shown

GROUP = "Order"
WHERE = ("one bot on SQLite", "two bots on PostgreSQL")
AT_ONCE, CUSTOMERS, MOST_WAITING = 20, 8, 20
FAULT = "bursts of 20 messages, 8 customers at once, "
FLOOD = "60 messages of a customer at once, "
FLOODED = 60
WITHOUT = "tests.drills.without_order:"
REPEAT_AFTER = 429


def burst(number: int, size: int) -> list[tuple[str, str]]:
    """What somebody says who writes a line for every thought."""
    first = f"我要找你们总部的负责人，我的电话是138{number:08d}"
    return [("m0", first), *((f"m{n}", f"另外第{n}件配件也有问题") for n in range(1, size))]


async def send(row: Row, street: Street, number: int, size: int) -> Visitor:
    """All of it at once, through every bot."""
    one = await street.visitor()
    lines = burst(number, size)
    await asyncio.gather(*(one.says(*line, n % len(row.bots)) for n, line in enumerate(lines)))
    return one


def taken(one: Visitor) -> list[tuple[str, str]]:
    """What was acknowledged, in the order of the journal."""
    accepted = {(p.id, p.text) for p in one.posted if p.status == 202}
    kept = said(one.messages())
    return [m for m in kept if m in accepted] + sorted(accepted.difference(kept))


async def bursts(row: Row, record: Record) -> list[Visitor]:
    """Several customers, each with a burst."""
    async with row.street() as street:
        begin = time.monotonic()
        crowd = await asyncio.gather(*(send(row, street, n, AT_ONCE) for n in range(CUSTOMERS)))
        for one in crowd:
            await one.heard(AT_ONCE)
            record.waited_s.append(time.monotonic() - begin)
    return list(crowd)


def judge(row: Row, crowd: list[Visitor], record: Record) -> None:
    """Count what was acknowledged."""
    sent = [Sent(one, taken(one)) for one in crowd]
    count(row.house, sent, record)
    each_answered(sent, record)
    record.times += len(crowd)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("where", WHERE)
def test_a_burst_is_answered_line_by_line(where: str, rows: Rows) -> None:
    row = rows.get(where)
    record = Record(GROUP, FAULT + where, mended_by="one durable queue a conversation, one turn at a time")
    for _ in range(often(1, 10)):
        row.house.go_to(row.house.now() + timedelta(days=1))
        crowd = asyncio.run(bursts(row, record))
        judge(row, crowd, record)
        assert all(p.status == 202 for one in crowd for p in one.posted)
    record.keep()
    assert record.clean, record


async def flood(row: Row, again: bool) -> tuple[Visitor, list[tuple[str, str]]]:
    """More than may wait; what was refused, and whether it is sent again when there is room."""
    async with row.street() as street:
        one = await send(row, street, 1, FLOODED)
        refused = [(p.id, p.text) for p in one.posted if p.status == REPEAT_AFTER]
        for message in refused if again else []:
            while (await one.says(*message)).status == REPEAT_AFTER:
                await asyncio.sleep(0.05)
        await one.heard(len(taken_now(one)))
    return one, refused


def taken_now(one: Visitor) -> set[str]:
    """What was acknowledged so far."""
    return {p.id for p in one.posted if p.status in (200, 202)}


@pytest.mark.parametrize("where", WHERE)
def test_beyond_the_backlog_nothing_is_taken_and_nothing_taken_is_lost(where: str, rows: Rows) -> None:
    row = rows.get(where)
    record = Record(GROUP, FLOOD + where, mended_by="429 beyond the messages that may wait, decided behind the lock")
    for _ in range(often(1, 10)):
        row.house.go_to(row.house.now() + timedelta(days=1))
        begin = time.monotonic()
        one, refused = asyncio.run(flood(row, again=True))
        assert refused, "nothing was refused"
        assert {p.status for p in one.posted} <= {202, REPEAT_AFTER}
        assert len(said(one.messages())) == FLOODED
        record.waited_s.append(time.monotonic() - begin)
        judge(row, [one], record)
    record.keep()
    assert record.clean, record


@pytest.mark.counter
def test_without_the_backlog_one_customer_fills_the_queue(rows: Rows) -> None:
    where = "one bot on SQLite"
    one, refused = asyncio.run(flood(rows.get(where, (WITHOUT + "backlog",)), again=False))
    assert not refused
    assert len(answers(one.messages())) > MOST_WAITING
    shown(GROUP, FLOOD + where, f"without the limit all {FLOODED} were taken, to be answered while the others wait")


@pytest.mark.counter
@pytest.mark.timeout(300)
def test_where_a_turn_may_close_twice_bursts_are_answered_twice(rows: Rows) -> None:
    where = "two bots on PostgreSQL"
    row, record = rows.get(where, (WITHOUT + "lease", WITHOUT + "one_answer")), Record(GROUP, FAULT + where)
    judge(row, asyncio.run(bursts(row, record)), record)
    assert not record.clean
    shown(GROUP, FAULT + where, f"without the lease, and where turns close twice: {record.doubled} answers too "
          f"many or out of order for {CUSTOMERS * AT_ONCE} messages, {record.lost} lost")  # fmt: skip
