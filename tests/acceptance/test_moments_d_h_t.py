"""The moments of the laptop, the set-top box and the toy, on every channel on which they can happen."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from handoff.model import SHANGHAI
from tests.acceptance.moments import everywhere, spoken
from tests.acceptance.running import Agent, Running
from tests.acceptance.talking import Talking

SORRY, THANKS = ("抱歉", "对不起", "对不住", "對不起"), ("谢谢", "感谢", "謝謝", "感謝")
BLAME = ("您应该", "您没有", "请您冷静", "误解", "全球", "销量")


@everywhere()
def test_d5_the_holidays_are_part_of_every_time_computed(house: Running, customer: Talking, channel: str) -> None:
    """Dragon Boat Festival 2026: Friday 19 June to Sunday 21 June."""
    eve = datetime(2026, 6, 18, 17, 58, tzinfo=SHANGHAI)
    house.go_to(max(eve, house.now()))
    assert house.now().date() == eve.date(), "the tests before this one have used up June"
    promise = customer.gets_a_promise("笔记本修了十天还没好，我要投诉，13800138000")
    due = datetime.fromisoformat(promise["due_at"])
    assert due.date() == date(2026, 6, 22)
    assert ("六月二十二号，星期一，上午九点" if channel == "voice" else "6月22日（周一）09:") in promise["text"]


@everywhere()
def test_h4_only_the_customer_s_word_closes_a_case(house: Running, customer: Talking) -> None:
    promise = customer.gets_a_promise("机顶盒没信号，师傅说三天后才能上门，投诉，13800138000")
    agent = Agent(house, house.people()[promise["owner"]]["id"])
    call = house.promises(promise["case"])[-1]
    heard = len(customer.heard())
    agent.orders(f"/cases/{promise['case']}/promises/{call['id']}/reached", said="说明了上门时间")
    customer.hears_the_question(heard)
    again = customer.says("不是，还没人来")
    assert again["promise"]["owner"] == promise["owner"]
    call = house.promises(promise["case"])[-1]
    heard = len(customer.heard())
    agent.orders(f"/cases/{promise['case']}/promises/{call['id']}/reached", said="师傅已上门修好")
    customer.hears_the_question(heard)
    assert customer.says_that_it_is_over(customer.says("是的"))


@everywhere()
def test_h4_a_proposal_without_an_answer_rests_and_the_customer_can_reopen_it(
    house: Running, customer: Talking
) -> None:
    promise = customer.gets_a_promise("机顶盒没信号，投诉，13800138000")
    agent = Agent(house, house.people()[promise["owner"]]["id"])
    call = house.promises(promise["case"])[-1]
    heard = len(customer.heard())
    agent.orders(f"/cases/{promise['case']}/promises/{call['id']}/reached", said="讲了怎么重启")
    customer.hears_the_question(heard)
    house.go_to(house.now() + timedelta(days=4))
    house.next_working_morning()
    again = customer.gets_a_promise("还是没信号")
    assert again["case"] == promise["case"]


@spoken("我自己弄好了", "已经解决了，不用再打了", "好了，問題解決了", elsewhere=1)
def test_h5_solved_ends_every_promise(house: Running, customer: Talking, words: str) -> None:
    promise = customer.gets_a_promise("机顶盒一直黑屏，没人管，投诉，13800138000")
    said = customer.says(words)
    assert "promise" not in said
    assert "取消" in said["text"] or not customer.free_text
    assert {p["state"] for p in house.promises(promise["case"])} == {"cancelled"}
    heard = len(customer.heard())
    house.go_to(datetime.fromisoformat(promise["due_at"]) + timedelta(minutes=5))
    house.command("people")  # takes longer than a round of the keeper
    assert len(customer.heard()) == heard


@everywhere()
def test_h6_after_solved_the_desk_starts_nothing_without_being_told(house: Running, customer: Talking) -> None:
    promise = customer.gets_a_promise("机顶盒又黑屏了，投诉，13800138000")
    agent = Agent(house, house.people()[promise["owner"]]["id"])
    call = house.promises(promise["case"])[-1]
    heard = len(customer.heard())
    customer.says("我自己弄好了")
    refused = agent.orders(f"/cases/{promise['case']}/promises/{call['id']}/start-call")
    assert refused.status_code == 409
    assert "取消" in refused.text or "结案" in refused.text
    assert len(customer.heard()) == heard + 1


@spoken(
    "你们的图册上有小车，买回来没有，骗人！",
    "气死我了！！！什么破店，投诉你们",
    "玩具和图片上不一样，我要投诉",
    "再不處理我就打12315，找電視台曝光你們",
    but=["sms"],
)
def test_t2_sorry_then_thanks_then_what_happens_now(customer: Talking, words: str) -> None:
    customer.gets_a_promise(words)
    said = "".join(m["text"] for m in customer.heard())
    first = customer.heard()[0]["text"]
    assert any(w in first for w in SORRY) and any(w in first for w in THANKS), first
    sorry = min(first.find(w) for w in SORRY if w in first)
    thanks = min(first.find(w) for w in THANKS if w in first)
    assert sorry < thanks
    assert first.index(next(w for w in SORRY if w in first)) < 6, "nothing comes before sorry"
    assert not any(word in said for word in BLAME)
