"""Facts in a message: numbers, threats, repeated contact, cost; and where in the original text they stood."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

import pytest

from nlu.extractor import entities
from nlu.script import HEAD, TAIL, plain
from nlu.times import SHANGHAI

NOW = datetime(2026, 11, 18, 10, 30, tzinfo=SHANGHAI)


def values(text: str, name: str) -> list[Any]:
    return [e["value"] for e in entities(text, NOW) if e["entity"] == name]


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("13812345678", "+8613812345678"),
        ("我要投诉你们13812345678", "+8613812345678"),
        ("我的手机是 138 1234-5678", "+8613812345678"),
        ("+86 139-8765-4321", "+8613987654321"),
        ("聯繫電話：＋８６１３８００１３８０００", "+8613800138000"),
        ("0755-26881234转801", "+8675526881234"),
        ("(010)62345678", "+861062345678"),
        ("座机021 5888 1234", "+862158881234"),
        ("电话一三八零零一三八零零零", "+8613800138000"),
        ("幺三九八七六五四三二幺", "+8613987654321"),
        ("+852 9123 4567", "+85291234567"),
        ("别打13812345678打13912345678", "+8613912345678"),
    ],
)
def test_a_call_back_number_becomes_e164(text: str, phone: str) -> None:
    assert values(text, "phone") == [phone]


@pytest.mark.parametrize(
    "text",
    [
        "打了你们的400-820-8820没人接", "8008208820", "138****8000", "订单号13812345678901", "快递员电话13812345678打不通",
        "身份证110101199003071234", "尾号1234", "拨打你们的01012345678没人接", "1381234567", "价格13800元",
    ],
)  # fmt: skip
def test_other_numbers_are_no_call_back_numbers(text: str) -> None:
    assert values(text, "phone") == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("订单号20261120153000，电话13812345678", "20261120153000"),
        ("單號YN20261118001", "YN20261118001"),
        ("工单号：1234 5678 90", "1234567890"),
        ("维修单号 W2026110277 修好了吗", "W2026110277"),
        ("12345678901234", "12345678901234"),
        ("订单编号是jd0012345678", "JD0012345678"),
        ("订单号二零二六一一一八零零九", "20261118009"),
        ("order number 556677889", "556677889"),
    ],
)
def test_an_order_number_is_read(text: str, number: str) -> None:
    assert values(text, "order_number") == [number]


@pytest.mark.parametrize(
    "text", ["身份证110101199003071234", "银行卡6222021234567890123", "验证码 123456789", "花了99.00元", "2026年"]
)
def test_other_peoples_numbers_are_no_order_numbers(text: str) -> None:
    assert values(text, "order_number") == []


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("不解决我就找12315，找律师起诉", ["authority", "lawyer", "lawyer"]),
        ("我要找記者曝光你們", ["press", "press"]),
        ("我发到抖音上", ["press"]),
        ("不行我就转网，换别家", ["competitor", "competitor"]),
        ("电话13812345678", []),
        ("我在抖音上买的", []),
        ("在工商银行门口", []),
        ("我不想找媒体", []),
    ],
)
def test_a_threat_is_told_by_its_kind(text: str, kinds: list[str]) -> None:
    assert values(text, "threat") == kinds


@pytest.mark.parametrize(
    "text", ["我都打了三次电话了", "第二次来问了", "上次投诉过也没人管", "又来投诉", "说了好几遍了"]
)
def test_a_repeated_contact_is_heard(text: str) -> None:
    assert values(text, "repeat") == [True]


@pytest.mark.parametrize("text", ["快递昨天来了", "电话一直打不通", "第一次用", "我说一下情况"])
def test_a_first_contact_is_no_repeat(text: str) -> None:
    assert values(text, "repeat") == []


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("等电脑的时候我还专门买了内存条和电脑包花了五百块", 500.0),
        ("为此我另外买了配套的支架，380元", 380.0),
        ("误工两天", None),
        ("来回打车花了120块钱", 120.0),
    ],
)
def test_what_it_cost_the_customer_besides_is_kept_in_their_words(text: str, amount: float | None) -> None:
    (cost,) = values(text, "cost")
    assert cost["amount"] == amount
    assert cost["text"] in text


@pytest.mark.parametrize("text", ["我又买了一个", "已经付了款", "花了三千块买的电脑"])
def test_the_purchase_itself_is_no_further_cost(text: str) -> None:
    assert values(text, "cost") == []


@pytest.mark.parametrize("text", ["订单号忘了", "找不到订单号", "我没有订单号", "不记得了"])
def test_not_knowing_is_told_from_refusing(text: str) -> None:
    assert values(text, "unsure") == [True]
    assert values("不想说", "unsure") == []


def test_places_are_those_of_the_original_text() -> None:
    text = "\u200b我的\u200b電話：＋８６１３８００１３８０００。"
    (phone,) = (e for e in entities(text, NOW) if e["entity"] == "phone")
    assert text[phone["start"] : phone["end"]] == "＋８６１３８００１３８０００"


def test_without_an_instant_no_time_is_read() -> None:
    assert [e["entity"] for e in entities("明天下午三点打给我", None)] == []


def test_traditional_full_width_and_hidden_signs_are_plain() -> None:
    assert plain("投\u200b訴Ａ１！\u3000好").text == "投诉A1！ 好"


def test_a_megabyte_is_read_at_its_ends_and_quickly() -> None:
    text = "投诉你们" * 250_000 + "13812345678"
    began = time.perf_counter()
    assert values(text, "phone") == ["+8613812345678"]
    assert time.perf_counter() - began < 2
    assert len(plain(text).text) == HEAD + TAIL + 1


@pytest.mark.parametrize(
    "sign",
    ["1", "一", "明", " ", "还专门", "三点到", "1 ", "不要打", "0-", "律师", "12315", "下午", "天天", "3点", "ab", "还", "周末，",
     "周一到周五"],
)  # fmt: skip
def test_no_text_is_read_over_and_over(sign: str) -> None:
    entities("13800138000", NOW)  # the pipeline is built now

    def took() -> float:
        began = time.process_time()
        entities((sign * 4000)[:4000], NOW)
        return time.process_time() - began

    assert min(took() for _ in range(3)) < 0.2  # the best of three, as memory may be collected meanwhile
