"""Two messages of one conversation, close together, through one door or two.

What "in order" means: a message whose sender waited for the first one's acknowledgement stands behind it. Where the
second left before that, both are under way at once and nobody can say which was first; then the database says it, once,
for everybody: the journal, the answers and what each turn knows all follow the order in which it wrote them down.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count as numbers

import pytest

from tests.drills.audit import Sent, count
from tests.drills.crowd import Listener, Visitor, answers, each_answered, said
from tests.drills.large import Row, Rows
from tests.drills.record import Record, often, shown

GROUP = "Order"
WHERE = ("one bot on SQLite", "one bot on PostgreSQL", "two bots on PostgreSQL")
GAPS_MS = (0, 5, 10, 20)
MATTER, PHONE = ("a", "我要找你们总部的负责人"), ("b", "138{:08d}")
TIMES_A_TURN = 3
BREATH_S = 0.02
WITHOUT = "tests.drills.without_order:"
FAULT = "two messages 0, 5, 10 and 20 ms apart, "
MENDED = (
    "one queue a conversation, the oldest message first; whose turn it is answers the next one too, whichever bot it "
    "came in through"
)
_customers = numbers(1)


@dataclass
class Found:
    """What one run of pairs saw."""

    sent: list[Sent] = field(default_factory=list)
    waited_s: list[float] = field(default_factory=list)
    single_s: list[float] = field(default_factory=list)
    raced: int = 0
    wrong: int = 0

    @property
    def share(self) -> float:
        """How long the slowest twentieth of all messages waited, in turns of which nobody is in the way."""
        return late(self.waited_s) / late(self.single_s)


def late(seconds: list[float]) -> float:
    """The 95th percentile."""
    return sorted(seconds)[int(0.95 * (len(seconds) - 1))]


def middle(seconds: list[float]) -> float:
    """The median."""
    return sorted(seconds)[len(seconds) // 2]


@asynccontextmanager
async def arriving(row: Row, bot: int) -> AsyncIterator[tuple[Visitor, Listener, tuple[str, str]]]:
    """A new customer with an open stream, and what will be said second."""
    async with row.street() as street:
        one = await street.visitor(bot=bot)
        async with one.listening(bot) as listener:
            await asyncio.sleep(BREATH_S)
            yield one, listener, (PHONE[0], PHONE[1].format(next(_customers)))


async def unhurried(row: Row, first: int, second: int, found: Found) -> None:
    """Two messages, the second when the first is answered: two single turns."""
    async with arriving(row, first) as (one, listener, phone):
        for number, message in enumerate((MATTER, phone)):
            posted = await one.says(*message, (first, second)[number])
            assert await listener.until(number + 1), "no answer"
            found.single_s.append(listener.answers[number][0] - posted.sent)
            await asyncio.sleep(BREATH_S)
        found.sent.append(Sent(one, [MATTER, phone]))


async def pair(row: Row, first: int, second: int, gap_s: float, found: Found) -> None:
    """Two messages, the second so much later; what each waited goes by the journal's order."""

    async def later(one: Visitor, message: tuple[str, str]) -> None:
        await asyncio.sleep(gap_s)
        await one.says(*message, second)

    async with arriving(row, first) as (one, listener, phone):
        await asyncio.gather(one.says(*MATTER, first), later(one, phone))
        await listener.until(2)
        talk = await one.reads(second)
        posted = {p.id: p for p in one.posted}
        raced = posted["b"].sent < posted["a"].acknowledged
        order = said(talk) if raced and sorted(said(talk)) == [MATTER, phone] else [MATTER, phone]
        found.raced += raced
        found.sent.append(Sent(one, order))
        waited = zip(listener.answers, order, strict=False)
        found.waited_s += [came - posted[name].sent for (came, _), (name, _) in waited]
        found.wrong += not knew_both(talk)


def knew_both(talk: list[dict[str, object]]) -> bool:
    """Two answers, of which the second knows what either message said: it is the promise, by telephone, of somebody who
    is there for that matter, and nothing is asked again."""
    heard = answers(talk)
    promises = [m["promise"] for m in heard if "promise" in m]
    return len(heard) == 2 and len(promises) == 1 and "promise" in heard[-1] and "致电" in str(heard[-1]["text"])


async def run(row: Row, gaps_ms: Sequence[int], times: int) -> Found:
    """So many pairs at each distance, with single turns between them, so that a machine that is slower just then is
    slower for both."""
    found = Found()
    for gap_ms in gaps_ms:
        for number in range(times):
            doors = (0, len(row.bots) - 1) if number % 2 else (len(row.bots) - 1, 0)
            if number % 2:
                await unhurried(row, doors[0], doors[0], found)
            await pair(row, *doors, gap_ms / 1000, found)
    return found


def judge(row: Row, found: Found, record: Record) -> Record:
    """Count, and say how long the messages waited."""
    count(row.house, found.sent, record)
    each_answered(found.sent, record)
    record.doubled += found.wrong
    record.waited_s = found.waited_s
    both = (found.waited_s, found.single_s)
    figures = [round(1000 * measure(seconds)) for seconds in both for measure in (middle, late)]
    record.note = (
        "median {} ms, p95 {} ms; a single turn on the same bots: {} and {} ms. In {} pairs both messages were "
        "under way at once, and the database said which was first"
    ).format(*figures, found.raced)
    return record


@pytest.mark.timeout(600)
@pytest.mark.parametrize("where", WHERE)
def test_two_messages_close_together_keep_their_order(where: str, rows: Rows) -> None:
    row, pairs = rows.get(where), often(10, 100)
    row.house.go_to(row.house.now() + timedelta(days=1))
    record = Record(GROUP, FAULT + where, times=pairs * len(GAPS_MS), mended_by=MENDED)
    found = asyncio.run(run(row, GAPS_MS, pairs))
    judge(row, found, record).keep()
    assert record.clean, (record, found.wrong)
    assert found.raced, "no pair was ever under way at once"
    assert len(found.waited_s) == 2 * record.times
    assert found.share < TIMES_A_TURN, record.note


@pytest.mark.counter
@pytest.mark.timeout(600)
def test_without_queue_or_hand_over_pairs_go_wrong_or_wait(rows: Rows) -> None:
    where = "two bots on PostgreSQL"
    free = asyncio.run(run(rows.get(where, (WITHOUT + "queue",)), [5], 100))
    alone = asyncio.run(run(rows.get(where, (WITHOUT + "hand_over",)), [10], 60))
    assert free.wrong
    assert alone.share > TIMES_A_TURN
    shown(GROUP, FAULT + where,
          f"without the queue: in {free.wrong} of 100 pairs 5 ms apart the second answer knew nothing of the first, "
          "or something was said twice or not at all; with the queue but no hand-over between the bots, p95 is "
          f"{alone.share:.1f} times that of a single turn")  # fmt: skip
