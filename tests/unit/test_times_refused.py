"""Stretches excluded, hours that are never wanted, no wish at all, and wishes that must be read back; reckoned by hand
for Wednesday 2026-11-18 at 10:30."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from nlu.times import SHANGHAI
from tests.unit.times_cases import NOW, at, days, heard, spans

EVERY_DAY = [0, 1, 2, 3, 4, 5, 6]
WEEK = days(18, 24, "06:00~18:00")


def rule(weekdays: list[int], begin: float, end: float) -> dict[str, Any]:
    return {"days": weekdays, "from": round(begin * 60), "to": round(end * 60)}


EXCLUDED = [
    ("明天不行", "11-19 00:00~24:00"),
    ("开会到三点", "11-18 10:30~15:00"),
    ("我在上课到5点", "11-18 10:30~17:00"),
    ("我下午三点前都在忙", "11-18 00:00~15:00"),
    ("I'm busy until 3", "11-18 00:00~15:00"),
    ("白天接不了", WEEK),
    ("上午别打", "11-18 05:00~12:00"),
    ("饭点别打", "11-18 11:00~14:00; 11-18 17:00~19:00"),
    ("吃饭时间不要打", "11-18 11:00~14:00; 11-18 17:00~19:00"),
    ("晚上十点以后别打", "11-18 22:00~24:00"),
    ("晚上十二点以后别打", "11-19 00:00~06:00"),
    ("零点以后别打", "11-19 00:00~06:00"),
    ("晚上10点到早上8点别打", "11-18 22:00~11-19 08:00"),
    ("半夜别打电话", days(19, 24, "00:00~06:00")),
    ("周末别打", days(21, 22, "00:00~24:00")),
    ("除了周三都可以", "11-18 00:00~24:00"),
    ("除了周末都可以", days(21, 22, "00:00~24:00")),
    ("工作日不方便", f"{days(18, 20, '00:00~24:00')}; {days(23, 24, '00:00~24:00')}"),
    ("周一到周五都上班", days(18, 20, "08:30~18:00")),
    ("这几天都不在家", days(18, 20, "00:00~24:00")),
    ("明天半夜别打", "11-19 00:00~06:00"),
    ("元旦期间不要打", days(1, 3, "00:00~24:00", 1)),
    ("12月1号不行", "12-01 00:00~24:00"),
    ("聽日唔得閒", "11-19 00:00~24:00"),
    ("not on Monday", "11-23 00:00~24:00"),
    ("Monday doesn't work for me", "11-23 00:00~24:00"),
    ("don't call me in the morning", "11-18 05:00~12:00"),
    ("never on weekends", days(21, 22, "00:00~24:00")),
    ("中午休息，别打", "11-18 11:00~14:00"),
    ("下午休息", "11-18 12:00~18:30"),
    ("12点到2点别打", "11-18 12:00~14:00"),
    ("周三下午三点，别打", "11-18 14:30~16:00"),
    ("周末不上班，别打", days(21, 22, "00:00~24:00")),
    ("我明天值班", "11-19 08:30~18:00"),
    ("十点以后别打", "11-18 22:00~24:00"),
    ("10点以后别打电话了", "11-18 22:00~24:00"),
    ("10点半以后别打", "11-18 22:30~24:00"),
    ("八点以后别打，孩子睡觉", "11-18 20:00~24:00"),
    ("晚上睡得早，九点以后别打", "11-18 21:00~24:00"),
    ("十点以后，别打", "11-18 22:00~24:00"),
    ("明天10点以后别打", "11-19 22:00~24:00"),
    ("十点休息，别打", "11-18 22:00~24:00"),
    ("晚上9点半就睡了", "11-18 21:30~24:00"),
    ("上午10点以后别打", "11-18 10:00~24:00"),
    ("11点以后要开会", "11-18 11:00~24:00"),
    ("明天10点以后要开会", "11-19 10:00~24:00"),
    ("明天10点以后不方便", "11-19 10:00~24:00"),
    ("08:00以后别打", "11-18 08:00~24:00"),
    ("12点以后别打", "11-18 12:00~24:00"),
    ("十点之前别打", "11-19 00:00~10:00"),
    ("明天9点以前别打", "11-19 00:00~09:00"),
]
BOTH = [
    ("上午没空下午有空", "11-18 13:00~18:00", "11-18 05:00~12:00"),
    ("明天有事后天再打吧", "11-20 08:00~22:00", "11-19 00:00~24:00"),
    ("别明天打，后天打", "11-20 08:00~22:00", "11-19 00:00~24:00"),
    ("今天上班，只有中午有空", "11-18 11:30~13:00", "11-18 08:30~11:30; 11-18 13:00~18:00"),
    ("现在不行，等会打", "11-18 11:30~13:00", "11-18 10:30~11:30"),
    ("周末不上班，可以打", days(21, 22), ""),
    ("明天不用上班，随时打", days(19, 19), ""),
    ("明天调休，打给我", days(19, 19), ""),
    ("明天不值班，有空", days(19, 19), ""),
    ("周日休息", days(22, 22), ""),
    ("周日全天休息", days(22, 22), ""),
    ("周末休息，随时打", days(21, 22), ""),
    ("明天下午休息，可以打", "11-19 13:00~18:00", ""),
    ("中午休息的时候打给我", "11-18 11:30~13:00", ""),
    ("午休时间打给我", "11-18 11:30~13:30", ""),
    ("中午休息时间打", "11-18 11:30~13:00", ""),
    ("午休的时候 12点半", "11-18 12:30~13:00", ""),
    ("午休可以打", "11-18 11:30~13:30", ""),
    ("午休时间吧", "11-18 11:30~13:30", ""),
    ("中午午休到两点，两点以后打", "11-18 14:00~21:30", days(18, 24, "11:30~14:00")),
    ("下午三点打给我，别打了", "11-18 15:00~15:30", ""),
    ("平时工作忙，周末打", days(21, 22), ""),
    ("平时上班，周末打", days(21, 22), f"{days(18, 20, '08:30~18:00')}; {days(23, 24, '08:30~18:00')}"),
    ("每天都可以打", f"11-18 10:30~22:00; {days(19, 24)}", ""),
    ("平时晚上有空", days(18, 24, "18:00~21:30"), ""),
    ("明天都行，除了中午", "11-19 08:00~11:00; 11-19 14:00~22:00", "11-19 11:00~14:00"),
]
FOR_GOOD = [
    ("上午别打", "never", [rule(EVERY_DAY, 5, 12)]),
    ("中午不方便", "never", [rule(EVERY_DAY, 11, 14)]),
    ("晚上10点到早上8点别打", "never", [rule(EVERY_DAY, 22, 24), rule(EVERY_DAY, 0, 8)]),
    ("周末别打", "never", [rule([5, 6], 0, 24)]),
    ("除了周三都可以", "never", [rule([2], 0, 24)]),
    ("工作日不方便", "never", [rule(EVERY_DAY[:5], 0, 24)]),
    ("周一到周五上班不方便接", "never", [rule(EVERY_DAY[:5], 0, 24)]),
    ("周六到周一别打", "never", [rule([0, 5, 6], 0, 24)]),
    ("下午我就不在了", "never", None),
    ("中午休息，别打", "never", [rule(EVERY_DAY, 11, 14)]),
    ("中午要午休", "never", [rule(EVERY_DAY, 11.5, 14)]),
    ("下午休息", "never", None),
    ("十点以后别打", "never", [rule(EVERY_DAY, 22, 24)]),
    ("我一般十一点睡", "never", [rule(EVERY_DAY, 23, 24)]),
    ("平时上班", "never", [rule(EVERY_DAY[:5], 8.5, 18)]),
    ("平时上班不方便接电话", "never", [rule(EVERY_DAY[:5], 8.5, 18)]),
    ("工作日9点以后要上班", "never", [rule(EVERY_DAY[:5], 9, 24)]),
    ("每天下午别打", "never", [rule(EVERY_DAY, 12, 18.5)]),
    ("今天上午别打", "never", None),
    ("六点以后打给我", "only", [rule(EVERY_DAY, 18, 21.5)]),
    ("下班后打给我", "only", [rule(EVERY_DAY, 18, 21.5)]),
    ("工作日下午都行", "only", [rule(EVERY_DAY[:5], 13, 18)]),
    ("只有周末有空", "only", [rule([5, 6], 8, 22)]),
    ("weekdays after 6pm", "only", [rule(EVERY_DAY[:5], 18, 21.5)]),
    ("明天下午打给我", "only", None),
    ("半小时后打给我", "only", None),
]
NO_WISH = [
    "昨天你们说今天打的", "订单号 20261120", "前天买的", "什么时候能送到", "几点开门", "你们几点下班", "你们周末上班吗",
    "明天能送到吗", "昨天下午给我打过电话", "上周三就坏了", "我等两个小时了", "让我等了三天", "快递明天到吗",
    "明天维修师傅几点到", "我明天要用", "花了12.5元", "型号是3.15版", "十一块钱", "价格是12.1万", "有一点问题", "一点也不好",
    "今天上午给我打电话的客服态度差", "一三八零零一三八零零零", "幺三八零零幺三八零零零", "any time", "when will it be delivered",
    "what are your opening hours", "I bought it yesterday", "my iPhone 12 broke", "第一章节后面", "三年后还能保修吗",
    "这个环节后续怎么办", "两个月了还没修好", "我要投诉，我一般不接陌生号码", "平时不在家", "平时没空", "每天都不在家",
]  # fmt: skip
UNCLEAR = [
    ("三点打给我", "hour"),
    ("两点到四点", "hour"),
    ("晚点再打", "hour"),
    ("下周再联系", "day"),
    ("过几天再说", "day"),
    ("月底联系我", "day"),
    ("节后再联系", "day"),
    ("早上八点给我打电话", "past"),
    ("今天早上八点打给我", "past"),
    ("有空再说", "open"),
    ("改天吧", "open"),
    ("回头联系", "open"),
    ("明天下午三点", None),
    ("下周三", None),
    ("周五之前", None),
    ("下午有空，三点吧", None),
    ("随时可以", None),
    ("不要打电话，有空再说", None),
]


@pytest.mark.parametrize(("text", "excluded"), EXCLUDED)
def test_a_time_that_is_refused_becomes_these_stretches(text: str, excluded: str) -> None:
    wish = heard(text)
    assert (wish["kind"], wish["windows"], wish["excluded"]) == ("not", [], spans(excluded))


@pytest.mark.parametrize(("text", "windows", "excluded"), BOTH)
def test_what_is_wanted_and_what_is_refused_are_told_apart(text: str, windows: str, excluded: str) -> None:
    wish = heard(text)
    assert (wish["windows"], wish["excluded"]) == (spans(windows), spans(excluded))


@pytest.mark.parametrize(("text", "name", "rules"), FOR_GOOD)
def test_hours_said_without_a_day_hold_on_every_day(text: str, name: str, rules: list[dict[str, Any]] | None) -> None:
    assert heard(text).get(name) == rules


@pytest.mark.parametrize("text", NO_WISH)
def test_deliveries_openings_numbers_and_the_past_are_no_wish(text: str) -> None:
    assert heard(text) == {"kind": "none", "windows": [], "excluded": []}


@pytest.mark.parametrize(("text", "why"), UNCLEAR)
def test_a_time_that_can_be_meant_otherwise_is_marked(text: str, why: str | None) -> None:
    assert heard(text).get("unclear") == why


@pytest.mark.parametrize(
    "text", ["12点到2点别打，午休", "下午不行，要午休到三点", "中午要午休", "午休", "午休别打", "我中午午休，别打"]
)
def test_a_rest_at_noon_is_never_wanted(text: str) -> None:
    wish = heard(text)
    assert (wish["kind"], wish["windows"]) == ("not", [])
    assert any(start <= at("11-18 12:30", NOW).isoformat() < end for start, end in wish["excluded"])


@pytest.mark.parametrize(("text", "excluded"), [("十点以后别打", "22:00~24:00"), ("八点以后别打", "20:00~24:00")])
def test_what_is_refused_after_an_hour_said_in_the_evening_is_that_evening(text: str, excluded: str) -> None:
    now = datetime(2026, 11, 18, 19, 0, tzinfo=SHANGHAI)
    assert heard(text, now)["excluded"] == spans(f"11-18 {excluded}", now)


def test_what_contradicts_itself_gives_no_window() -> None:
    wish = heard("明天上午可以，明天上午不行")
    assert (wish["kind"], wish["windows"]) == ("not", [])


def test_a_festival_is_refused_for_all_its_days_off() -> None:
    now = datetime(2026, 9, 28, 10, 30, tzinfo=SHANGHAI)
    assert heard("国庆期间不要打", now)["excluded"] == spans(days(1, 7, "00:00~24:00", 10), now)


def test_any_hour_of_a_day_ends_what_was_said_of_hours() -> None:
    assert heard("明天随时都行")["freely"] is True
    assert "freely" not in heard("明天下午")
