"""The moments of the direct-sales computer, on every channel on which they can happen."""

from __future__ import annotations

from datetime import datetime, timedelta

import jwt

from handoff.company import load
from tests.acceptance.moments import everywhere, spoken
from tests.acceptance.running import ROOT, SECRET, Agent, Customer, Running, until
from tests.acceptance.talking import Talking

NEVER = ("尽快", "等通知", "耐心等待", "稍后会有")


def told(customer: Talking, promise: dict[str, str]) -> None:
    """A name, a title and an exact time, and nothing that is no answer."""
    text = promise["text"]
    assert customer.is_told(promise, text), text
    assert not any(word in text for word in NEVER)


@spoken(
    "付了全款才告诉我没货 到底哪天有 没有明确的日期吗",
    "那台机器还要等多久啊，总得给个准日子吧",
    "随便吧，你们看着办",
    "！！！",
    "asdfgh",
    "發票什麼時候開給我",
)
def test_a1_every_conversation_ends_with_a_name_and_an_exact_time(customer: Talking, words: str) -> None:
    told(customer, customer.gets_a_promise(words))


@spoken(
    "找不到投诉电话，到底在哪里投诉", "投诉", "你们这服务也太差劲了吧我要投訴", "人工", "I want to make a complaint"
)
def test_a2_complaint_is_understood_at_any_turn_in_free_words(customer: Talking, words: str) -> None:
    customer.says("你好")
    told(customer, customer.gets_a_promise(words))


@everywhere()
def test_a3_the_case_travels_and_the_first_owner_stays_accountable(house: Running, customer: Talking) -> None:
    promise = customer.gets_a_promise("你们转来转去没人管，我要投诉，电话13800138000")
    case, people = promise["case"], house.people()
    first = Agent(house, people[promise["owner"]]["id"])
    second = next(p for p in people.values() if p["team"] == people[promise["owner"]]["team"]
                  and p["role"] == "agent" and p["name"] != promise["owner"])  # fmt: skip
    heard = len(customer.heard())
    assert first.orders(f"/cases/{case}/hand-over", to=second["id"], reason="明天起休假").status_code == 200
    moved = customer.hears_of(second["name"], heard)
    assert customer.names(moved["promise"], moved["text"])
    page = Agent(house, second["id"]).page(f"/cases/{case}").text
    assert "你们转来转去没人管，我要投诉" in page
    assert promise["owner"] in page
    assert f"/cases/{case}" not in first.page("/").text
    assert first.page(f"/cases/{case}").status_code == 200


@everywhere()
def test_a4_a_complaint_about_a_person_never_reaches_that_person(house: Running, customer: Talking) -> None:
    promise = customer.gets_a_promise("我要投诉你们的王敏，态度太恶劣了，电话13800138000")
    assert promise["owner"] != "王敏"
    page = Agent(house, house.people()[promise["owner"]]["id"]).page(f"/cases/{promise['case']}")
    assert "态度太恶劣了" in page.text
    clerk = Agent(house, "wangmin")
    assert clerk.page(f"/cases/{promise['case']}").status_code == 404
    assert f"/cases/{promise['case']}" not in clerk.page("/").text + clerk.page(f"/search?q={promise['case']}").text


@everywhere()
def test_a5_never_asked_twice(customer: Talking) -> None:
    promise = customer.gets_a_promise("订单号YL2026030188的洗衣机坏了没人管，我要投诉，电话13800138000", replies=())
    told(customer, promise)
    again = customer.gets_a_promise("还有赠品也没给我", replies=())
    assert again["case"] == promise["case"]
    assert not any(customer.asked_in(m["text"]) for m in customer.heard())


def test_a5_a_customer_vouched_for_by_the_site_is_asked_neither_name_nor_number(house: Running) -> None:
    signed = jwt.encode({"sub": "member-7", "name": "陈小满", "phone": "13800138000"}, SECRET, "HS256")
    customer = Customer(house, signed)
    promise = customer.gets_a_promise("客厅空调修了半个月还没修好，投诉", replies=("没有单号",))
    told(customer, promise)
    assert not any("电话联系您" in m["text"] for m in customer.heard())
    assert "致电您（尾号8000）" in promise["text"]
    elsewhere = Customer(house, signed)
    assert elsewhere.gets_a_promise("我的事怎么样了", replies=())["case"] == promise["case"]


