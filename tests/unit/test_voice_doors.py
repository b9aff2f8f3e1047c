"""The doors of telephone applications: who gets in, what is answered, and that a step is done once."""

from __future__ import annotations

import asyncio
import json
import logging
from contextlib import suppress
from typing import Any

import aiohttp
import pytest

from tests.unit.channels_double import until
from tests.unit.voice_double import OWNER
from tests.unit.voice_house import SECRET, WORDS, body, doors, hook, kinds, speech, texts


async def test_a_caller_is_greeted_says_what_is_wrong_and_hears_a_name_and_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with doors(monkeypatch) as house:
        status, greeting = await house.ring()
        assert (status, kinds(greeting)) == (200, ["gather"])
        assert "请问是什么事" in texts(greeting)
        assert hook(greeting) == "/webhooks/voice/call/c0/1"
        status, told = await house.post(hook(greeting), speech())
        assert (status, kinds(told)) == (200, ["say", "gather"])
        assert "王敏将于" in told[0]["text"]
        assert hook(told) == "/webhooks/voice/call/c0/2"
        assert [row["text"] for row in house.core.rows if row["from"] == "customer"] == [WORDS]


async def test_who_does_not_say_who_they_are_is_asked_and_who_says_wrong_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with doors(monkeypatch) as house:
        status, headers = await house.post("/webhooks/voice/call", body(), None)
        assert (status, headers["WWW-Authenticate"]) == (401, 'Basic realm="voice"')
        status, headers = await house.post("/webhooks/voice/call", body(), None, headers={"Authorization": "Bearer x"})
        assert status == 401
        for user, password in (("voice", SECRET[:-1]), ("voice", ""), ("Voice", SECRET), ("", SECRET), ("语音", "密")):
            login = aiohttp.BasicAuth(user, password, "utf-8")
            assert (await house.post("/webhooks/voice/call", body(), login))[0] == 403
            assert (await house.post("/webhooks/voice/status", body(), login))[0] == 403
            assert (await house.post("/webhooks/voice/call/c0/1", speech(), login))[0] == 403
        for wrong in ("Basic", "Basic !!", "Basic dm9pY2U"):
            how = {"headers": {"Authorization": wrong}}
            assert (await house.post("/webhooks/voice/call", body(), None, **how))[0] == 403
        assert house.phone.calls == {}


@pytest.mark.parametrize(
    "wrong",
    [
        b"", b"{", b"[]", b'"x"', b"null", b"\xff\xfe", b"[" * 5000, b'{"from": "1"}', b'{"call_sid": 7, "from": "1"}',
        b'{"call_sid": "v1", "from": 13800138000}', b'{"call_sid": "v 1\\n", "from": "1"}',
        b'{"call_sid": "", "from": "1"}', b'{"call_sid": "v1", "from": "1", "call_status": ["x"]}',
    ],
)  # fmt: skip
async def test_what_no_application_sends_is_refused(monkeypatch: pytest.MonkeyPatch, wrong: bytes) -> None:
    async with doors(monkeypatch) as house:
        assert (await house.post("/webhooks/voice/call", wrong))[0] == 400
        assert house.phone.calls == {}


@pytest.mark.parametrize(
    "result",
    [
        {"reason": 3}, {"reason": "dtmfDetected", "digits": 13800138000},
        {"reason": "dtmfDetected", "digits": "1; drop"}, {"reason": "speechDetected"},
        {"reason": "speechDetected", "speech": "洗衣机"},
        {"reason": "speechDetected", "speech": {"alternatives": [7]}},
        {"reason": "speechDetected", "speech": {"alternatives": [{"transcript": 7}]}},
        {"reason": "speechDetected", "speech": {"alternatives": [{"transcript": "x", "confidence": "high"}]}},
        {"dial_call_status": 200},
    ],
)  # fmt: skip
async def test_a_result_of_another_kind_is_refused_and_the_step_still_waits(
    monkeypatch: pytest.MonkeyPatch, result: dict[str, Any]
) -> None:
    async with doors(monkeypatch) as house:
        _, greeting = await house.ring()
        assert (await house.post(hook(greeting), body(**result)))[0] == 400
        assert (await house.post(hook(greeting), speech()))[0] == 200


async def test_another_calls_name_and_steps_out_of_order_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    async with doors(monkeypatch) as house:
        await house.ring("v1")
        await house.ring("v2", "+8613900139000")
        assert (await house.post("/webhooks/voice/call/c0/1", speech(sid="v2")))[0] == 403
        assert (await house.post("/webhooks/voice/call/c9/1", speech()))[0] == 404
        assert (await house.post("/webhooks/voice/call/c0/2", speech()))[0] == 409
        assert (await house.post("/webhooks/voice/call/c0/x", speech()))[0] == 404
        assert not [row for row in house.core.rows if row["from"] == "customer"]


async def test_a_step_that_is_told_again_hears_the_same_and_is_no_second_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    async with doors(monkeypatch) as house:
        _, greeting = await house.ring()
        assert (await house.ring())[1] == greeting
        first = await house.post(hook(greeting), speech())
        assert await house.post(hook(greeting), speech()) == first
        assert await house.post(hook(greeting), speech("别的话")) == first
        assert await house.ring() == first
        assert len([row for row in house.core.rows if row["from"] == "customer"]) == 1


