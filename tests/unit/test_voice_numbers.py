"""A number to call back is asked for, taken, and read back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from channels.voice import talk, words
from channels.voice.stage import (
    CONFIRM,
    MORE,
    NUMBER,
    OFFER,
    Deed,
    Nothing,
    Stage,
    Tell,
)  # fmt: skip
from channels.voice.verbs import Event, Heard, Keys, Say, Silence
from handoff import lines
from tests.unit.voice_double import CASE as NUMBER_OF_CASE
from tests.unit.voice_double import NUMBER_GIVEN, OWNER, PROMISE, RING_AGAIN, at, call, said, text


@pytest.mark.parametrize(
    ("event", "deed", "given"),
    [
        (Keys(NUMBER_GIVEN), Tell(NUMBER_GIVEN, "keys"), NUMBER_GIVEN),
        (Keys("138001"), Tell("138001", "keys"), ""),
        (Keys("0"), Tell(kind="key"), ""),
        (Heard("幺三八零零幺三八零零零"), Tell(f"幺三八零零幺三八零零零（{NUMBER_GIVEN}）"), NUMBER_GIVEN),
        (Heard("不方便留"), Tell("不方便留"), ""),
        (Heard("转人工"), Tell("转人工", "person"), ""),
        (Silence(), Nothing(), ""),
    ],
)
def test_the_dialogue_s_own_question_for_a_number_is_answered_once(event: Event, deed: Deed, given: str) -> None:
    plan = talk.hear(call(stage=at(NUMBER), line=lines.WITHHELD, number=""), event)
    assert (plan.deed, plan.stage.given) == (deed, given)
    assert plan.stage.at == NUMBER


def test_a_number_that_lost_digits_is_asked_for_again_behind_the_promise_and_a_refusal_is_not() -> None:
    withheld = call(stage=at(NUMBER), line=lines.WITHHELD, number="")
    promised = call(line=lines.WITHHELD, number="", promise=RING_AGAIN, case=NUMBER_OF_CASE)
    for event in (Keys("138001"), Keys("138001380001"), Heard("幺三八零零幺三八零零"), Heard("我的电话是138001380001")):
        lost = said(promised, talk.hear(withheld, event), "王敏将于")
        assert (lost.stage.at, isinstance(lost.answer[0], Say)) == (NUMBER, True)
        assert text(lost).endswith(words.number_not_whole())
        answered = call(
            line=lines.WITHHELD, number="", promise=RING_AGAIN, case=NUMBER_OF_CASE, stage=lost.stage.kept()
        )
        asked = [plan := talk.hear(answered, event)]
        while plan.ask:
            asked.append(plan := talk.hear(replace(answered, stage=plan.stage.kept()), event))
        assert len(asked) <= 2, "a loop"
        assert plan.stage.at == MORE
    refused = said(promised, talk.hear(withheld, Heard("不方便留")), "王敏将于")
    assert refused.stage.at == MORE


@pytest.mark.parametrize("text_said", ["周一到周五下午三点", "订单号是二零二六一一二零零一", "三号下午两点一刻"])
def test_digits_of_something_else_are_no_number_that_was_heard_wrong(text_said: str) -> None:
    withheld = call(stage=at(NUMBER), line=lines.WITHHELD, number="")
    promised = call(line=lines.WITHHELD, number="", promise=RING_AGAIN, case=NUMBER_OF_CASE)
    reply = said(promised, talk.hear(withheld, Heard(text_said)), "王敏将于")
    assert text(reply).endswith(words.number_for_the_call())


@pytest.mark.parametrize(
    ("event", "deed", "stage", "given"),
    [
        (Keys(NUMBER_GIVEN), Tell(NUMBER_GIVEN, "keys"), NUMBER, NUMBER_GIVEN),
        (Heard(f"打{NUMBER_GIVEN}"), Tell(f"打{NUMBER_GIVEN}"), NUMBER, NUMBER_GIVEN),
        (Keys("1"), Nothing(), NUMBER, ""),
        (Keys("13800"), Nothing(), NUMBER, ""),
        (Heard("不用"), Nothing(), NUMBER, ""),
        (Heard("打这个电话就行"), Nothing(), NUMBER, ""),
        (Silence(), Nothing(), NUMBER, ""),
        (Heard("洗衣机还漏水，地板都泡坏了"), Tell("洗衣机还漏水，地板都泡坏了"), NUMBER, ""),
    ],
)
def test_a_number_that_is_asked_for_behind_the_promise(event: Event, deed: Deed, stage: str, given: str) -> None:
    plan = talk.hear(call(stage=at(NUMBER, asked=True), promise=RING_AGAIN, line=lines.WITHHELD), event)
    assert (plan.deed, plan.stage.at, plan.stage.given, plan.stage.asked) == (deed, stage, given, True)


@pytest.mark.parametrize("event", [Keys("1"), Silence(), Heard("对的"), Heard("是"), Keys("0"), Heard(NUMBER_GIVEN)])
def test_a_number_read_back_is_right(event: Event) -> None:
    promised = call(stage=at(CONFIRM, given=NUMBER_GIVEN), promise=PROMISE)
    plan = talk.hear(promised, event)
    assert (plan.deed, plan.stage.given, plan.ask) == (Nothing(), "", "")
    assert said(promised, plan, offer=OWNER).stage.at == OFFER


@pytest.mark.parametrize("event", [Keys("2"), Heard("不对"), Heard("错了"), Keys("7")])
def test_a_number_read_back_is_wrong_and_asked_for_by_keys_at_most_twice(event: Event) -> None:
    stage = Stage(at=CONFIRM, given=NUMBER_GIVEN, asked=True)
    for _ in range(2):
        plan = talk.hear(call(stage=stage.kept(), promise=PROMISE, case=NUMBER_OF_CASE), event)
        assert (plan.ask, plan.stage.at) == (words.number_again(), NUMBER)
        stage = plan.stage.but(at=CONFIRM, given=NUMBER_GIVEN)
    plan = talk.hear(call(stage=stage.kept(), promise=PROMISE, case=NUMBER_OF_CASE), event)
    assert (plan.ask, plan.stage.at) == ("", MORE)
    assert "编号" in plan.first


def test_another_number_instead_of_a_yes_is_the_right_one() -> None:
    plan = talk.hear(call(stage=at(CONFIRM, given=NUMBER_GIVEN), promise=PROMISE), Heard("不对，是13900139000"))
    assert (plan.deed, plan.stage.given) == (Tell("不对，是13900139000"), "13900139000")
