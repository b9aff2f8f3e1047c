"""Jambonz's bodies as events, and answers as its verbs."""

from __future__ import annotations

from typing import Any

import pytest

from channels.voice import jambonz
from channels.voice.setup import Voice, options
from channels.voice.verbs import (
    Ask,
    Dial,
    Dialled,
    Event,
    Hangup,
    Heard,
    Keys,
    Listen,
    Over,
    Ringing,
    Say,
    Silence,
    Wait,
    Waited,
    kept,
    read_back,
)  # fmt: skip

HOOK = "/webhooks/voice/call/c0/2"
OURS = Voice({"vendor": "microsoft", "language": "zh-CN"}, {"vendor": "google", "language": "zh-CN"}, "+868008100000")
SPEECH = {"is_final": True, "alternatives": [{"transcript": "你好", "confidence": 1}, {"transcript": "你号"}]}


@pytest.mark.parametrize(
    ("number", "withheld"),
    [
        ("+8613800138000", False), ("013800138000", False), ("01086530001", False), ("alice", False),
        ("anonymous", True), ("Restricted", True), ("", True), (None, True), ("Unavailable", True),
    ],
)  # fmt: skip
def test_who_rings(number: Any, withheld: bool) -> None:
    body = {"call_sid": "v1", "from": number, "to": "800", "call_status": "trying"}
    assert jambonz.ringing(body) == Ringing("jambonz", "v1", number or "", withheld, "800")


@pytest.mark.parametrize("status", ["completed", "failed", "busy", "no-answer", "canceled"])
def test_a_call_is_over(status: str) -> None:
    body = {"call_sid": "v1", "from": "1", "call_status": status}
    assert jambonz.ringing(body) == jambonz.over(body) == Over("jambonz", "v1", status)


@pytest.mark.parametrize("status", ["trying", "ringing", "early-media", "in-progress"])
def test_a_call_goes_on(status: str) -> None:
    assert jambonz.over({"call_sid": "v1", "call_status": status}) is None


@pytest.mark.parametrize(
    ("result", "event"),
    [
        ({"reason": "speechDetected", "speech": SPEECH}, Heard("你好", 1)),
        ({"speech": SPEECH}, Heard("你好", 1)),
        ({"reason": "speechDetected", "speech": {"alternatives": []}}, Heard("")),
        ({"reason": "speechDetected", "speech": {"alternatives": [{"transcript": "你好"}]}}, Heard("你好")),
        ({"reason": "dtmfDetected", "digits": "138*#"}, Keys("138*#")),
        ({"digits": "0"}, Keys("0")),
        ({"reason": "timeout", "digits": "13"}, Keys("13")),
        ({"reason": "dtmfDetected", "digits": ""}, Silence()),
        ({"reason": "timeout"}, Silence()),
        ({"reason": "error", "details": {}}, Heard("", 0.0)),
        ({"reason": "stt-low-confidence"}, Heard("", 0.0)),
        ({"dial_call_status": "completed", "dial_sip_status": 200}, Dialled(True, "completed")),
        ({"dial_call_status": "no-answer", "dial_sip_status": 480}, Dialled(False, "no-answer")),
        ({"dial_sip_status": 487}, Dialled(False, "")),
        ({}, Waited()),
        ({"reason": "something new"}, Waited()),
    ],
)
def test_what_happened(result: dict[str, Any], event: Event) -> None:
    assert jambonz.event({"call_sid": "v1", "call_status": "in-progress", **result}) == event


def test_a_question_is_a_gather_that_can_be_spoken_into() -> None:
    (say, gather) = jambonz.render((Say("前"), Ask("问", most=1, silence_s=5)), HOOK, OURS)[:2]
    assert say == {"verb": "say", "text": "前", "synthesizer": {"vendor": "microsoft", "language": "zh-CN"}}
    assert gather == {
        "verb": "gather", "actionHook": HOOK, "input": ["digits", "speech"], "timeout": 5, "bargein": True,
        "dtmfBargein": True, "listenDuringPrompt": True, "finishOnKey": "#", "minDigits": 1, "interDigitTimeout": 4,
        "numDigits": 1, "recognizer": {"vendor": "google", "language": "zh-CN"},
        "say": {"text": "问", "synthesizer": {"vendor": "microsoft", "language": "zh-CN"}},
    }  # fmt: skip


