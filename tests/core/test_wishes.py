"""What a customer wishes for lives on in their case: hours that are never wanted, and times that were unclear."""

from __future__ import annotations

from typing import Any

from handoff.model import SHANGHAI
from tests.core.small import House

MORNINGS = {"days": [0, 1, 2, 3, 4, 5, 6], "from": 300, "to": 720}
MONDAY = ["2026-06-08T08:00:00+08:00", "2026-06-08T22:00:00+08:00"]
PHONE = "+8613800138000"


def wish(*windows: list[str], **more: Any) -> dict[str, Any]:
    return {"windows": list(windows), "excluded": [], "nocall": False, **more}


def moves(core: House, text: str, said: dict[str, Any]) -> dict[str, Any]:
    turn, known = core.says(text, wish=said)
    assert core.intake.change_time(turn, known).closed
    return core.promises()[-1]


def due(promise: dict[str, Any]) -> str:
    return f"{promise['due_at'].astimezone(SHANGHAI):%m-%d %H:%M}"


def test_mornings_that_were_refused_stay_refused_on_the_day_that_is_named_later(core: House) -> None:
    first = core.complains(phone=PHONE, wish=wish(never=[MORNINGS]))
    assert due(first) == "06-05 13:20"
    assert due(moves(core, "改到周一吧", wish(MONDAY))) == "06-08 13:20"
    assert core.rows("cases")[0]["facts"]["wish"]["never"] == [MORNINGS]


def test_a_morning_that_is_asked_for_all_the_same_is_given(core: House) -> None:
    core.complains(phone=PHONE, wish=wish(never=[MORNINGS]))
    ten = ["2026-06-08T10:00:00+08:00", "2026-06-08T10:30:00+08:00"]
    made = moves(core, "周一上午十点吧", wish(ten))
    assert (due(made), made["gave_way"]) == ("06-08 10:20", [])


def test_afternoons_that_were_wanted_hold_on_the_day_that_is_named_later(core: House) -> None:
    after_four = {"days": [0, 1, 2, 3, 4, 5, 6], "from": 960, "to": 1290}
    friday = ["2026-06-05T16:00:00+08:00", "2026-06-05T21:30:00+08:00"]
    assert due(core.complains(phone=PHONE, wish=wish(friday, only=[after_four]))) == "06-05 16:20"
    assert due(moves(core, "改到周一吧", wish(MONDAY))) == "06-08 16:20"


def test_what_was_refused_later_is_taken_from_the_day_that_stands(core: House) -> None:
    core.complains(phone=PHONE, wish=wish(MONDAY))
    turn, known = core.says("上午别打", wish=wish(never=[MORNINGS]))
    core.intake.note(turn, known, "give_time")
    assert due(core.promises()[-1]) == "06-08 13:20"


def test_an_unclear_time_is_read_back_once(core: House) -> None:
    three = ["2026-06-05T15:00:00+08:00", "2026-06-05T15:30:00+08:00"]
    core.complains(phone=PHONE, wish=wish(three, unclear="hour"))
    read_back = "您说的时间，我们理解为6月5日（周五）15:00至15:30；"
    assert read_back in core.told()[-1]
    turn, known = core.says("怎么样了")
    core.intake.tell_promise(turn, known)
    assert len(core.told()) == 2
    assert "理解为" not in core.told()[-1]


def test_several_days_are_read_back_from_the_first_to_the_last(core: House) -> None:
    core.complains(phone=PHONE)
    tuesday = ["2026-06-09T08:00:00+08:00", "2026-06-09T22:00:00+08:00"]
    moves(core, "过几天", wish(MONDAY, tuesday, unclear="day"))
    assert "我们理解为6月8日（周一）08:00至6月9日（周二）22:00；" in core.told()[-1]


def test_who_names_no_time_is_told_that_it_can_be_changed(core: House) -> None:
    core.complains(phone=PHONE, wish=wish(unclear="open"))
    assert "您还没说定时间，先这样安排" in core.told()[-1]


def test_an_open_word_does_not_end_the_wish_that_stands(core: House) -> None:
    core.complains(phone=PHONE, wish=wish(MONDAY))
    turn, known = core.says("有空再说", wish=wish(unclear="open"))
    core.intake.note(turn, known, "give_time")
    assert core.rows("cases")[0]["facts"]["wish"]["windows"] == [MONDAY]
    assert len(core.promises()) == 1


def test_a_clear_time_is_not_read_back(core: House) -> None:
    core.complains(phone=PHONE, wish=wish(MONDAY))
    assert "理解为" not in core.told()[-1]


def test_in_english_it_is_read_back_in_english(core: House) -> None:
    three = ["2026-06-05T15:00:00+08:00", "2026-06-05T15:30:00+08:00"]
    core.complains("My fridge is broken, call me at 3", phone=PHONE, language="en", wish=wish(three, unclear="hour"))
    assert "We understood your time as Friday, 5 June, 15:00" in core.told()[-1]


def test_colleagues_read_what_is_never_wanted(core: House) -> None:
    weekends = {"days": [5, 6], "from": 0, "to": 1440}
    case = core.complains(phone=PHONE, wish=wish(never=[MORNINGS, weekends]))["case_id"]
    assert core.casework.case("wang", case).wish == "平时不要 每天 05:00–12:00；平时不要 周六、周日"
