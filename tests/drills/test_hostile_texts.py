"""Texts that no customer would write by hand: what is accepted is stored as it may be, shown so, and answered."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import pytest

from channels.text import storable
from tests.acceptance.running import Customer, until
from tests.drills.audit import Sent, count
from tests.drills.hostile import Bystander, ask, pace, quiet, request, slowed
from tests.drills.house import Standing
from tests.drills.record import Record, often

GROUP = "hostile input"
# As they come in JSON, with what the house may keep of them.
TEXTS = {
    "a family of four": ("👨‍👩‍👧‍👦", "👨‍👩‍👧‍👦"),
    "skin tones and flags": ("👍🏽🇨🇳🏴󠁧󠁢󠁥󠁮󠁧󠁿", "👍🏽🇨🇳🏴󠁧󠁢󠁥󠁮󠁧󠁿"),
    "half a pair": ("投\ud800诉", "投诉"),
    "the wrong halves": ("\udc00投诉\ud83d", "投诉"),
    "NUL": ("投\x00诉", "投诉"),
    "other controls": ("投\x07\x1b[2J\x7f诉", "投[2J诉"),
    "turned round": ("\u202e诉投\u202c \u2067a\u2069", "诉投 a"),
    "marks of direction": ("\u200f投诉\u200e", "\u200f投诉\u200e"),
    "nothing between the letters": ("投\u200b\u2060\ufeff诉", "投\u200b\u2060\ufeff诉"),
    "4,000 combining marks": ("投" + "\u0301" * 3999, "投" + "\u0301" * 3999),
    "a command": ("/restart", "/restart"),
    "an intent with slots": ('/hq_contact{"phone":"x"}', '/hq_contact{"phone":"x"}'),
    "a full-width command": ("／restart", "／restart"),
    "a hidden command": ("\u200b/restart", "\u200b/restart"),
    "old lines": ("投\r\n诉\u2028了\x85吗", "投\n诉\n了\n吗"),
    "SQL": ("'; DROP TABLE messages; --", "'; DROP TABLE messages; --"),
    "markup": ("<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"),
    "a template": ("{{7*7}}{phone}%s%n", "{{7*7}}{phone}%s%n"),
    "beyond the first plane": ("𠮷野家投诉𝕬", "𠮷野家投诉𝕬"),
    "private use": ("\ue000\uf8ff投诉\U0010ffff", "\ue000\uf8ff投诉\U0010ffff"),
    "exactly 4,000 characters": ("长" * 4000, "长" * 4000),
}  # fmt: skip
# 4,000 characters each: what could send a reader of numbers, times, threats or names back and forth for ever.
UNITS = (
    "1", "13800138000", "1 ", "1-", "一", "幺", "十", "明天", "上午", "下午", "3点", "天天", "周一到周五", "2026-01-01", "，",
    "。", "a", "A1", "AB", "律师", "媒体", "12315", "12345678", "我要投诉王敏", "打了", "打了三次", "第三次", "还",
    "已经买", "元", "100元", "订单号", "订单", "别", "不要", "王", "师傅", "小王", "是", "(", "+86", "：", "不清楚",
    "还已经", "律师，", "王敏态度", "叫王", "e\u0301", "👍🏽",
)  # fmt: skip
LONGEST = 4000
HARMLESS = "长"
# Beyond three times what a harmless text of the same length takes. One that made a reader go back and forth took 1.4 s.
SLOWEST_TURN_S = 0.3


@pytest.mark.timeout(240)
def test_odd_texts_are_kept_as_they_may_be_and_everybody_gets_a_name_and_a_time(besieged: Standing) -> None:
    record = Record(GROUP, "odd texts", mended_by="texts are cleaned at the door and never read as commands")
    bystander, sent = Bystander(besieged), []
    before, meanwhile = bystander.turns(12), []
    for text, kept in TEXTS.values():
        customer = Customer(besieged)
        body = json.dumps({"id": "odd", "text": text}).encode()
        began = time.monotonic()
        assert ask(besieged.bot_port, request(customer.token, body)).status == 202
        until(customer.heard, "an answer")
        if "promise" not in customer.heard()[-1]:
            customer.gets_a_promise("我要投诉")
        record.waited_s.append(time.monotonic() - began)
        assert storable(text) == kept
        sent.append(Sent(customer, [("odd", kept)]))
        meanwhile.append(bystander.turn())
    record.times, record.note = len(TEXTS), pace(before, meanwhile)
    count(besieged, [*sent, bystander.sent()], record).keep()
    assert record.clean, record
    assert slowed(before, meanwhile) < 2, record.note
    quiet(besieged, "restart", "hq_contact", "DROP TABLE", "onerror", "长长长")


@pytest.mark.timeout(600)
def test_no_text_of_4000_characters_keeps_the_house_from_its_other_customers(besieged: Standing) -> None:
    record = Record(GROUP, "4,000 characters made to be slow to read", mended_by="no reader goes over a text twice")
    bystander, plain = Bystander(besieged), Bystander(besieged)
    before: list[float] = []
    meanwhile: list[float] = []
    usual = sorted(says_long(plain, HARMLESS, bystander, before) for _ in range(9))[4]
    slow = {}
    for units in batches(often(1, 3)):
        customer = Bystander(besieged)
        for unit in units:
            took = says_long(customer, unit, bystander, meanwhile)
            record.waited_s.append(took)
            most = SLOWEST_TURN_S + 3 * usual
            # What sends a reader back and forth does so every time; a busy machine does not.
            if took > most and (again := says_long(customer, unit, bystander, meanwhile)) > most:
                slow[unit] = round(again, 2)
    record.times, record.note = (
        len(record.waited_s),
        f"{pace(before, meanwhile)}, each behind a text of 4,000 characters",
    )
    count(besieged, [bystander.sent()], record).keep()
    assert record.clean, record
    assert not slow
    assert slowed(before, meanwhile) < 2, record.note


def batches(times: int) -> Iterator[tuple[str, ...]]:
    """As many as one customer says."""
    for _ in range(times):
        some = UNITS[:: often(2, 1)]
        yield from (some[at : at + 10] for at in range(0, len(some), 10))


def says_long(customer: Bystander, unit: str, bystander: Bystander, meanwhile: list[float]) -> float:
    """Seconds until a long text was answered; the bystander says something meanwhile."""
    customer.asked += 1
    name, began = f"long-{customer.asked}", time.monotonic()
    body = json.dumps({"id": name, "text": (unit * LONGEST)[:LONGEST]}).encode()
    assert ask(customer.house.bot_port, request(customer.token, body)).status == 202
    meanwhile.append(bystander.turn())
    until(lambda: customer.messages()[-1]["from"] != "customer", "an answer")
    return time.monotonic() - began
