"""Every door that a vendor calls, with what no vendor sends: the right status, nothing lost, nothing twice.

The logs of the house are searched for numbers, secrets and words when all tests are over.
"""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

import httpx
import pytest

from stubs.pushing import push_xml, signed
from tests.acceptance.customers import ByPost, customer_on
from tests.acceptance.moments import BY_POST
from tests.acceptance.vendors import AES_KEYS, APP_ID, OPEN_KFID, TOKENS, House

SEED, TRIES, AT_ONCE, COPIES = 20260309, 120, 25, 1000
HUGE = 70_000
COMPLAINT = "我要投诉，洗衣机漏水没人管，电话13800138000"
# Whatever comes in is refused in one of these ways; 503 is left for what the house itself cannot do.
REFUSALS = {400, 403, 404, 405, 408, 413, 414, 415, 431}
# What tells one message from another lies behind a signature only where vendors sign.
SIGNED = {"wechat": True, "wecom": True, "sms": False, "twilio": True}


@dataclass(frozen=True)
class Push:
    """One request to a door."""

    path: str
    body: bytes
    query: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    def sent(self, http: httpx.Client) -> int:
        """Its status. Who is still sending when the refusal comes may find the line cut before it can be read."""
        query = f"?{urlencode(self.query, errors='replace')}" if self.query else ""
        try:
            return http.post(self.path + query, content=self.body, headers=self.headers).status_code
        except (httpx.ReadError, httpx.WriteError):
            assert len(self.body) >= HUGE
            return 413


def push_of(channel: str, house: House, customer: ByPost, text: str) -> Push:
    """A genuine message of this customer's, not yet sent."""
    now, vendors = house.now(), house.vendors
    if channel == "wechat":
        vendors.wechat.heard(customer.address, now)
        xml = push_xml(customer.address, "text", now, Content=text, MsgId=random.Random(text).randrange(10**15))
        query, body = signed(TOKENS["wechat"], now, xml, AES_KEYS["wechat"], APP_ID)
        return Push("/webhooks/wechat/callback", body, query)
    if channel == "wecom":
        vendors.wecom.says(OPEN_KFID, customer.address, text)
        query, body = vendors.wecom.push(OPEN_KFID)
        return Push("/webhooks/wecom/callback", body, query)
    path = vendors.sms_path("inbound")
    if channel == "sms":
        pushed = json.dumps([vendors.alibaba.reply(customer.address, text)]).encode()
        return Push(path, pushed, headers={"Content-Type": "application/json"})
    fields = vendors.twilio.reply(customer.address, text)
    signature = vendors.twilio.signature(vendors.twilio.public_url + path, fields)
    kind = "application/x-www-form-urlencoded"
    return Push(path, urlencode(fields).encode(), headers={"X-Twilio-Signature": signature, "Content-Type": kind})


def bent(push: Push, chance: random.Random) -> Push:
    """The same, in one way or another not as the vendor sent it."""
    ways: list[Callable[[Push, random.Random], Push]] = [
        lambda p, c: replace(p, body=p.body[: c.randrange(len(p.body) - 1)]),
        lambda p, c: replace(p, body=_flipped(p.body, c)),
        lambda p, c: replace(p, body=p.body + b"x" * HUGE),
        lambda p, c: replace(p, body=b""),
        lambda p, c: replace(p, body=bytes(c.randrange(256) for _ in range(c.randrange(1, 400)))),
        lambda p, c: replace(p, body=c.choice([b"null", b"[]", b"[[[[1]]]]", b'{"a": [1]}', b"7", b"<xml/>", b"a=b"])),
        lambda p, c: replace(p, body=b"[" * 30_000),
        lambda p, c: replace(p, body=b'<!DOCTYPE x [<!ENTITY a "b">]><xml><Encrypt>&a;</Encrypt></xml>'),
        lambda p, c: replace(p, path=p.path[:-1] + c.choice(["x", "/", "%00", "/../x"])),
    ]
    if push.query:
        name = chance.choice(sorted(set(push.query) & {"msg_signature", "timestamp", "nonce"}))
        wrong = chance.choice(["", "0" * 40, "字", "\x00", "9" * 400, push.query[name][:-1] + "~"])
        ways += [lambda p, c: replace(p, query={**p.query, name: wrong})] * 3
        ways.append(lambda p, c: replace(p, query={k: v for k, v in p.query.items() if k != name}))
    if "X-Twilio-Signature" in push.headers:
        wrong = chance.choice(["", "AAAA", "=" * 3000])
        ways += [lambda p, c: replace(p, headers={**p.headers, "X-Twilio-Signature": wrong})] * 3
    return chance.choice(ways)(push, chance)


def _flipped(body: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(body))
    return body[:at] + bytes([body[at] ^ (1 << chance.randrange(8))]) + body[at + 1 :]


def kept(house: House, customer: ByPost) -> list[str]:
    """What this customer wrote, as the database has it, in order."""
    asked = (
        "select m.text from messages m join addresses a on a.conversation_id = m.conversation_id"
        " where m.sender = 'customer' and a.address like ? order by m.id"
    )
    with sqlite3.connect(f"file:{house.folder}/y.db?mode=ro", uri=True) as database:
        return [text for (text,) in database.execute(asked, (f"%{customer.address}",))]


@pytest.fixture
def http(house: House) -> Iterator[httpx.Client]:
    """Many lines to the bot's doors, a new one for each request."""
    limits = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=0)
    with httpx.Client(base_url=house.bot, timeout=60, limits=limits) as made:
        yield made


@pytest.mark.parametrize("channel", BY_POST)
def test_what_no_vendor_sends_is_refused_and_the_customer_beside_it_is_heard_once(
    house: House, channel: str, http: httpx.Client
) -> None:
    chance = random.Random(SEED)
    victim, customer = customer_on(channel, house), customer_on(channel, house)
    assert isinstance(victim, ByPost)
    assert isinstance(customer, ByPost)
    genuine = push_of(channel, house, victim, "我要投诉")
    if channel == "wecom":
        house.vendors.wecom.items[OPEN_KFID].pop()  # its words were only there to be pushed about
    real = push_of(channel, house, customer, COMPLAINT)
    crowd = [bent(genuine, chance) for _ in range(TRIES)] + [real] * 5
    chance.shuffle(crowd)
    with ThreadPoolExecutor(AT_ONCE) as threads:
        answers = list(threads.map(lambda push: (push == real, push.sent(http)), crowd))
    assert {status for ours, status in answers if ours} == {200}
    refused = {status for ours, status in answers if not ours}
    # An unsigned message with a bit turned over in its words is a message all the same.
    assert refused <= REFUSALS | (set() if SIGNED[channel] else {200}), refused
    assert customer.hears_more_than(0)
    assert kept(house, customer) == [COMPLAINT]
    assert not SIGNED[channel] or kept(house, victim) == []


@pytest.mark.timeout(240)
@pytest.mark.parametrize("channel", ["twilio"])
def test_one_push_a_thousand_times_at_once_is_one_message(house: House, channel: str, http: httpx.Client) -> None:
    """The other channels have theirs in tests of their own."""
    customer = customer_on(channel, house)
    assert isinstance(customer, ByPost)
    push = push_of(channel, house, customer, COMPLAINT)
    with ThreadPoolExecutor(AT_ONCE) as threads:
        assert set(threads.map(lambda _: push.sent(http), range(COPIES))) == {200}
    assert customer.hears_more_than(0)
    assert kept(house, customer) == [COMPLAINT]
    assert len(customer.heard()) == 1
