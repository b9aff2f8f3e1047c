"""What was mentioned is kept within bounds, names whom it must, and stands on the desk's page of the case."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from handoff import heard, recall, understood
from handoff.naming import named_in
from tests.unit.facts_double import read
from tests.unit.small_company import company
from tests.unit.test_desk_double import CASE
from tests.unit.test_desk_server import Desk, post


def merged(*texts: str, intent: str = "complaint") -> dict[str, Any]:
    known: dict[str, Any] = {}
    for text in texts:
        known = heard.merge(known, intent, 0.9, read(text))
    return known


def test_what_is_mentioned_is_kept_in_the_customers_words_over_several_messages() -> None:
    known = merged("冰箱不制冷，客服小王态度恶劣", "我在深圳，花了三百多块", "冰箱还是坏的，微信上说就行")
    assert known["understood"] == {
        "product": ["冰箱"], "money": ["三百多块"], "place": ["深圳"], "staff": ["客服小王"], "no_call": ["微信上说就行"],
    }  # fmt: skip
    assert known["wish"]["nocall"] is True


def test_an_address_given_in_passing_is_shown_and_nothing_else() -> None:
    known = merged("邮箱heyan@example.com")
    assert known["understood"] == {"email": ["heyan@example.com"]}
    assert "heyan" not in str({key: value for key, value in known.items() if key != "understood"})


def test_the_extension_goes_with_its_number_and_no_other() -> None:
    known = merged("021-58887766转801")
    assert (known["phone"], known["extension"]) == ("+862158887766", "801")
    assert merged("021-58887766转801", "谢谢")["extension"] == "801"
    assert merged("021-58887766转801", "还是打13812345678吧")["extension"] == ""


def test_of_too_many_words_the_newest_stay() -> None:
    known = merged(*(f"我家在中山路{n}号" for n in range(10, 30)))
    assert known["understood"]["place"] == [f"中山路{n}号" for n in range(25, 30)]
    assert len(understood.found_in([{"entity": "staff", "value": "王" * 500}])["staff"][0]) == understood.WORDS_LONGEST


def test_a_thing_alone_does_not_make_a_message_understood() -> None:
    assert merged("冰箱", intent="nlu_fallback")["misunderstood"] == 1
    assert "misunderstood" not in merged("订单号302655871", intent="nlu_fallback")


@pytest.mark.parametrize(
    "nonsense",
    [
        {"understood": ["冰箱"]}, {"understood": {"product": "冰箱"}}, {"understood": {"other": []}},
        {"understood": {"product": [1]}},
        {"understood": {"product": ["冰箱"] * 99}}, {"understood": {"place": ["长" * 999]}},
        {"extension": 801}, {"extension": "12345678"},
    ],
)  # fmt: skip
def test_nonsense_is_not_kept(nonsense: dict[str, Any]) -> None:
    assert recall.sound(nonsense) == {}
    kept = {"understood": {"product": ["冰箱"]}, "extension": "801"}
    assert recall.sound(kept) == kept


@pytest.mark.parametrize("text", ["工号8023态度太差", "投诉工號：8023", "你们客服号8023骂人"])
def test_a_staff_number_names_who_has_it(text: str) -> None:
    house = company()
    numbered = replace(house, people={**house.people, "8023": replace(house.people["min"], id="8023", name="阚骎骎")})
    assert "8023" in named_in(numbered, text)
    assert "8023" not in named_in(numbered, "订单8023态度太差")


def test_the_desk_shows_what_was_mentioned_in_both_languages(desk: Desk) -> None:
    mentioned = (("product", ("<b>冰箱</b>",)), ("staff", ("客服小王", "李师傅")))
    desk.work.shown = replace(CASE, understood=mentioned, extension="801")
    browser = desk.signed_in()
    page = browser.get(f"/cases/{CASE.id}").text
    for shown in ("客户提到", "提到的员工", "「客服小王」「李师傅」", "&lt;b&gt;冰箱", "转801"):
        assert shown in page, shown
    post(browser, "/", "/language", lang="en", next="/")
    page = browser.get(f"/cases/{CASE.id}").text
    for shown in ("The customer mentioned", "Member of staff", "ext. 801"):
        assert shown in page, shown


def test_where_nothing_was_mentioned_there_is_no_block(desk: Desk) -> None:
    assert "客户提到" not in desk.signed_in().get(f"/cases/{CASE.id}").text


def test_another_matter_in_the_same_message_is_kept_in_its_own_words() -> None:
    also = {"entity": "also", "value": {"intent": "refund", "text": "发票的钱也退我"}}
    assert heard.merge({}, "complaint", 0.9, [also])["understood"] == {"also": ["发票的钱也退我"]}
