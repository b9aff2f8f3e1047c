"""The same message again and again is one message; different ones under one number are not."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from datetime import timedelta

import jwt
import pytest

from tests.acceptance.running import SECRET
from tests.drills.audit import Sent, count
from tests.drills.crowd import Street, Visitor, answers, each_answered, said
from tests.drills.large import Row, Rows
from tests.drills.record import Record, often, shown

GROUP = "Order"
TEN = 10
WHERE = ("one bot on SQLite", "one bot on PostgreSQL", "two bots on PostgreSQL")
# All that is needed for a promise, so that the first answer of the conversation is one.
WHOLE = "我要找你们总部的负责人，我的电话是138{:08d}"
WITHOUT = "tests.drills.without_order:"
ONCE_ONLY = "the sender's own id is unique in the journal; a transaction that lost the race is run again"


def identity(subject: str) -> str:
    """What the company's site says of somebody who is signed in there."""
    return jwt.encode({"sub": subject, "name": "赵一"}, SECRET, "HS256")


async def ten_times(row: Row, rounds: int, record: Record) -> list[Visitor]:
    """New customers each of whom sends a first message ten times at once."""
    visitors = []
    async with row.street() as street:
        for number in range(rounds):
            one = await street.visitor()
            visitors.append(one)
            text = WHOLE.format(number)
            await asyncio.gather(*(one.says("a", text, copy % len(row.bots)) for copy in range(TEN)))
            await one.heard(1)
            record.waited_s.append(time.monotonic() - min(posted.sent for posted in one.posted))
    record.times = len(visitors)
    return visitors


def judge(row: Row, visitors: list[Visitor], record: Record) -> None:
    """Count what became of first messages."""
    sent = [Sent(one, [("a", one.posted[0].text)]) for one in visitors]
    count(row.house, sent, record)
    each_answered(sent, record)


def statuses(visitors: list[Visitor]) -> Counter[tuple[int, int]]:
    """How often which (202, 200) was answered to ten copies of a message."""
    each = (Counter(posted.status for posted in one.posted) for one in visitors)
    return Counter((one[202], one[200]) for one in each)


@pytest.mark.parametrize("where", WHERE)
def test_a_message_sent_ten_times_at_once_is_one_message(where: str, rows: Rows) -> None:
    row = rows.get(where)
    record = Record(GROUP, f"the same first message ten times at once, {where}", mended_by=ONCE_ONLY)
    visitors = asyncio.run(ten_times(row, often(5, 40), record))
    judge(row, visitors, record)
    record.note = "one 202, nine 200 each time"
    record.keep()
    assert record.clean, record
    assert statuses(visitors) == {(1, TEN - 1): record.times}
    customers = {a["customer_id"] for a in row.house.rows("addresses")}
    assert {c["id"] for c in row.house.rows("customers")} == customers, "customers whom nobody can reach"


@pytest.mark.counter
def test_without_unique_ids_or_second_tries_ten_messages_are_not_one(rows: Rows) -> None:
    where, wrong = "two bots on PostgreSQL", []
    for change in ("once", "again"):
        record = Record(GROUP, "unused")
        visitors = asyncio.run(ten_times(rows.get(where, (WITHOUT + change,)), 10, record))
        wrong.append(record.times - statuses(visitors)[(1, TEN - 1)])
    assert all(wrong)
    shown(GROUP, f"the same first message ten times at once, {where}",
          f"without the unique id {wrong[0]} of 10 messages counted as several; without a second try of a lost race, "
          f"copies of {wrong[1]} of 10 were refused")  # fmt: skip


