"""Calls over real processes, told by a caller whose telephone application speaks as Jambonz does."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from typing import Any

import pytest

from handoff.company import load
from handoff.model import SHANGHAI
from tests.acceptance.customers import promised
from tests.acceptance.running import ROOT, Running
from tests.acceptance.talking import until
from tests.acceptance.voicing import SECRET, Phone, landline, mobile

COMPLAINT = "洗衣机坏了半个月没人管，我要投诉"
RUBBISH = "啊这个那个嗯呢"
NUMBER = "13800138000"
TOLD = re.compile(r"将于.+?之前致电您")
CASE_SPOKEN = re.compile(r"编号，([零幺二三四五六七八九，]+)。")
_DIGITS = dict(zip("零幺二三四五六七八九", "0123456789", strict=True))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A house that can be rung; no number, secret or word of a caller stands in its logs."""
    made = Running(tmp_path_factory.mktemp("voice"), YINUO_VOICE_SECRET=SECRET)
    try:
        yield made.up()
    finally:
        made.hang_up()
        made.down()
    logs = "".join(path.read_text(errors="replace") for path in made.folder.glob("*.log"))
    assert "Traceback" not in logs, logs[logs.index("Traceback") :][:3000]
    for private in (SECRET, NUMBER, "1370000", "8653", "投诉", "洗衣机"):
        assert private not in logs, logs[max(0, logs.index(private) - 300) :][:800]


@pytest.fixture(autouse=True)
def morning(house: Running) -> None:
    """Each story on a morning of its own, on which everybody is free."""
    house.next_working_morning()


def rows(house: Running, query: str, *values: Any) -> list[tuple[Any, ...]]:
    """What stands in the database."""
    with closing(sqlite3.connect(house.folder / "y.db", timeout=10)) as database:
        return list(database.execute(query, values))


def case_of(spoken: str) -> str:
    """The case number as a caller writes it down."""
    digits = "".join(_DIGITS[sign] for sign in CASE_SPOKEN.findall(spoken)[-1] if sign in _DIGITS)
    return f"{digits[:6]}-{digits[6:]}"


def promise_of(house: Running, phone: Phone) -> dict[str, Any]:
    """The open promise that came of a call."""
    query = (
        "SELECT p.case_id FROM promises p JOIN cases c ON c.id = p.case_id JOIN phone_calls h"
        " ON h.conversation_id = c.conversation_id WHERE h.vendor_id = ? AND p.state IN ('open', 'calling')"
    )
    (case,) = until(lambda: rows(house, query, phone.call_sid), "a promise")[0]
    return house.promises(case)[-1]


def test_a_caller_hears_a_name_and_a_time_in_the_first_answer(house: Running) -> None:
    phone = Phone(house, mobile())
    assert "请问是什么事" in phone.ring()
    told = phone.say(COMPLAINT)
    made = promise_of(house, phone)
    assert TOLD.search(told)
    assert f"{made['title']}{made['owner']}将于" in told
    assert made["case"] == case_of(told)
    assert made["made_by"] == "dialogue"
    phone.keys("2")
    assert "再见" in phone.say("没有了，谢谢")
    assert not phone.up


@pytest.mark.parametrize("ask", ["0", "转人工", "我要投诉"])
def test_key_0_or_the_word_for_it_goes_straight_to_the_hand_off(house: Running, ask: str) -> None:
    phone = Phone(house, mobile())
    phone.ring()
    assert TOLD.search(phone.keys(ask) if ask == "0" else phone.say(ask))


def test_silence_twice_and_noise_twice_have_a_name_and_a_time(house: Running) -> None:
    quiet, noisy = Phone(house, mobile()), Phone(house, mobile())
    for phone, does in ((quiet, quiet.silence), (noisy, lambda: noisy.say(""))):
        phone.ring()
        assert not TOLD.search(does())
        assert TOLD.search(does())


def test_rubbish_is_asked_about_once_and_then_goes_to_a_person(house: Running) -> None:
    phone = Phone(house, mobile())
    phone.ring()
    assert not TOLD.search(phone.say(RUBBISH))
    assert TOLD.search(phone.say("呃呃哈呢那"))


def test_a_withheld_caller_is_asked_for_a_number_that_is_read_back_and_corrected(house: Running) -> None:
    phone = Phone(house)
    phone.ring()
    assert "哪个电话" in phone.say(COMPLAINT)
    told = phone.keys(NUMBER + "#")
    assert TOLD.search(told)
    assert "幺三八，零零幺三，八零零零" in told
    assert "请再按一次" in phone.keys("2")
    assert "幺三九，零零幺三，九零零零" in phone.keys("13900139000#")
    assert "号码记下了" in phone.keys("1")
    case = promise_of(house, phone)["case"]
    assert "13900139000" in rows(house, "SELECT facts FROM cases WHERE id = ?", case)[0][0]


def test_a_number_may_be_spoken(house: Running) -> None:
    phone = Phone(house)
    phone.ring()
    phone.say(COMPLAINT)
    assert "幺三八，零零幺三，八零零零" in phone.say("幺三八零零幺三八零零零")
    assert "号码记下了" in phone.say("对的")


def test_who_gives_no_number_rings_again_with_the_case_and_is_put_through_by_name(house: Running) -> None:
    first = Phone(house)
    first.ring()
    first.say(COMPLAINT)
    told = first.say("不方便留")
    assert "再次来电" in told
    case = case_of(told)
    first.hang_up()
    made = house.promises(case)[-1]
    house.go_to(datetime.fromisoformat(made["due_at"]).astimezone(SHANGHAI) - timedelta(minutes=10))
    second = Phone(house)
    second.ring()
    assert "编号" in second.keys("1")
    said = second.keys(case.replace("-", "") + "#")
    assert f"正在为您接通{made['title']}{made['owner']}" in said
    assert len(second.dialled) == 1
    assert not second.up


