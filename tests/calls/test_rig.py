"""The telephones and the gateway themselves, with a bot that answers by heart."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from handoff.model import SHANGHAI
from scripts import telephone
from tests.acceptance.talking import until
from tests.calls import parts
from tests.calls.conftest import Call, Line
from tests.calls.listening import is_heard, time_is_heard
from tests.calls.standin import StandIn

CALL, STEP, STATUS = "/webhooks/voice/call", "/webhooks/voice/call/1/2", "/webhooks/voice/status"
BRIEF, ASKED, ANSWERED = "您好", "您好，请问您要说什么", "王芳十点二十分致电您"
COMPLAINT = "我的洗衣机坏了三次我要投诉"


def ask(**more: Any) -> list[dict[str, Any]]:
    return [{"verb": "gather", "actionHook": STEP, "input": ["digits", "speech"], "bargein": True, "timeout": 4,
             "finishOnKey": "#", "say": {"text": BRIEF}, **more}]  # fmt: skip


def finish(_body: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"verb": "say", "text": ANSWERED}, {"verb": "hangup"}]


@pytest.fixture
def bot() -> Iterator[StandIn]:
    made = StandIn()
    made.answers = {CALL: lambda _: ask(), STEP: finish}
    yield made
    made.close()


def test_a_sentence_is_carried_and_recognised_in_both_directions(bot: StandIn, line: Line, call: Call) -> None:
    listen = {"enable": True, "url": f"ws://127.0.0.1:{bot.port}/listen", "metadata": {"call": "1"}}
    bot.answers[CALL] = lambda _: [{"verb": "config", "listen": listen}, *ask(say={"text": ASKED})]
    caller = call(line(bot.door))
    caller.hears_out(1)
    caller.says(COMPLAINT)
    caller.waits_for_the_end()
    ringing, result = bot.bodies(CALL)[0], bot.bodies(STEP)[0]
    assert (ringing["from"], ringing["to"], ringing["call_status"]) == ("13800138000", "8008200000", "trying")
    assert result["reason"] == "speechDetected"
    spoken = result["speech"]["alternatives"][0]
    assert is_heard(COMPLAINT, spoken["transcript"])
    assert 0 < spoken["confidence"] <= 1
    heard = caller.heard()
    assert is_heard(ASKED, heard), heard
    assert is_heard("王芳", heard), heard
    assert time_is_heard(datetime(2026, 3, 9, 10, 20, tzinfo=SHANGHAI), heard), heard
    # The same listening finds out what was not said.
    assert not is_heard("李强", heard)
    assert not time_is_heard(datetime(2026, 3, 9, 10, 40, tzinfo=SHANGHAI), heard)
    assert caller.first_sound_s() < 1
    assert (bot.first["callSid"], bot.first["call"]) == (ringing["call_sid"], "1")
    # One second of the caller is 16,000 bytes.
    assert sum(map(len, bot.frames)) > 16_000 * len(caller.said()) / 8000
    assert bot.bodies(STATUS)[0]["call_termination_by"] == "jambonz"


def test_keys_arrive_as_telephone_events_and_break_off_what_is_said(bot: StandIn, line: Line, call: Call) -> None:
    bot.answers[CALL] = lambda _: ask(say={"text": ASKED})
    caller = call(line(bot.door))
    until(lambda: caller.line.log.all("said"), "the question to begin")
    caller.presses("13#")
    caller.waits_for_the_end()
    assert (bot.bodies(STEP)[0]["reason"], bot.bodies(STEP)[0]["digits"]) == ("dtmfDetected", "13")
    assert caller.line.log.all("broke off")
    assert "received event: '3'" in (caller.line.line.folder / "baresip.log").read_text(errors="replace")


def test_one_key_is_enough_where_one_is_asked_for(bot: StandIn, line: Line, call: Call) -> None:
    bot.answers[CALL] = lambda _: ask(numDigits=1)
    caller = call(line(bot.door))
    caller.presses("0")
    until(lambda: bot.bodies(STEP), "the key")
    assert bot.bodies(STEP)[0]["digits"] == "0"


def test_silence_is_told_after_the_time_that_the_bot_gave(bot: StandIn, line: Line, call: Call) -> None:
    bot.answers[CALL] = lambda _: ask(timeout=1)
    caller = call(line(bot.door))
    until(lambda: bot.bodies(STEP), "the hook")
    assert bot.bodies(STEP)[0]["reason"] == "timeout"
    asked, told = caller.line.log.all("said")[0], caller.line.log.all("hook")[1]
    assert 1 <= told["at_s"] - asked["at_s"] - asked["seconds"] < 2


def test_a_caller_who_hangs_up_is_reported_at_once(bot: StandIn, line: Line, call: Call) -> None:
    caller = call(line(bot.door))
    caller.hangs_up()
    over = bot.bodies(STATUS)[0]
    assert (over["call_status"], over["call_termination_by"]) == ("completed", "caller")
    assert not bot.bodies(STEP)


def test_a_door_that_answers_later_is_asked_again_and_a_wrong_secret_is_not(
    bot: StandIn, line: Line, call: Call
) -> None:
    bot.refusals = 2
    caller = call(line(bot.door))
    assert [hook["status"] for hook in caller.line.log.all("hook")][:3] == [503, 503, 200]
    caller.hangs_up()


def test_what_stands_behind_a_hook_that_fails_is_done_and_the_call_goes_on(
    bot: StandIn, line: Line, call: Call
) -> None:
    bot.answers[CALL] = lambda _: [*ask(timeout=1), {"verb": "say", "text": "请稍等"}]
    caller = call(line(bot.door))
    until(lambda: caller.line.log.all("said"), "the question")
    bot.refusals = 6
    caller.waits_for_the_end()
    assert caller.line.log.all("hook failed")
    assert [said["text"] for said in caller.line.log.all("said")] == [BRIEF, "请稍等"]


def test_a_redirect_that_fails_ends_the_call(bot: StandIn, line: Line, call: Call) -> None:
    def refusing_from_now_on(_body: dict[str, Any]) -> list[dict[str, Any]]:
        bot.refusals = 6
        return [{"verb": "redirect", "actionHook": STEP}, {"verb": "say", "text": "请稍等"}]

    bot.answers = {CALL: refusing_from_now_on, STEP: finish}
    caller = call(line(bot.door))
    caller.waits_for_the_end()
    assert caller.line.log.all("given up")
    assert not caller.line.log.all("said")


def test_somebody_who_is_dialled_answers_or_not(bot: StandIn, line: Line, call: Call) -> None:
    dial = {"verb": "dial", "actionHook": STEP, "target": [{"type": "phone", "number": "8001"}], "timeout": 1}
    bot.answers[CALL] = lambda _: [{"verb": "say", "text": "请稍等"}, dial]
    bot.answers[STEP] = lambda body: [dial] if body["dial_call_status"] == "no-answer" else []
    gateway = line(bot.door)
    caller = call(gateway)
    until(lambda: bot.bodies(STEP), "the first result")
    gateway.answering["8001"] = 0.2
    caller.waits_for_the_end()
    assert bot.bodies(STEP)[-1]["dial_call_status"] == "completed"


@pytest.mark.parametrize(
    ("part", "whole", "heard"),
    [
        ("李强", "售后投诉专员里墙将于", True), ("李强", "售后投诉专员王敏将于", False), ("王敏", "王明现在有空", True),
        ("您好请问您要说什么", "你好，请问你要说什么", True), ("我的洗衣机坏了", "我的电视机换了", False),
    ],
)  # fmt: skip
def test_listening_forgives_what_sounds_alike_and_nothing_else(part: str, whole: str, heard: bool) -> None:
    assert is_heard(part, whole) is heard


@pytest.mark.parametrize(
    ("hour", "minute", "whole", "heard"),
    [
        (11, 0, "上午十一点之前", True), (11, 0, "上午11:00之前", True), (11, 0, "上午十点之前", False),
        (14, 30, "下午两点半", True), (14, 30, "下午2点30分", True), (14, 5, "下午两点零五", True),
        (10, 40, "十点四十", True), (10, 40, "十点十四", False), (10, 20, "十点四十", False),
    ],
)  # fmt: skip
def test_a_time_is_heard_to_the_minute(hour: int, minute: int, whole: str, heard: bool) -> None:
    assert time_is_heard(datetime(2026, 3, 9, hour, minute, tzinfo=SHANGHAI), whole) is heard


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert parts.missing() == ""
    monkeypatch.setattr(telephone.shutil, "which", lambda _: None)
    monkeypatch.setattr(parts, "NEEDED", ("a_library_of_nobody",))
    assert "apt-get install baresip-core" in parts.missing()
    assert "a_library_of_nobody" in parts.missing()