@pytest.mark.parametrize("where", ["one bot on SQLite", "two bots on PostgreSQL"])
def test_a_message_repeated_later_is_still_known(where: str, rows: Rows) -> None:
    row = rows.get(where)
    record = Record(GROUP, f"the same message after an hour and after the case is closed, {where}", mended_by=ONCE_ONLY)
    first, solved = ("a", WHOLE.format(7)), ("b", "问题已经解决了")

    async def talk() -> Visitor:
        async with row.street() as street:
            one = await street.visitor()
            await one.says(*first)
            await one.heard(1)
            row.house.go_to(row.house.now() + timedelta(hours=1))
            assert (await one.says(*first, len(row.bots) - 1)).status == 200
            await one.says(*solved)
            before = await one.heard(2)
            assert (await one.says(*first, len(row.bots) - 1)).status == 200
            assert await one.reads() == before
            record.times, record.messages, record.waited_s = 2, 2, [p.acknowledged - p.sent for p in one.posted[1::2]]
            return one

    one = asyncio.run(talk())
    case = next(m["promise"]["case"] for m in one.messages() if "promise" in m)
    record.doubled += sum(p["state"] in ("open", "calling") for p in row.house.promises(case))
    record.keep()
    assert record.clean, record


async def different_firsts(row: Row, rounds: int) -> list[Sent]:
    """The matter and the number, at the same instant, as the first two messages of a new customer."""
    sent = []
    async with row.street() as street:
        for number in range(rounds):
            one = await street.visitor()
            two = [("a", "我要找你们总部的负责人"), ("b", f"138{number:08d}")]
            await asyncio.gather(*(one.says(*message, n % len(row.bots)) for n, message in enumerate(two)))
            talk = await one.heard(2)
            sent.append(Sent(one, said(talk) if sorted(said(talk)) == two else two))
    return sent


def test_two_first_messages_at_once_begin_one_conversation(rows: Rows) -> None:
    row = rows.get("two bots on PostgreSQL")
    record = Record(GROUP, "two first messages of a customer at the same instant, two bots", mended_by=ONCE_ONLY)
    sent = asyncio.run(different_firsts(row, often(5, 50)))
    record.times = len(sent)
    count(row.house, sent, record)
    each_answered(sent, record)
    record.keep()
    assert record.clean, record


async def two_devices(street: Street, bots: int, rounds: int) -> list[tuple[Visitor, Visitor]]:
    """Customers on two devices, both of which call their first message by the same id."""
    pairs = []
    for number in range(rounds):
        who = identity(f"k{number}-{time.monotonic_ns()}")
        phone, tablet = await street.visitor(who), await street.visitor(who, bots - 1)
        pairs.append((phone, tablet))
        await asyncio.gather(phone.says("1", WHOLE.format(number)), tablet.says("1", "空调也坏了", bots - 1))
        await phone.heard(2)
    return pairs


async def devices_of(row: Row, rounds: int) -> list[tuple[Visitor, Visitor]]:
    """The same in a street of its own."""
    async with row.street() as street:
        return await two_devices(street, len(row.bots), rounds)


@pytest.mark.parametrize("where", ["one bot on SQLite", "two bots on PostgreSQL"])
def test_two_devices_may_call_their_messages_alike(where: str, rows: Rows) -> None:
    row = rows.get(where)
    record = Record(GROUP, f"two devices of a customer send under the same id at once, {where}",
                    mended_by="a message's id counts within its device's session")  # fmt: skip
    pairs = asyncio.run(devices_of(row, often(5, 30)))
    for pair in pairs:
        texts = [text for _, text in said(pair[0].messages())]
        record.lost += sum(one.posted[0].text not in texts for one in pair)
        record.doubled += len(texts) - len(set(texts)) + len(answers(pair[0].messages())) - 2
        record.messages += 2
    record.times = len(pairs)
    record.keep()
    assert record.clean, record
    assert all(one.posted[0].status == 202 for pair in pairs for one in pair)


@pytest.mark.counter
def test_without_its_source_a_device_is_taken_for_the_other(rows: Rows) -> None:
    where = "one bot on SQLite"
    pairs = asyncio.run(devices_of(rows.get(where, (WITHOUT + "source",)), 5))
    lost = sum(len(said(phone.messages())) < 2 for phone, _ in pairs)
    assert lost
    shown(GROUP, f"two devices of a customer send under the same id at once, {where}",
          f"without the source: {lost} of {len(pairs)} second messages lost")  # fmt: skip
