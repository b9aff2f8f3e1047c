"""The actions with a core that only remembers what it was asked."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

from actions import inside
from handoff import bootstrap
from handoff.model import Said
from handoff.tongues import ENGLISH, SIMPLIFIED, TRADITIONAL, say

PHONE = {"entity": "phone", "value": "+8613812345678"}


class Core:
    """Remembers what it was asked, and on which thread; answers what it was told to."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.threads: list[int] = []
        self.answer = Said(True)

    def __getattr__(self, name: str) -> Any:
        def use(turn: str, known: dict[str, Any], *rest: Any) -> Said:
            assert turn == "7"
            self.calls.append((name, known))
            self.threads.append(threading.get_ident())
            return Said(self.answer.closed, self.answer.texts, known)

        return use


@pytest.fixture()
def core(monkeypatch: pytest.MonkeyPatch) -> Core:
    double = Core()
    monkeypatch.setattr(bootstrap, "intake", lambda: double)
    return double


def act(
    name: str, intent: str, known: dict[str, Any] | None = None, entities: list[dict[str, Any]] | None = None,
    requested: str | None = None, metadata: dict[str, Any] | None = None, text: str = "…",
) -> tuple[dict[str, Any], dict[str, Any], list[str]]:  # fmt: skip
    """Run an action as the bot does: slots set, events by name, what is uttered."""
    message = {"intent": {"name": intent, "confidence": 0.9}, "entities": entities or [], "text": text}
    tracker = {
        "sender_id": "talk", "slots": {"known": known or {}, "requested_slot": requested}, "latest_message": message,
        "events": [{"event": "user", "metadata": {"turn": "7"} if metadata is None else metadata}],
    }  # fmt: skip
    result = asyncio.run(inside.execute({"next_action": name, "tracker": tracker, "domain": {}}))
    slots = {event["name"]: event["value"] for event in result["events"] if event["event"] == "slot"}
    others = {event["event"]: event for event in result["events"] if event["event"] != "slot"}
    return slots, others, [said["text"] for said in result["responses"]]


def test_every_action_of_the_domain_is_there() -> None:
    names = ["validate_handoff_form", "action_hand_off", "action_tell_promise", "action_change_time", "action_solved"]
    names += ["action_note", "action_greet", "action_not_understood"]
    assert set(names) <= set(inside._executor().actions)


def test_a_blocking_core_never_runs_on_the_event_loop(core: Core) -> None:
    act("action_hand_off", "complaint")
    assert core.threads != [threading.get_ident()]


def test_what_the_core_committed_is_not_uttered_again(core: Core) -> None:
    core.answer = Said(True, ("committed",))
    assert act("action_hand_off", "complaint")[2] == []
    core.answer = Said(False, ("still to say",))
    assert act("action_solved", "solved")[2] == ["still to say"]


def test_a_message_without_a_turn_is_refused(core: Core) -> None:
    with pytest.raises(LookupError, match="turn"):
        act("action_hand_off", "complaint", metadata={})


def test_a_message_is_merged_once_however_many_actions_hear_it(core: Core) -> None:
    slots, _, _ = act("action_not_understood", "out_of_scope")
    again, _, _ = act("action_not_understood", "out_of_scope", slots["known"])
    assert (slots["known"]["misunderstood"], again["known"]["misunderstood"]) == (1, 1)


def test_a_complaint_is_met_with_sorry_before_the_question() -> None:
    slots, _, said = act("validate_handoff_form", "complaint")
    assert (slots["requested_slot"], said) == ("phone", [say(SIMPLIFIED, "sorry") + say(SIMPLIFIED, "ask_phone")])
    assert slots["known"]["asked"] == ["phone"]


def test_a_repeated_complaint_is_met_with_its_own_sorry() -> None:
    said = act("validate_handoff_form", "complaint", entities=[{"entity": "repeat", "value": True}])[2]
    assert said == [say(SIMPLIFIED, "sorry_repeat") + say(SIMPLIFIED, "ask_phone")]


@pytest.mark.parametrize(("language", "words"), [(ENGLISH, "Which phone number"), (TRADITIONAL, "請問方便用哪個電話")])
def test_a_question_is_asked_in_the_customers_tongue_after_its_sorry(language: str, words: str) -> None:
    said = act("validate_handoff_form", "complaint", {"language": language})[2]
    assert said[0].startswith(say(language, "sorry"))
    assert words in said[0]


@pytest.mark.parametrize(
    ("action", "intent", "words"),
    [("action_greet", "greet", "greet"), ("action_note", "thank", "welcome"), ("action_note", "goodbye", "goodbye"),
     ("action_not_understood", "nlu_fallback", "what_about"), ("action_note", "give_phone", "noted_what_about")],
)  # fmt: skip
@pytest.mark.parametrize("language", [SIMPLIFIED, TRADITIONAL, ENGLISH])
def test_courtesies_are_said_in_the_customers_tongue(
    core: Core, language: str, action: str, intent: str, words: str
) -> None:
    core.answer = Said(False)
    assert act(action, intent, {"language": language})[2] == [say(language, words)]


