"""Weekdays that share a week, and ranges of days with ranges of hours; reckoned by hand on a calendar.

2026-11-16 and 2026-11-30 are Mondays, 2026-11-18 is a Wednesday, 2026-11-22 a Sunday.
"""

from __future__ import annotations

from datetime import datetime

import pytest

from nlu.times import SHANGHAI
from tests.unit.times_cases import days, heard, spans

MONDAY, WEDNESDAY, SUNDAY = "2026-11-16 10:30", "2026-11-18 10:30", "2026-11-22 09:00"
MONTH_END = "2026-11-30 09:00"
TODAY = "11-18 10:30~22:00"
WORKDAYS = [0, 1, 2, 3, 4]


def at(stamp: str) -> datetime:
    return datetime.fromisoformat(stamp).replace(tzinfo=SHANGHAI)


ONE_WEEK = [
    (WEDNESDAY, "下周一到周三都行", days(23, 25)),
    (WEDNESDAY, "下周一至周五", days(23, 27)),
    (WEDNESDAY, "下星期三-星期五下午", days(25, 27, "13:00~18:00")),
    (WEDNESDAY, "下周一或者周三", f"{days(23, 23)}; {days(25, 25)}"),
    (WEDNESDAY, "下周一、周三、周五上午", f"{days(23, 23)}; {days(25, 25)}; {days(27, 27, '08:00~12:00')}"),
    (WEDNESDAY, "下周五跟周六", days(27, 28)),
    (WEDNESDAY, "下周一周三都行", f"{days(23, 23)}; {days(25, 25)}"),
    (WEDNESDAY, "下周一上午或者下午、周三上午", "11-23 08:00~12:00; 11-23 13:00~18:00; 11-25 08:00~12:00"),
    (WEDNESDAY, "下周三9点到11点或周四下午", "11-25 09:00~11:00; 11-26 13:00~18:00"),
    (WEDNESDAY, "下周一到周三或者周五", f"{days(23, 25)}; {days(27, 27)}"),
    (WEDNESDAY, "下下周二和周四", "12-01 08:00~22:00; 12-03 08:00~22:00"),
    (WEDNESDAY, "下周六到周一", days(28, 30)),
    (WEDNESDAY, "这周六到周一", days(21, 23)),
    (WEDNESDAY, "下周四到周末", days(26, 29)),
    (WEDNESDAY, "这周一到周五都可以", f"{TODAY}; {days(19, 20)}"),
    (WEDNESDAY, "next Monday to Wednesday", days(23, 25)),
    (WEDNESDAY, "next Monday or Wednesday afternoon", f"{days(23, 23)}; {days(25, 25, '13:00~18:00')}"),
    (MONDAY, "下周二到周五", days(24, 27)),
    (MONDAY, "下周一和周五", f"{days(23, 23)}; {days(27, 27)}"),
    (MONDAY, "这周二到周五", days(17, 20)),
    (SUNDAY, "下周一到周三", days(23, 25)),
    (SUNDAY, "这周六到周一", "11-22 09:00~22:00; 11-23 08:00~22:00"),
    (MONTH_END, "下周二至周四下午", days(8, 10, "13:00~18:00", 12)),
    (MONTH_END, "本周二或周四下午", "12-01 08:00~22:00; 12-03 13:00~18:00"),
]
WEEKS_OF_THEIR_OWN = [
    (WEDNESDAY, "周一到周五", f"{TODAY}; {days(19, 20)}"),
    (WEDNESDAY, "周一或者周五", f"{days(20, 20)}; {days(23, 23)}"),
    (WEDNESDAY, "这周五或者周一", f"{days(20, 20)}; {days(23, 23)}"),
    (WEDNESDAY, "这周五、下周一", f"{days(20, 20)}; {days(23, 23)}"),
    (WEDNESDAY, "下周末或者周一", f"{days(23, 23)}; {days(28, 29)}"),
    (WEDNESDAY, "下周一可以，周五也可以", f"{days(20, 20)}; {days(23, 23)}"),
    (WEDNESDAY, "下周一、12月1号、周五", f"{days(20, 20)}; {days(23, 23)}; 12-01 08:00~22:00"),
    (WEDNESDAY, "下周一三五下午", "11-23 13:00~18:00; 11-25 13:00~18:00; 11-27 13:00~18:00"),
    (WEDNESDAY, "下周一到下周三", days(23, 25)),
    (MONDAY, "周二到周五", days(17, 20)),
    (SUNDAY, "周一到周三", days(23, 25)),
]
HOURS_OF_DAYS = [
    (WEDNESDAY, "周一到周五上午9点到下午6点可以打", f"11-18 10:30~18:00; {days(19, 20, '09:00~18:00')}"),
    (WEDNESDAY, "周一至周五9:00-18:00都行", f"11-18 10:30~18:00; {days(19, 20, '09:00~18:00')}"),
    (WEDNESDAY, "下周一到周三上午九点至下午五点半", days(23, 25, "09:00~17:30")),
    (WEDNESDAY, "周一到周五上午9点到6点", f"11-18 10:30~18:00; {days(19, 20, '09:00~18:00')}"),
    (WEDNESDAY, "周一到周五的上午到下午都行", f"11-18 10:30~18:00; {days(19, 20, '08:00~18:00')}"),
    (WEDNESDAY, "20号到22号下午两点半到晚上七点", days(20, 22, "14:30~19:00")),
    (WEDNESDAY, "明天到后天上午9点到下午3点", days(19, 20, "09:00~15:00")),
    (WEDNESDAY, "周六到周日早9点到晚8点", days(21, 22, "09:00~20:00")),
    (WEDNESDAY, "Monday to Friday 9am to 6pm", f"11-18 10:30~18:00; {days(19, 20, '09:00~18:00')}"),
    (WEDNESDAY, "9am-6pm, from Monday to Friday", f"11-18 10:30~18:00; {days(19, 20, '09:00~18:00')}"),
    (SUNDAY, "周一至周五上午8:30到下午5:30", days(23, 27, "08:30~17:30")),
    (MONDAY, "周二到周四晚上7点到9点", days(17, 19, "19:00~21:00")),
    (MONTH_END, "明天到周四上午十点到十二点", days(1, 3, "10:00~12:00", 12)),
]
ONE_STRETCH = [
    (WEDNESDAY, "明天上午9点到后天下午3点", "11-19 09:00~11-20 15:00"),
    (WEDNESDAY, "明天上午9点到11点", "11-19 09:00~11:00"),
    (WEDNESDAY, "周一到周五下午", f"{days(18, 20, '13:00~18:00')}"),
    (WEDNESDAY, "20号到22号9点到11点", days(20, 22, "09:00~11:00")),
    (WEDNESDAY, "周四9点到11点、周五14点到16点", "11-19 09:00~11:00; 11-20 14:00~16:00"),
]
IN_THE_NEXT_CLAUSE = [
    (WEDNESDAY, "下周一到周三，下午三点到五点", days(23, 25, "15:00~17:00")),
    (WEDNESDAY, "周一到周五，上午9点到下午6点都可以打", f"11-18 10:30~18:00; {days(19, 20, '09:00~18:00')}"),
    (WEDNESDAY, "明天，下午三点打给我", "11-19 15:00~15:30"),
    (WEDNESDAY, "周末，下午打", days(21, 22, "13:00~18:00")),
    (MONTH_END, "后天吧，上午十点", "12-02 10:00~10:30"),
    # The day stands by itself where what follows is no hour of it that is wanted, and where it is no day.
    (WEDNESDAY, "明天吧，上午我不在", "11-19 12:00~22:00"),
    (WEDNESDAY, "明天吧，我上午收到的货", "11-19 08:00~22:00"),
    (WEDNESDAY, "明天，后天下午", "11-19 08:00~22:00; 11-20 13:00~18:00"),
    (WEDNESDAY, "周五之前，下午打给我", "11-18 10:30~11-20 00:00; 11-20 13:00~18:00"),
]
REFUSED = [
    ("周一至周五9:00-18:00上班别打", days(18, 20, "09:00~18:00"), (9, 18)),
    ("周一至周五上午8:30到下午5:30上班，不方便", days(18, 20, "08:30~17:30"), (8.5, 17.5)),
    ("周一到周五都上班", days(18, 20, "08:30~18:00"), (8.5, 18)),
    ("工作日早九点到晚六点上班", f"{days(18, 20, '09:00~18:00')}; {days(23, 24, '09:00~18:00')}", (9, 18)),
]
PARTS = [
    ("早九点到晚六点都可以", "11-18 10:30~18:00"),
    ("早8:30到晚7:00", "11-18 10:30~19:00"),
    ("周五晚8点", "11-20 20:00~20:30"),
    ("20号晚七点半", "11-20 19:30~20:00"),
    ("下周一早9点", "11-23 09:00~09:30"),
    ("周日早9-11点", "11-22 09:00~11:00"),
    ("明早9点", "11-19 09:00~09:30"),
    ("今晚9点", "11-18 21:00~21:30"),
    ("最早九点打", "11-19 09:00~09:30"),
    ("晚一点打", "11-18 11:00~13:00"),
]


