"""Whose a number is: the customer's or their family's, or that of somebody who must never be called about this."""

from __future__ import annotations

import pytest

from tests.unit.facts_double import values

MINE, OTHER, LANDLINE = "+8613812345678", "+8613912345678", "+8657187654321"


@pytest.mark.parametrize(
    "text",
    [
        "投诉安装师傅，他电话是13912345678，态度恶劣", "师傅13912345678不接电话", "有个号码13912345678天天给我打骚扰电话",
        "用13912345678给我打电话的客服态度差", "店里电话0571-87654321没人接", "投诉维修师傅13912345678", "老板电话13912345678，态度极差",
        "13912345678态度很差", "13912345678的客服挂我电话", "对方手机13912345678", "师傅说他电话13912345678，打不通", "我打13912345678没人接",
        "13912345678一直没人接", "你们那个经理的电话13912345678一直打不通", "快递员来过，她的手机是13912345678", "客服電話13912345678沒人接",
        "我们物业电话13912345678",
    ],
)  # fmt: skip
def test_nobody_is_called_on_the_number_of_who_is_complained_about(text: str) -> None:
    assert values(text, "phone") == values(text, "order_number") == []


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("师傅电话是一三九一二三四五六七八他不接电话我的是一三八一二三四五六七八", MINE),
        ("师傅的手机13912345678一直打不通，我的13812345678", MINE),
        ("他的电话13912345678，我的13812345678", MINE),
        ("我的13812345678，他的是13912345678", MINE),
        ("有个13912345678天天打来，我电话13812345678", MINE),
        ("客服态度差，我电话13812345678", MINE),
        ("13812345678，态度恶劣，我要投诉", MINE),
        ("手机13812345678，师傅态度差", MINE),
        ("我要投诉你们客服 13812345678", MINE),
        ("客服你好13812345678", MINE),
        ("师傅你打我电话13812345678", MINE),
        ("13812345678给我打电话", MINE),
        ("13812345678，给我打电话的时候小声点", MINE),
        ("13812345678没人接的话发短信", MINE),
        ("13812345678不接陌生电话", MINE),
        ("我手机13812345678不接，发微信", MINE),
        ("我有个号码13812345678打给我吧", MINE),
        ("我老公在家，他电话13912345678", OTHER),
        ("师傅没来，我爱人在家，她手机是13912345678", OTHER),
        ("打给他13912345678", OTHER),
        ("联系我们老板电话13912345678", OTHER),
        ("收货人李经理电话13912345678", OTHER),
        ("我店里电话0571-87654321", LANDLINE),
    ],
)
def test_the_customers_own_number_is_called_and_their_familys(text: str, phone: str) -> None:
    assert values(text, "phone") == [phone]


@pytest.mark.parametrize(
    "text",
    [
        "手机13812345678，别打座机", "13812345678 别打太早", "我的号码13812345678，不要打错了", "打13812345678，不要打我座机",
        "我电话13812345678 打不通就发短信", "13812345678不用了谢谢", "别打座机打13812345678", "13812345678别打白天", "13812345678，别打，晚上再说",
        "13812345678打不通的话再说", "手機13812345678，不要打座機",
    ],
)  # fmt: skip
def test_a_number_is_not_lost_by_what_is_refused_beside_it(text: str) -> None:
    assert values(text, "phone") == [MINE]


@pytest.mark.parametrize(
    "text",
    [
        "13912345678别打了，打13812345678", "13912345678不用了，用13812345678", "13912345678打不通，打13812345678",
        "13812345678，13912345678不要用了",
        "13912345678，别打，打13812345678", "13912345678打不通了 13812345678", "13912345678已经换号了，新号13812345678",
        "13912345678停机，13812345678",
    ],
)  # fmt: skip
def test_a_number_is_refused_for_another(text: str) -> None:
    assert values(text, "phone") == [MINE]


@pytest.mark.parametrize(
    "text", ["13812345678停机了", "13812345678是空号", "这个号13812345678已经注销", "13812345678换号了"]
)
def test_a_number_that_is_no_more_is_called_by_nobody(text: str) -> None:
    assert values(text, "phone") == []


@pytest.mark.parametrize(
    "text",
    ["别打我座机打我手机13812345678", "不要打我手机，打座机0571-87654321", "打13812345678，不要打我座机", "别打我家里电话", "打我手机，不要打座机", "不要打我座机，请打手机",
     "师傅不接电话", "他从来不接电话", "师傅13912345678不接电话"],
)  # fmt: skip
def test_who_refuses_one_line_or_tells_of_others_may_be_called(text: str) -> None:
    assert values(text, "no_call") == []


@pytest.mark.parametrize(
    "text",
    ["请师傅不要给我打电话", "不要打我电话", "不要打我手机", "别打我手机，发短信", "我不接电话", "13812345678，不要给我打电话", "不要打我手机打扰我",
     "我在收快递不方便接电话", "我在店里不方便接电话", "我一个人不方便接电话", "师傅，我不接电话", "你们天天打我手机，不要再给我打电话", "打我手机打了三次，别再给我打电话"],
)  # fmt: skip
def test_who_refuses_every_call_is_heard(text: str) -> None:
    assert len(values(text, "no_call")) >= 1
