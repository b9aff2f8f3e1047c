"""What a step of a call means, in tables, and what is spoken then."""

from __future__ import annotations

import pytest

from channels.voice import answers, talk, words
from channels.voice.stage import (
    BYE,
    CASE,
    CONFIRM,
    DIALLING,
    MORE,
    NUMBER,
    OFFER,
    OPEN,
    WAITING,
    Bind,
    Connected,
    Decline,
    Deed,
    Found,
    Look,
    Nothing,
    Plan,
    PutThrough,
    Stage,
    Tell,
)  # fmt: skip
from channels.voice.verbs import Ask, Dial, Dialled, Event, Hangup, Heard, Keys, Listen, Say, Silence, Wait, Waited
from handoff import lines
from tests.unit.voice_double import CASE as NUMBER_OF_CASE
from tests.unit.voice_double import NUMBER_GIVEN, OWNER, PROMISE, at, call, said, text


@pytest.mark.parametrize(
    ("event", "deed"),
    [
        (Heard("洗衣机坏了没人管"), Tell("洗衣机坏了没人管")),
        (Heard("我要投诉"), Tell("我要投诉", "person")),
        (Heard("转人工。"), Tell("转人工。", "person")),
        (Heard("我要投诉你们的安装师傅"), Tell("我要投诉你们的安装师傅")),
        (Heard("打我幺三八零零幺三八零零零"), Tell(f"打我幺三八零零幺三八零零零（{NUMBER_GIVEN}）")),
        (Heard(f"打我{NUMBER_GIVEN}"), Tell(f"打我{NUMBER_GIVEN}")),
        (Heard("师傅电话是幺三九零零幺三九零零零他不接"), Tell("师傅电话是幺三九零零幺三九零零零他不接")),
        (
            Heard("师傅电话是幺三九零零幺三九零零零他不接我的是幺三八零零幺三八零零零"),
            Tell(f"师傅电话是幺三九零零幺三九零零零他不接我的是幺三八零零幺三八零零零（{NUMBER_GIVEN}）"),
        ),
        (Heard("打香港九一二三四五六七"), Tell("打香港九一二三四五六七（0085291234567）")),
        (Heard("编号260608杠123456"), Bind(NUMBER_OF_CASE)),
        (Heard("零"), Tell(kind="key")),
        (Keys("0"), Tell(kind="key")),
        (Keys("260608123456"), Bind(NUMBER_OF_CASE)),
        (Keys(NUMBER_GIVEN), Tell(NUMBER_GIVEN, "keys")),
        (Keys("1"), Nothing()),
        (Keys("5"), Nothing()),
        (Keys("*"), Nothing()),
        (Silence(), Nothing()),
        (Heard(" "), Nothing()),
        (Waited(), Nothing()),
        (Dialled(False, "failed"), Nothing()),
    ],
)
def test_to_the_open_question(event: Event, deed: Deed) -> None:
    plan = talk.hear(call(), event)
    assert plan.deed == deed
    assert bool(plan.ask) == isinstance(deed, Nothing)


@pytest.mark.parametrize(
    ("events", "kind"),
    [
        ([Silence(), Silence()], "silence"),
        ([Heard(""), Heard("　")], "noise"),
        ([Keys("5"), Heard("")], "noise"),
        ([Keys("7"), Keys("8")], "noise"),
    ],
)
def test_twice_silence_or_nothing_that_is_words_goes_to_a_person(events: list[Event], kind: str) -> None:
    first = talk.hear(call(), events[0])
    second = talk.hear(call(stage=first.stage.kept()), events[1])
    assert isinstance(first.deed, Nothing)
    assert isinstance(second.deed, Tell)
    assert second.deed.kind == kind


def test_the_greeting_asks_openly_and_announces_only_a_recording_that_is_one() -> None:
    plain = answers.greet(call())
    assert isinstance(plain.answer[-1], Ask)
    assert plain.answer[-1].most == 1  # key 0 is taken at once
    assert "请问是什么事" in text(plain)
    assert "录音" not in text(plain)
    assert "编号" not in text(plain)
    recorded = answers.greet(call(recording="on"), "wss://x/audio")
    assert recorded.answer[0] == Listen("wss://x/audio", True)
    assert "不愿录音请按九" in text(recorded)
    assert "录音" not in text(answers.greet(call(recording="on")))
    assert "编号" in text(answers.greet(call(line=lines.WITHHELD, number="")))


@pytest.mark.parametrize(
    "event",
    [
        Keys("9"),
        Heard("不要录音"),
        Heard("不愿录音"),
        Heard("不许录音。"),
        Heard("九"),
        Heard("按九"),
        Heard("我按9键"),
    ],
)
@pytest.mark.parametrize("stage", [OPEN, CONFIRM, OFFER, MORE])
def test_a_recording_is_declined_at_any_time(event: Event, stage: str) -> None:
    recorded = call(recording="on", stage=at(stage, given=NUMBER_GIVEN), promise=PROMISE)
    plan = talk.hear(recorded, event)
    assert isinstance(plan.deed, Decline)
    reply = said(recorded, plan, audio="wss://x/audio")
    assert reply.answer[0] == Listen("wss://x/audio", False)
    assert words.NOT_RECORDED in text(reply)
    assert reply.stage.at == stage


def test_nine_means_nothing_where_nothing_is_recorded() -> None:
    assert talk.hear(call(), Keys("9")).deed == Nothing()
    assert talk.hear(call(), Heard("九")).deed == Tell("九")
    number = talk.hear(call(recording="on", stage=at(NUMBER)), Keys("9"))
    assert number.deed == Tell("9", "keys")
    assert talk.hear(call(recording="on", stage=at(NUMBER)), Heard("九")).deed == Tell("九")


