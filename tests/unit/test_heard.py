"""What a message adds to what is known, and which question is still worth asking."""

from __future__ import annotations

from typing import Any

import pytest

from handoff import heard

PHONE = {"entity": "phone", "value": "+8613812345678"}
ORDER = {"entity": "order_number", "value": "YN1"}


def merged(*messages: tuple[str, list[dict[str, Any]]], known: dict[str, Any] | None = None) -> dict[str, Any]:
    result = known or {}
    for intent, entities in messages:
        result = heard.merge(result, intent, 0.9, entities)
    return result


def test_merging_leaves_what_was_known_before_untouched() -> None:
    before = {"threat": ["press"], "wish": {"windows": [], "excluded": [], "nocall": False}}
    heard.merge(before, "threat", 0.9, [{"entity": "threat", "value": "lawyer"}])
    assert before["threat"] == ["press"]


@pytest.mark.parametrize(
    ("intents", "kept"),
    [
        (["complaint", "thank"], "complaint"),
        (["refund", "complaint"], "complaint"),
        (["complaint", "refund"], "complaint"),
        (["complaint", "hq_contact"], "hq_contact"),
        (["ask_human", "repair_status"], "repair_status"),
        (["invoice", "ask_human"], "invoice"),
        (["abuse"], "ask_human"),
        (["invoice", "abuse"], "invoice"),
        (["threat"], "complaint"),
        (["refund", "threat"], "refund"),
        (["repair_status", "abuse"], "repair_status"),
        (["delivery", "threat"], "complaint"),
    ],
)
def test_the_weightiest_matter_is_kept(intents: list[str], kept: str) -> None:
    assert merged(*((intent, []) for intent in intents))["intent"] == kept


def test_a_weak_guess_does_not_overrule_what_was_said() -> None:
    assert heard.merge({"intent": "refund"}, "complaint", 0.3, [])["intent"] == "refund"
    assert heard.merge({}, "complaint", 0.3, [])["intent"] == "complaint"


def test_severity_only_rises() -> None:
    known = merged(("threat", []), ("repeat_contact", []), ("thank", []))
    assert (known["severity"], known["repeat"]) == ("threat", True)
    assert merged(("complaint", []))["severity"] == "normal"


def test_the_last_number_said_is_the_one_to_call() -> None:
    other = {"entity": "phone", "value": "+8613900000000"}
    assert merged(("give_phone", [PHONE, other]))["phone"] == "+8613900000000"


def test_a_newer_wish_replaces_windows_and_lifts_what_it_falls_into() -> None:
    def wish(kind: str, windows: list[list[str]], excluded: list[list[str]]) -> list[dict[str, Any]]:
        return [{"entity": "callback_time", "value": {"kind": kind, "windows": windows, "excluded": excluded}}]

    morning, noon = (
        ["2026-06-09T08:00:00+08:00", "2026-06-09T12:00:00+08:00"],
        ["2026-06-09T12:00:00+08:00", "2026-06-09T13:00:00+08:00"],
    )
    known = merged(("give_time", wish("not", [], [morning, noon])), ("give_time", wish("want", [morning], [])))
    assert known["wish"] == {"windows": [morning], "excluded": [noon], "nocall": False}
    assert merged(("deny", wish("nocall", [], [])))["wish"]["nocall"] is True
    assert merged(("deny", wish("nocall", [], [])), ("give_phone", [PHONE]))["wish"]["nocall"] is False


@pytest.mark.parametrize(
    ("known", "question"),
    [
        ({"intent": "complaint"}, "phone"),
        ({"intent": "complaint", "phone": "+861"}, "order_number"),
        ({"intent": "complaint", "reachable": True}, "order_number"),
        ({"intent": "refund"}, "order_number"),
        ({"intent": "refund", "severity": "threat"}, "order_number"),
        ({"intent": "refund", "severity": "safety"}, "phone"),
        ({"intent": "complaint", "severity": "safety", "phone": "+861"}, None),
        ({"intent": "repair_status", "order_number": "1"}, "phone"),
        ({"intent": "hq_contact"}, "phone"),
        ({"intent": "hq_contact", "reachable": True}, None),
        ({"intent": "invoice", "wish": {"nocall": True}}, None),
        ({"intent": "complaint", "phone": "1", "order_number": "1"}, None),
        ({"intent": "complaint", "asked": ["phone", "order_number"]}, None),
        ({"intent": "complaint", "asked": ["phone"], "misunderstood": 1}, None),
        ({"intent": "complaint", "misunderstood": 2}, None),
        ({"intent": "complaint", "declined": ["phone"]}, None),
        ({"intent": "complaint", "promise": {"owner": "王敏"}}, None),
    ],
)
def test_only_what_is_worth_asking_is_asked(known: dict[str, Any], question: str | None) -> None:
    assert heard.next_question(known) == question


def test_no_customer_is_ever_asked_more_than_twice() -> None:
    for intent in ("complaint", "refund", "repair_status", "hq_contact", "delivery"):
        known, asked = heard.merge({}, intent, 0.9, []), 0
        while what := heard.next_question(known):
            known, asked = heard.answered({**heard.asked(known, what), "unsure": True}, what), asked + 1
        assert asked <= heard.MOST_QUESTIONS


def test_not_knowing_is_no_refusal() -> None:
    known = merged(("refund", []), ("deny", [{"entity": "unsure", "value": True}]))
    known = heard.answered(heard.asked(known, "order_number"), "order_number")
    assert heard.next_question(known) == "phone"


def test_a_misunderstanding_with_a_fact_in_it_is_none() -> None:
    assert "misunderstood" not in merged(("nlu_fallback", [ORDER]))
    assert merged(("nlu_fallback", []), ("out_of_scope", []))["misunderstood"] == 2
