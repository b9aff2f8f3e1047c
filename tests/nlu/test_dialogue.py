"""Whole conversations with the trained model, each turn from a tracker that remembers nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.nlu.conftest import Conversation

Talk = Callable[..., Conversation]
PHONE = "请问方便用哪个电话联系您？"
ORDER = "请问订单号或维修单号是多少？"


async def test_a_complaint_hears_sorry_and_thanks_before_the_first_question(talk: Talk) -> None:
    texts = await talk().say("你们的洗衣机修了三次还是漏水，我要投诉")
    assert texts[0].startswith("非常抱歉")
    assert "谢谢" in texts[0]
    assert PHONE in texts[0]


async def test_two_questions_at_most_then_the_promise(talk: Talk) -> None:
    customer = talk()
    assert (await customer.say("我要投诉你们安装师傅乱收费"))[-1].count(PHONE) == 1
    assert (await customer.say("13812345678"))[-1].count(ORDER) == 1
    assert await customer.say("订单号是 20260312887765") == []
    assert customer.asked_of_desk == ["hand_off"]
    known = customer.desk.calls[0][1]
    assert (known["phone"], known["order_number"], known["intent"]) == ("+8613812345678", "20260312887765", "complaint")


async def test_a_repair_is_asked_for_its_number_first(talk: Talk) -> None:
    assert (await talk().say("我送修的笔记本修好了吗"))[-1].count(ORDER) == 1


async def test_a_message_that_says_all_needs_no_question(talk: Talk) -> None:
    customer = talk()
    texts = await customer.say("我要投诉，订单号20260312887765的冰箱坏了没人管，明天下午三点打13812345678")
    assert texts == []
    assert customer.asked_of_desk == ["hand_off"]
    assert customer.desk.calls[0][1]["wish"]["windows"] == [["2026-06-09T15:00:00+08:00", "2026-06-09T15:30:00+08:00"]]


async def test_what_the_channel_knows_is_not_asked(talk: Talk) -> None:
    assert (await talk({"reachable": True}).say("我要投诉你们的送货员"))[-1].count(ORDER) == 1
    assert await talk({"reachable": True}).say("我要找你们总部领导") == []


@pytest.mark.parametrize(
    "reply",
    [
        "不想说",
        "凭什么给你电话",
        "你们就是骗子",
        "哈哈哈哈",
        "我要投诉我要投诉快点处理",
        "怎么样了",
        "再见",
        "在吗",
        "那個 qwzx 呃",
    ],
)
async def test_whatever_is_answered_to_a_question_the_promise_follows(talk: Talk, reply: str) -> None:
    customer = talk()
    await customer.say("我要投诉")
    assert await customer.say(reply) == []
    assert customer.asked_of_desk == ["hand_off"]
    assert customer.dialogue["form"] is None


async def test_not_knowing_the_order_number_is_no_refusal_of_the_phone(talk: Talk) -> None:
    customer = talk()
    await customer.say("我要退货")
    assert (await customer.say("订单号忘了"))[-1].count(PHONE) == 1
    assert await customer.say("15800001111") == []


@pytest.mark.parametrize("amiss", ["1381234567", "我的电话是138123456789", "一三八一二三四五六七"])
@pytest.mark.parametrize(
    ("again", "phone"), [("13812345678", "+8613812345678"), ("1381234567", None), ("不留了", None)]
)
async def test_a_number_with_a_wrong_count_of_digits_is_asked_for_once_more(
    talk: Talk, amiss: str, again: str, phone: str | None
) -> None:
    customer = talk()
    await customer.say("我要投诉")
    (said,) = await customer.say(amiss)
    assert "手机号是11位" in said
    assert await customer.say(again) == []
    assert customer.asked_of_desk == ["hand_off"]
    known = customer.desk.calls[0][1]
    assert (known.get("phone"), known.get("order_number")) == (phone, None)


async def test_solved_inside_the_form_makes_no_promise(talk: Talk) -> None:
    customer = talk()
    await customer.say("我要投诉")
    assert await customer.say("已经解决了，不用了") == ["没有还在处理的事。"]
    assert customer.asked_of_desk == ["solved"]
    assert customer.dialogue["form"] is None


async def test_no_calls_please_is_not_asked_for_a_phone(talk: Talk) -> None:
    customer = talk()
    await customer.say("我要找你们总部，不要打电话给我，发消息就行")
    assert customer.asked_of_desk == ["hand_off"]
    assert customer.desk.calls[0][1]["wish"]["nocall"] is True


@pytest.mark.parametrize(
    ("text", "call"),
    [
        ("我的投诉处理得怎么样了", "tell_promise"),
        ("能换个时间打吗", "change_time"),
        ("明天下午三点", "change_time"),
        ("已经解决了，不用联系了", "solved"),
        ("好的谢谢", "note"),
        ("13812345678", "note"),
        ("是的", "note"),
        ("不是", "note"),
        ("我还要投诉你们的客服", "hand_off"),
    ],
)
async def test_after_the_promise_everything_reaches_the_case(talk: Talk, text: str, call: str) -> None:
    customer = talk()
    customer.desk.case = "C1"
    await customer.say(text)
    assert customer.asked_of_desk == [call]


async def test_two_misunderstandings_end_with_a_person(talk: Talk) -> None:
    customer = talk()
    assert "发生了什么" in (await customer.say("哈哈哈哈"))[0]
    assert await customer.say("给我唱首歌") == []
    assert customer.asked_of_desk == ["hand_off"]


async def test_a_number_without_a_matter_is_kept_and_asked_about(talk: Talk) -> None:
    customer = talk()
    assert "什么事" in (await customer.say("13812345678"))[0]
    assert (await customer.say("我要投诉"))[-1].count(ORDER) == 1


async def test_a_threat_is_a_complaint_of_the_highest_severity(talk: Talk) -> None:
    customer = talk({"reachable": True, "order_number": "A1"})
    await customer.say("再不处理我就找12315，找律师起诉你们")
    known = customer.desk.calls[0][1]
    assert (known["intent"], known["severity"], known["threat"]) == ("complaint", "threat", ["authority", "lawyer"])


async def test_danger_is_the_gravest_of_all_and_its_words_come_with_it(talk: Talk) -> None:
    customer = talk({"reachable": True, "order_number": "A1"})
    await customer.say("插座冒煙了，我媽八十多歲一個人在家，再不來我找媒體")
    known = customer.desk.calls[0][1]
    assert known["severity"] == "safety"
    assert {(one["kind"], one["words"]) for one in known["why"]} >= {
        ("safety", "冒煙"),
        ("vulnerable", "我媽八十多歲一個人在家"),
    }


async def test_a_threat_in_a_thank_you_is_still_heard(talk: Talk) -> None:
    customer = talk({"reachable": True, "order_number": "A1"})
    await customer.say("好的谢谢，那我去12315")
    assert customer.asked_of_desk[-1] == "hand_off"


@pytest.mark.parametrize(("text", "word"), [("你好", "您好"), ("谢谢", "不客气"), ("再见", "再见")])
async def test_courtesy_is_answered_with_courtesy(talk: Talk, text: str, word: str) -> None:
    customer = talk()
    assert word in (await customer.say(text))[0]
    assert "hand_off" not in customer.asked_of_desk


@pytest.mark.parametrize("text", ["投诉", "人工", "我要投诉", "转人工", "投訴"])
async def test_the_one_word_goes_straight_to_the_hand_off_on_a_known_phone(talk: Talk, text: str) -> None:
    customer = talk({"reachable": True, "order_number": "A1"})
    assert await customer.say(text) == []
    assert customer.asked_of_desk == ["hand_off"]
