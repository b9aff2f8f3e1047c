"""Who comes back, asks again or waits; who else joins; and who wants to be left alone: on every channel."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta

from handoff.companies import Companies
from handoff.company import load
from handoff.hours import is_working
from handoff.records import Records
from handoff.store import Store
from tests.acceptance.moments import everywhere
from tests.acceptance.running import ROOT, SECRET, Agent, Running
from tests.acceptance.talking import Talking
from tests.acceptance.test_moments_kept import COMPLAINT, WORDS, owner_of
from tests.acceptance.vendors import House


@everywhere()
def test_d8_a_repeat_contact_is_tied_to_the_earlier_case(house: Running, customer: Talking) -> None:
    first = customer.gets_a_promise(COMPLAINT)
    customer.says("我自己弄好了")
    house.go_to(house.now() + timedelta(minutes=20))
    again = customer.gets_a_promise("洗衣机又漏水了，我要投诉")
    assert again["case"] != first["case"]
    assert again["owner"] == first["owner"]
    assert not customer.free_text or "又来找我们一次" in again["text"]
    assert "重复联系" in owner_of(house, again).page(f"/cases/{again['case']}").text
    store = Store(house.environment["YINUO_DATABASE_URL"], SECRET)
    known = Records(store, house, Companies()).linked(house.people()[again["owner"]]["id"], again["case"])
    store.close()
    assert [(one.id, one.how) for one in known] == [(first["case"], "earlier")]


@everywhere()
def test_h1_a_named_person_of_the_partner_joins_and_the_owner_s_promise_stands(
    house: Running, customer: Talking
) -> None:
    promise = customer.gets_a_promise(COMPLAINT)
    case, owner, heard = f"/cases/{promise['case']}", owner_of(house, promise), len(customer.heard())
    assert owner.orders(f"{case}/join-partner", to="mapeng", what="上门检查进水管").status_code == 200
    said = customer.hears_of("马鹏", heard)
    assert customer.names(said["promise"], said["text"])
    assert not customer.numbers_in(said["text"], promise)
    assert {p["owner"]: p["state"] for p in house.promises(promise["case"])} == {
        promise["owner"]: "open", "马鹏": "open"
    }  # fmt: skip
    partner = Agent(house, "mapeng")
    assert WORDS in partner.page(case).text
    assert partner.orders(f"{case}/hand-over", to="xulin", reason="不归我管").status_code == 409
    theirs = next(p["id"] for p in house.promises(promise["case"]) if p["owner"] == "马鹏")
    assert partner.orders(f"{case}/promises/{theirs}/reached", said="进水管要换，明天上门").status_code == 200
    still = customer.says("我的事怎么样了")["promise"]
    assert (still["owner"], still["due_at"]) == (promise["owner"], promise["due_at"])


@everywhere(only=["twilio"])
def test_h2_what_the_database_did_not_take_is_not_acknowledged_and_answered_when_it_comes_again(
    house: House, customer: Talking
) -> None:
    """Twilio brings it again, as docs/channels/sms.md has it set up."""
    cloud, path = house.vendors.twilio, house.vendors.sms_path("inbound")
    fields = cloud.reply(customer.address, COMPLAINT)
    signed = {"X-Twilio-Signature": cloud.signature(cloud.public_url + path, fields)}
    door = house.client(house.bot)
    with closing(sqlite3.connect(house.folder / "y.db", timeout=10, isolation_level=None)) as database:
        database.execute("BEGIN IMMEDIATE")
        assert door.post(path, data=fields, headers=signed).status_code == 503
        database.execute("ROLLBACK")
    assert door.post(path, data=fields, headers=signed).status_code == 200
    said = customer.hears_more_than(0)
    promise = said["promise"] if "promise" in said else customer.gets_a_promise("没有")
    assert customer.is_told(promise, customer.heard()[-1]["text"])


@everywhere()
def test_h3_who_asks_again_is_more_pressing_without_raising_their_voice(house: Running, customer: Talking) -> None:
    promise = customer.gets_a_promise("洗衣机漏水，请帮忙看看怎么修，电话13800138000")
    owner = owner_of(house, promise)
    assert "重复联系" not in owner.page(f"/cases/{promise['case']}").text
    for _ in range(2):
        said = customer.says("您好，我的事怎么样了")["promise"]
    assert datetime.fromisoformat(said["due_at"]) <= datetime.fromisoformat(promise["due_at"])
    assert "重复联系" in owner_of(house, said).page(f"/cases/{promise['case']}").text


def test_h3_who_has_waited_for_two_days_is_more_pressing_without_a_word(house: Running, customer: Talking) -> None:
    """They asked for a call two working days later; when nobody could reach them then, they have waited enough."""
    calendar, day = load(ROOT / "company").calendar, house.now().date()
    for _ in range(2):
        day = next(later for later in (day + timedelta(days=n) for n in range(1, 12)) if is_working(calendar, later))
    promise = customer.gets_a_promise(f"洗衣机漏水，帮忙看看怎么修，请在{day.month}月{day.day}日下午打13800138000")
    assert datetime.fromisoformat(promise["due_at"]).date() == day
    case = f"/cases/{promise['case']}"
    assert "重复联系" not in owner_of(house, promise).page(case).text
    house.go_to(datetime.fromisoformat(promise["due_at"]) - timedelta(minutes=5))
    owner = owner_of(house, promise)
    (call,), heard = house.promises(promise["case"]), len(customer.heard())
    assert owner.orders(f"{case}/promises/{call['id']}/not-reached", note="无人接听").status_code == 200
    customer.hears_of(promise["owner"], heard)
    assert "重复联系" in owner.page(case).text


@everywhere()
def test_l3_who_wants_no_more_contact_is_left_alone_by_everybody(house: Running, customer: Talking) -> None:
    promise = customer.gets_a_promise(COMPLAINT)
    case, owner, heard = f"/cases/{promise['case']}", owner_of(house, promise), len(customer.heard())
    owner.orders(f"{case}/join-partner", to="mapeng", what="上门检查进水管")
    customer.hears_of("马鹏", heard)
    assert "promise" not in customer.says("请不要再联系我了")
    rows = house.promises(promise["case"])
    assert [p["state"] for p in rows] == ["cancelled"] * 2
    heard = len(customer.heard())
    for row, agent in zip(rows, (owner, Agent(house, "mapeng")), strict=True):
        assert agent.orders(f"{case}/promises/{row['id']}/start-call").status_code == 409
    assert owner.orders(f"{case}/reply", text="您好，请问续保吗").status_code == 409
    assert owner.orders(f"{case}/join-partner", to="luohai", what="再问一次").status_code == 409
    house.go_to(max(datetime.fromisoformat(str(row["due_at"])) for row in rows) + timedelta(minutes=1))
    house.command("people")  # takes longer than a round of the keeper
    assert len(customer.heard()) == heard
