"""Checks the answers of actions with a schema that is compiled once, each event against its own kind only.

Rasa calls `jsonschema.validate` for every custom action, which checks the schema itself again each time: about 20 ms,
more than all the rest of a turn. Rasa offers no hook for it, so this one method is replaced, here and nowhere else;
`tests/unit/test_channels_fast_schema.py` fails when Rasa's method is no longer the one that this was written against.
"""

from __future__ import annotations

import copy
import hashlib
import inspect
from collections.abc import Callable
from typing import Any

from jsonschema import Draft202012Validator
from rasa.core.actions.action import RemoteAction
from rasa.shared.exceptions import RasaException

from channels.turn import fail

WRITTEN_AGAINST = "92c725034cf9d06a0bacc907e9a07deb21b7be90687a0dbd5002dd17aa5031b5"
_stock: Callable[..., bool] = RemoteAction._validate_action_result
_SCHEMA = copy.deepcopy(RemoteAction.action_response_format_spec())
# Rasa tries an event against every kind of event; as each kind names itself, only one of them can fit.
_KINDS = {kind["properties"]["event"]["const"]: kind for kind in _SCHEMA["properties"]["events"]["items"].pop("oneOf")}
_FRAME = Draft202012Validator(_SCHEMA)
_OF_KIND = {name: Draft202012Validator(kind) for name, kind in _KINDS.items()}


class BadAnswer(RasaException):
    """An action answered something that Rasa cannot use. Says where, never what: the answer may hold personal text."""


def fingerprint() -> str:
    """What tells one version of Rasa's own check from another."""
    source = inspect.getsource(_stock) + inspect.getsource(RemoteAction.action_response_format_spec)
    return hashlib.sha256(source.encode()).hexdigest()


def _fault(answer: Any) -> str:
    """Where an answer is malformed, empty where it is not."""
    error = next(_FRAME.iter_errors(answer), None)
    if error is not None:
        return f"{'/'.join(str(step) for step in error.absolute_path) or 'the whole'} ({error.validator})"
    for number, event in enumerate(answer.get("events", ())):
        kind = _OF_KIND.get(event["event"])
        if kind is None or not kind.is_valid(event):
            return f"events/{number} ({'unknown' if kind is None else 'fields'})"
    return ""


def _validate(self: RemoteAction, result: Any) -> bool:
    fault = _fault(result)
    if fault:
        fail(f"answer of {self.name()} malformed")
        raise BadAnswer(f"Action '{self.name()}' answered something malformed at {fault}.")
    return True


def install() -> None:
    """Put the compiled check in the place of Rasa's."""
    RemoteAction._validate_action_result = _validate  # type: ignore[method-assign]
