"""Promises that cannot break unseen: who has them, what becomes of them, and who may touch them, on every channel."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from handoff import rota
from handoff.company import load
from tests.acceptance.conftest import Meet
from tests.acceptance.moments import BY_POST, everywhere
from tests.acceptance.running import ROOT, Agent, Running
from tests.acceptance.talking import Talking, until

WORDS = "洗衣机漏水没人管"
COMPLAINT = f"{WORDS}，我要投诉，电话13800138000"
SUPERVISOR = "chenlan"
Promise = dict[str, str]


def owner_of(house: Running, promise: Promise) -> Agent:
    """Whoever was promised, signed in."""
    return Agent(house, house.people()[promise["owner"]]["id"])


def at_the_call(house: Running, promise: Promise, agent: Agent, what: str, hour: int) -> str:
    """The customer is reached and something is promised until this hour; returns the id of that promise."""
    call = next(p for p in house.promises(promise["case"]) if p["state"] == "open")
    due = house.now().replace(hour=hour, minute=0, second=0, microsecond=0)
    done = agent.orders(f"/cases/{promise['case']}/promises/{call['id']}/reached", said="说好了怎么办",
                        next_what=what, next_due=f"{due:%Y-%m-%dT%H:%M}")  # fmt: skip
    assert done.status_code == 200, done.text
    return str(house.promises(promise["case"])[-1]["id"])


@contextmanager
def ill(house: Running, person: str) -> Iterator[None]:
    """Somebody goes home for today, as they say on the desk, and is well again when the test is over."""
    desk = Agent(house, person)
    assert desk.orders("/rota/sick-now").status_code == 200
    try:
        yield
    finally:
        made = re.findall(r'name="change" value="([^"]+)"', desk.page("/rota").text)
        assert desk.orders("/rota/undo", change=made[-1]).status_code == 200


@everywhere()
def test_a4_a_broken_promise_never_goes_up_through_whoever_is_complained_about(
    house: Running, customer: Talking
) -> None:
    """Their own people answer to them, so none of these has the case either."""
    promise = customer.gets_a_promise("我要投诉你们的主管陈岚，态度太恶劣了，电话13800138000")
    heard, case, morning = len(customer.heard()), f"/cases/{promise['case']}", house.now()
    house.go_to(datetime.fromisoformat(promise["due_at"]))
    until(lambda: house.promises(promise["case"])[-1]["made_by"] == "keeper", "the keeper to see it")
    again = house.promises(promise["case"])[-1]
    customer.hears_of(again["owner"], heard)
    team = {p["name"] for p in house.people().values() if p["team"] == "complaints"}
    assert not {promise["owner"], again["owner"]} & team
    supervisor = Agent(house, SUPERVISOR)
    assert supervisor.page(case).status_code == 404
    seen = (supervisor.page(path).text for path in ("/", "/board", f"/search?q={promise['case']}"))
    assert not any(case in page for page in seen)
    house.go_to(morning)


@everywhere()
def test_a6_no_case_goes_round_in_a_circle(house: Running, customer: Talking) -> None:
    promise = customer.gets_a_promise(COMPLAINT)
    case, people = f"/cases/{promise['case']}", house.people()
    first = people[promise["owner"]]
    third = next(p for p in people.values() if p["team"] == first["team"] and p["role"] == "agent" and p != first)
    for giver, to, told in ((first["id"], "xulin", "徐琳"), ("xulin", third["id"], "陈岚")):
        heard = len(customer.heard())
        assert Agent(house, giver).orders(f"{case}/hand-over", to=to, reason="不归我们管").status_code == 200
        customer.hears_of(told, heard)
    settles = Agent(house, SUPERVISOR)
    page = settles.page(case).text
    assert WORDS in page
    assert all(one in page for one in (promise["owner"], "徐琳"))
    assert promise["case"] in settles.page("/board").text
    assert Agent(house, third["id"]).orders(f"{case}/hand-over", to="xulin", reason="还是转走").status_code == 409
    assert house.promises(promise["case"])[-1]["owner"] == "陈岚"


@everywhere()
def test_a9_only_a_supervisor_withdraws_a_promise_and_a_person_tells_the_customer(
    house: Running, customer: Talking
) -> None:
    promise = customer.gets_a_promise(COMPLAINT)
    agent = owner_of(house, promise)
    heard = len(customer.heard())
    action = at_the_call(house, promise, agent, "全额退款2899元", 16)
    customer.hears_more_than(heard)
    order, heard = f"/cases/{promise['case']}/promises/{action}/withdraw", len(customer.heard())
    assert agent.orders(order, reason="不想退").status_code == 409
    supervisor = Agent(house, SUPERVISOR)
    assert supervisor.orders(order, reason="").status_code == 422
    assert supervisor.orders(order, reason="总部没有批这笔退款").status_code == 200
    said = customer.hears_of("陈岚", heard)
    assert not customer.free_text or "答应您的事有变化：全额退款2899元" in said["text"]
    withdrawn, call = house.promises(promise["case"])[-2:]
    assert (withdrawn["id"], withdrawn["state"]) == (action, "cancelled")
    assert (call["kind"], call["owner"], call["state"]) == ("call_back", "陈岚", "open")
    nextone = next(p["id"] for p in house.people().values()
                   if p["team"] == "complaints" and p["role"] == "agent" and p["name"] != promise["owner"])  # fmt: skip
    page = Agent(house, nextone).page(f"/cases/{promise['case']}").text
    assert all(one in page for one in ("全额退款2899元", "总部没有批这笔退款"))


@everywhere(only=[*BY_POST, "voice"])
def test_d1_whoever_falls_ill_is_covered_by_name_before_the_time(house: Running, customer: Talking) -> None:
    promise = customer.gets_a_promise(COMPLAINT)
    due, heard = datetime.fromisoformat(promise["due_at"]), len(customer.heard())
    with ill(house, house.people()[promise["owner"]]["id"]):
        until(lambda: house.promises(promise["case"])[0]["state"] == "moved", "the keeper to see it")
        moved = house.promises(promise["case"])[-1]
        told = customer.hears_of(moved["owner"], heard)["promise"]
    assert house.now() < due
    assert moved["owner"] != promise["owner"]
    assert told["due_at"] == moved["due_at"]
    assert datetime.fromisoformat(moved["due_at"]) >= due
    assert [p["state"] for p in house.promises(promise["case"])] == ["moved", "open"]
    assert WORDS in owner_of(house, moved).page(f"/cases/{promise['case']}").text


@everywhere()
def test_d2_what_was_promised_to_be_done_needs_evidence_at_its_time(house: Running, customer: Talking) -> None:
    promise = customer.gets_a_promise(COMPLAINT)
    agent, heard = owner_of(house, promise), len(customer.heard())
    action = at_the_call(house, promise, agent, "先把主板寄出", 15)
    customer.hears_more_than(heard)
    done = f"/cases/{promise['case']}/promises/{action}/done"
    assert agent.orders(done, evidence="").status_code == 422
    morning, heard = house.now(), len(customer.heard())
    house.go_to(house.now().replace(hour=15, minute=0, second=1))
    broken = customer.hears_of("陈岚", heard)
    assert not customer.free_text or "没有按时办完：先把主板寄出" in broken["text"]
    assert agent.orders(done, evidence="SF1234567890").status_code == 409
    assert next(p["state"] for p in house.promises(promise["case"]) if p["id"] == action) == "broken"
    customer.says("好的，我等着")
    above, heard = owner_of(house, broken["promise"]), len(customer.heard())
    action = at_the_call(house, promise, above, "先把主板寄出", 17)
    customer.hears_more_than(heard)
    heard = len(customer.heard())
    kept = above.orders(f"/cases/{promise['case']}/promises/{action}/done", evidence="SF1234567890")
    assert kept.status_code == 200
    customer.hears_more_than(heard)
    assert house.promises(promise["case"])[-1]["state"] == "kept"
    assert "SF1234567890" in above.page(f"/cases/{promise['case']}").text
    house.go_to(morning)


@everywhere()
def test_d4_the_time_given_is_one_that_will_be_met(house: Running, meet: Meet, channel: str) -> None:
    """Shortly before lunch, two customers at once: each has an hour of somebody who is there then and has it free."""
    house.go_to(max(house.now(), house.now().replace(hour=11, minute=45)))
    company, asked = load(ROOT / "company"), house.now()
    told = [meet(channel).gets_a_promise(COMPLAINT) for _ in range(2)]
    made = [house.promises(promise["case"])[-1] for promise in told]
    assert len({(p["owner"], p["due_at"]) for p in made}) == 2
    for promise, row in zip(told, made, strict=True):
        starts, ends = (datetime.fromisoformat(row[name]) for name in ("slot_start", "due_at"))
        assert (row["owner"], datetime.fromisoformat(promise["due_at"])) == (promise["owner"], ends)
        assert starts - asked >= timedelta(minutes=company.policy.lead_minutes)
        assert ends - starts == timedelta(minutes=company.policy.slot_minutes)
        assert rota.covers(company, row["owner_id"], starts, ends)
