"""What is said and done in a call, as TwiML that Twilio can follow."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import settings as tries
from hypothesis import strategies as st

from channels.voice.twiml import render
from channels.voice.verbs import Answer, Ask, Dial, Hangup, Listen, Say, Wait

HOOK = "https://care.example.cn/webhooks/voice/twilio/c1/2"
AGAIN = "#rc=5&rp=all"
VOICE = {"voice": "Polly.Zhiyu", "language": "cmn-CN"}


def written(*answer: Any, line: str = "") -> list[ElementTree.Element]:
    text = render(answer, HOOK, "Polly.Zhiyu", line)
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>')
    root = ElementTree.fromstring(text.encode())  # noqa: S314 - our own
    assert root.tag == "Response"
    return list(root)


def tags(*answer: Any) -> list[str]:
    return [one.tag for one in written(*answer)]


def test_words_are_spoken_in_mandarin_by_the_voice_that_was_set() -> None:
    (said,) = written(Say("您好"))
    assert (said.tag, said.text, said.attrib) == ("Say", "您好", VOICE)


def test_a_question_listens_to_words_and_keys_and_may_be_interrupted() -> None:
    gather, after = written(Ask("请问是什么事？", most=1))
    assert gather.attrib == {
        "input": "speech dtmf", "action": HOOK + AGAIN, "method": "POST", "timeout": "6", "speechTimeout": "auto",
        "language": "cmn-Hans-CN", "bargeIn": "true", "finishOnKey": "#", "numDigits": "1", "profanityFilter": "false",
        "hints": gather.get("hints"),
    }  # fmt: skip
    assert "人工" in gather.get("hints", "") and "投诉" in gather.get("hints", "")
    assert [(one.tag, one.text, one.attrib) for one in gather] == [("Say", "请问是什么事？", VOICE)]
    assert (after.tag, after.text, after.attrib) == ("Redirect", HOOK + AGAIN, {"method": "POST"})


def test_a_question_for_keys_alone_listens_to_no_words() -> None:
    gather, _ = written(Ask("请按号码", speech=False, finish="*", silence_s=0.2))
    assert gather.attrib == {
        "input": "dtmf", "action": HOOK + AGAIN, "method": "POST", "timeout": "1", "bargeIn": "true",
        "finishOnKey": "*",
    }  # fmt: skip


def test_a_question_for_words_alone_listens_to_no_keys() -> None:
    gather, _ = written(Ask("请说", keys=False))
    assert gather.get("input") == "speech"
    assert "numDigits" not in gather.attrib and "finishOnKey" not in gather.attrib


def test_where_no_key_finishes_all_of_them_count() -> None:
    assert written(Ask("请按号码", finish=""))[0].get("finishOnKey") == ""


def test_putting_through_shows_the_lines_own_number() -> None:
    (dial,) = written(Dial("010-12345678", "王敏", 20), line="+864008005005")
    assert dial.attrib == {
        "action": HOOK + AGAIN, "method": "POST", "timeout": "20", "callerId": "+864008005005",
        "answerOnBridge": "true",
    }  # fmt: skip
    assert [(one.tag, one.text) for one in dial] == [("Number", "+861012345678")]


@pytest.mark.parametrize("line", ["", "sip:800@example.cn", "4008005005", "+86\n400"])
def test_a_line_that_is_no_number_is_shown_to_nobody(line: str) -> None:
    assert "callerId" not in written(Dial("13800138000", "王敏"), line=line)[0].attrib


@pytest.mark.parametrize(
    ("to", "tag", "written_as"),
    [("13800138000", "Number", "+8613800138000"), ("+14155550123", "Number", "+14155550123"),
     ("8001", "Number", "8001"), ("sip:8001@pbx.example.cn", "Sip", "sip:8001@pbx.example.cn"),
     ("SIPS:a@b", "Sip", "SIPS:a@b")],
)  # fmt: skip
def test_numbers_and_sip_addresses_are_dialled_each_in_their_way(to: str, tag: str, written_as: str) -> None:
    (target,) = written(Dial(to, "王敏"))[0]
    assert (target.tag, target.text) == (tag, written_as)


@pytest.mark.parametrize(("limit_s", "timeout"), [(1, "5"), (25, "25"), (9999, "600")])
def test_it_rings_as_long_as_twilio_lets_it(limit_s: int, timeout: str) -> None:
    assert written(Dial("13800138000", "王敏", limit_s))[0].get("timeout") == timeout


def test_a_pause_comes_back_and_says_that_it_was_one() -> None:
    pause, redirect = written(Wait(0.4))
    assert (pause.tag, pause.get("length")) == ("Pause", "1")
    assert (redirect.tag, redirect.text, redirect.get("method")) == ("Redirect", f"{HOOK}?after=waiting{AGAIN}", "POST")
    assert written(Wait(2.6))[0].get("length") == "3"


def test_recording_begins_and_ends_by_its_name() -> None:
    start, stop = written(Listen("wss://care.example.cn/listen/x", True), Listen("", False))
    assert (start.tag, start[0].tag, start[0].attrib) == (
        "Start", "Stream", {"name": "recording", "url": "wss://care.example.cn/listen/x", "track": "inbound_track"},
    )  # fmt: skip
    assert (stop.tag, stop[0].tag, stop[0].attrib) == ("Stop", "Stream", {"name": "recording"})


def test_verbs_keep_their_order_and_empty_words_are_not_spoken() -> None:
    assert tags(Say("您好"), Say(" \x07"), Listen("wss://x/y", True), Hangup()) == ["Say", "Start", "Hangup"]
    assert list(written(Ask(""))[0]) == []


_TEXTS = st.text(st.characters()) | st.sampled_from(["<Hangup/>", "&#0;", "]]>", "\x00\x0b\ufffe\ud800", "𠮷😀"])
_ANSWERS: Any = st.lists(
    st.builds(Say, _TEXTS) | st.builds(Ask, _TEXTS, st.booleans(), st.just(True)) | st.builds(Dial, _TEXTS, _TEXTS)
    | st.builds(Listen, _TEXTS, st.booleans()) | st.builds(Wait, st.floats(0, 60)) | st.builds(Hangup),
    max_size=5,
)  # fmt: skip


@tries(max_examples=200, deadline=None)
@given(_ANSWERS)
def test_whatever_is_said_the_answer_is_well_formed_and_says_no_more(answer: list[Any]) -> None:
    root = written(*answer)
    assert {one.tag for one in root} <= {"Say", "Gather", "Redirect", "Dial", "Start", "Stop", "Pause", "Hangup"}
    assert sum(one.tag == "Hangup" for one in root) == sum(isinstance(verb, Hangup) for verb in answer)


def test_what_is_said_is_heard_as_it_was_written() -> None:
    answer: Answer = (Say("<Dial>110</Dial> & \"您好\" '𠮷'"),)
    assert written(*answer)[0].text == "<Dial>110</Dial> & \"您好\" '𠮷'"
