"""Call-back times as customers say them, read on Wednesday 2026-11-18 at 10:30 in Shanghai."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.times import SHANGHAI, read

NOW = datetime(2026, 11, 18, 10, 30, tzinfo=SHANGHAI)


def at(stamp: str) -> str:
    return datetime.strptime(f"2026-{stamp}", "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI).isoformat()


def span(text: str) -> list[str]:
    """ "11-19 15:00~15:30" or "11-19 15:00~11-20 15:30"."""
    start, end = text.split("~")
    return [at(start), at(end if " " in end else f"{start.split()[0]} {end}")]


WANTED = [
    ("明天下午三点打给我", ["11-19 15:00~15:30"]),
    ("13800138000 YL2026030999 明天下午三点", ["11-19 15:00~15:30"]),
    ("算了还是今天吧", ["11-18 10:30~22:00"]),
    ("明天能不能打给我", ["11-19 08:00~22:00"]),
    ("明天 下午 3 点", ["11-19 15:00~15:30"]),
    ("那就后天早上9:30吧", ["11-20 09:30~10:00"]),
    ("下周三上午10点以后联系我", ["11-25 10:00~12:00"]),
    ("周三", ["11-18 10:30~22:00"]),
    ("周一给我回电话", ["11-23 08:00~22:00"]),
    ("周末都行", ["11-21 08:00~22:00", "11-22 08:00~22:00"]),
    ("周六日可以", ["11-21 08:00~22:00", "11-22 08:00~22:00"]),
    ("周三下午和周四上午都可以", ["11-18 13:00~18:00", "11-19 08:00~12:00"]),
    ("20号下午两点到四点", ["11-20 14:00~16:00"]),
    ("3-5点都可以", ["11-18 15:00~17:00"]),
    ("请于11月20日15:00-16:00致电", ["11-20 15:00~16:00"]),
    ("后天下午3点半左右，谢谢", ["11-20 15:00~16:00"]),
    ("中午12点到1点之间", ["11-18 12:00~13:00"]),
    ("我三点之后有空", ["11-18 15:00~21:30"]),
    ("上午10点前给我回电话", ["11-19 08:00~10:00"]),
    ("今天下午五点之前必须给我回复", ["11-18 10:30~17:00"]),
    ("周五之前必须给我打电话", ["11-18 10:30~11-20 00:00"]),
    ("9点打给我", ["11-19 09:00~09:30"]),
    ("晚上7点一刻打", ["11-18 19:15~19:45"]),
    ("明晚8点", ["11-19 20:00~20:30"]),
    ("下班后联系我", ["11-18 18:00~21:30"]),
    ("六点下班，之后打给我", ["11-18 18:00~21:30"]),
    ("半小时后打给我", ["11-18 11:00~11:30"]),
    ("过两个小时再打给我", ["11-18 12:30~13:00"]),
    ("一小时之内给我回电", ["11-18 10:30~11:30"]),
    ("现在就可以打", ["11-18 10:30~11:30"]),
    ("12月1号以后才有空", ["12-02 08:00~12-08 22:00"]),
    ("我的电话是13812345678，下午2点到5点都可以打", ["11-18 14:00~17:00"]),
    ("今天下午要出门，明天送吧", ["11-19 08:00~22:00"]),
    ("能不能明天下午给我送", ["11-19 13:00~18:00"]),
    ("下午五点以后来取", ["11-18 17:00~21:30"]),
    ("周日，家里有人在的", ["11-22 08:00~22:00"]),
]
REFUSED = [
    ("别上午打", ["11-18 05:00~12:00"]),
    ("今天一整天都不在家", ["11-18 00:00~11-19 00:00"]),
    ("现在不方便", ["11-18 10:30~11:30"]),
    ("除了周四下午都可以", ["11-19 12:00~18:30"]),
    ("下午我就不在了", ["11-18 12:00~18:30"]),
    ("我明天要上班", ["11-19 08:30~18:00"]),
    ("十点到十一点半有会，别打", ["11-18 10:00~11:30"]),
    ("我后天才回来", ["11-18 10:30~11-20 08:00"]),
]
BOTH = [
    ("明天上午没空，下午可以", ["11-19 13:00~18:00"], ["11-19 05:00~12:00"]),
    ("明天不行后天可以", ["11-20 08:00~22:00"], ["11-19 00:00~11-20 00:00"]),
    ("孩子睡觉中午别打电话，下午两点以后再打", ["11-18 14:00~18:00"], ["11-18 11:00~14:00"]),
    ("不是明天是后天下午", ["11-20 13:00~18:00"], ["11-19 00:00~11-20 00:00"]),
]
NO_WISH = [
    "昨天说今天给我回电话的，到现在也没打", "今天怎么没人给我打电话", "我15号买的到现在还没修好请给我打电话",
    "你们说好的10点打过来现在都11点了", "订单11月11号买的，12号发货，14号到的", "订单号20261120153000",
    "价格3000元，保修2年", "三点要求：退钱道歉赔偿", "能不能快一点", "有一点不明白", "住在3号楼5单元", "15天包换",
    "随时都可以", "尽快", "你们周末上班吗", "今天几点能打给我", "师傅约的明天上午来", "等了三天了没人理",
    "打电话没人接", "为什么不打电话给我", "再过半小时没人打给我我就去12315", "", "😀",
]  # fmt: skip
NO_CALL = [
    "不要打电话，发短信就行", "别再给我打电话了", "不用打电话给我了", "我耳朵不好不方便接电话，请发短信", "请勿来电",
    "以后别联系我了", "每天都打电话骚扰我，别打了",
]  # fmt: skip


@pytest.mark.parametrize(("text", "windows"), WANTED)
def test_a_wish_becomes_windows(text: str, windows: list[str]) -> None:
    wish = read(text, NOW)
    assert (wish["kind"], wish["windows"]) == ("want", [span(window) for window in windows])


@pytest.mark.parametrize(("text", "excluded"), REFUSED)
def test_a_refusal_becomes_excluded_time(text: str, excluded: list[str]) -> None:
    wish = read(text, NOW)
    assert (wish["kind"], wish["windows"]) == ("not", [])
    assert wish["excluded"] == [span(window) for window in excluded]


@pytest.mark.parametrize(("text", "windows", "excluded"), BOTH)
def test_refusal_and_wish_in_one_message_are_told_apart(text: str, windows: list[str], excluded: list[str]) -> None:
    wish = read(text, NOW)
    assert wish["windows"] == [span(window) for window in windows]
    assert wish["excluded"] == [span(window) for window in excluded]


@pytest.mark.parametrize("text", NO_WISH)
def test_what_happened_or_was_promised_by_others_is_no_wish(text: str) -> None:
    assert read(text, NOW) == {"kind": "none", "windows": [], "excluded": []}


@pytest.mark.parametrize("text", NO_CALL)
def test_refusing_calls_altogether_is_heard(text: str) -> None:
    assert read(text, NOW)["kind"] == "nocall"


@pytest.mark.parametrize("text", ["别打电话，我晚点打给你们", "别打138那个，打□□□□□□□□□□□", "晚上别打电话"])
def test_refusing_one_time_or_one_number_is_not_refusing_calls(text: str) -> None:
    assert read(text, NOW)["kind"] != "nocall"


def test_working_hours_are_refused_for_the_days_to_come() -> None:
    days = {window[0][:10] for window in read("上班时间不方便接电话", NOW)["excluded"]}
    assert {"2026-11-18", "2026-11-19", "2026-11-20"} <= days


def test_an_instant_of_another_zone_is_read_in_shanghai() -> None:
    assert read("明天下午三点", NOW.astimezone(timezone.utc)) == read("明天下午三点", NOW)


@given(
    text=st.lists(
        st.sampled_from([*(text for text, _ in WANTED), *(text for text, _ in REFUSED), *NO_WISH, *NO_CALL]),
        min_size=1, max_size=3,
    ).map("，".join),
    now=st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(SHANGHAI)),  # noqa: DTZ001
)  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_no_window_ever_lies_in_the_past_or_ends_before_it_starts(text: str, now: datetime) -> None:
    wish: dict[str, Any] = read(text, now)
    for start, end in wish["windows"]:
        assert now <= datetime.fromisoformat(start) < datetime.fromisoformat(end)
    for start, end in wish["excluded"]:
        assert datetime.fromisoformat(start) < datetime.fromisoformat(end)
        assert datetime.fromisoformat(end) >= now - timedelta(days=1)


@given(st.text(alphabet="明后今周一二三点半上下午晚早不别打号月日0123456789:：-~到以前没空在家电话，。 ", max_size=60))
@settings(max_examples=200, deadline=None)
def test_no_text_breaks_the_reader(text: str) -> None:
    assert read(text, NOW)["kind"] in {"want", "not", "nocall", "none"}
