"""Who says which number, place or person is not to be called has not refused calls to themselves."""

from __future__ import annotations

import pytest

from nlu.numbers import digits_spoken
from nlu.script import plain
from nlu.times import read as wish_of
from tests.unit.facts_double import values
from tests.unit.times_cases import NOW

ONE, OTHER = "13812345678", "13912345678"

ANOTHER_NUMBER = [
    f"{ONE}别打了，打{OTHER}", f"{ONE}不要打，请打{OTHER}", f"{ONE}这个别打了，{OTHER}打这个", f"{ONE}，别打，{OTHER}",
    f"{ONE}别打电话了，{OTHER}", f"{ONE}别打了打{OTHER}", f"{ONE}不要给我打电话了，打{OTHER}", f"别打{ONE}，打{OTHER}",
    f"不要再打{ONE}了，打{OTHER}", f"打{OTHER}，{ONE}别打了", f"{ONE}不要打電話，改打{OTHER}", f"{ONE}不用打了，用{OTHER}",
    f"打{OTHER}，{ONE}不方便接", f"{ONE}是我单位的别打，打{OTHER}", f"除了{OTHER}别的号都别打", f"不要打电话给我，打我老公{OTHER}",
    "一三八一二三四五六七八别打了，打一三九一二三四五六七八", "一三八一二三四五六七八别打了打一三九一二三四五六七八",
]  # fmt: skip
ANOTHER_PERSON = [
    "你们不要打电话给我老公，打给我", "不要打给我爸妈，直接联系我", "不要打电话给我妈", "别打电话给我家人了", "别联系我家人，联系我",
    "不要联系我父母", "不要联系收货人，联系我", "不要打电话给邻居", "不要回访我家人", "请勿打扰我父母", "别打电话给她，打给我", "不要打给我爸和我妈",
    "不要给我老公和我妈打电话", "不要给我老公和我家人打电话", "别跟我爸妈联系了",
    "请不要再联系我的同事了", "不要打電話給我老公", "别打给我老婆，打给我就行", "不要打电话给快递员，打给我", "不要给我老公打电话",
    "我老公不方便接电话，打给我", "我妈接不了电话，直接打我的", "你们别打电话给我女儿好吗", "联系我本人，别联系我家属",
    "don't call my husband, call me", "please do not call my wife",
]  # fmt: skip
ANOTHER_PLACE = [
    "不要打电话到我单位", "不要打电话到我公司来", "不要打我公司电话", "别打我家里座机，打手机", "别打电话去我家", "请不要致电我单位",
    "不要致电我的公司", "别打电话到办公室", "不要打电话往我们学校打", "不要打到我单位，打手机", "单位不方便接电话，打我手机", "不要打电话到我老家", "电话别打我单位",
    "电话不要打到家里去", "do not call my office",
]  # fmt: skip
REFUSED_ALTOGETHER = [
    "别给我打电话", "不要再打电话了", "不要打电话给我", "别打我手机", "别打给我", "不要打电话给我，发短信", "不要给我打电话，发给我老公", "不要打电话到我手机",
    "不要打电话给我，我家人会担心", "不要打电话给我和我老公", "不要打电话给我老公和我", "不要打电话给我老公，也不要打电话给我", "不要打给我爸妈也不要打给我",
    "不要打电话我老公会生气", "别打了我妈身体不好", "你们公司不要打电话给我", "我在单位不方便接电话", "在家里不方便接电话", "不要联系我了",
    "不要联系我，联系我老公", "不要给我打电话给我老公打", "不要打电话，联系我老公微信", "我妈不方便接电话，发短信", "别打扰老人休息",
    f"{ONE}别打了", f"{ONE}，别打电话，发短信", f"{ONE}别打了，{OTHER}也别打了", f"{ONE}和{OTHER}都别打了", f"{ONE}别打了，订单号{OTHER}",
    "不要给我和我老公打电话", "不要给我老公和我打电话", "别再给我或者我妈打电话了", "别給我跟我愛人打電話，發微信", "不要跟我和我家人联系",
    "不要打电话到我单位，也不要打我手机", "别联系我，也别联系我家人", "don't call me", "don't call me, my husband is asleep",
]  # fmt: skip


def refuses(text: str) -> bool:
    """Whether any of the readers hears a refusal of all calls."""
    wishes = [wish["kind"] for wish in values(text, "callback_time")]
    alone = wish_of(digits_spoken(plain(text).text), NOW)["kind"]
    return "nocall" in (*wishes, alone) or bool(values(text, "no_call"))


@pytest.mark.parametrize("text", [*ANOTHER_NUMBER, *ANOTHER_PERSON, *ANOTHER_PLACE])
def test_refusing_a_named_other_is_not_refusing_calls(text: str) -> None:
    assert not refuses(text)


@pytest.mark.parametrize("text", ANOTHER_NUMBER)
def test_the_number_refused_for_another_is_not_called(text: str) -> None:
    assert values(text, "phone") == [f"+86{OTHER}"]


@pytest.mark.parametrize("text", REFUSED_ALTOGETHER)
def test_who_refuses_calls_to_themselves_is_not_called(text: str) -> None:
    assert values(text, "callback_time")[0]["kind"] == "nocall"


@pytest.mark.parametrize(
    "text",
    [
        "明天别打我单位电话，打手机", "晚上不要打给我爸妈，打给我", "上午不要打电话到我公司，打我手机", "周末别打家里座机", "明天不要打给我老公，打给我",
    ],
)  # fmt: skip
def test_an_hour_refused_for_another_bars_no_hour_of_the_customers(text: str) -> None:
    assert wish_of(text, NOW)["excluded"] == []


@pytest.mark.parametrize(
    "text",
    ["明天别打", "晚上不要打电话给我", "上午别打我手机", "明天别打给我和我老公", "周末不要打我电话", "明天在单位别打"],
)
def test_an_hour_refused_for_themselves_is_kept_clear(text: str) -> None:
    assert wish_of(text, NOW)["excluded"]