@pytest.mark.parametrize("stage", [NUMBER, CASE])
def test_in_the_middle_of_a_number_a_recording_is_declined_in_words(stage: str) -> None:
    assert talk.hear(call(recording="on", stage=at(stage)), Heard("不愿录音")).deed == Decline()


@pytest.mark.parametrize(
    ("event", "deed"),
    [
        (Keys("1"), PutThrough()), (Heard("好的"), PutThrough()), (Heard("现在就接通"), PutThrough()),
        (Keys("0"), PutThrough()), (Heard("转人工"), PutThrough()), (Keys("2"), Nothing()), (Silence(), Nothing()),
        (Heard("不用了"), Nothing()), (Heard("冰箱里的菜都坏了怎么赔"), Tell("冰箱里的菜都坏了怎么赔")),
    ],
)  # fmt: skip
def test_to_an_offer(event: Event, deed: Deed) -> None:
    plan = talk.hear(call(stage=at(OFFER, offered=True), promise=PROMISE), event)
    assert (plan.deed, plan.stage.at, plan.stage.offered) == (deed, MORE, True)


@pytest.mark.parametrize(
    ("event", "deed", "stage"),
    [
        (Silence(), Nothing(), BYE), (Heard("没有了，谢谢"), Nothing(), BYE), (Heard("好的再见"), Nothing(), BYE),
        (Heard("还有送货的人骂人"), Tell("还有送货的人骂人"), MORE), (Keys("2"), Tell("2", "keys"), MORE),
        (Heard("我自己弄好了"), Tell("我自己弄好了"), MORE), (Keys("0"), PutThrough(), MORE),
    ],
)  # fmt: skip
def test_to_whether_there_is_anything_else(event: Event, deed: Deed, stage: str) -> None:
    plan = talk.hear(call(stage=at(MORE), promise=PROMISE), event)
    assert (plan.deed, plan.stage.at) == (deed, stage)


@pytest.mark.parametrize(
    ("stage", "event", "deed"),
    [
        (DIALLING, Dialled(True, "completed"), Connected(True)),
        (DIALLING, Dialled(False, "no-answer"), Connected(False)),
        (DIALLING, Waited(), Connected(False)),
        (DIALLING, Silence(), Connected(False)),
        (WAITING, Waited(), Look("9")),
        (BYE, Heard("还有"), Nothing()),
    ],
)
def test_between_the_questions(stage: str, event: Event, deed: Deed) -> None:
    assert talk.hear(call(stage=at(stage, turn="9"), promise=PROMISE), event).deed == deed


@pytest.mark.parametrize(("answered", "stage"), [(True, BYE), (False, MORE)])
def test_a_person_who_was_rung_without_the_database_ends_the_call_by_talking(answered: bool, stage: str) -> None:
    plan = talk.hear(call(stage=at(MORE), promise=PROMISE), Dialled(answered, ""))
    assert (plan.deed, plan.stage.at) == (Nothing(), stage)


def test_after_a_number_of_a_case_that_is_none_it_is_asked_for_again_and_then_for_the_matter() -> None:
    withheld = call(line=lines.WITHHELD, number="")
    stage = talk.hear(withheld, Keys("1")).stage
    assert stage.at == CASE
    for turn in range(3):
        plan = talk.hear(call(line=lines.WITHHELD, stage=stage.kept()), Keys("260608999999"))
        reply = said(withheld, plan)
        stage = reply.stage
        assert stage.at == (OPEN if turn == 2 else CASE)
    assert "请直接说是什么事" in text(reply)


@pytest.mark.parametrize(
    ("event", "deed"),
    [
        (Heard("我的冰箱不制冷"), Tell("我的冰箱不制冷")), (Keys("0"), Tell(kind="key")), (Silence(), Nothing()),
        (Heard("二六零六零八，一二三四五六"), Bind(NUMBER_OF_CASE)), (Keys("123"), Nothing()),
    ],
)  # fmt: skip
def test_to_the_question_for_a_case(event: Event, deed: Deed) -> None:
    assert talk.hear(call(stage=at(CASE)), event).deed == deed


def test_a_stage_of_another_release_is_read_as_far_as_it_is_known() -> None:
    assert Stage.of({"at": MORE, "colour": "blue"}) == Stage(at=MORE)


def test_waiting_is_said_once_and_again_after_a_while() -> None:
    stage, heard = Stage(), []
    for _ in range(8):
        reply = answers.answer(Plan(Look("9"), stage), Found(call(), turn="9"))
        assert isinstance(reply.answer[-1], Wait)
        stage = reply.stage
        heard.append(text(reply))
    assert heard == [words.ONE_MOMENT, "", "", words.STILL_WORKING, "", "", "", words.STILL_WORKING]
    assert (stage.at, stage.turn) == (WAITING, "9")


def test_goodbye_ends_the_call() -> None:
    reply = said(call(promise=PROMISE), Plan(Nothing(), Stage(at=BYE)))
    assert reply.answer == (Say(words.GOODBYE), Hangup())


def test_putting_through_is_said_by_name() -> None:
    reply = said(call(promise=PROMISE), Plan(PutThrough(), Stage(at=MORE)), put=OWNER)
    assert reply.answer == (Say("正在为您接通售后投诉专员王敏，请稍等。"), Dial("8001", "王敏"))
    assert (reply.stage.at, reply.stage.offered) == (DIALLING, True)
