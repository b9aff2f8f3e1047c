"""What Twilio's requests for calls mean, and what is refused of them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import settings as tries
from hypothesis import strategies as st

from channels.signed_form import NoForm, fields_of, genuine
from channels.voice import twilio
from channels.voice.verbs import Dialled, Event, Heard, Keys, Over, Ringing, Silence, Unreadable, Waited
from stubs.twilio import Twilio
from stubs.twilio_calls import TwilioCall

CALL = {"CallSid": "CA1", "AccountSid": "AC1", "CallStatus": "in-progress", "From": "+8613800138000", "To": "+864001"}


def form(**fields: Any) -> Any:
    return fields_of(urlencode(CALL | fields).encode())


def test_the_published_test_case_is_twilios_and_any_other_is_not() -> None:
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    fields = {"CallSid": "CA1234567890ABCDE", "Caller": "+14158675309", "Digits": "1234", "From": "+14158675309",
              "To": "+18005551212"}  # fmt: skip
    right, sent = "RSOYDt4T1cUTdK1PDd93/VVr8B8=", fields_of(urlencode(fields).encode())
    assert Twilio(token="12345").signature(url, fields) == right
    assert genuine("12345", url, sent, right)
    assert not genuine("12346", url, sent, right)
    assert not genuine("", url, sent, right)
    assert not genuine("12345", url + "3", sent, right)
    assert not genuine("12345", url, fields_of(urlencode(fields | {"Digits": "1235"}).encode()), right)
    assert not any(genuine("12345", url, sent, wrong) for wrong in ("", right[:-1], right.lower(), "签名"))


@pytest.mark.parametrize(
    "body", [b"\xff\xfe", b"&".join(b"a%d=1" % number for number in range(201))], ids=["bytes", "many"]
)
def test_what_is_no_form_is_refused(body: bytes) -> None:
    with pytest.raises(NoForm):
        fields_of(body)


def test_a_call_begins_with_the_callers_number() -> None:
    assert twilio.ringing(form(CallStatus="ringing")) == Ringing("twilio", "CA1", "+8613800138000", False, "+864001")


@pytest.mark.parametrize(
    ("value", "number"),
    [("+8613800138000", "+8613800138000"), ("13800138000", "13800138000"), ("01012345678", "01012345678"),
     ("sip:+8613800138000@trunk.example.cn;user=phone", "+8613800138000"), ("SIP:13800138000", "13800138000"),
     ("sip:alice@example.cn", ""), ("sip:anonymous@anonymous.invalid", ""), ("sip:+266696687@example.cn", ""),
     ("client:alice", ""), ("", ""), ("anonymous", ""), ("Anonymous", ""), ("RESTRICTED", ""), ("unknown", ""),
     ("+266696687", ""), ("+7378742833", ""), ("+2562533", ""), ("+8656696", ""), ("+86282452253", ""),
     ("266696687", ""), ("86282452253", ""), ("1" * 21, ""), ("+86138\n0013", ""), ("１３８００１３８０００", "")],
)  # fmt: skip
def test_a_number_that_is_withheld_is_none(value: str, number: str) -> None:
    begun = twilio.ringing(form(From=value))
    assert isinstance(begun, Ringing)
    assert (begun.number, begun.withheld) == (number, not number)


@pytest.mark.parametrize("status", ["completed", "busy", "failed", "no-answer", "canceled"])
def test_a_call_that_ended_is_over_at_every_door(status: str) -> None:
    assert twilio.over(form(CallStatus=status)) == Over("twilio", "CA1", status)
    assert twilio.ringing(form(CallStatus=status)) == Over("twilio", "CA1", status)


@pytest.mark.parametrize("status", ["queued", "initiated", "ringing", "in-progress", "answered"])
def test_a_call_that_goes_on_is_not_over(status: str) -> None:
    assert twilio.over(form(CallStatus=status)) is None


def test_the_end_of_the_call_that_was_put_through_ends_nothing_here() -> None:
    assert twilio.over(form(CallStatus="completed", ParentCallSid="CA0")) is None


@pytest.mark.parametrize(
    ("fields", "query", "expected"),
    [
        ({"SpeechResult": "洗衣机坏了", "Confidence": "0.91"}, "", Heard("洗衣机坏了", 0.91)),
        ({"SpeechResult": "洗\x00衣机\ud83d".encode("utf-8", "replace")}, "", Heard("洗衣机?", None)),
        ({"SpeechResult": "是", "Confidence": ""}, "", Heard("是", None)),
        ({"SpeechResult": "是", "Confidence": "nan"}, "", Heard("是", None)),
        ({"SpeechResult": "是", "Confidence": "1.2"}, "", Heard("是", None)),
        ({"SpeechResult": "是" * 5000, "Confidence": "1"}, "after=waiting", Heard("是" * 4000, 1.0)),
        ({"SpeechResult": " \u200b　"}, "", Silence()),
        ({"Digits": "13800138000", "FinishedOnKey": "#"}, "", Keys("13800138000")),
        ({"Digits": "0", "SpeechResult": "喂"}, "", Keys("0")),
        ({"Digits": "", "FinishedOnKey": "#"}, "", Silence()),
        ({}, "", Silence()),
        ({}, "after=waiting", Waited()),
        ({}, "after=something", Silence()),
        ({"DialCallStatus": "completed", "DialBridged": "true"}, "", Dialled(True, "completed")),
        ({"DialCallStatus": "completed", "DialBridged": "false"}, "", Dialled(False, "completed")),
        ({"DialCallStatus": "completed"}, "", Dialled(True, "completed")),
        ({"DialCallStatus": "no-answer", "DialBridged": "false"}, "", Dialled(False, "no-answer")),
        ({"DialCallStatus": "busy"}, "", Dialled(False, "busy")),
        ({"DialCallStatus": "failed", "Digits": "1"}, "", Dialled(False, "failed")),
    ],
)
def test_what_a_step_brings(fields: dict[str, Any], query: str, expected: Event) -> None:
    assert twilio.event(form(**fields), query) == expected


@pytest.mark.parametrize(
    "body",
    [b"", b"CallSid=", b"CallSid=CA1", b"CallSid=CA%2F1&CallStatus=ringing", b"CallStatus=ringing",
     b"CallSid=CA1&CallSid=CA2&CallStatus=ringing", b"CallSid=CA1&CallStatus=completed&CallStatus=ringing",
     b"CallSid=CA1&CallStatus=Ended", b"CallSid=" + b"C" * 65 + b"&CallStatus=ringing",
     b"CallSid=CA1&CallStatus=ringing&From=1&From=2", b'{"CallSid": "CA1", "CallStatus": "ringing"}'],
)  # fmt: skip
def test_a_beginning_that_cannot_be_read_is_refused(body: bytes) -> None:
    with pytest.raises(Unreadable):
        twilio.ringing(fields_of(body))


@pytest.mark.parametrize(
    "body",
    [b"Digits=1", b"CallSid=CA1&Digits=1&Digits=2", b"CallSid=CA1&SpeechResult=a&SpeechResult=a",
     b"CallSid=CA1&Digits=hangup", b"CallSid=CA1&Digits=" + b"1" * 41, b"CallSid=CA1&DialCallStatus=138+001"],
)  # fmt: skip
def test_a_step_that_cannot_be_read_is_refused(body: bytes) -> None:
    with pytest.raises(Unreadable):
        twilio.event(fields_of(body))


def test_requests_of_another_account_are_not_ours() -> None:
    assert twilio.ours(form(), "AC1")
    assert twilio.ours(form(), "")
    assert not twilio.ours(form(), "AC2")
    assert not twilio.ours(form(AccountSid=""), "AC2")
    assert not twilio.ours(fields_of(b"CallSid=CA1&AccountSid=AC1&AccountSid=AC2"), "AC1")


_NAMES = [
    "CallSid",
    "CallStatus",
    "From",
    "To",
    "Digits",
    "SpeechResult",
    "Confidence",
    "DialCallStatus",
    "DialBridged",
]
_VALUES = st.text(max_size=30) | st.sampled_from(["CA1", "ringing", "completed", "1", "+8613800138000", "0.5", "true"])


@tries(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(_NAMES), _VALUES), max_size=10))
def test_whatever_comes_is_read_or_refused(pairs: list[tuple[str, str]]) -> None:
    body = urlencode([(name, value.encode("utf-8", "replace")) for name, value in pairs]).encode()
    for read in (twilio.ringing, twilio.over, twilio.event):
        try:
            read(fields_of(body))
        except Unreadable:
            continue


def test_the_stub_asks_as_twilio_does() -> None:
    call = TwilioCall(Twilio())
    begun = twilio.ringing(fields_of(urlencode(call.fields()).encode()))
    assert begun == Ringing("twilio", call.sid, "+8613800138000", False, call.line)
