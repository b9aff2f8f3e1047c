"""The compiled check judges as Rasa's own does, and is noticed when Rasa's changes."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction

from channels import fast_schema
from channels.turn import RunningTurn, running

ACTION = RemoteAction("action_hand_off", None)
GOOD = [
    {},
    {"events": [], "responses": []},
    {"events": [{"event": "slot", "name": "known", "value": {"a": 1}}], "responses": [{"text": "好"}]},
    {"events": [{"event": "active_loop", "name": None}]},
]
BAD: list[Any] = [
    None,
    [],
    "rubbish",
    {"events": {}},
    {"events": [{"event": "no such event"}]},
    {"events": [{"event": "slot"}]},
    {"responses": ["13800138000"]},
]


def test_rasa_still_checks_the_way_this_was_written_against() -> None:
    assert fast_schema.fingerprint() == fast_schema.WRITTEN_AGAINST, "Rasa changed its check: read it again"


@pytest.mark.parametrize("answer", GOOD)
def test_what_rasa_accepts_is_accepted(answer: dict[str, Any]) -> None:
    assert fast_schema._stock(ACTION, answer)
    assert fast_schema._validate(ACTION, answer)


@pytest.mark.parametrize("answer", BAD)
def test_what_rasa_refuses_is_refused_without_being_quoted_and_fails_the_turn(answer: Any) -> None:
    with pytest.raises(ValidationError):
        fast_schema._stock(ACTION, answer)
    turn = RunningTurn("1", "c1")
    token = running.set(turn)
    try:
        with pytest.raises(fast_schema.BadAnswer) as refused:
            fast_schema._validate(ACTION, answer)
    finally:
        running.reset(token)
    assert "13800138000" not in str(refused.value)
    assert turn.failed == "answer of action_hand_off malformed"


def test_installed_it_stands_in_the_place_of_rasas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RemoteAction, "_validate_action_result", fast_schema._stock)
    fast_schema.install()
    with pytest.raises(fast_schema.BadAnswer):
        ACTION._validate_action_result({"events": 1})