async def test_the_same_step_many_times_at_once_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    async with doors(monkeypatch) as house:
        house.phone.slow_s = 0.01
        greetings = await asyncio.gather(*(house.ring() for _ in range(20)))
        assert len({json.dumps(one) for one in greetings}) == 1
        answers = await asyncio.gather(*(house.post("/webhooks/voice/call/c0/1", speech()) for _ in range(20)))
        assert len({json.dumps(one) for one in answers}) == 1
        assert "王敏将于" in texts(answers[0][1])
        assert len([row for row in house.core.rows if row["from"] == "customer"]) == 1
        assert house.phone.calls["c0"].call.step == 2


async def test_while_the_turn_lasts_the_caller_is_asked_to_wait_once(monkeypatch: pytest.MonkeyPatch) -> None:
    free = asyncio.Event()

    async def slowly(message: Any) -> None:
        if message.sender_id != "rehearsal":
            await free.wait()
        await message.output_channel.send_text_message(message.sender_id, "请问是什么事")

    monkeypatch.setattr("channels.voice.steps.ANSWER_S", 0.9)
    async with doors(monkeypatch, slowly, turn_limit_s=30.0) as house:
        _, greeting = await house.ring()
        _, first = await house.post(hook(greeting), speech())
        assert (kinds(first), first[0]["text"]) == (["say", "gather"], "请稍等，正在为您安排。")
        _, second = await house.post(hook(first), body())
        assert kinds(second) == ["gather"]
        free.set()
        await until(lambda: not house.core.rows[0]["waits"])
        _, third = await house.post(hook(second), body())
        assert (kinds(third), texts(third)[:6]) == (["gather"], "请问是什么事")


async def test_what_comes_after_the_end_is_written_down_and_answered_with_a_hangup(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with doors(monkeypatch) as house:
        _, greeting = await house.ring()
        assert (await house.post("/webhooks/voice/status", body(call_status="in-progress")))[0] == 200
        assert house.phone.ended == []
        assert (await house.post("/webhooks/voice/status", body(call_status="completed")))[0] == 200
        assert house.phone.ended == [("jambonz", "v1")]
        assert await house.post(hook(greeting), speech()) == (200, [{"verb": "hangup"}])
        assert [row["text"] for row in house.core.rows if row["from"] == "customer"] == [WORDS]


async def test_a_call_that_was_over_before_it_began_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    async with doors(monkeypatch) as house:
        assert (await house.post("/webhooks/voice/call", body(call_status="no-answer")))[0] == 200
        assert (house.phone.ended, house.phone.calls) == ([("jambonz", "v1")], {})


async def test_a_caller_is_put_through_and_thanked(monkeypatch: pytest.MonkeyPatch) -> None:
    async with doors(monkeypatch, voice_caller_id="+868008100000") as house:
        house.phone.offered = OWNER
        _, greeting = await house.ring()
        _, told = await house.post(hook(greeting), speech())
        assert "现在有空" in texts(told)
        _, dialling = await house.post(hook(told), body(reason="dtmfDetected", digits="1"))
        dial = dialling[1]
        assert (dial["target"], dial["callerId"]) == ([{"type": "phone", "number": "8001"}], "+868008100000")
        _, bye = await house.post(dial["actionHook"], body(dial_call_status="completed", dial_sip_status=200))
        assert kinds(bye) == ["say", "hangup"]
        assert house.phone.through == [True, True]


async def test_whoever_asks_twice_at_once_is_put_through_once(monkeypatch: pytest.MonkeyPatch) -> None:
    async with doors(monkeypatch) as house:
        house.phone.offered, house.phone.slow_s = OWNER, 0.01
        _, greeting = await house.ring()
        _, told = await house.post(hook(greeting), speech())
        yes = body(reason="dtmfDetected", digits="1")
        answers = await asyncio.gather(*(house.post(hook(told), yes) for _ in range(10)))
        assert len({json.dumps(one) for one in answers}) == 1
        assert house.phone.through == [True]


async def test_a_huge_request_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    async with doors(monkeypatch) as house:
        with suppress(aiohttp.ClientError):  # the line may be cut while it is still being sent
            assert (await house.post("/webhooks/voice/call", b"[" + b" " * 2_000_000))[0] == 413
        assert house.phone.calls == {}


async def test_without_a_secret_there_are_no_doors(monkeypatch: pytest.MonkeyPatch) -> None:
    async with doors(monkeypatch, voice_secret="") as house:
        assert "voice" not in await house.health()
        assert (await house.ring())[0] == 404


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"voice_secret": "short"}, "YINUO_VOICE_SECRET"),
        ({"voice_synthesizer": "zh-CN"}, "YINUO_VOICE_SYNTHESIZER"),
        ({"voice_recognizer": "vendor="}, "YINUO_VOICE_RECOGNIZER"),
        ({"voice_audio_url": "https://x"}, "YINUO_VOICE_AUDIO_URL"),
    ],
)
async def test_health_says_what_is_wrong_with_the_settings(
    monkeypatch: pytest.MonkeyPatch, values: dict[str, Any], words: str
) -> None:
    async with doors(monkeypatch, **values) as house:
        state = (await house.health())["voice"]
        assert state["ok"] is False
        assert words in state["error"]


async def test_no_number_words_or_secret_is_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with doors(monkeypatch) as house:
        _, greeting = await house.ring()
        await house.post(hook(greeting), b'{"call_sid": 13800138000')
        house.phone.broken.add("said")
        await house.post(hook(greeting), speech())
        house.phone.broken = {"all"}
        await house.post(hook(greeting), body())
        await house.ring("v2")
    for private in ("13800138000", WORDS, SECRET):
        assert private not in caplog.text
