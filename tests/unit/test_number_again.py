"""A telephone number with a digit too few or too many is asked for once more, saying what is amiss, and then let go."""

from __future__ import annotations

from typing import Any

import pytest

from handoff import heard, number_again
from handoff.manners import objections
from handoff.tongues import ENGLISH, SIMPLIFIED, TRADITIONAL
from nlu.extractor import entities
from tests.unit.test_actions import PHONE, act

ASKED = {"intent": "complaint", "asked": ["phone"]}
AMISS = [
    ("1381234567", "1381234567"), ("138123456789", "138123456789"), ("我的电话是138123456789", "138123456789"),
    ("打1381234567", "1381234567"), ("一三八一二三四五六七", "1381234567"), ("138 1234 567", "138 1234 567"),
    ("１３８１２３４５６７", "1381234567"), ("1381234567，明天下午三点打", "1381234567"), ("0571-876543", "0571-876543"),
    ("手機1381234567", "1381234567"), ("62889900", "62889900"), ("是12345678901", "12345678901"),
    ("+86 1381234567", "+86 1381234567"),
]  # fmt: skip
NOT_MEANT_FOR_ONE = [
    "不方便留", "不想说", "凭什么给你电话", "没有", "13812345678", "0571-87654321", "订单号1381234567", "单号是138123456789",
    "20260312887765", "12月25日15:00", "微信号138123456", "退我1381234567元", "1381234567不对，是13812345678", "明天下午三点",
    "2026-11-25", "20261125", "400-820-8820", "打110", "一会儿再说", "身份证330102199001011234", "10086", "",
]  # fmt: skip


def answered(text: str, known: dict[str, Any] | None = None) -> tuple[dict[str, Any], list[str]]:
    """What the form does with an answer to its question for a number."""
    slots, _, said = act(
        "validate_handoff_form", "give_phone", known or ASKED, entities(text, None), "phone", text=text
    )
    return slots, said


@pytest.mark.parametrize(("text", "number"), AMISS)
def test_it_is_asked_for_once_more_and_what_was_amiss_is_said(text: str, number: str) -> None:
    slots, (said,) = answered(text)
    count = sum(sign.isdigit() for sign in number)
    assert slots["requested_slot"] == "phone"
    assert (f"号码 {number} 是{count}位" in said, "11位" in said, "不方便留也没关系" in said) == (True, True, True)
    assert slots["known"]["asked"] == ["phone", "phone"]
    assert not {"declined", "order_number", "misunderstood"} & slots["known"].keys()


@pytest.mark.parametrize("text", NOT_MEANT_FOR_ONE)
def test_nothing_else_is_taken_for_one(text: str) -> None:
    slots, said = answered(text)
    assert not any("还不能拨通" in one for one in said)
    assert "phone" not in slots["known"]["asked"][1:]


@pytest.mark.parametrize("again", ["1381234567", "138123456789", "算了不留了", "13812345678"])
def test_then_it_is_let_go(again: str) -> None:
    slots, _ = answered("1381234567")
    known = {**slots["known"], "turn": "6"}
    slots, said = answered(again, known)
    assert (slots["requested_slot"], said) == (None, [])
    assert heard.next_question(slots["known"]) is None
    assert slots["known"].get("phone") == ("+8613812345678" if again == "13812345678" else None)


@pytest.mark.parametrize(
    "known",
    [
        {"intent": "refund", "asked": ["order_number", "phone"], "order_number": "20260312887765"},
        {"intent": "complaint", "asked": ["phone", "phone"]},
        {"intent": "complaint", "asked": ["phone"], "channel": "voice"},
    ],
)
def test_nobody_is_asked_a_third_question_and_a_caller_is_asked_behind_the_promise(known: dict[str, Any]) -> None:
    slots, said = answered("1381234567", known)
    assert (slots["requested_slot"], said) == (None, [])


def test_an_order_number_that_is_known_stays() -> None:
    slots, _ = answered("1381234567", {**ASKED, "order_number": "20260312887765"})
    assert slots["known"]["order_number"] == "20260312887765"


def test_a_good_number_beside_it_is_taken() -> None:
    assert number_again.amiss("1381234567", [PHONE]) == ""


@pytest.mark.parametrize(
    ("tongue", "words"), [(SIMPLIFIED, "还不能拨通"), (TRADITIONAL, "還不能撥通"), (ENGLISH, "cannot be dialled")]
)
def test_it_is_said_politely_in_the_customers_tongue(tongue: str, words: str) -> None:
    said = number_again.question({"language": tongue}, "138 1234 567")
    assert words in said
    assert "138 1234 567" in said
    assert objections(said) == ()
