"""Every kind of message in every tongue: name, title, date with weekday, time, how, and the case number at the end."""

from __future__ import annotations

import re
from typing import Any

import pytest

from handoff import action_wording, binding_words, wording
from handoff.phrases import last_digits
from handoff.tongues import ENGLISH, SIMPLIFIED, TONGUES, TRADITIONAL, say
from handoff.wording import Owner, Terms
from tests.unit.small_company import at
from tests.unit.test_manners import objections
from tests.unit.test_wording import LAN, MIN, NOW, everything

DUE, CASE = at("2026-06-08 15:20"), "260608-123456"
WHO = {SIMPLIFIED: "王敏（售后投诉专员）", TRADITIONAL: "王敏（售后投诉专员）", ENGLISH: "王敏 (售后投诉专员)"}
DAY = {SIMPLIFIED: "6月8日（周一）", TRADITIONAL: "6月8日（週一）", ENGLISH: "Monday, 8 June"}
END = {SIMPLIFIED: f"编号 {CASE}。", TRADITIONAL: f"編號 {CASE}。", ENGLISH: f"Case number {CASE}."}
HOW = {
    "call": {SIMPLIFIED: "致电您（尾号8000）", TRADITIONAL: "致電您（尾號8000）", ENGLISH: "will call you (number ending in 8000)"},
    "message": {SIMPLIFIED: "在这里联系您", TRADITIONAL: "在這裡聯繫您", ENGLISH: "will message you here"},
    "ring_again": {SIMPLIFIED: "再次来电", TRADITIONAL: "再次來電", ENGLISH: "Please call us again on"},
}  # fmt: skip


def in_tongue(tongue: str, reach: str) -> list[str]:
    """Every message that holds a promise, and what people promised to do."""
    terms: Terms = {"owner": MIN, "due_at": DUE, "now": NOW, "reach": reach, "phone": "+8613800138000", "case_id": CASE,
                    "slot_start": at("2026-06-08 15:00"), "tongue": tongue}  # fmt: skip
    return [*everything(reach, tongue), binding_words.joined(others=["260607-654321", "260606-000001"], **terms),
            wording.partner_joins(own=LAN, organisation="顺安维修站", what="上门检查", **terms)]  # fmt: skip


@pytest.mark.parametrize("reach", ["call", "message", "ring_again"])
@pytest.mark.parametrize("tongue", TONGUES)
def test_every_promise_holds_all_that_it_must_in_every_tongue(tongue: str, reach: str) -> None:
    for text in in_tongue(tongue, reach):
        assert WHO[tongue] in text, text
        assert DAY[tongue] in text, text
        assert "15:20" in text, text
        assert HOW[reach][tongue] in text, text
        assert text.endswith(END[tongue]), text
        assert "  " not in text, text


@pytest.mark.parametrize("tongue", TONGUES)
def test_what_a_person_promised_to_do_stands_in_their_own_words_in_every_tongue(tongue: str) -> None:
    given: dict[str, Any] = {"owner": MIN, "what": "寄出主机板。", "due_at": DUE, "now": NOW, "case_id": CASE}
    given |= {"tongue": tongue}
    for text in (
        action_wording.action_promised(**given),
        action_wording.action_restated(**given),
        action_wording.action_passed_on(earlier=LAN, **given),
    ):
        for piece in (WHO[tongue], DAY[tongue], "15:20", "寄出主机板"):
            assert piece in text, text
        assert text.endswith(END[tongue])
    done = action_wording.action_done(owner=MIN, what="寄出主机板", case_id=CASE, tongue=tongue)
    paid = action_wording.cost_answered(owner=MIN, answer="寄出主机板", case_id=CASE, tongue=tongue)
    asked = wording.close_proposal(owner=MIN, summary="寄出主机板", case_id=CASE, tongue=tongue)
    for text in (done, paid, asked, wording.in_call(owner=MIN, case_id=CASE, tongue=tongue),
                 wording.unreachable(owner=MIN, times=3, case_id=CASE, tongue=tongue)):  # fmt: skip
        assert WHO[tongue] in text
        assert text.endswith(END[tongue])
    assert all("寄出主机板" in text for text in (done, paid, asked))


