"""Whatever is sent is read without an exception, the same each time, and in time that grows with its length only."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.extractor import entities
from nlu.facts import FACTS, NUMBERS, pipeline
from nlu.phrases import NAME
from tests.unit.facts_double import NOW, read

_PIECES = st.sampled_from(
    ["一三八", "零零幺", "138", "+86", "转", "订单号", "@", "艾特", "点com", "元", "块", "三百多", "市", "区", "路", "号", "客服", "小王", "姓李的",
     "工号", "12315", "我是律师", "没", "已经好了", "别打电话", "第三次", "iPhone", "-", " ", "，", "。", "\u200b", "\U0001f621", "İ",
     "１", "("]
)  # fmt: skip
ADVERSARIAL = (
    "1", "12 ", "1-", "138", "138 ", "0-0", "+", "+1 ", "(0", "a", "aB3-", "A1", "一", "一 ", "零一，", "三百", "几", "块",
    "1.", "1,000", "@", "a@",
    "a.", "a@b.", "艾特", "点", "市", "区区", "路1号", "在路", "小", "小王", "客服", "姓李的", "工号", "态度", "你们那个", "12315", "不想",
    "没", "告你们",
    "第三次", "打了", "订单号", "单号 ", "订单号1 ", "已经", "已经好了", "别打电话", "转", "我的手机", "这台", "iphone ", "型号", "-_", "http://",
    "不用来了", "撤诉，退钱", "已经好了12315", "师傅他电话13812345678", "打我手机", "13812345678不接",
    "\u0301", "\U0001f621",
)  # fmt: skip
LONG, SHORT = 2000, 500
# Twice what time in proportion to the length comes to; what grows with its square takes sixteen times as long.
GROWTH = 8
# What every text costs, and what none may: one that is ten times slower than all others would be seen.
CONSTANT_S, MOST_S = 0.02, 0.5


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_and_every_fact_stands_inside_it(text: str) -> None:
    found = entities(text, NOW)
    assert found == entities(text, NOW)
    assert all(0 <= one["start"] < one["end"] <= len(text) for one in found)


@given(st.lists(_PIECES, max_size=40).map("".join))
@settings(max_examples=200, deadline=None)
def test_pieces_of_facts_in_any_order_are_read(text: str) -> None:
    assert all(0 <= one["start"] < one["end"] <= len(text) for one in entities(text, NOW))


@pytest.mark.parametrize("sign", ADVERSARIAL)
def test_two_thousand_characters_take_little_time(sign: str) -> None:
    read("13800138000")

    def took(length: int) -> float:
        """Of the processor, however busy the machine is; the quickest of three."""
        text, found = (sign * length)[:length], list[float]()
        for _ in range(3):
            began = time.process_time()
            entities(text, None)
            found.append(time.process_time() - began)
        return min(found)

    long = took(LONG)
    assert long < MOST_S, sign
    assert long < GROWTH * took(SHORT) + CONSTANT_S, sign


def test_the_components_are_spacys_own() -> None:
    assert pipeline().pipe_names[:3] == [NAME, NUMBERS, FACTS]
    assert pipeline()("电话13812345678")._.facts[0].value == "+8613812345678"
