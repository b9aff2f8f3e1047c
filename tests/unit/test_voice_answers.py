"""The order of what is said: the promise, the number, the owner at once, anything else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from channels.voice import answers, words
from channels.voice.stage import (
    CONFIRM,
    MORE,
    NUMBER,
    OFFER,
    OPEN,
    Bind,
    Connected,
    Found,
    Look,
    Nothing,
    Plan,
    PutThrough,
    Stage,
    Tell,
)  # fmt: skip
from channels.voice.verbs import Ask, Say
from handoff import lines
from tests.unit.voice_double import NUMBER_GIVEN, OWNER, PROMISE, RING_AGAIN, call, said, spoken, text

TOLD = "王敏（售后投诉专员）将于6月8日（周一）15:20前致电您。编号 260608-123456。"


@pytest.mark.parametrize(
    ("line", "promise", "stage", "offer", "next_"),
    [
        (lines.MOBILE, PROMISE, Stage(), OWNER, OFFER),
        (lines.MOBILE, PROMISE, Stage(), None, MORE),
        (lines.MOBILE, PROMISE, Stage(offered=True), OWNER, MORE),
        (lines.MOBILE, PROMISE | {"reach": "message"}, Stage(), None, MORE),
        (lines.MOBILE, PROMISE, Stage(given=NUMBER_GIVEN), OWNER, CONFIRM),
        (lines.MOBILE, PROMISE, Stage(given="13900139000"), None, MORE),
        (lines.WITHHELD, RING_AGAIN, Stage(), OWNER, NUMBER),
        (lines.WITHHELD, RING_AGAIN, Stage(asked=True), OWNER, OFFER),
        (lines.WITHHELD, PROMISE, Stage(given=NUMBER_GIVEN), None, CONFIRM),
        (lines.LANDLINE, PROMISE, Stage(), OWNER, NUMBER),
        (lines.LANDLINE, PROMISE, Stage(asked=True), OWNER, OFFER),
        (lines.LANDLINE, PROMISE | {"phone": "+8613900139000"}, Stage(), OWNER, OFFER),
    ],
)
def test_what_follows_a_promise(line: str, promise: Any, stage: Stage, offer: Any, next_: str) -> None:
    promised = call(line=line, promise=promise)
    reply = said(promised, Plan(Tell("洗衣机坏了"), stage), TOLD, offer=offer)
    assert isinstance(reply.answer[0], Say)
    assert "售后投诉专员王敏将于六月八号，星期一，下午三点二十分之前致电您" in reply.answer[0].text
    assert isinstance(reply.answer[-1], Ask)
    assert (reply.stage.at, reply.told) == (next_, (0,))


def test_a_number_is_read_back_digit_by_digit() -> None:
    reply = said(call(promise=PROMISE), Plan(Tell("x"), Stage(given=NUMBER_GIVEN)), TOLD)
    assert "幺三八，零零幺三，八零零零" in text(reply)


def test_keys_are_as_many_as_the_answer_has() -> None:
    number = said(call(line=lines.WITHHELD, promise=RING_AGAIN), Plan(Tell("x"), Stage()), TOLD).answer[-1]
    confirm = said(call(promise=PROMISE), Plan(Tell("x"), Stage(given=NUMBER_GIVEN)), TOLD).answer[-1]
    assert isinstance(number, Ask)
    assert isinstance(confirm, Ask)
    assert (number.most, confirm.most) == (0, 1)


@pytest.mark.parametrize(("asked_for", "stage"), [("phone", NUMBER), ("", OPEN)])
def test_a_question_of_the_dialogue_may_be_spoken_into(asked_for: str, stage: str) -> None:
    reply = said(call(asked_for=asked_for), Plan(Tell("x"), Stage()), "请问方便用哪个电话联系您？")
    assert len(reply.answer) == 1
    assert isinstance(reply.answer[0], Ask)
    assert text(reply).startswith("请问方便用哪个电话联系您？")
    assert reply.stage.at == stage


def test_a_question_of_the_dialogue_behind_a_promise_waits_for_its_answer() -> None:
    reply = said(call(promise=PROMISE), Plan(Tell("换个时间"), Stage()), words.MORE + "希望什么时间？", offer=OWNER)
    assert isinstance(reply.answer[-1], Ask)
    assert (text(reply).endswith("希望什么时间？"), reply.stage.at) == (True, MORE)


def test_what_is_solved_is_not_asked_about_again() -> None:
    found = Found(call(), (spoken("太好了，谢谢您告诉我们。", 3, "closed"),))
    reply = answers.answer(Plan(Tell("修好了"), Stage()), found)
    assert (reply.stage.at, reply.told) == (MORE, (3,))
    assert text(reply).startswith("太好了")


def test_anything_else_is_asked_in_fewer_words_the_second_time() -> None:
    first = said(call(promise=PROMISE), Plan(Tell("x"), Stage()), TOLD)
    second = said(call(promise=PROMISE), Plan(Tell("y"), Stage(at=MORE, added=1)), TOLD)
    assert text(first).endswith(words.ANYTHING_ELSE)
    assert text(second).endswith(words.MORE)


def test_somebody_who_is_no_longer_free_is_said_by_name_and_the_promise_stands() -> None:
    reply = said(call(promise=PROMISE), Plan(PutThrough(), Stage(at=MORE, offered=True)))
    assert text(reply).startswith("抱歉，王敏刚刚接起了别的电话。答应您的时间不变")
    assert reply.stage.at == MORE


def test_what_came_while_nobody_asked_is_said_too() -> None:
    reply = said(call(promise=PROMISE), Plan(Nothing(), Stage(at="bye")), TOLD)
    assert (reply.stage.at, reply.told) == (MORE, (0,))


@pytest.mark.parametrize(
    ("deed", "stage", "found", "now"),
    [
        (Bind("x"), Stage(), {"bound": True}, True),
        (Bind("x"), Stage(offered=True), {"bound": True}, True),
        (Connected(False), Stage(offered=True), {}, True),
        (Look("1"), Stage(), {}, True),
        (Tell("x"), Stage(offered=True), {}, False),
        (PutThrough(), Stage(offered=True), {}, False),
        (Tell("x"), Stage(), {"turn": "9"}, False),
    ],
)
def test_who_rings_at_the_time_they_were_given_is_put_through_unasked(
    deed: Any, stage: Stage, found: dict[str, Any], now: bool
) -> None:
    expected = replace(OWNER, expected=True)
    assert answers.at_once(Plan(deed, stage), Found(call(promise=RING_AGAIN), offer=expected, **found)) == now
    assert not answers.at_once(Plan(deed, stage), Found(call(promise=RING_AGAIN), offer=OWNER, **found))
    assert not answers.at_once(Plan(deed, stage), Found(call(promise=RING_AGAIN), **found))


def test_no_sentence_says_as_soon_as_possible_or_has_brackets() -> None:
    every = [value for name, value in vars(words).items() if name.isupper()]
    every += [words.greeting(True, True), words.this_line(), words.read_back(NUMBER_GIVEN), words.which_case(),
              words.number_stays("260608-123456"), words.away("唐薇", "经理"),
              words.away_and_nobody("唐薇", "经理")]  # fmt: skip
    assert not [sentence for sentence in every if "尽快" in sentence or set(sentence) & set("（）()0123456789")]
