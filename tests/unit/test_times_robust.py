"""Whatever is typed is read: the same answer twice, nothing in the past, nothing inverted, and in time with its
length."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.times import SHANGHAI, read
from tests.unit.times_cases import NOW, heard

WORDS = [
    "明天", "后天", "大后天", "今天", "今晚", "周三", "下周", "下下周三", "周末", "每周一", "工作日", "下个工作日", "月底", "年底",
    "国庆", "春节", "节后", "五一", "十一", "元旦前", "之前", "以后", "期间", "内", "上午", "下午", "晚上", "半夜", "中午",
    "三点", "十二点", "零点", "8:30", "24点", "99点", "半", "一刻", "差五分", "到", "-", "、", "和", "别打", "不方便", "打给我",
    "有空", "开会到", "除了", "只有", "过", "半小时后", "三天内", "两周后", "半个月", "12.31", "2/30", "31号", "2026-11-20",
    "改天", "随时", "，", "。", " ", "tomorrow", "after 3pm", "not on Monday", "between 2 and 4", "next week", "\u200b", "後天",
]  # fmt: skip
INSTANTS = st.datetimes(datetime(2025, 1, 1), datetime(2031, 12, 31), timezones=st.just(SHANGHAI))  # noqa: DTZ001
MESSAGES = st.one_of(st.text(max_size=2000), st.lists(st.sampled_from(WORDS), max_size=40).map("".join))


def check(wish: dict[str, Any], now: datetime) -> None:
    assert wish["kind"] in {"want", "not", "nocall", "none"}
    for start, end in wish["windows"]:
        assert now <= datetime.fromisoformat(start) < datetime.fromisoformat(end)
    for start, end in wish["excluded"]:
        assert datetime.fromisoformat(start) < datetime.fromisoformat(end) > now
    for rule in [*wish.get("never", []), *wish.get("only", [])]:
        assert 0 <= rule["from"] < rule["to"] <= 24 * 60
        assert set(rule["days"]) <= set(range(7))


@given(text=MESSAGES, now=INSTANTS)
@settings(max_examples=300, deadline=None)
def test_every_text_is_read_the_same_way_twice_and_never_into_the_past(text: str, now: datetime) -> None:
    wish = read(text, now)
    check(wish, now)
    assert read(text, now) == wish


@given(text=st.text(max_size=2000))
@settings(max_examples=100, deadline=None)
def test_every_text_is_read_as_it_was_typed(text: str) -> None:
    check(heard(text), NOW)


@pytest.mark.parametrize(
    "sign", ["明天", "三点到", "十一", "每周", "after ", "not ", "1.1", "节后", "差五分", "开会到", "、", "过几", "a"]
)
def test_a_text_twice_as_long_takes_about_twice_as_long(sign: str) -> None:
    def took(length: int) -> float:
        text = (sign * length)[:length]
        began = time.process_time()
        read(text, NOW)
        return time.process_time() - began

    short, long = (min(took(length) for _ in range(5)) for length in (4000, 16000))
    assert long < max(short, 0.002) * 10  # four times as long, with room for a busy machine
