"""Why a matter is pressing: from the message into what is known, few, short and the gravest first."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from handoff import courtesies, heard, reasons
from handoff.breach import limit_hours as after_breach
from handoff.check import check
from handoff.labels import LABELS
from handoff.model import SEVERITIES, Request
from handoff.promise import limit_hours
from handoff.routing import levels
from handoff.structure import structure
from tests.unit.small_company import POLICY, at, company


def gravity(kind: str, words: str = "原话") -> dict[str, Any]:
    return {"entity": "gravity", "value": {"kind": kind, "words": words}}


def merged(*messages: tuple[str, list[dict[str, Any]]]) -> dict[str, Any]:
    known: dict[str, Any] = {}
    for intent, entities in messages:
        known = heard.merge(known, intent, 0.9, entities)
    return known


@pytest.mark.parametrize(
    ("kind", "severity"),
    [
        ("safety", "safety"),
        ("vulnerable", "hardship"),
        ("work", "hardship"),
        ("money", "hardship"),
        ("repeat", "repeat"),
    ],
)
def test_each_kind_of_words_makes_its_severity_and_stays_known(kind: str, severity: str) -> None:
    known = merged(("complaint", [gravity(kind)]), ("thank", []))
    assert (known["severity"], known["why"]) == (severity, [{"kind": kind, "words": "原话"}])


def test_the_gravest_decides_and_all_are_kept() -> None:
    known = merged(("complaint", [gravity("work")]), ("complaint", [gravity("safety"), gravity("work", "店")]))
    assert known["severity"] == "safety"
    assert [one["kind"] for one in known["why"]] == ["work", "safety", "work"]


def test_what_was_understood_without_a_word_for_it_is_a_reason_without_words() -> None:
    known = merged(("threat", []), ("repeat_contact", []))
    assert known["why"] == [{"kind": "threat", "words": ""}, {"kind": "repeat", "words": ""}]
    known = heard.merge(known, "complaint", 0.9, [{"entity": "threat", "value": "press"}, gravity("threat", "媒体")])
    assert {"kind": "threat", "words": "媒体"} in known["why"] and {"kind": "threat", "words": ""} not in known["why"]


def test_a_calm_message_has_no_reason_at_all() -> None:
    assert "why" not in merged(("complaint", []))


def test_danger_is_a_matter_for_a_person_even_where_nothing_else_was_understood() -> None:
    assert merged(("nlu_fallback", [gravity("safety")]))["intent"] == "complaint"
    assert merged(("refund", []), ("nlu_fallback", [gravity("safety")]))["intent"] == "refund"
    assert "intent" not in merged(("nlu_fallback", [gravity("vulnerable")]))


def test_of_too_many_the_gravest_stay_and_none_is_long() -> None:
    many = [gravity("repeat", str(n)) for n in range(12)]
    known = merged(("complaint", many), ("complaint", [gravity("safety", "冒烟" * 99)]))
    assert len(known["why"]) == reasons.MOST
    assert known["why"][-1]["kind"] == "safety" and len(known["why"][-1]["words"]) == reasons.WORDS_LONGEST
    assert reasons.sound(known["why"])


def test_every_severity_and_every_kind_of_reason_has_a_word() -> None:
    assert set(LABELS["severity"]) == set(SEVERITIES)
    assert set(LABELS["why"]) == set(reasons.SEVERITY)


def test_whoever_comes_again_is_met_so_whatever_else_is_pressing() -> None:
    plain = courtesies.question({"intent": "complaint", "repeat": True, "severity": "repeat"}, "phone")
    assert courtesies.question({"intent": "complaint", "repeat": True, "severity": "safety"}, "phone") == plain
    assert courtesies.question({"intent": "complaint", "severity": "safety"}, "phone") != plain


def test_a_severity_without_a_limit_of_its_own_has_that_of_the_next_lighter_one() -> None:
    policy = replace(POLICY, severity_limit_hours={"repeat": 3, "threat": 1.5})
    limits = {one: limit_hours(policy, Request("complaint", one)) for one in SEVERITIES}
    assert limits == {"normal": 4, "repeat": 3, "hardship": 3, "threat": 1.5, "safety": 1.5}
    assert after_breach(company(policy=policy), Request("complaint", "safety")) == 1.5


def test_only_senior_people_are_asked_where_there_is_danger() -> None:
    house = company()
    assert levels(house, Request("complaint", "safety")) == levels(house, Request("complaint", "threat"))
    assert levels(house, Request("complaint", "hardship")) == levels(house, Request("complaint"))


def test_danger_may_not_wait_longer_than_a_threat() -> None:
    slow = company(policy=replace(POLICY, severity_limit_hours={"threat": 2, "safety": 3}))
    assert any("safety: is longer" in line for line in structure(slow))
    assert not structure(company(policy=replace(POLICY, severity_limit_hours={"threat": 2, "safety": 2})))


@pytest.mark.parametrize("severity", ["hardship", "safety"])
def test_check_tries_the_new_severities_too(severity: str) -> None:
    hasty = company(policy=replace(POLICY, severity_limit_hours={"threat": 2, severity: 0.5}))
    assert any("a limit of 0.5 working hours" in line for line in check(hasty, at("2026-06-08 10:00")).warnings)
