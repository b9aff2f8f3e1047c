"""Whoever speaks the customer's language and knows the matter comes first, as long as they have time."""

from __future__ import annotations

from dataclasses import replace

from handoff.fitting import skills_of
from handoff.model import Company, Request
from handoff.promise import commit
from handoff.routing import levels
from tests.unit.small_company import at, company, nothing_taken, shift

HOUSE = company()


def with_qiang(**changes: object) -> Company:
    people = {**HOUSE.people, "qiang": replace(HOUSE.people["qiang"], **changes)}  # type: ignore[arg-type]
    return replace(HOUSE, people=people)


def team_in_order(house: Company, request: Request) -> list[list[str]]:
    return [[p.id for p in people] for name, people in levels(house, request) if name == "team"]


def test_with_nothing_special_asked_the_team_is_one() -> None:
    assert team_in_order(HOUSE, Request("complaint")) == [["min", "qiang", "xin"]]


def test_who_speaks_english_is_asked_first_for_a_customer_who_writes_it() -> None:
    house = with_qiang(languages=frozenset({"zh", "en"}))
    assert team_in_order(house, Request("complaint", language="en")) == [["qiang"], ["min", "xin"]]


def test_who_knows_the_product_is_asked_first() -> None:
    house = with_qiang(skills=frozenset({"洗衣机"}))
    assert team_in_order(house, Request("complaint", skills=frozenset({"洗衣机"})))[0] == ["qiang"]


def test_somebody_else_calls_rather_than_nobody_in_time() -> None:
    house = company([shift("min")])
    people = {**house.people, "qiang": replace(house.people["qiang"], languages=frozenset({"en"}))}
    made = commit(replace(house, people=people), Request("complaint", language="en"), at("2026-06-08 10:00"),
                  nothing_taken, {})  # fmt: skip
    assert (made.owner.id, made.gave_way) == ("min", ())


def test_only_what_somebody_knows_is_looked_for_and_rank_is_no_product() -> None:
    house = with_qiang(skills=frozenset({"洗衣机", "senior"}))
    assert skills_of(house, ["我的洗衣机坏了", "找senior来"]) == ["洗衣机"]
    assert skills_of(house, ["冰箱坏了"]) == []


def test_each_kind_of_request_has_its_own_order_whichever_was_asked_before() -> None:
    house = with_qiang(skills=frozenset({"洗衣机", "senior"}), languages=frozenset({"zh", "en"}))
    orders = {
        Request("complaint"): [["min", "qiang", "xin"]],
        Request("complaint", language="en"): [["qiang"], ["min", "xin"]],
        Request("complaint", skills=frozenset({"洗衣机"})): [["qiang"], ["min", "xin"]],
        Request("complaint", "threat"): [["qiang", "xin"]],
        Request("repair_status"): team_in_order(with_qiang(), Request("repair_status")),
    }
    assert orders[Request("repair_status")] != orders[Request("complaint")]
    for request, order in [*orders.items(), *reversed(orders.items())]:
        assert team_in_order(house, request) == order