def test_a_wrong_case_number_is_asked_for_again_and_nobody_is_sent_away(house: Running) -> None:
    phone = Phone(house)
    phone.ring()
    phone.keys("1")
    for _ in range(2):
        assert "没有找到" in phone.keys("260301000000#")
    assert "请直接说是什么事" in phone.keys("260301000001#")
    assert "哪个电话" in phone.say(COMPLAINT)


def test_a_caller_on_a_landline_may_name_another_number(house: Running) -> None:
    phone = Phone(house, landline())
    phone.ring()
    told = phone.keys("0")
    assert TOLD.search(told)
    assert "座机" in told
    assert "幺三八，零零幺三，八零零零" in phone.keys(NUMBER + "#")
    assert "号码记下了" in phone.keys("1")


def on_a_free_morning(house: Running) -> None:
    """The calls before have filled the hour, and somebody may be talking still."""
    house.next_working_morning()
    until(lambda: all(p["state"] != "calling" for p in house.all_promises()), "yesterday's calls to be over")


def test_the_owner_is_offered_at_once_and_the_promise_stands_when_they_do_not_pick_up(house: Running) -> None:
    on_a_free_morning(house)
    phone = Phone(house, mobile(), picks_up=False)
    phone.ring()
    told = phone.say(COMPLAINT)
    made = promise_of(house, phone)
    assert told.endswith(f"{made['title']}{made['owner']}现在有空。要现在就接通，请按一；不用的话，请按二。")
    after = phone.keys("1")
    extension = rows(house, "SELECT tried FROM phone_calls WHERE vendor_id = ?", phone.call_sid)[0][0]
    assert phone.dialled[0] in extension
    assert made["owner"] in after.partition("请稍等。")[2]
    assert (promise_of(house, phone)["owner"], promise_of(house, phone)["due_at"]) == (made["owner"], made["due_at"])
    assert phone.up


def test_what_a_caller_adds_goes_to_the_dialogue(house: Running) -> None:
    on_a_free_morning(house)
    phone = Phone(house, mobile())
    phone.ring()
    phone.say(COMPLAINT)
    phone.keys("2")
    assert "已经记下" in phone.say("还有送货师傅态度很差")
    query = "SELECT count(*) FROM messages WHERE text = '还有送货师傅态度很差' AND case_id IS NOT NULL"
    assert rows(house, query) == [(1,)]
    assert "再见" in phone.silence()


@pytest.mark.parametrize("stage", ["greeting", "question", "promise", "offer"])
def test_whoever_hangs_up_has_a_case_with_a_name_and_a_time_within_seconds(house: Running, stage: str) -> None:
    phone = Phone(house, "anonymous" if stage == "question" else mobile())
    phone.ring()
    if stage != "greeting":
        phone.say(COMPLAINT)
    if stage == "offer":
        phone.keys("2")
    if phone.up:
        phone.hang_up()
    made = promise_of(house, phone)
    assert made["owner"]
    assert made["due_at"]


def test_the_same_caller_is_known_when_they_ring_again(house: Running) -> None:
    number = mobile()
    first, second = Phone(house, number), Phone(house, number)
    first.ring()
    told = first.say(COMPLAINT)
    first.hang_up()
    second.ring()
    again = second.say("我的事怎么样了")
    assert case_of(again) == case_of(told)
    assert promised(again, house.now()) is None  # spoken, not written


def test_a_killed_bot_is_started_again_and_goes_on_with_the_call(house: Running) -> None:
    phone = Phone(house, mobile())
    phone.ring()
    house.stop("bot", hard=True)
    house.start("bot", *house.bot_words())
    phone.patient = True
    lost = phone.say(COMPLAINT)  # nobody takes it; the verbs behind it come back to whoever is there by then
    assert "请稍等" in lost
    assert "再说一遍" in lost
    assert TOLD.search(phone.say(COMPLAINT))


def test_a_slow_database_is_waited_for_and_nothing_is_lost(house: Running) -> None:
    phone = Phone(house, mobile())
    phone.ring()
    with closing(sqlite3.connect(house.folder / "y.db", timeout=10, isolation_level=None)) as database:
        database.execute("BEGIN IMMEDIATE")  # everybody else waits with writing
        phone.pausing = lambda: database.execute("ROLLBACK") if database.in_transaction else None
        told = phone.say(COMPLAINT)
    assert "请稍等，正在为您安排" in told
    assert TOLD.search(told)
    assert max(phone.times) < 3.0
    assert len(rows(house, "SELECT 1 FROM messages WHERE external_id LIKE ?", "%:1")) > 0


def test_without_the_database_the_duty_manager_is_rung_by_name(house: Running) -> None:
    phone = Phone(house, mobile())
    with closing(sqlite3.connect(house.folder / "y.db", timeout=10, isolation_level=None)) as database:
        database.execute("BEGIN IMMEDIATE")
        said = phone.ring()
        database.execute("ROLLBACK")
    assert "非常抱歉，系统现在有点问题" in said
    company = load(ROOT / "company")
    assert company.people[company.duty_manager].name in said
    assert phone.dialled == [company.people[company.duty_manager].extension]
    assert phone.times[0] < 1.5
    until(lambda: rows(house, "SELECT 1 FROM phone_calls WHERE vendor_id = ?", phone.call_sid), "the call")
    assert promise_of(house, phone)["owner"]
