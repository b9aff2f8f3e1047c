"""What is of the telephone alone in the moments: keys, calls one after the other, and calls that break off."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta

import pytest

from handoff.company import load
from tests.acceptance import broken
from tests.acceptance.calling import Caller, understood
from tests.acceptance.customers import customer_on
from tests.acceptance.running import ROOT, Agent
from tests.acceptance.talking import Talking, until
from tests.acceptance.vendors import House, Vendors
from tests.acceptance.voicing import Phone, landline, mobile

pytestmark = pytest.mark.parametrize("channel", ["voice"])
MATTER = "洗衣机漏水，没人管"
SALES, SERVICE, COMPLAINTS = "8008100001", "8008100002", "8008100003"
Asks = Callable[[Phone], str]
ASKS: dict[str, Asks] = {
    "投诉": lambda phone: phone.say("投诉"),
    "人工": lambda phone: phone.say("人工"),
    "0": lambda phone: phone.keys("0"),
}


def hears(house: House, said: str) -> dict[str, str]:
    """The promise in what was said; there must be one."""
    promise = understood(said, house.staff(), house.now())
    assert promise, said
    return promise


def at_the_greeting(phone: Phone) -> None:
    """Nothing was said yet."""


def after_silence(phone: Phone) -> None:
    assert "请直接说" in phone.silence()


def after_words_that_nobody_understood(phone: Phone) -> None:
    assert "将于" not in phone.say("啊这个那个嗯呢")


def at_the_question_for_a_number(phone: Phone) -> None:
    assert "哪个电话" in phone.say(MATTER)


def at_the_question_for_a_case(phone: Phone) -> None:
    assert "编号" in phone.keys("1")


@pytest.mark.parametrize("ask", ASKS)
@pytest.mark.parametrize(
    "moment",
    [
        at_the_greeting,
        after_silence,
        after_words_that_nobody_understood,
        at_the_question_for_a_number,
        at_the_question_for_a_case,
    ],
)
def test_a2_complaint_person_and_key_0_go_straight_to_the_hand_off_at_any_moment(
    house: House, moment: Callable[[Phone], None], ask: str
) -> None:
    """A caller whose number is withheld is asked for one, so there is a question that could come in between."""
    phone = Phone(house)
    greeting = phone.ring()
    assert "请问是什么事" in greeting
    assert greeting.count("按") <= 2, "a menu"
    moment(phone)
    promise = hears(house, ASKS[ask](phone))
    assert house.promises(promise["case"])[-1]["owner"] == promise["owner"]


def test_a2_whoever_has_a_promise_and_asks_for_a_person_is_put_through_to_its_owner(house: House) -> None:
    for ask in ASKS.values():
        phone = Phone(house, mobile())
        phone.ring()
        promise = hears(house, phone.say(MATTER))
        assert f"正在为您接通{promise['title']}{promise['owner']}" in ask(phone)
        assert phone.dialled == [load(ROOT / "company").people[house.people()[promise["owner"]]["id"]].extension]
        house.next_working_morning()
        until(lambda: all(p["state"] != "calling" for p in house.all_promises()), "yesterday's call to be over")


def test_a3_sales_service_and_complaint_line_are_one_case_and_nothing_begins_again(house: House) -> None:
    number = mobile()
    told, words = [], ("付了全款的电脑，销售说没货，我要退款", "上次说的电脑到底怎么样了", "我要投诉，打了三次电话了")
    for line, said in zip((SALES, SERVICE, COMPLAINTS), words, strict=True):
        phone = Phone(house, number, to=line)
        phone.ring()
        answer = phone.say(said)
        assert "电话联系您" not in answer
        assert "订单号" not in answer
        told.append(hears(house, answer))
        phone.hang_up()
        house.go_to(house.now() + timedelta(minutes=3))
    assert len({promise["case"] for promise in told}) == 1
    first, last = told[0]["owner"], told[-1]["owner"]
    people = house.people()
    for owner in {first, last}:
        page = Agent(house, people[owner]["id"]).page(f"/cases/{told[0]['case']}")
        assert page.status_code == 200
        assert all(said in page.text for said in words)
        assert first in page.text


def test_a7_a_call_back_that_was_missed_is_said_to_whoever_rings_before_they_ask(house: House) -> None:
    """From a landline, where no text message arrives."""
    number = landline()
    first = Phone(house, number)
    first.ring()
    first.say("总部电话永远没人接，我要找你们总部领导")
    promise = hears(house, first.say("不方便留"))
    assert "hq_contact" in house.people()[promise["owner"]]["intents"]
    first.hang_up()
    house.go_to(datetime.fromisoformat(promise["due_at"]) + timedelta(seconds=1))
    until(lambda: house.promises(promise["case"])[-1]["made_by"] == "keeper", "the keeper to see it")
    again = Phone(house, number)
    again.ring()
    said = again.say("喂，你好")
    assert f"{promise['owner']}没有按答应的时间联系您，这是我们的错" in said
    assert hears(house, said)["owner"] != promise["owner"]


def test_a8_what_an_agent_promised_is_heard_in_the_same_words_by_whoever_rings(house: House, customer: Caller) -> None:
    promise = customer.gets_a_promise("电视机开机就黑屏，退我钱")
    agent, before = Agent(house, house.people()[promise["owner"]]["id"]), len(customer.heard())
    call, due = house.promises(promise["case"])[-1], house.now().replace(hour=16, minute=0)
    done = agent.orders(f"/cases/{promise['case']}/promises/{call['id']}/reached", said="同意退款",
                        next_what="全额退款2899元", next_due=f"{due:%Y-%m-%dT%H:%M}")  # fmt: skip
    assert done.status_code == 200, done.text
    customer.hears_more_than(before)
    said = customer.says("我的事怎么样了")["text"]
    assert "，下午四点之前完成：全额退款两千八百九十九元" in said


@pytest.mark.parametrize("line", [mobile, landline, lambda: "anonymous"])
def test_l5_whoever_hangs_up_without_a_word_has_a_case_with_an_owner_and_a_time(
    house: House, line: Callable[[], str]
) -> None:
    phone = Phone(house, line())
    phone.ring()
    phone.hang_up()
    with closing(sqlite3.connect(house.folder / "y.db", timeout=10)) as database:
        query = (
            "SELECT c.id FROM cases c JOIN phone_calls h ON h.conversation_id = c.conversation_id WHERE h.vendor_id = ?"
        )
        ((case,),) = until(lambda: database.execute(query, (phone.call_sid,)).fetchall(), "a case")
    (promise,) = house.promises(case)
    assert promise["made_by"] == "keeper"
    page = Agent(house, house.people()[promise["owner"]]["id"]).page(f"/cases/{case}")
    assert "电话中断" in page.text


def test_l5_they_get_one_gentle_text_message_and_nothing_else_before_the_time(house: House, customer: Caller) -> None:
    customer.rings()
    customer.hangs_up()
    (text,) = until(customer.heard, "a text message")
    promise = text["promise"]
    house.go_to(datetime.fromisoformat(promise["due_at"]) - timedelta(minutes=1))
    house.command("people")  # takes longer than a round of the keeper
    assert customer.heard() == [text]


def test_h2_without_the_database_the_caller_hears_a_name_and_is_put_through_and_later_has_a_time(
    house: House, customer: Caller
) -> None:
    company = load(ROOT / "company")
    manager = company.people[company.duty_manager]
    phone = Phone(house, f"+86{customer.address}", picks_up=False)
    with closing(sqlite3.connect(house.folder / "y.db", timeout=10, isolation_level=None)) as database:
        database.execute("BEGIN IMMEDIATE")
        said = phone.ring()
        database.execute("ROLLBACK")
    assert manager.title + manager.name in said
    assert phone.dialled == [manager.extension]
    if phone.up:
        phone.hang_up()
    (text,) = until(customer.heard, "a name and a time")
    assert house.promises(text["promise"]["case"])[-1]["owner"] == text["promise"]["owner"]


def test_h2_a_database_that_is_slow_is_waited_for_with_a_word(house: House) -> None:
    phone = Phone(house, mobile())
    phone.ring()
    with closing(sqlite3.connect(house.folder / "y.db", timeout=10, isolation_level=None)) as database:
        database.execute("BEGIN IMMEDIATE")
        phone.pausing = lambda: database.execute("ROLLBACK") if database.in_transaction else None
        said = phone.say("洗衣机坏了半个月没人管，我要投诉")
    assert "请稍等" in said
    hears(house, said)
    assert max(phone.times) < 3


class Confused(House):
    """A house whose bot stops understanding at some words."""

    def bot_words(self) -> tuple[str, ...]:
        """The bot, changed."""
        return ("tests.drills.process", "tests.acceptance.broken:understanding", *super().bot_words())


@pytest.fixture(scope="module")
def confused(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with Vendors("alibaba") as vendors:
        made = Confused(tmp_path_factory.mktemp("confused"), vendors)
        try:
            made.up()
            yield made
        finally:
            made.hang_up()
            made.down()


@pytest.mark.parametrize("words", [broken.HANGS, broken.RAISES])
def test_h2_understanding_that_hangs_or_fails_leaves_no_caller_without_a_name_and_a_time(
    confused: House, channel: str, words: str
) -> None:
    customer: Talking = customer_on(channel, confused)
    promise = customer.gets_a_promise(f"电脑开机就{words}，我要投诉", replies=())
    assert customer.is_told(promise, promise["text"])
    assert confused.promises(promise["case"])[-1]["made_by"] == "dead_man"
