"""Checks the answers of actions with a schema that is compiled once.

Rasa calls `jsonschema.validate` for every custom action, which checks the schema itself again each time: about 20 ms,
more than all the rest of a turn. Rasa offers no hook for it, so this one method is replaced, here and nowhere else;
`tests/unit/test_channels_fast_schema.py` fails when Rasa's method is no longer the one that this was written against.
"""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.shared.exceptions import RasaException

from channels.turn import fail

WRITTEN_AGAINST = "92c725034cf9d06a0bacc907e9a07deb21b7be90687a0dbd5002dd17aa5031b5"
_SCHEMA = RemoteAction.action_response_format_spec()
_VALIDATOR = validator_for(_SCHEMA, default=Draft202012Validator)(_SCHEMA)
_stock: Callable[..., bool] = RemoteAction._validate_action_result


class BadAnswer(RasaException):
    """An action answered something that Rasa cannot use. Says where, never what: the answer may hold personal text."""


def fingerprint() -> str:
    """What tells one version of Rasa's own check from another."""
    source = inspect.getsource(_stock) + inspect.getsource(RemoteAction.action_response_format_spec)
    return hashlib.sha256(source.encode()).hexdigest()


def _validate(self: RemoteAction, result: Any) -> bool:
    error = next(_VALIDATOR.iter_errors(result), None)
    if error is None:
        return True
    where = "/".join(str(step) for step in error.absolute_path) or "the whole"
    fail(f"answer of {self.name()} malformed")
    raise BadAnswer(f"Action '{self.name()}' answered something malformed at {where} ({error.validator}).")


def install() -> None:
    """Put the compiled check in the place of Rasa's."""
    RemoteAction._validate_action_result = _validate  # type: ignore[method-assign]
