"""Spares Rasa work that nobody sees.

It copies states and events deeply for log lines below the level that is logged, looks through all kinds of events for
each one that an action answers, and for each message makes an empty domain to see whether its own is one.
`tests/unit/test_channels_fast_events.py` reads Rasa's source and fails when one of these copies has become more than
an argument of a log line.
"""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from rasa.core import processor
from rasa.core.actions import forms
from rasa.core.agent import Agent
from rasa.core.policies import rule_policy
from rasa.shared.core.events import Event

ONLY_FOR_LOGS = (processor, forms, rule_policy)
_search = Event.resolve_by_type
Kind = type[Event] | None


def _itself(value: Any) -> Any:
    return value


@lru_cache(maxsize=64)
def _known(type_name: str) -> Kind:
    """Kinds of events are as many as Rasa has; what is not found raises, and is looked for again each time."""
    return _search(type_name)


def _resolve(type_name: Any, default: Kind = None) -> Kind:
    if default is None and isinstance(type_name, str):
        return _known(type_name)
    return _search(type_name, default)


def install(agent: Agent) -> None:
    """From now on, with this agent's domain."""
    domain = agent.domain
    if domain is not None:
        empty = domain.is_empty()
        domain.is_empty = lambda: empty  # type: ignore[method-assign]
    for module in ONLY_FOR_LOGS:
        module.copy = SimpleNamespace(deepcopy=_itself)
    Event.resolve_by_type = staticmethod(_resolve)  # type: ignore[method-assign]
