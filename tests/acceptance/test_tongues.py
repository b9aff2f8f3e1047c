"""Traditional in, Traditional out; English in, English out: over the running house, from the greeting to the end."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest

from handoff.tongues import ENGLISH, TRADITIONAL, letters, say
from tests.acceptance.customers import customer_on
from tests.acceptance.running import Agent
from tests.acceptance.talking import Talking, until
from tests.acceptance.vendors import House

MATTER = {
    TRADITIONAL: "你們修過的洗衣機又壞了，我要投訴，請儘快處理",
    ENGLISH: "The washing machine you repaired is broken again and I want to complain about it",
}
STATUS = {TRADITIONAL: "我的事情怎麼樣了，有進度嗎", ENGLISH: "How is my case going?"}
YES, WRONG = {TRADITIONAL: "是的", ENGLISH: "yes"}, {TRADITIONAL: "不是", ENGLISH: "no"}
REPLIES = {TRADITIONAL: ("不方便留", "沒有單號"), ENGLISH: ("I would rather not say", "I don't have it here")}
HAN = "[\u4e00-\u9fff]"


def only(tongue: str, text: str, house: House) -> bool:
    """Whether nothing of a text is in another tongue, but names, titles and what a person wrote."""
    for person in house.people().values():
        text = text.replace(person["name"], "").replace(person["title"], "")
    text = text.replace("已换新机", "")
    return not re.search(HAN, text) if tongue == ENGLISH else not letters.SIMPLIFIED_ONLY & set(text)


def is_told(tongue: str, promise: dict[str, str], text: str) -> bool:
    """Whether a promise is told in full, as this tongue puts it."""
    due = datetime.fromisoformat(promise["due_at"])
    day = f"{due:%A}, {due.day} {due:%B}, {due:%H:%M}"
    if tongue == TRADITIONAL:
        day = f"{due.month}月{due.day}日（週{'一二三四五六日'[due.weekday()]}）{due:%H:%M}"
    who = say(tongue, "who", name=promise["owner"], title=promise["title"])
    return who in text and day in text and text.endswith(say(tongue, "case", case=promise["case"]))


@pytest.mark.parametrize("tongue", [TRADITIONAL, ENGLISH])
def test_a_whole_conversation_stays_in_the_tongue_of_the_customer(house: House, customer: Talking, tongue: str) -> None:
    promise = customer.gets_a_promise(MATTER[tongue], replies=REPLIES[tongue])
    assert is_told(tongue, promise, promise["text"])
    customer.says(STATUS[tongue])
    house.go_to(datetime.fromisoformat(promise["due_at"]) + timedelta(minutes=1))
    heard = len(customer.heard())
    sorry = until(lambda: [one for one in customer.heard()[heard:] if "promise" in one], "an apology")[-1]
    assert sorry["text"].startswith(say(tongue, "broken", earlier=promise["owner"]))
    assert is_told(tongue, sorry["promise"], sorry["text"])
    assert all(only(tongue, one["text"], house) for one in customer.heard())


@pytest.mark.parametrize("tongue", [TRADITIONAL, ENGLISH])
def test_a_short_yes_or_no_answers_a_proposal_in_any_tongue(house: House, customer: Talking, tongue: str) -> None:
    promise = customer.gets_a_promise(MATTER[tongue], replies=REPLIES[tongue])
    owner = Agent(house, house.people()[promise["owner"]]["id"])
    case = f"/cases/{promise['case']}"
    heard = len(customer.heard())
    mine = next(p["id"] for p in house.promises(promise["case"]) if p["state"] == "open")
    assert owner.orders(f"{case}/promises/{mine}/reached", said="换新机").status_code == 200
    question = say(tongue, "close_proposal.reached")
    customer.hears_one(heard, lambda one: question in one["text"], "the question")
    again = customer.says(WRONG[tongue])
    assert again["text"].startswith(say(tongue, "reopened"))
    assert is_told(tongue, again["promise"], again["text"])
    heard = len(customer.heard())
    mine = next(p["id"] for p in house.promises(promise["case"]) if p["state"] == "open")
    owner = Agent(house, house.people()[again["promise"]["owner"]]["id"])
    assert owner.orders(f"{case}/promises/{mine}/reached", said="换新机").status_code == 200
    customer.hears_one(heard, lambda one: question in one["text"], "the question")
    assert customer.says(YES[tongue])["text"].startswith(say(tongue, "closed"))
    assert all(only(tongue, one["text"], house) for one in customer.heard())


@pytest.mark.parametrize("tongue", [TRADITIONAL, ENGLISH])
@pytest.mark.parametrize("channel", ["wechat", "wecom"])
def test_vendors_channels_answer_in_the_tongue_too(house: House, channel: str, tongue: str) -> None:
    customer = customer_on(channel, house)
    customer.sends(MATTER[tongue])
    said = until(lambda: [one["text"] for one in customer.heard()], "an answer")
    assert all(only(tongue, text, house) for text in said)
    customer.sends("已经解决了，不用再联系我")
