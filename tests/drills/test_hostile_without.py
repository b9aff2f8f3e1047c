"""The drills with hostile input without what mends them: each must go wrong."""

from __future__ import annotations

import json
import time
from collections import Counter

import pytest

from tests.acceptance.forked import Zygote
from tests.acceptance.running import Customer
from tests.drills.conftest import Build
from tests.drills.hostile import DOOR, Bystander, Lines, ask, at_once, dripping, request, token
from tests.drills.house import Standing
from tests.drills.record import shown
from tests.drills.test_hostile_texts import HARMLESS, says_long

GROUP = "hostile input"
pytestmark = [pytest.mark.counter, pytest.mark.timeout(240)]


def without(build: Build, zygote: Zygote, *names: str, **settings: str) -> Standing:
    house = build(**settings)
    house.zygote = zygote
    house.start_bot(changes=tuple(f"tests.drills.without_hostile:{name}" for name in names))
    return house


def test_one_length_below_nothing_stops_a_bot_without_its_porch(build: Build, zygote: Zygote) -> None:
    house = without(build, zygote, "porch")
    one = token(house)
    with pytest.raises(TimeoutError):
        ask(house.bot_port, request(one, b"{}", "Content-Length: -5", length=False), wait_s=5)
    with pytest.raises(TimeoutError):
        ask(house.bot_port, request(first=f"GET {DOOR}/page HTTP/1.1", length=False), wait_s=5)
    shown(GROUP, "requests that are none", "one request with a length of -5 stopped the bot for everybody, for ever")


def test_who_drips_is_never_cut_off_without_the_porch(build: Build, zygote: Zygote) -> None:
    house = without(build, zygote, "porch")
    bystander = Bystander(house)
    slow = Lines(house.bot_port, 200, f"POST {DOOR}/messages HTTP/1.1\r\nHost: bot\r\nX: ".encode())
    with dripping(slow):
        ends = time.monotonic() + 30
        while time.monotonic() < ends:
            bystander.turn()
        assert slow.open() == 200
    slow.close()
    shown(GROUP, "200 slow senders and 500 unused lines", "all 200 slow senders still held their lines after 30 s")


def test_without_room_kept_free_a_bot_with_few_descriptors_fails_its_customers(build: Build, zygote: Zygote) -> None:
    house = without(build, zygote, "few_descriptors", "room")
    crowd = Lines(house.bot_port, 400)
    with pytest.raises(Exception):  # noqa: B017 (cut off, refused or left without an answer: it differs)
        Customer(house).gets_a_promise("我要投诉")
    crowd.close()
    shown(GROUP, "descriptors run out", "400 unused lines kept every new customer out")


def test_without_the_size_limit_a_body_of_1_mb_is_read(build: Build, zygote: Zygote) -> None:
    house = without(build, zygote, "size_limit")
    answer = ask(house.bot_port, request(token(house), b"x" * 1_000_000))
    assert answer.status == 400
    shown(
        GROUP, "requests that are none", "a length of -5 stopped the bot for everybody; a body of 1 MB was read whole"
    )


def test_without_cleaning_half_a_pair_cannot_be_taken(build: Build, zygote: Zygote) -> None:
    house = without(build, zygote, "text_cleaning")
    body = json.dumps({"id": "odd", "text": "投\ud800诉"}).encode()
    status = ask(house.bot_port, request(token(house), body)).status
    assert status == 503
    shown(GROUP, "odd texts", f"half a surrogate pair was answered with {status} for ever, and the message lost")


def test_without_its_limit_a_script_opens_what_it_likes(build: Build, zygote: Zygote) -> None:
    house = without(build, zygote, "visitors", YINUO_WEBCHAT_PROXIES="1")
    begin = request("", b"{}", "X-Forwarded-For: 8.8.8.8", first=f"POST {DOOR}/sessions HTTP/1.1")
    assert Counter(ask(house.bot_port, begin).status for _ in range(400)) == {201: 400}
    shown(GROUP, "one visitor opens conversations by script", "400 of 400 were opened")


def test_without_ids_one_message_is_taken_as_often_as_it_comes(build: Build, zygote: Zygote) -> None:
    house = without(build, zygote, "once", YINUO_WEBCHAT_BACKLOG="100000")
    one = token(house)
    body = json.dumps({"id": "a", "text": "您好"}).encode()
    statuses = Counter(answer.status for answer in at_once(100, request(one, body), house.bot_port))
    assert statuses[202] > 1
    shown(GROUP, "one message 1,000 times at once", f"{statuses[202]} of 100 copies were taken as new messages")


def test_a_reader_that_goes_over_a_text_for_each_threat_makes_everybody_wait(build: Build, zygote: Zygote) -> None:
    house = without(build, zygote, "reading_over_and_over")
    bystander, customer = Bystander(house), Bystander(house)
    usual = sorted(says_long(customer, HARMLESS, bystander, []) for _ in range(5))[2]
    worst = max(says_long(customer, "律师", bystander, []) for _ in range(3))
    assert worst > 2 * usual
    shown(
        GROUP, "4,000 characters made to be slow to read", f"{worst:.1f} s for one text, {usual:.1f} s for a harmless"
    )
