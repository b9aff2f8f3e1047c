"""Too many at once, or too slow: everybody else is served meanwhile, and what they took is given back."""

from __future__ import annotations

import json
import resource
from collections import Counter

import pytest

from tests.acceptance.forked import Zygote
from tests.acceptance.running import until
from tests.drills.audit import count
from tests.drills.conftest import Build
from tests.drills.hostile import (
    DOOR,
    Bystander,
    Lines,
    Vitals,
    ask,
    at_once,
    dripping,
    pace,
    quiet,
    request,
    slowed,
    token,
)  # fmt: skip
from tests.drills.house import Standing
from tests.drills.record import Record, often

GROUP = "hostile input"
HEAD = f"POST {DOOR}/messages HTTP/1.1\r\nHost: bot\r\nX-Slow: ".encode()
BODY = request(length=False)[:-2] + b"Content-Length: 60000\r\n\r\n"
CUT_S = 45  # 20 s for a request, 30 s for a line that is not used, and a machine that does other things as well


def stream(one: str) -> bytes:
    return request(one, first=f"GET {DOOR}/events HTTP/1.1", length=False)


@pytest.mark.timeout(240)
def test_slow_senders_and_unused_lines_are_cut_off_and_nobody_waits_for_them(besieged: Standing) -> None:
    record = Record(GROUP, "200 slow senders and 500 unused lines", mended_by="a request has 20 s, however it drips")
    bystander, vitals = Bystander(besieged), Vitals(besieged)
    before = bystander.turns(15)
    heads, bodies = Lines(besieged.bot_port, 100, HEAD), Lines(besieged.bot_port, 100, BODY)
    unused = Lines(besieged.bot_port, 500)
    crowds = heads, bodies, unused
    with dripping(heads, bodies):
        meanwhile = bystander.turns(often(15, 60))
        assert [crowd.open() for crowd in crowds[:2]] == [100, 100], "the crowd was gone before anybody could notice"
        until(lambda: not any(crowd.open() for crowd in crowds), "the lines to be cut", CUT_S)
    vitals.return_to_normal()
    record.times, record.waited_s, record.note = 700, meanwhile, pace(before, meanwhile)
    count(besieged, [bystander.sent()], record).keep()
    assert record.clean, record
    assert slowed(before, meanwhile) < 2, record.note
    quiet(besieged)
    for crowd in crowds:
        crowd.close()


@pytest.mark.parametrize("talking", [False, True], ids=["before the first message", "in conversations"])
@pytest.mark.timeout(240)
def test_idle_streams_cost_a_bystander_nothing(besieged: Standing, talking: bool) -> None:
    record = Record(GROUP, f"500 idle streams {'in' if talking else 'without'} conversations")
    record.mended_by = "a stream sleeps until its conversation has something new"
    bystander, vitals = Bystander(besieged), Vitals(besieged)
    before = bystander.turns(20)
    visitors = [token(besieged) for _ in range(50)]
    if talking:
        for one in visitors:
            hello = json.dumps({"id": "a", "text": "您好"}).encode()
            assert ask(besieged.bot_port, request(one, hello)).status == 202
    crowds = [Lines(besieged.bot_port, 10, stream(one)) for one in visitors]
    meanwhile = bystander.turns(often(40, 200))
    assert sum(crowd.open() for crowd in crowds) == 500
    for crowd in crowds:
        crowd.close()
    vitals.return_to_normal()
    record.times, record.waited_s, record.note = 500, meanwhile, pace(before, meanwhile)
    count(besieged, [bystander.sent()], record).keep()
    assert record.clean, record
    assert slowed(before, meanwhile) < 2, record.note
    quiet(besieged)


@pytest.mark.timeout(240)
def test_one_message_a_thousand_times_at_once_is_one_message(besieged: Standing) -> None:
    record = Record(GROUP, "one message 1,000 times at once", mended_by="the journal knows a message by its id")
    bystander = Bystander(besieged)
    for _ in range(often(1, 10)):
        bystander.asked += 1
        one = json.dumps({"id": f"ask-{bystander.asked}", "text": "什么时候给我打电话"}).encode()
        statuses = Counter(a.status for a in at_once(1000, request(bystander.token, one), besieged.bot_port))
        assert (statuses[202], statuses[200] + statuses[202]) == (1, 1000), statuses
        record.times += 1000
    until(lambda: bystander.messages()[-1]["from"] != "customer", "the answer")
    record.note = f"{record.times // 1000} accepted as new, the rest acknowledged"
    heard = [m for m in bystander.heard() if "promise" in m]
    count(besieged, [bystander.sent()], record)
    record.doubled += max(0, len(heard) - record.times // 1000 - 1)
    record.keep()
    assert record.clean, record
    quiet(besieged)


@pytest.mark.timeout(240)
def test_a_bot_that_runs_out_of_descriptors_serves_on(build: Build, zygote: Zygote) -> None:
    record = Record(GROUP, "descriptors run out", mended_by="the line that is silent longest makes room")
    house = build()
    house.zygote = zygote
    house.start_keeper()
    house.start_bot(changes=("tests.drills.without_hostile:few_descriptors",))
    bystander, vitals = Bystander(house), Vitals(house)
    before = bystander.turns(10)
    crowd = Lines(house.bot_port, often(400, 2000))
    meanwhile = [Bystander(house).turn() for _ in range(5)] + bystander.turns(10)
    assert resource.prlimit(house.parts["bot"].process.pid, resource.RLIMIT_NOFILE) == (256, 256)
    assert crowd.open() < 256
    crowd.close()
    vitals.return_to_normal()
    record.times, record.waited_s, record.note = len(crowd.all), meanwhile, pace(before, meanwhile)
    count(house, [bystander.sent()], record).keep()
    assert record.clean, record
    assert slowed(before, meanwhile) < 3, record.note
    quiet(house)


def test_one_address_cannot_begin_conversations_without_end(besieged: Standing) -> None:
    record = Record(GROUP, "one visitor opens conversations by script", mended_by="a limit per address and minute")

    def opened(whence: str) -> int:
        lines = (f"X-Forwarded-For: {whence}", "Content-Type: application/json")
        return ask(besieged.bot_port, request("", b"{}", *lines, first=f"POST {DOOR}/sessions HTTP/1.1")).status

    statuses = Counter(opened("8.8.8.8") for _ in range(400))
    assert set(statuses) == {201, 429}
    assert statuses[201] <= 240, "two minutes' worth at most, if the minute ended meanwhile"
    assert opened("8.8.4.4") == 201
    bystander = Bystander(besieged)
    bystander.turn()
    record.times, record.waited_s, record.note = 400, bystander.waits, f"{statuses[429]} of 400 refused with 429"
    count(besieged, [bystander.sent()], record).keep()
    assert record.clean, record
