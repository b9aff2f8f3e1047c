"""A recording is declined in one breath with the matter, and both are heard."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from channels.voice import talk, words
from channels.voice.declining import matter_beside
from channels.voice.stage import CONFIRM, MORE, NUMBER, OPEN, Decline, Nothing, Tell
from channels.voice.verbs import Heard, Listen, Wait
from handoff import lines
from tests.unit.test_voice_heard_numbers import ANSWERS, MATTERS
from tests.unit.voice_double import NUMBER_GIVEN, PROMISE, at, call, said, text
from tests.unit.voice_house import Doors, body, doors, hook, speech, texts

AUDIO = "wss://x/audio"
BESIDE = [
    ("不要录音我要投诉", "我要投诉"),
    ("不要录音，我要投诉", "我要投诉"),
    ("别录音，我的洗衣机坏了", "我的洗衣机坏了"),
    ("我不同意录音，冰箱修了三次还是坏的", "冰箱修了三次还是坏的"),
    ("我不同意录音。请给我转王敏", "请给我转王敏"),
    ("你好，请不要录音，我的空调漏水了", "你好，我的空调漏水了"),
    ("我的洗衣机坏了，不要录音", "我的洗衣机坏了"),
    ("我要投诉不要录音", "我要投诉"),
    ("你们不要录音，我要退款", "我要退款"),
    ("我不想被录音，师傅到现在没来", "师傅到现在没来"),
    ("我不想被你们录音 我买的手机退款没到账", "我买的手机退款没到账"),
    ("能不能不录音，我想反映一个问题", "我想反映一个问题"),
    ("不許錄音，我要投訴安裝師傅", "我要投诉安装师傅"),
    ("录音我不同意，我的订单三天没发货", "我的订单三天没发货"),
    ("请停止录音，我说一下我的情况", "我说一下我的情况"),
    ("麻烦把录音关掉，热水器漏电", "热水器漏电"),
    ("别录了，电视机黑屏", "电视机黑屏"),
    ("不要录音了直接转人工", "直接转人工"),
    ("别录音，商家不认账", "商家不认账"),
    ("不要录音，我不知道怎么办", "我不知道怎么办"),
    ("不要录音我的洗衣机坏了", "我的洗衣机坏了"),
    ("不要录音洗衣机坏了没人管", "洗衣机坏了没人管"),
    ("我不同意录音冰箱漏水", "冰箱漏水"),
    ("别录音昨天买的手机是坏的", "昨天买的手机是坏的"),
]
NO_REFUSAL = [
    "你们不要录音就不承认", "不要录音，你们就不承认说过的话", "你们有没有录音", "为什么没有录音", "录音里说好的", "你们录音里说好三天退款，现在不认了",
    "客服说不要录音，我没答应", "我买的录音笔不能录音，怎么办", "不要录音笔，我要退货", "我不同意录音里说的话", "上次的录音我要听", "请把录音发给我，我要投诉",
    "你们有录音为证，我要投诉", "手机有毛病，不能录音，也不能通话", "店里不让我录音，态度很差", "不要录取我，退学费", "别录音机换成这个",
    "不要录音你们怎么保证说话算数", "不要录音乐，我要退耳机", "不同意录音上传给别人", "不要录音你们到时候又赖账", "不想录音频了，机器退货",
    "我要求录音，以后好作证", "录音吧，我不怕", "没有录音的话你们怎么证明", "不录音你们怎么证明", "我要投诉，录音留好", "我要录音，你们说的话不算数",
]  # fmt: skip


@pytest.mark.parametrize(("words_said", "matter"), BESIDE)
@pytest.mark.parametrize("stage", [OPEN, MORE])
def test_it_is_declined_and_the_rest_is_the_matter(words_said: str, matter: str, stage: str) -> None:
    recorded = call(recording="on", stage=at(stage))
    plan = talk.hear(recorded, Heard(words_said))
    alone = talk.hear(recorded, Heard(matter))
    assert isinstance(plan.deed, Tell)
    assert (plan.deed, plan.stage, plan.ends_recording) == (alone.deed, alone.stage, True)
    reply = said(recorded, plan, "王敏将于", audio=AUDIO)
    assert reply.answer[0] == Listen(AUDIO, False)
    assert words.NOT_RECORDED in text(reply)


@pytest.mark.parametrize("words_said", NO_REFUSAL)
def test_who_speaks_of_recordings_has_not_declined_one(words_said: str) -> None:
    plan = talk.hear(call(recording="on"), Heard(words_said))
    assert (plan.deed, plan.ends_recording) == (Tell(words_said), False)


def test_nothing_else_that_callers_say_is_taken_for_it() -> None:
    others = [one for saids in (MATTERS, *ANSWERS.values()) for one in saids]
    assert [one for one in others if matter_beside(one)] == []


@pytest.mark.parametrize("bare", ["不要录音", "你好，不要录音，谢谢", "我不同意录音。", "别录音好吗"])
def test_a_bare_refusal_has_no_matter(bare: str) -> None:
    assert matter_beside(bare) == ""
    assert talk.hear(call(recording="on"), Heard(bare)).deed == Decline()


def test_an_answer_is_heard_behind_it() -> None:
    confirming = call(recording="on", stage=at(CONFIRM, given=NUMBER_GIVEN), promise=PROMISE)
    right = talk.hear(confirming, Heard("不要录音，对的"))
    assert (right.deed, right.ends_recording) == (Nothing(), True)
    assert right.first == words.NOT_RECORDED + words.number_noted()
    asked = call(recording="on", stage=at(NUMBER), line=lines.WITHHELD, number="")
    given = talk.hear(asked, Heard(f"别录音，打{NUMBER_GIVEN}"))
    assert (given.deed, given.stage.given, given.ends_recording) == (Tell(f"打{NUMBER_GIVEN}"), NUMBER_GIVEN, True)


def test_whoever_has_to_wait_hears_at_once_that_it_has_ended() -> None:
    recorded = call(recording="on")
    plan = talk.hear(recorded, Heard("不要录音，我的洗衣机坏了"))
    reply = said(recorded, plan, turn="t1", audio=AUDIO)
    assert reply.answer[0] == Listen(AUDIO, False)
    assert isinstance(reply.answer[-1], Wait)
    assert text(reply) == words.NOT_RECORDED + words.ONE_MOMENT


def test_it_is_said_to_the_dialogue_whole_where_nothing_is_recorded() -> None:
    plan = talk.hear(call(), Heard("不要录音，我的洗衣机坏了"))
    assert (plan.deed, plan.ends_recording) == (Tell("不要录音，我的洗衣机坏了"), False)


def test_a_step_that_is_done_again_after_it_was_declined_tells_the_same_matter() -> None:
    plan = talk.hear(call(recording="declined"), Heard("不要录音，我的洗衣机坏了"))
    assert (plan.deed, plan.ends_recording) == (Tell("我的洗衣机坏了"), True)


@pytest.mark.parametrize("sign", ["不要录音", "我不要", "请", "不要录音，", "录音", "，", "麻烦你们"])
def test_no_long_text_keeps_the_others_waiting(sign: str) -> None:
    began = time.process_time()
    matter_beside(sign * 2000)
    matter_beside(sign * 2000 + "x")
    assert time.process_time() - began < 0.5


async def test_the_call_is_recorded_no_more_and_the_matter_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    async with doors(monkeypatch) as house:
        _, verbs = await house.ring()
        recorded(house)
        _, verbs = await house.post(hook(verbs), speech("别录音，我的洗衣机坏了没人管"))
        assert house.phone.calls["c0"].call.recording == "declined"
        assert [row["text"] for row in house.core.rows if row["from"] == "customer"] == ["我的洗衣机坏了没人管"]
        assert words.NOT_RECORDED in texts(verbs)


async def test_whoever_declines_it_and_hangs_up_leaves_nothing_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for spoken in ("别录音，我的洗衣机坏了没人管", "不要录音"):
        async with doors(monkeypatch) as house:
            _, verbs = await house.ring()
            recorded(house)
            house.phone.over("jambonz", "v1")
            await house.post(hook(verbs), speech(spoken))
            assert house.phone.calls["c0"].call.recording == "declined"


async def test_it_is_declined_later_where_the_database_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    async with doors(monkeypatch) as house:
        _, verbs = await house.ring()
        recorded(house)
        house.phone.broken = {"said", "stands"}
        _, verbs = await house.post(hook(verbs), speech("别录音，我的洗衣机坏了没人管"))
        assert house.phone.calls["c0"].call.recording == "declined"
        house.phone.broken = set()
        await house.post(hook(verbs), body())
        assert [row["text"] for row in house.core.rows if row["from"] == "customer"] == ["我的洗衣机坏了没人管"]


def recorded(house: Doors) -> None:
    """The call that has just begun is recorded."""
    kept = house.phone.calls["c0"]
    kept.call = replace(kept.call, recording="on")
