"""The doors that Twilio calls: who gets in, what goes on to the dialogue, and what is said back."""

from __future__ import annotations

import logging

import pytest
from twilio.request_validator import RequestValidator

from channels.signed_form import NoForm, fields_of
from channels.voice.setup import wrong
from channels.voice.steps import Foreign, NotYet, Unknown
from channels.voice.verbs import Ask, Dial, Dialled, Hangup, Heard, Keys, Over, Ringing, Say, Silence, Wait, Waited
from stubs.twilio import Twilio
from tests.unit.channels_double import settings
from tests.unit.twilio_line import ACCOUNT, FORM, PUBLIC, SET_UP, TOKEN, line

NUMBER = "+8613800138000"


async def test_a_call_goes_on_from_step_to_step(monkeypatch: pytest.MonkeyPatch) -> None:
    async with line(monkeypatch) as standing:
        standing.steps.answers = [
            (Ask("请问是什么事？", most=1),), (Say("请稍等。"), Wait(1.0)), (Say("王敏将致电。"), Ask("接通请按一。", most=1)),
            (Say("正在接通。"), Dial("010-12345678", "王敏")), (Ask("还有要补充的吗？"),), (Say("再见。"), Hangup()),
        ]  # fmt: skip
        caller = standing.caller
        await standing.does(caller.rings)
        await standing.does(caller.says, "洗衣机坏了", "0.9")
        await standing.does(caller.presses, "1")
        await standing.does(caller.rings_out)
        await standing.does(caller.is_silent)
        assert standing.steps.came == [
            Ringing("twilio", caller.sid, NUMBER, False, caller.line), Heard("洗衣机坏了", 0.9), Waited(), Keys("1"),
            Dialled(False, "no-answer"), Silence(),
        ]  # fmt: skip
        assert caller.heard == [
            "请问是什么事？", "请稍等。", "王敏将致电。", "接通请按一。", "正在接通。", "还有要补充的吗？", "再见。",
        ]  # fmt: skip
        assert caller.over == "the house hung up"


async def test_the_line_shows_its_own_number_or_the_one_that_was_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for own, shown in (("", "+864008005005"), ("+861012345678", "+861012345678")):
        async with line(monkeypatch, voice_caller_id=own) as standing:
            standing.steps.answers = [(Dial("13900139000", "王敏"),)]
            await standing.does(standing.caller.rings)
            assert standing.caller.asks is not None
            assert standing.caller.asks.get("callerId") == shown


@pytest.mark.parametrize("door", ["call", "status", "c1/1", "c1/1?after=waiting"])
async def test_what_twilio_did_not_sign_is_refused(monkeypatch: pytest.MonkeyPatch, door: str) -> None:
    async with line(monkeypatch) as standing:
        path, fields = f"/webhooks/voice/twilio/{door}", standing.caller.fields(CallStatus="completed")
        right = standing.cloud.signature(PUBLIC + path, fields)
        elsewhere = standing.cloud.signature("https://other.example.cn" + path, fields)
        other_door = standing.cloud.signature(f"{PUBLIC}/webhooks/voice/twilio/c1/2", fields)
        unlike = standing.cloud.signature(PUBLIC + path, fields | {"From": "+8613900139000"})
        stranger = Twilio(token="another").signature(PUBLIC + path, fields)
        for wrong_one in ("", "=", right[:-2], right.swapcase(), elsewhere, other_door, unlike, stranger):
            headers = FORM | {"X-Twilio-Signature": wrong_one}
            assert await standing.post(path, fields, headers=headers) == 403, wrong_one
        assert await standing.post(path, fields, headers=FORM) == 403
        assert standing.steps.came == []
        assert await standing.post(path, fields) == 200


async def test_signed_with_what_stands_behind_the_address_it_is_genuine_too(monkeypatch: pytest.MonkeyPatch) -> None:
    async with line(monkeypatch) as standing:
        path, fields = "/webhooks/voice/twilio/c1/1", standing.caller.fields(Digits="0")
        signature = standing.cloud.signature(f"{PUBLIC}{path}#rc=5&rp=all", fields)
        assert await standing.post(path, fields, headers=FORM | {"X-Twilio-Signature": signature}) == 200


async def test_requests_of_another_account_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    async with line(monkeypatch) as standing:
        for fields in ({"AccountSid": "AC2"}, {"AccountSid": ""}):
            assert await standing.post("/webhooks/voice/twilio/call", standing.caller.fields(**fields)) == 403
        assert standing.steps.came == []
    async with line(monkeypatch, voice_twilio_account="") as standing:
        assert await standing.post("/webhooks/voice/twilio/call", standing.caller.fields(AccountSid="AC2")) == 200


async def test_a_step_that_is_asked_again_says_the_same_and_is_done_once(monkeypatch: pytest.MonkeyPatch) -> None:
    async with line(monkeypatch) as standing:
        standing.steps.answers = [(Ask("第一句"),), (Ask("第二句"),), (Ask("第三句"),)]
        await standing.does(standing.caller.rings)
        await standing.does(standing.caller.says, "坏了")
        again = await standing.does(standing.caller.again, SpeechResult="别的", Confidence="1")
        assert (again.status_code, "第二句" in again.text) == (200, True)
        assert [one for one in standing.steps.came if isinstance(one, Heard)] == [Heard("坏了", 0.91)]


