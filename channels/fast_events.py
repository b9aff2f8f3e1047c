"""Spares Rasa work that nobody sees.

It copies states and events deeply for log lines below the level that is logged, and looks through all kinds of events
for each one that an action answers.
"""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from rasa.core import processor
from rasa.core.actions import forms
from rasa.core.policies import rule_policy
from rasa.shared.core.events import Event

# In these modules every `copy.deepcopy` is an argument of a debug line; a test counts them.
ONLY_FOR_LOGS = (processor, forms, rule_policy)
_found_by_type = Event.resolve_by_type


def _itself(value: Any) -> Any:
    return value


def install() -> None:
    """From now on."""
    for module in ONLY_FOR_LOGS:
        module.copy = SimpleNamespace(deepcopy=_itself)
    Event.resolve_by_type = staticmethod(lru_cache(maxsize=64)(_found_by_type))  # type: ignore[method-assign]
