"""Times that follow one another in one breath: refused and then wanted, or given up for another; and what the company
told the customer to do. Said on Wednesday 2026-11-18 at 10:30 unless it says otherwise."""

from __future__ import annotations

from datetime import datetime

import pytest

from nlu.times import SHANGHAI
from tests.unit.times_cases import days, heard, spans

ALL_DAY = "00:00~24:00"
AFTER_A_REFUSAL = [
    ("明天没空后天吧", days(20, 20), days(19, 19, ALL_DAY)),
    ("今天不行明天", days(19, 19), days(18, 18, ALL_DAY)),
    ("这周都不行下周吧", days(23, 29), days(18, 22, ALL_DAY)),
    ("明天不方便接电话那就周五吧", days(20, 20), days(19, 19, ALL_DAY)),
    ("今天不在家了明天下午", "11-19 13:00~18:00", days(18, 18, ALL_DAY)),
    ("明天不行后天不行大后天吧", days(21, 21), days(19, 20, ALL_DAY)),
    ("周四、周五没空下周一吧", days(23, 23), days(19, 20, ALL_DAY)),
    ("明天要开会后天上午吧", "11-20 08:00~12:00", days(19, 19, ALL_DAY)),
    ("明天上班后天吧", days(20, 20), days(19, 19, "08:30~18:00")),
    ("今天出差下周一", days(23, 23), days(18, 18, ALL_DAY)),
    ("上午不行下午三点", "11-18 15:00~15:30", "11-18 05:00~12:00"),
    ("你好明天没空后天吧", days(20, 20), days(19, 19, ALL_DAY)),
    # As before.
    ("明天没空，后天吧", days(20, 20), days(19, 19, ALL_DAY)),
    ("明天不在家后天在家", days(20, 20), days(19, 19, ALL_DAY)),
    ("后天吧明天没空", days(20, 20), days(19, 19, ALL_DAY)),
]
STILL_REFUSED = [
    ("明天没空后天也没空", days(19, 20, ALL_DAY)),
    ("明天有事别后天打", days(19, 20, ALL_DAY)),
    ("明天没空后天的票", days(19, 19, ALL_DAY)),
    ("我明天出差后天回来", days(19, 19, ALL_DAY)),
    ("没空周六", days(21, 21, ALL_DAY)),
]
GIVEN_UP = [
    ("明天改成后天", days(20, 20)),
    ("周三改周五", days(20, 20)),
    ("明天的电话改成周五上午", "11-20 08:00~12:00"),
    ("明天和后天改成下周一", days(23, 23)),
    ("周四下午换到周六下午", "11-21 13:00~18:00"),
    ("明天下午推迟到后天", days(20, 20)),
    ("把今天的改成明天", days(19, 19)),
    ("约的明天改后天行吗", days(20, 20)),
    ("原来约的明天下午现在想改成后天上午", "11-20 08:00~12:00"),
    ("明天下午三点改成四点", "11-19 16:00~16:30"),
    ("明天下午三点的电话能不能改成四点", "11-19 16:00~16:30"),
    ("明天下午三点的电话，改成四点", "11-19 16:00~16:30"),
    ("今晚八点改成九点", "11-18 21:00~21:30"),
    ("明天晚上改到八点", "11-19 20:00~20:30"),
    ("明天上午十点改成三点", "11-19 15:00~15:30"),
    ("明天下午三点改成十点", "11-19 10:00~10:30"),
]
KEPT = [
    ("改成明天", days(19, 19)),
    ("明天或者改后天", days(19, 20)),
    ("我明天有空，改成后天也行", days(19, 20)),
    ("明天改好了打给我", days(19, 19)),
    ("明天下午改成打我手机", "11-19 13:00~18:00"),
    ("明天的电话不改", days(19, 19)),
    ("让客服明天再打给我", days(19, 19)),
    ("叫师傅明天下午打过来", "11-19 13:00~18:00"),
    ("请让我明天接到电话", days(19, 19)),
]
NO_WISH = [
    "客服让我明天再打", "客服叫我下午再打过来", "你们让我周一再打", "打过去又让我明天或者后天再打", "客服让我过两小时再打", "别让我明天再打了", "客服让我等明天的电话",
    "明天改一下时间", "师傅把明天改到后天了", "师傅约的明天上午改成后天了", "昨天他们说没空明天打", "今天打不通明天打不通",
    "今天开会到明天上午", "今天出差到周五",
]  # fmt: skip
LATER = [
    ("2026-11-16 10:30", "今天不行明天", days(17, 17)),
    ("2026-11-16 10:30", "这周没空下周二", days(24, 24)),
    ("2026-11-22 09:00", "今天没空明天吧", days(23, 23)),
    ("2026-11-22 09:00", "下周一改成周三", days(25, 25)),
    ("2026-11-30 09:00", "明天改后天", days(2, 2, month=12)),
    ("2026-11-30 09:00", "今天上班明天下午", "12-01 13:00~18:00"),
]


@pytest.mark.parametrize(("text", "windows", "excluded"), AFTER_A_REFUSAL)
def test_a_refusal_belongs_to_the_time_before_it(text: str, windows: str, excluded: str) -> None:
    wish = heard(text)
    assert (wish["kind"], wish["windows"], wish["excluded"]) == ("want", spans(windows), spans(excluded))


@pytest.mark.parametrize(("text", "excluded"), STILL_REFUSED)
def test_nothing_is_wanted_where_only_refusing_is_spoken_of(text: str, excluded: str) -> None:
    wish = heard(text)
    assert (wish["kind"], wish["windows"], wish["excluded"]) == ("not", [], spans(excluded))


@pytest.mark.parametrize(("text", "windows"), [*GIVEN_UP, *KEPT])
def test_a_time_that_is_given_up_for_another_is_not_wanted(text: str, windows: str) -> None:
    wish = heard(text)
    assert (wish["kind"], wish["windows"], wish["excluded"]) == ("want", spans(windows), [])


def test_an_hour_stays_in_the_part_of_the_day_that_it_was_moved_in() -> None:
    assert "unclear" not in heard("明天下午三点改成四点")
    assert heard("明天三点改成四点")["unclear"] == "hour"


@pytest.mark.parametrize("text", NO_WISH)
def test_what_the_company_asked_for_or_nothing_new_is_no_wish(text: str) -> None:
    assert heard(text)["kind"] == "none"


@pytest.mark.parametrize(("said_at", "text", "windows"), LATER)
def test_one_time_after_another_on_other_days(said_at: str, text: str, windows: str) -> None:
    now = datetime.fromisoformat(said_at).replace(tzinfo=SHANGHAI)
    assert heard(text, now)["windows"] == spans(windows, now)