async def test_the_end_of_a_call_is_told_once_it_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    async with line(monkeypatch) as standing:
        caller, path = standing.caller, "/webhooks/voice/twilio/status"
        assert (await standing.does(caller.hangs_up, "in-progress")).status_code == 200
        assert (await standing.does(caller.hangs_up, "completed", ParentCallSid="CA0")).status_code == 200
        assert standing.steps.came == []
        assert (await standing.does(caller.hangs_up)).status_code == 200
        assert await standing.post(path, caller.fields(CallStatus="no-answer")) == 200
        ends = [Over("twilio", caller.sid, "completed"), Over("twilio", caller.sid, "no-answer")]
        assert standing.steps.came == ends
        assert await standing.post("/webhooks/voice/twilio/call", caller.fields(CallStatus="canceled")) == 200
        assert standing.steps.came[2:] == [Over("twilio", caller.sid, "canceled")]


async def test_what_came_of_putting_through_counts_also_where_the_caller_hung_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with line(monkeypatch) as standing:
        fields = standing.caller.fields(CallStatus="completed", DialCallStatus="completed", DialBridged="true")
        assert await standing.post("/webhooks/voice/twilio/c1/1", fields) == 200
        assert standing.steps.came == [Dialled(True, "completed"), Over("twilio", standing.caller.sid, "completed")]


@pytest.mark.parametrize(
    ("door", "body", "kind", "status"),
    [
        ("call", b"", "", 400),
        ("call", b"CallSid=CA1&AccountSid={account}", "", 400),
        ("call", b"CallSid=CA1&CallSid=CA2&AccountSid={account}&CallStatus=ringing", "", 400),
        ("call", b"CallSid=CA1&AccountSid={account}&CallStatus=ringing&From=1&From=2", "", 400),
        ("c1/1", b"CallSid=CA1&AccountSid={account}&CallStatus=in-progress&Digits=1&Digits=2", "", 400),
        ("c1/1", b"CallSid=CA1&AccountSid={account}&Digits=1", "", 400),
        ("status", b"CallSid=CA1&AccountSid={account}&CallStatus=gone", "", 400),
        ("call", b"CallSid=CA1&AccountSid={account}&Call", "", 400),
        ("call", b"CallSid=CA1&AccountSid={account}&CallStatus=ringing", "application/json", 415),
        ("call", b"CallSid=CA1&AccountSid={account}&CallStatus=ringing", "multipart/form-data; boundary=x", 415),
        ("call", b"CallSid=CA1&AccountSid={account}&CallStatus=ringing", "none", 415),
        ("call", b"\xff\xfe\xfd", "", 400),
        ("call", b"&".join(b"a%d=1" % number for number in range(300)), "", 400),
        ("c1/x", b"CallSid=CA1&AccountSid={account}&CallStatus=in-progress", "", 404),
        ("c2/1", b"CallSid=CA1&AccountSid={account}&CallStatus=in-progress", "", 404),
        ("c" * 65 + "/1", b"CallSid=CA1&AccountSid={account}&CallStatus=in-progress", "", 404),
        ("c1", b"CallSid=CA1&AccountSid={account}&CallStatus=in-progress", "", 404),
    ],
)
async def test_what_cannot_be_read_is_refused_though_it_is_signed(
    monkeypatch: pytest.MonkeyPatch, door: str, body: bytes, kind: str, status: int
) -> None:
    async with line(monkeypatch, voice_twilio_account="") as standing:
        whole, path = body.replace(b"{account}", ACCOUNT.encode()), f"/webhooks/voice/twilio/{door}"
        signature = signed(standing.cloud, PUBLIC + path, whole)
        headers = {"X-Twilio-Signature": signature, "Content-Type": kind or FORM["Content-Type"]}
        assert await standing.post(path, {}, body=whole, headers=headers) == status
        assert standing.steps.came == []


def signed(cloud: Twilio, url: str, body: bytes) -> str:
    try:
        return str(RequestValidator(cloud.token).compute_signature(url, fields_of(body)))
    except NoForm:
        return ""


async def test_a_huge_form_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    async with line(monkeypatch) as standing:
        fields = standing.caller.fields(SpeechResult="a" * 70_000)
        assert await standing.post("/webhooks/voice/twilio/c1/1", fields) == 413
        assert standing.steps.came == []


@pytest.mark.parametrize(
    ("error", "status"), [(Foreign(), 403), (NotYet(), 409), (Unknown(), 404), (RuntimeError(NUMBER), 503)]
)
async def test_what_the_dialogue_refuses_has_no_words(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: Exception, status: int
) -> None:
    caplog.set_level(logging.DEBUG)
    async with line(monkeypatch) as standing:
        standing.steps.broken = error
        fields = standing.caller.fields(SpeechResult="我要投诉", RecordingUrl="https://api.twilio.com/RE1")
        assert await standing.post("/webhooks/voice/twilio/c1/1", fields) == status
    for private in (NUMBER, TOKEN, "投诉", "api.twilio.com"):
        assert private not in caplog.text


@pytest.mark.parametrize("missing", [{"voice_twilio_token": ""}, {"public_url": ""}, {"public_url": "care.example.cn"}])
async def test_without_a_token_or_a_public_address_there_are_no_doors(
    monkeypatch: pytest.MonkeyPatch, missing: dict[str, str]
) -> None:
    async with line(monkeypatch, **missing) as standing:
        for door in ("call", "status", "c1/1"):
            assert await standing.post(f"/webhooks/voice/twilio/{door}", standing.caller.fields()) == 404
        async with standing.http.get(f"{standing.cloud.bot}/health/ready") as answer:
            voice = (await answer.json())["channels"].get("voice")
        assert voice is None if "voice_twilio_token" in missing else "YINUO_PUBLIC_URL" in voice["error"]


def test_only_who_wants_twilio_is_told_what_is_missing() -> None:
    assert wrong(settings()) == []
    assert wrong(settings(**SET_UP)) == []
    (reason,) = wrong(settings(voice_twilio_token="t"))
    assert "YINUO_PUBLIC_URL" in reason