def test_the_second_question_comes_without_another_sorry() -> None:
    known = {"intent": "complaint", "asked": ["phone"]}
    slots, _, said = act("validate_handoff_form", "give_phone", known, [PHONE], "phone")
    assert (slots["requested_slot"], said) == ("order_number", [say(SIMPLIFIED, "ask_order_number")])


@pytest.mark.parametrize("intent", ["deny", "abuse", "complaint", "nlu_fallback", "greet", "solved", "ask_status"])
def test_who_does_not_answer_is_not_asked_again(intent: str) -> None:
    slots, _, said = act("validate_handoff_form", intent, {"intent": "complaint", "asked": ["phone"]}, None, "phone")
    assert (slots["requested_slot"], said) == (None, [])


def test_solved_and_asked_inside_the_form_get_their_own_answer(core: Core) -> None:
    act("action_hand_off", "solved")
    act("action_hand_off", "ask_status", {"promise": {"owner": "王敏"}})
    act("action_hand_off", "ask_status")
    assert [name for name, _ in core.calls] == ["solved", "tell_promise", "hand_off"]


_THREAT = {"entity": "threat", "value": "authority"}
_DANGER = {"entity": "gravity", "value": {"kind": "safety", "words": "漏电"}}
_WORK = {"entity": "gravity", "value": {"kind": "work", "words": "停工"}}
_SOLVED = {"entity": "solved", "value": "已经解决了"}


@pytest.mark.parametrize("case", [None, "260608-123456"])
@pytest.mark.parametrize("pressing", [_THREAT, _DANGER])
def test_who_gives_up_on_us_with_a_threat_has_solved_nothing(
    core: Core, pressing: dict[str, Any], case: str | None
) -> None:
    known = {"case": case, "promise": {"owner": "王敏"}} if case else {}
    _, events, said = act("action_solved", "solved", known, [pressing])
    assert (events["followup"]["name"], said) == ("handoff_form", [])
    act("action_hand_off", "solved", known, [pressing])
    assert [name for name, _ in core.calls] == ["hand_off"]


@pytest.mark.parametrize("beside", [[], [_WORK], [_SOLVED], [_THREAT, _SOLVED], [_DANGER, _SOLVED]])
def test_who_says_that_it_is_solved_is_believed(core: Core, beside: list[dict[str, Any]]) -> None:
    known = {"case": "260608-123456", "threat": ["authority"], "severity": "safety", "intent": "complaint"}
    act("action_solved", "solved", known, beside)
    act("action_hand_off", "solved", known, beside)
    assert [name for name, _ in core.calls] == ["solved", "solved"]


def test_a_matter_nobody_understood_still_goes_to_a_person(core: Core) -> None:
    act("action_hand_off", "nlu_fallback")
    assert core.calls[0][1]["intent"] == "out_of_scope"


@pytest.mark.parametrize("action", ["action_tell_promise", "action_change_time"])
def test_without_a_case_a_case_is_begun(core: Core, action: str) -> None:
    _, events, _ = act(action, "ask_status")
    assert events["followup"]["name"] == "handoff_form"
    assert core.calls == []


def test_not_understood_asks_once_then_hands_over(core: Core) -> None:
    slots, events, said = act("action_not_understood", "nlu_fallback")
    assert (said, events) == ([say(SIMPLIFIED, "what_about")], {})
    slots["known"]["turn"] = "6"
    assert act("action_not_understood", "nlu_fallback", slots["known"])[1]["followup"]["name"] == "handoff_form"


def test_in_an_open_case_what_is_not_understood_is_added_to_it(core: Core) -> None:
    act("action_not_understood", "out_of_scope", {"case": "C1"})
    assert [name for name, _ in core.calls] == ["note"]


def test_a_yes_out_of_nothing_is_asked_about(core: Core) -> None:
    core.answer = Said(False)
    slots, _, said = act("action_note", "affirm")
    assert said == [say(SIMPLIFIED, "what_about")]
    assert slots["known"]["misunderstood"] == 1


def test_a_number_out_of_nothing_is_thanked_for(core: Core) -> None:
    core.answer = Said(False)
    slots, _, said = act("action_note", "give_phone", entities=[PHONE])
    assert (said, slots["known"]["phone"]) == ([say(SIMPLIFIED, "noted_what_about")], "+8613812345678")


@pytest.mark.parametrize(("closed", "said"), [(True, []), (False, [say(SIMPLIFIED, "greet")])])
def test_a_greeting_in_an_open_case_is_left_to_the_person_who_is_talking_with_the_customer(
    core: Core, closed: bool, said: list[str]
) -> None:
    core.answer = Said(closed)
    slots, _, uttered = act("action_greet", "greet", {"case": "260608-123456", "intent": "complaint"})
    assert [name for name, _ in core.calls] == ["overheard"]
    assert uttered == said
    assert slots["known"].get("answered") == ("7" if closed else None)


def test_a_greeting_with_a_threat_goes_to_a_person(core: Core) -> None:
    _, events, _ = act("action_greet", "greet", entities=[{"entity": "threat", "value": "press"}])
    assert events["followup"]["name"] == "handoff_form"
