"""One wish out of several messages: what was said of hours as such holds when another day is named."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handoff import heard, recall, wanted
from tests.unit.times_cases import NOW, days, spans
from tests.unit.times_cases import heard as read


def told(*messages: str) -> dict[str, Any]:
    """What is wished for after these messages."""
    known: dict[str, Any] = {}
    for text in messages:
        known = heard.merge(known, "give_time", 0.9, [{"entity": "callback_time", "value": read(text)}])
    return dict(known["wish"])


JOINED = [
    (("上午别打", "改到明天吧"), "11-19 12:00~22:00"),
    (("上午不行", "那就后天"), "11-20 12:00~22:00"),
    (("改到明天吧", "上午不行"), "11-19 12:00~22:00"),
    (("下班后打给我", "改到后天"), "11-20 18:00~21:30"),
    (("六点以后打给我", "明天吧"), "11-19 18:00~21:30"),
    (("只有周末有空", "下周吧"), "11-28 08:00~22:00; 11-29 08:00~22:00"),
    (("除了周三都可以", "下周吧"), f"{days(23, 24)}; {days(26, 29)}"),
    (("周末别打", "明天"), "11-19 08:00~22:00"),
    (("三点打给我", "改到后天吧"), "11-20 15:00~15:30"),
    (("明天打给我", "下午三点吧"), "11-19 15:00~15:30"),
    (("周五下午打给我", "上午十点吧"), "11-20 10:00~10:30"),
    (("下午打", "三点吧"), "11-18 15:00~15:30"),
    (("午休时间别打", "明天下午吧"), "11-19 14:00~18:00"),
    (("中午别打", "明天", "改到后天吧"), "11-20 08:00~11:00; 11-20 14:00~22:00"),
    # What was refused is lifted by a newer word, once or for good.
    (("上午别打", "明天上午十点打给我"), "11-19 10:00~10:30"),
    (("上午别打", "上午也可以打", "后天吧"), "11-20 08:00~12:00"),
    (("明天上午不行", "那就明天上午吧"), "11-19 08:00~12:00"),
    (("下班后打给我", "明天上午打"), "11-19 08:00~12:00"),
    (("下班后打给我", "明天随时都行"), "11-19 08:00~22:00"),
    (("下午三点打给我", "半小时后打给我"), "11-18 11:00~11:30"),
]


@pytest.mark.parametrize(("messages", "windows"), JOINED)
def test_a_later_message_keeps_what_was_said_of_hours(messages: tuple[str, ...], windows: str) -> None:
    assert told(*messages)["windows"] == spans(windows)


def test_mornings_stay_refused_on_the_day_that_is_named_later() -> None:
    wish = told("上午别打", "改到明天吧", "改到后天吧")
    assert wish["windows"] == spans("11-20 12:00~22:00")
    assert wish["never"] == [{"days": [0, 1, 2, 3, 4, 5, 6], "from": 300, "to": 720}]


def test_one_exception_does_not_end_a_rule_and_a_general_word_does() -> None:
    assert "never" in told("上午别打", "明天上午十点打给我")
    assert "never" not in told("上午别打", "上午也可以打")


def test_refusing_calls_keeps_the_hours_for_whoever_wants_one_again() -> None:
    assert told("上午别打", "不要打电话了")["nocall"] is True
    assert told("上午别打", "不要打电话了", "明天再打吧") == {
        "windows": spans("11-19 12:00~22:00"), "excluded": spans("11-18 05:00~12:00"), "nocall": False,
        "never": [{"days": [0, 1, 2, 3, 4, 5, 6], "from": 300, "to": 720}],
    }  # fmt: skip


def test_doubt_about_a_time_ends_with_a_clearer_word() -> None:
    assert told("三点打给我")["unclear"] == "hour"
    assert told("三点打给我", "上午别打")["unclear"] == "hour"
    assert "unclear" not in told("三点打给我", "明天下午四点")
    assert "unclear" not in told("明天打给我", "早上八点吧")


def test_a_wish_of_the_old_shape_is_joined_as_well() -> None:
    before = {"windows": spans("11-20 14:00~16:00"), "excluded": [], "nocall": False}
    wish = wanted.join(before, {"kind": "not", "windows": [], "excluded": spans("11-20 14:00~15:00")})
    assert wish == {
        "windows": spans("11-20 15:00~16:00"), "excluded": spans("11-20 14:00~15:00"), "nocall": False
    }  # fmt: skip
    assert wanted.join({}, {"windows": spans("11-20 14:00~16:00")})["windows"] == spans("11-20 14:00~16:00")


def test_joining_a_wish_with_itself_changes_nothing() -> None:
    for messages, _ in JOINED:
        wish = told(*messages)
        assert wanted.join(wish, wish) == wish


@pytest.mark.parametrize(
    "rules",
    [7, ["x"], [{"days": 3, "from": 0, "to": 60}], [{"days": [7], "from": 0, "to": 60}], [{"days": [1], "from": "8"}],
     [{"days": [1], "from": 0, "to": 9999}]],
)  # fmt: skip
def test_rules_that_no_rule_could_work_with_are_not_kept(rules: Any) -> None:
    for name in ("never", "only"):
        assert "wish" not in recall.sound({"wish": {"windows": [], "excluded": [], name: rules}})
    assert recall.sound({"wish": told("上午别打")}) == {"wish": told("上午别打")}


SAID = st.sampled_from(
    [text for messages, _ in JOINED for text in messages] + ["周末别打", "晚上别打", "工作日下午", "除了周五"]
)


@given(st.lists(SAID, min_size=1, max_size=6))
@settings(max_examples=150, deadline=None)
def test_no_wish_lies_in_the_past_or_is_inverted_whatever_came_before(messages: list[str]) -> None:
    wish = told(*messages)
    assert recall.sound({"wish": wish}) == {"wish": wish}
    for start, end in (map(datetime.fromisoformat, one) for one in wish["windows"]):
        assert NOW <= start < end <= NOW + timedelta(days=60)