@pytest.mark.parametrize(
    ("due", "words"),
    [("2026-06-08 15:20", "Monday, 8 June, 15:20"), ("2026-06-14 09:00", "Sunday, 14 June, 09:00"),
     ("2026-11-20 15:20", "Friday, 20 November, 15:20"), ("2027-01-04 09:20", "Monday, 4 January 2027, 09:20")],
)  # fmt: skip
def test_an_english_time_has_its_weekday_and_the_year_when_it_is_another(due: str, words: str) -> None:
    assert wording.when(at(due), NOW, ENGLISH) == words


def test_an_english_promise_says_how_it_will_be_kept() -> None:
    said = wording.promise_words(MIN, DUE, NOW, "call", "+8613800138000", tongue=ENGLISH)
    assert said == "王敏 (售后投诉专员) will call you (number ending in 8000) by Monday, 8 June, 15:20"
    again = wording.promise_words(MIN, DUE, NOW, "ring_again", "", at("2026-06-08 15:00"), ENGLISH)
    assert "on Monday, 8 June, 15:00 to 15:20: " in again
    for text in in_tongue(ENGLISH, "message"):
        assert not re.search(r"\bcall|phone", text), text


def test_english_says_sorry_then_thank_you_then_the_promise() -> None:
    for text in in_tongue(ENGLISH, "call"):
        assert re.search(
            "(?i)sorry.*thank you.*will call you|thank you.*will call you|Certainly.*will call you", text
        ), text
    first = wording.first_answer(
        intent="complaint",
        owner=MIN,
        due_at=DUE,
        now=NOW,
        reach="call",
        case_id=CASE,
        tongue=ENGLISH,
    )
    assert re.match("We are very sorry .*Thank you .*will call you", first)


def test_english_blames_compares_puts_off_and_begs_no_more_than_chinese_does() -> None:
    banned = r"(?i)as soon as possible|shortly|other customers|you should have|rate us|satisfaction|be patient|system"
    for reach in HOW:
        for text in in_tongue(ENGLISH, reach):
            assert not re.search(banned, text), text
    for text in in_tongue(TRADITIONAL, "call"):
        assert objections(text) == (), text


@pytest.mark.parametrize("tongue", TONGUES)
def test_the_results_that_the_house_writes_itself_are_told_in_every_tongue(tongue: str) -> None:
    for summary, name in ((wording.REACHED, "reached"), (wording.UNREACHABLE, "unreachable")):
        text = wording.close_proposal(owner=MIN, summary=summary, case_id=CASE, tongue=tongue)
        assert say(tongue, f"close_proposal.{name}") in text


@pytest.mark.parametrize("tongue", TONGUES)
def test_what_is_said_without_a_promise_is_in_the_same_tongue(tongue: str) -> None:
    for ended in (wording.closed, wording.solved, wording.left_alone):
        assert ended(case_id=CASE, tongue=tongue).endswith(END[tongue])
    assert wording.left_alone(case_id=None, tongue=tongue) == say(tongue, "left_alone")
    assert "123456" in binding_words.code_message("123456", tongue)
    assert "8000" in binding_words.code_sent("+8613800138000", tongue)
    assert "8000" in binding_words.confirmed("+8613800138000", tongue)
    names = {"code_refused", "too_many_tries", "asked_too_often", "asked_enough"}
    assert len({binding_words.refusal(name, tongue) for name in names}) == len(names)
    assert last_digits("123") == ""


def test_an_owner_without_a_title_is_told_by_name_alone() -> None:
    assert {wording.who(Owner("王敏", ""), tongue) for tongue in TONGUES} == {"王敏"}
