"""Valid requests with something wrong in them, by the thousand, from one seed."""

from __future__ import annotations

import json
import random
import re

import pytest

from tests.acceptance.running import until
from tests.drills.audit import Sent, count
from tests.drills.hostile import DOOR, Bystander, ask, pace, quiet, request, slowed
from tests.drills.house import Standing
from tests.drills.record import Record, often

GROUP = "hostile input"
SEED = 20260309
TEXT = "什么时候给我打电话"
# A mutation may leave a request unfinished; what the bot waits for then is its right, and not waited for here.
WAIT_S = 0.08

ODD = (
    b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"\r\n", b"\r\n\r\n", b"%00", b"-5", b'"', b"\\ud800", b"\\u0000", b"null",
    b"[" * 500, b"{}", b"1e999", b"\xe2\x80\xae", b"Content-Length: 3\r\n", b"Transfer-Encoding: chunked\r\n", b"../",
)  # fmt: skip


def mutated(whole: bytes, dice: random.Random) -> bytes:
    """A valid request with something wrong."""
    data = bytearray(whole)
    for _ in range(dice.choice((1, 1, 2, 5, 20))):
        at = dice.randrange(len(data)) if data else 0
        match dice.randrange(6):
            case 0:
                data[at : at + 1] = bytes([dice.randrange(256)])
            case 1:
                del data[at : at + dice.randrange(1, 40)]
            case 2:
                data[at:at] = data[at : at + dice.randrange(1, 60)] * dice.choice((1, 3, 200))
            case 3:
                data[at:at] = dice.choice(ODD)
            case 4:
                del data[at:]
            case _:
                spot = dice.randrange(len(data) + 1)
                data[at : at + 1], data[spot:spot] = b"", data[at : at + 1]
    return bytes(data)


class Attacker(Bystander):
    """A customer with a case whose client has gone mad."""

    def __init__(self, house: Standing, dice: random.Random) -> None:
        super().__init__(house)
        self._dice = dice
        self.odd: list[tuple[int, bytes]] = []

    def valid(self) -> bytes:
        """Any request that a client makes."""
        self.asked += 1
        body = json.dumps({"id": f"ask-{self.asked}", "text": TEXT}).encode()
        kinds = (
            request(self.token, body),
            request(
                self.token, body, "Content-Type: application/json", "Accept: */*", "Origin: https://www.example.cn"
            ),
            request(self.token, first=f"GET {DOOR}/messages?after=ask-1 HTTP/1.1", length=False),
            request("", b"{}", first=f"POST {DOOR}/sessions HTTP/1.1"),
            request(first=f"GET {DOOR}/static/chat.js HTTP/1.1", length=False),
        )
        return self._dice.choices(kinds, (8, 2, 2, 1, 1))[0]

    def attack(self) -> int:
        """Send one of them broken; gives the status."""
        data = mutated(self.valid(), self._dice)
        try:
            answer = ask(self.house.bot_port, data, wait_s=WAIT_S)
        except TimeoutError:
            return 0
        if answer.status >= 500 and "error" not in answer.said:
            self.odd.append((answer.status, data))
        return answer.status


@pytest.mark.timeout(3600)
def test_nothing_that_a_broken_client_sends_breaks_the_bot(besieged: Standing) -> None:
    record = Record(GROUP, "requests broken at random", mended_by="whatever is not exactly a message is refused")
    dice, bystander = random.Random(SEED), Bystander(besieged)
    meanwhile: list[float] = []
    before = bystander.turns(12)
    attackers: list[Attacker] = []
    for number in range(often(300, 3_000)):
        if number % 100 == 0:
            attackers.append(Attacker(besieged, dice))
        status = attackers[-1].attack()
        assert status < 500 or status == 503, attackers[-1].odd
        record.times += status > 0
        if number % 20 == 0:
            meanwhile.append(bystander.turn())
    record.waited_s, record.note = meanwhile, pace(before, meanwhile)
    for one in attackers:
        until(lambda one=one: not waiting(one), "the last answer")  # type: ignore[misc]
        kept = [(m["id"], m["text"]) for m in one.messages() if m["from"] == "customer"]
        assert all(re.fullmatch(r"[\x21-\x7e]{1,128}", name) for name, _ in kept)
        count(besieged, [Sent(one, kept)], record)
    count(besieged, [bystander.sent()], record).keep()
    assert record.times > often(100, 1200), "nothing was answered: nothing was tried"
    assert record.clean, record
    assert slowed(before, meanwhile) < 2, record.note
    quiet(besieged)


def waiting(one: Bystander) -> bool:
    """Whether the bot still owes an answer."""
    return one.messages()[-1]["from"] == "customer"