def test_keys_alone_need_no_recogniser_and_words_alone_no_keys() -> None:
    keys = jambonz.render((Ask("问", speech=False),), HOOK, OURS)[0]
    speech = jambonz.render((Ask("问", keys=False),), HOOK, OURS)[0]
    assert ("recognizer" in keys, keys["input"], "numDigits" in keys) == (False, ["digits"], False)
    assert ("finishOnKey" in speech, speech["input"]) == (False, ["speech"])


def test_putting_through_goes_to_a_number_or_a_sip_address() -> None:
    number = jambonz.render((Dial("8001", "王敏", 20),), HOOK, OURS)[0]
    sip = jambonz.render((Dial("sip:w@x", "王敏"),), HOOK, Voice())[0]
    assert number["target"] == [{"type": "phone", "number": "8001"}]
    assert (number["timeout"], number["callerId"], number["actionHook"]) == (20, "+868008100000", HOOK)
    assert sip["target"] == [{"type": "sip", "sipUri": "sip:w@x"}]
    assert "callerId" not in sip


def test_a_pause_comes_back_and_the_end_does_not() -> None:
    assert jambonz.render((Wait(1.0),), HOOK, OURS)[0] == {
        "verb": "gather", "actionHook": f"{HOOK}?back", "input": ["digits"], "numDigits": 1, "timeout": 1.0,
    }  # fmt: skip
    timeout = {"call_sid": "c", "reason": "timeout"}
    assert (jambonz.event(timeout, "back"), jambonz.event(timeout)) == (Waited(), Silence())
    assert jambonz.render((Say("再见"), Hangup()), HOOK, OURS)[1:] == [{"verb": "hangup"}]


@pytest.mark.parametrize("last", [Ask("问"), Dial("8001", "王敏"), Wait(1.0)])
def test_where_a_hook_fails_the_call_comes_back_until_somebody_answers(last: Any) -> None:
    verbs = jambonz.render((last,), HOOK, OURS)
    # A redirect whose hook fails ends the call, a gather's leaves those behind it.
    assert not [verb for verb in verbs if verb["verb"] == "redirect"]
    back = [verb for verb in verbs[1:] if verb["verb"] == "gather"]
    assert len(back) >= 5
    assert {verb["actionHook"] for verb in back} == {f"{HOOK}?back"}
    assert sum(verb["timeout"] for verb in back) >= 55
    assert verbs[-1] == {"verb": "hangup"}


def test_a_recording_is_a_listen_in_the_background() -> None:
    on, off = jambonz.render((Listen("wss://x", True), Listen("wss://x", False), Hangup()), HOOK, OURS)[:2]
    assert on["listen"] == {
        "enable": True, "url": "wss://x", "mixType": "mono", "sampleRate": 8000, "disableBidirectionalAudio": True,
    }  # fmt: skip
    assert off == {"verb": "config", "listen": {"enable": False, "url": "wss://x"}}


def test_an_answer_is_kept_as_json_and_read_back() -> None:
    answer = (Say("a"), Listen("w", True), Dial("8001", "王敏"), Wait(1.5), Ask("b", most=1), Hangup())
    assert read_back(kept(answer)) == answer


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", {}), (" ", {}), ("microsoft", {}), ("vendor=", {}), ("=x", {}),
        ("vendor=microsoft, voice=zh-CN-XiaoxiaoNeural",
         {"language": "zh-CN", "vendor": "microsoft", "voice": "zh-CN-XiaoxiaoNeural"}),
        ("vendor=google,language=cmn-CN", {"language": "cmn-CN", "vendor": "google"}),
    ],
)  # fmt: skip
def test_a_voice_is_named_in_pairs(text: str, found: dict[str, str]) -> None:
    assert options(text) == found