@everywhere(only=["sms", "twilio", "voice"])
def test_a5_the_number_that_a_message_comes_from_is_not_asked_for(house: Running, customer: Talking) -> None:
    promise = customer.gets_a_promise("客厅空调修了半个月还没修好，投诉", replies=("没有单号",))
    told(customer, promise)
    assert not any("电话联系您" in m["text"] for m in customer.heard())
    page = Agent(house, house.people()[promise["owner"]]["id"]).page(f"/cases/{promise['case']}").text
    assert customer.address[-4:] in page


@everywhere()
def test_a7_head_office_is_a_named_person_who_calls_and_never_a_number_to_dial(
    house: Running, customer: Talking
) -> None:
    promise = customer.gets_a_promise("总部电话永远没人接，我要找你们总部领导，打13800138000")
    told(customer, promise)
    assert "hq_contact" in house.people()[promise["owner"]]["intents"]
    assert not customer.numbers_in(promise["text"], promise)
    heard = len(customer.heard())
    house.go_to(datetime.fromisoformat(promise["due_at"]))
    missed = customer.hears_one(heard, lambda one: "promise" in one, "the next promise")
    assert missed["promise"]["owner"] != promise["owner"]
    assert house.promises(promise["case"])[-1]["made_by"] == "keeper"


@everywhere()
def test_a8_what_an_agent_promises_is_a_promise_and_the_customer_gets_the_same_words(
    house: Running, customer: Talking
) -> None:
    promise = customer.gets_a_promise("电视机开机就黑屏，退我钱，电话13800138000")
    agent = Agent(house, house.people()[promise["owner"]]["id"])
    call = house.promises(promise["case"])[-1]
    heard = len(customer.heard())
    due = house.now().replace(hour=16, minute=0, second=0, microsecond=0)
    done = agent.orders(f"/cases/{promise['case']}/promises/{call['id']}/reached", said="同意退款",
                        next_what="全额退款2899元", next_due=f"{due:%Y-%m-%dT%H:%M}")  # fmt: skip
    assert done.status_code == 200, done.text
    words = "完成：全额退款2899元" if customer.free_text else "16:00前"
    said = customer.hears_one(heard, lambda one: words in one["text"], "what was promised")["text"]
    assert customer.names(promise, said)
    made = house.promises(promise["case"])[-1]
    assert (made["kind"], made["owner"], made["state"]) == ("action", promise["owner"], "open")
    assert datetime.fromisoformat(made["due_at"]) == due
    assert "全额退款2899元" in agent.page(f"/cases/{promise['case']}").text


@spoken(
    "买个电脑你们拖了九天，再不解决我就找记者曝光你们",
    "我要向12315举报你们",
    "等着收律师函吧，我已经找了律师",
    elsewhere=1,
)
def test_a10_a_threat_is_severity_and_not_abuse(house: Running, customer: Talking, words: str) -> None:
    promise = customer.gets_a_promise(words, "13800138000")
    told(customer, promise)
    assert (datetime.fromisoformat(promise["due_at"]) - house.now()) < timedelta(hours=3)
    owner = load(ROOT / "company").people[house.people()[promise["owner"]]["id"]]
    assert "senior" in owner.skills or owner.role != "agent"


@everywhere()
def test_a11_consequential_cost_is_a_field_that_the_owner_must_answer(house: Running, customer: Talking) -> None:
    promise = customer.gets_a_promise(
        "电脑一直不发货，我冲着这个订单还另外买了内存条和电脑包，花了680元，这钱谁出？我要投诉，13800138000"
    )
    assert "多花的钱" in promise["text"] or not customer.free_text
    agent = Agent(house, house.people()[promise["owner"]]["id"])
    assert "（¥680）" in agent.page(f"/cases/{promise['case']}").text
    call = house.promises(promise["case"])[-1]
    early = agent.orders(f"/cases/{promise['case']}/promises/{call['id']}/reached", said="已解释")
    assert early.status_code == 409
    heard = len(customer.heard())
    agent.orders(f"/cases/{promise['case']}/answer-cost", answer="内存条和电脑包的680元由我们退还")
    words = "答复您：内存条和电脑包的680元由我们退还"
    customer.hears_one(heard, lambda one: words in one["text"] or one.get("template") == "continue", "the answer")


def test_a_number_typed_by_a_stranger_shows_nothing_of_another_case(house: Running) -> None:
    mine = Customer(house).gets_a_promise("冰箱不制冷投诉，13811112222")
    other = Customer(house).gets_a_promise("查一下13811112222这个号码的投诉")
    assert other["case"] != mine["case"]
    until(lambda: house.promises(other["case"]), "the promise")
