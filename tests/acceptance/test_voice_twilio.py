"""Calls through Twilio over real processes: what a caller says, hears and presses, and what Twilio may do wrong."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from stubs.twilio import Twilio
from stubs.twilio_calls import STATUS, TwilioCall
from tests.acceptance.talking import until
from tests.acceptance.test_doors_fuzzed import AT_ONCE, REFUSALS, SEED, TRIES, Push, bent
from tests.acceptance.twilio_line import Line

COMPLAINT = "洗衣机坏了半个月没人管，我要投诉"
RECORDING = "https://api.twilio.com/2010-04-01/Accounts/AC1/Recordings/RE1"
WITHHELD = "+266696687"
ON_SHIFT = "现在有空"
Rings = Callable[..., TwilioCall]
_numbers = itertools.count(13600000001)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    made = Line(tmp_path_factory.mktemp("line"), Twilio(public_url="https://care.example.cn"))
    try:
        made.up()
        made.cloud.bot = made.bot
        yield made
    finally:
        made.hang_up()
        made.down()
    logs = "".join(path.read_text(errors="replace") for path in made.folder.glob("*.log"))
    assert "Traceback" not in logs, logs[logs.index("Traceback") :][:3000]
    for private in ("136000000", "266696687", made.cloud.token, RECORDING, "投诉", "洗衣机", "139111122"):
        assert private not in logs, logs[max(0, logs.index(private) - 300) :][:800]


@pytest.fixture
def rings(house: Line) -> Rings:
    """Somebody whom nobody knows yet rings, on a new working morning."""
    house.next_working_morning()

    def made(number: str = "") -> TwilioCall:
        return TwilioCall(house.cloud, number or f"+86{next(_numbers)}").rings()

    return made


def hears_who_calls(call: TwilioCall, promise: dict[str, Any]) -> bool:
    return any(promise["owner"] in text and "之前致电您" in text for text in call.heard)


def test_whoever_complains_in_words_hears_a_name_and_a_time(house: Line, rings: Rings) -> None:
    call = rings()
    assert "请问是什么事" in call.heard[0]
    assert "投诉" not in call.heard[0], "the greeting is no menu"
    call.says(COMPLAINT)
    assert hears_who_calls(call, house.promise_to(call)), call.heard
    assert house.said(call) == [COMPLAINT]
    call.is_silent().is_silent()
    assert call.over
    assert call.hangs_up().status_code == 200


def test_key_0_leads_to_a_person_and_a_number_by_keys_is_read_back(house: Line, rings: Rings) -> None:
    call = rings(WITHHELD).presses("0")
    owner = house.promise_to(call)["owner"]
    assert owner in "".join(call.heard)
    assert "留一个方便接听的电话" in call.heard[-1]
    call.presses("13911112222#")
    assert "幺三九，幺幺幺幺，二二二二" in call.heard[-1]
    call.presses("1")
    assert hears_who_calls(call, house.promise_to(call)), call.heard


def test_whoever_hangs_up_without_a_word_has_a_case(house: Line, rings: Rings) -> None:
    call = rings()
    call.hangs_up()
    call.hangs_up()
    (promise,) = until(lambda: house.promises_to(call), "the keeper to take it up")
    assert (promise["owner"], promise["made_by"]) != ("", "dialogue")


def test_whoever_hangs_up_behind_the_first_sentence_has_a_case_with_it(house: Line, rings: Rings) -> None:
    call = rings().says(COMPLAINT)
    call.hangs_up()
    assert house.said(call) == [COMPLAINT]
    assert house.promise_to(call)["state"] == "open"


def test_put_through_and_nobody_picks_up_the_promise_stands(house: Line, rings: Rings) -> None:
    call = rings().says(COMPLAINT)
    assert ON_SHIFT in call.heard[-1], call.heard
    call.presses("1")
    dial = call.asks
    assert dial is not None and dial.tag == "Dial", call.heard
    assert dial.get("callerId") == call.line
    assert house.promise_to(call)["state"] == "calling"
    before = len(call.heard)
    call.rings_out()
    promise = house.promise_to(call)
    assert promise["state"] == "open"
    assert promise["owner"] in "".join(call.heard[before:])
    assert call.asks is not None and call.asks.tag == "Gather"


def test_put_through_and_talked_to_the_call_is_over(house: Line, rings: Rings) -> None:
    call = rings().says(COMPLAINT).presses("1").is_put_through()
    assert call.over
    assert "再见" in call.heard[-1]


def test_whoever_hangs_up_while_it_rings_keeps_the_promise_though_twilio_tells_the_end_first(
    house: Line, rings: Rings
) -> None:
    call = rings().says(COMPLAINT).presses("1")
    path = call.next_address
    call.hangs_up()
    ended = {"CallStatus": "completed", "DialCallStatus": "no-answer"}
    assert house.cloud.call(path, call.fields(**ended)).status_code == 200
    assert house.promise_to(call)["state"] == "open"
    assert house.cloud.call(path, call.fields(**ended, DialBridged="true")).status_code == 200
    assert house.promise_to(call)["state"] == "open", "a result counts once"


def test_words_that_come_behind_the_end_are_written_down(house: Line, rings: Rings) -> None:
    call = rings()
    path = call.next_address
    call.hangs_up()
    late = {"SpeechResult": COMPLAINT, "Confidence": "0.8", "CallStatus": "completed"}
    assert house.cloud.call(path, call.fields(**late)).status_code == 200
    until(lambda: COMPLAINT in house.said(call), "it to be written down")
    until(lambda: house.promises_to(call), "a name and a time")
    assert house.promise_to(call)


def test_a_step_that_twilio_repeats_is_one_turn_and_says_the_same(house: Line, rings: Rings) -> None:
    call = rings().says(COMPLAINT)
    assert call.last is not None
    first = call.last.text
    for text in (COMPLAINT, "别的", ""):
        again = call.again(SpeechResult=text, Confidence="0.91", RecordingUrl=RECORDING)
        assert (again.status_code, again.text) == (200, first)
    assert call.rings().last is not None
    assert call.last.text == first, "asked anew at the first door, the call goes on where it was"
    assert house.said(call) == [COMPLAINT]
    assert len(house.promises_to(call)) == 1


def test_what_twilio_did_not_sign_or_another_account_sent_is_refused(house: Line, rings: Rings) -> None:
    call = rings()
    step = call.next_address
    stranger = Twilio(bot=house.bot, public_url=house.cloud.public_url, token="another")
    other = TwilioCall(stranger)
    for path in (step, STATUS, "/webhooks/voice/twilio/call"):
        fields = call.fields(SpeechResult=COMPLAINT, CallStatus="completed", RecordingUrl=RECORDING)
        assert stranger.call(path, fields).status_code == 403
        assert house.cloud.call(path, fields, signature="").status_code == 403
        assert house.cloud.call(path, fields | {"AccountSid": "AC2"}).status_code == 403
        assert (
            house.cloud.call(path, other.fields(), house.cloud.signature("https://x" + path, fields)).status_code == 403
        )
    assert house.cloud.call(step, other.fields(Digits="0")).status_code == 403, "the step of another call"
    assert house.said(call) == []
    call.presses("0")
    assert house.promise_to(call)


def test_a_step_that_was_not_reached_and_a_call_that_nobody_knows_are_refused(house: Line, rings: Rings) -> None:
    call = rings()
    step = call.next_address
    later = step.rpartition("/")[0] + "/7"
    assert house.cloud.call(later, call.fields(SpeechResult=COMPLAINT)).status_code == 409
    assert house.cloud.call("/webhooks/voice/twilio/nobody/1", call.fields(Digits="0")).status_code == 404
    assert house.said(call) == []


def test_what_twilio_does_not_send_is_refused_and_what_it_sends_beside_it_counts_once(
    house: Line, rings: Rings
) -> None:
    chance, victim, caller = random.Random(SEED), rings(), rings()

    def push_of(call: TwilioCall) -> Push:
        path, fields = call.next_address, call.fields(SpeechResult=COMPLAINT, Confidence="0.9")
        signature = house.cloud.signature(house.cloud.public_url + path, fields)
        kind = "application/x-www-form-urlencoded"
        return Push(path, urlencode(fields).encode(), headers={"X-Twilio-Signature": signature, "Content-Type": kind})

    genuine, real = push_of(victim), push_of(caller)
    crowd = [bent(genuine, chance) for _ in range(TRIES)] + [real] * 5
    chance.shuffle(crowd)
    alone = httpx.Limits(max_keepalive_connections=0)
    with httpx.Client(base_url=house.bot, timeout=60, limits=alone) as http, ThreadPoolExecutor(AT_ONCE) as threads:
        answers = list(threads.map(lambda push: (push == real, push.sent(http)), crowd))
    assert {status for ours, status in answers if ours} == {200}
    assert {status for ours, status in answers if not ours} <= REFUSALS
    assert (house.said(caller), house.said(victim)) == ([COMPLAINT], [])
    assert house.promise_to(caller)


def test_a_bot_that_dies_in_mid_call_goes_on_where_it_was(house: Line, rings: Rings) -> None:
    call = rings()
    house.stop("bot", hard=True)
    with pytest.raises(httpx.TransportError):
        call.says(COMPLAINT)
    house.start("bot", *house.bot_words())
    house.wait_for(f"{house.bot}/health/ready", "bot")
    call.rings()  # what Twilio asks when the address of a step cannot be reached
    call.says(COMPLAINT)
    assert hears_who_calls(call, house.promise_to(call)), call.heard
    assert house.said(call) == [COMPLAINT]