@pytest.mark.parametrize(("said_at", "text", "windows"), [*ONE_WEEK, *WEEKS_OF_THEIR_OWN])
def test_a_weekday_joined_to_one_that_names_its_week_lies_in_that_week(said_at: str, text: str, windows: str) -> None:
    now = at(said_at)
    wish = heard(text, now)
    assert (wish["kind"], wish["windows"], wish["excluded"]) == ("want", spans(windows, now), [])


@pytest.mark.parametrize(("said_at", "text", "windows"), [*HOURS_OF_DAYS, *ONE_STRETCH, *IN_THE_NEXT_CLAUSE])
def test_hours_behind_a_range_of_days_hold_on_each_of_them(said_at: str, text: str, windows: str) -> None:
    now = at(said_at)
    wish = heard(text, now)
    assert (wish["kind"], wish["windows"]) == ("want", spans(windows, now))


@pytest.mark.parametrize(("text", "excluded", "hours"), REFUSED)
def test_hours_of_days_are_refused_as_they_were_said(text: str, excluded: str, hours: tuple[float, float]) -> None:
    wish = heard(text)
    assert (wish["kind"], wish["excluded"]) == ("not", spans(excluded))
    begin, end = (round(hour * 60) for hour in hours)
    assert wish["never"] == [{"days": WORKDAYS, "from": begin, "to": end}]


def test_a_week_that_is_shared_is_refused_this_once() -> None:
    wish = heard("除了下周一和周三都行")
    assert (wish["excluded"], "never" in wish) == (
        spans(f"{days(23, 23, '00:00~24:00')}; {days(25, 25, '00:00~24:00')}"),
        False,
    )


def test_the_hours_of_a_day_said_without_one_hold_on_every_day() -> None:
    assert heard("早九点到晚六点都可以")["only"] == [{"days": [*WORKDAYS, 5, 6], "from": 9 * 60, "to": 18 * 60}]


@pytest.mark.parametrize(("text", "windows"), PARTS)
def test_morning_and_evening_in_one_sign_before_an_hour(text: str, windows: str) -> None:
    assert heard(text)["windows"] == spans(windows)


@pytest.mark.parametrize("text", ["昨晚8点打过", "昨晚8点", "别太晚", "上周一到周三都没人接", "最晚九点睡"])
def test_what_is_over_or_names_no_part_of_a_day_is_no_wish(text: str) -> None:
    assert heard(text)["windows"] == []
