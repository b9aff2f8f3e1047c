"""Who does not answer, and for how long: the company, the customer just now, or the customer for good.

Said on Wednesday 2026-11-18 at 10:30.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from nlu.extractor import entities
from nlu.times import SHANGHAI
from tests.unit.times_cases import NOW, heard, spans

NEXT_HOUR = "11-18 10:30~11:30"


def told(text: str, now: datetime = NOW) -> dict[str, Any]:
    """The wish that comes of a whole message, phrases of refusal included."""
    wishes = [one["value"] for one in entities(text, now) if one["entity"] == "callback_time"]
    return wishes[0] if wishes else {"kind": "none", "windows": [], "excluded": []}


NOBODY_ANSWERS = [
    "我要投诉你们客服一直不接电话", "我打了五次你们都不接电话", "师傅不接电话也不上门", "客服不接电话", "维修点电话不接", "打电话不接，发微信不回",
    "她说不方便接电话就挂了", "打了十几次热线都不接电话", "我打电话总部不接", "为什么不接电话", "老是不接电话", "人家根本不接电话", "店长说不方便接电话",
    "客服电话里不方便说", "快递员说我不接电话", "你们一直说我不接电话", "客服说在开会不方便接电话", "现在你们不接电话", "商家电话不接人也找不到",
]  # fmt: skip
FOR_GOOD = [
    "不要打电话", "别给我打电话，发短信", "我不接电话，发微信", "不方便接电话，文字联系", "我从来不接电话，发微信", "我们不接电话", "我都不接电话的，微信说",
    "你们打电话我不接", "你们的电话我不接，短信联系", "不想接你们电话", "本人不接任何电话", "你们别给我打电话了", "让你们客服别打电话", "我耳朵不好接不了电话",
    "我在国外不方便接电话", "我跟你们说我不接电话", "我跟客服说了不方便接电话", "我在收快递不方便接电话", "我在上班，以后别打电话", "我在上班，别再打电话来了",
    "我在上课不方便接电话，发微信吧", "首先别打电话骚扰我", "你们打了五次了，别打电话了", "每天都打电话，不要打了",
]  # fmt: skip
JUST_NOW = [
    "我在上班，不方便接电话", "在开会不能接电话", "孩子在睡觉不方便接电话", "先别打电话，我在开会", "现在别打", "暂时别打", "我在上课，没法接电话，下课打",
    "在开车，别打电话", "开会中勿扰", "孩子睡了，别打电话", "先不要联系我",
    "我正在开会呢，别打电话", "这会儿别给我打电话", "现在不能接电话", "现在接不了", "现在没空", "暂时没时间", "目前不方便",
    "这会儿在忙", "我现在在开会", "现在我不方便", "现在走不开", "现在不在家", "现在不行",
]  # fmt: skip
NOT_OF_THE_CUSTOMER = [
    "到现在没人联系我", "现在没人管我了", "现在不制冷了", "现在不给退", "目前没有解决", "直到现在不处理", "现在不在保修期", "现在不行了，坏了",
    "现在不能用", "暂时不用退", "先别退款", "到现在不方便用", "现在没时间等了", "现在没钱", "以前挺好，现在真不行", "目前没有问题",
]  # fmt: skip
AT_ONCE = ["到现在没人联系我，现在就打给我", "现在没人管，马上给我回电话", "现在不制冷了，现在就打给我"]
TOLD = [
    "你们周末都不接电话", "晚上打客服不接", "周一打了一天都不接", "周三打电话不接", "他晚上不接电话", "师傅明天没空", "你们中午休息不接电话", "客服中午休息",
    "你们午休吗", "周末你们不上班", "你们周末休息", "周末有人值班吗", "周末有人值班？", "周末有没有人值班", "周末有没有人在", "周末有人在吗",
    "每天早上打过来推销，烦死了", "每天晚上打过来骚扰我", "晚上八点还打过来，烦死了", "天天给我打电话", "顺便问下他们周末上不上班", "周日休息不",
    "我午休都过完了", "等她中午休息了我让她找号码", "你们晚上睡得着觉吗",
]  # fmt: skip
REFUSED = [
    ("周末不接电话", "11-21 00:00~24:00; 11-22 00:00~24:00"),
    ("周末我不接电话", "11-21 00:00~24:00; 11-22 00:00~24:00"),
    ("你们明天别打", "11-19 00:00~24:00"),
    ("你们上午打我没空", "11-18 05:00~12:00"),
    ("你们上午打不方便", "11-18 05:00~12:00"),
    ("我在店里上午不方便", "11-18 05:00~12:00"),
    ("上午打了我也不接", "11-18 05:00~12:00"),
]


@pytest.mark.parametrize("text", NOBODY_ANSWERS)
def test_who_tells_that_nobody_answers_may_be_called(text: str) -> None:
    assert heard(text) == {"kind": "none", "windows": [], "excluded": []}
    assert told(text)["kind"] == "none"


@pytest.mark.parametrize("text", FOR_GOOD)
def test_who_takes_no_calls_is_not_called(text: str) -> None:
    assert told(text)["kind"] == "nocall"


@pytest.mark.parametrize("text", JUST_NOW)
def test_who_is_busy_just_now_is_not_called_in_the_next_hour(text: str) -> None:
    wish = told(text)
    assert (wish["kind"], wish["excluded"]) == ("not", spans(NEXT_HOUR))


@pytest.mark.parametrize("text", NOT_OF_THE_CUSTOMER)
def test_what_is_now_the_matter_bars_no_hour(text: str) -> None:
    assert told(text)["excluded"] == []


@pytest.mark.parametrize("text", AT_ONCE)
def test_a_call_wanted_at_once_is_kept_beside_what_is_now_the_matter(text: str) -> None:
    wish = told(text)
    assert (wish["kind"], wish["windows"]) == ("want", spans(NEXT_HOUR))


@pytest.mark.parametrize("text", TOLD)
def test_what_is_told_of_others_neither_wants_nor_refuses_a_time(text: str) -> None:
    assert told(text) == {"kind": "none", "windows": [], "excluded": []}


@pytest.mark.parametrize(("text", "excluded"), REFUSED)
def test_what_the_customer_refuses_stays_refused(text: str, excluded: str) -> None:
    wish = told(text)
    assert (wish["kind"], wish["excluded"]) == ("not", spans(excluded))


def test_a_reason_with_its_hours_refuses_those_hours_alone() -> None:
    """Said before they begin."""
    wish = told("周一到周五9:00-18:00在上班，不方便接电话", datetime(2026, 11, 18, 7, 0, tzinfo=SHANGHAI))
    assert wish["kind"] == "not"
    assert wish["excluded"][0] == spans("11-18 09:00~18:00")[0]


def test_at_work_without_a_day_refuses_the_working_hours() -> None:
    assert told("上班不能接电话")["never"] == told("上班时间不能接电话")["never"]
