"""Rasa's rule policy, which remembers what it has found out.

For each prediction it holds every rule against the state of the conversation, a few hundred comparisons. A turn begins
with a fresh, short tracker, so there are few different states, and the rules that fit one are always the same.
"""

from __future__ import annotations

from typing import Any

from rasa.core.policies.rule_policy import RULES, RulePolicy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe

MOST = 4096


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class RememberingRulePolicy(RulePolicy):
    """The same predictions as RulePolicy's."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._trained = bool(self.lookup)  # while it learns, its rules still change
        self._fitting: dict[tuple[bool, str], frozenset[str]] = {}

    def _get_possible_keys(self, lookup: dict[str, str], states: list[Any]) -> set[str]:
        if not self._trained:
            return set(super()._get_possible_keys(lookup, states))
        asked = (lookup is self.lookup[RULES], repr(states))
        found = self._fitting.get(asked)
        if found is None:
            if len(self._fitting) >= MOST:
                self._fitting.clear()
            found = self._fitting[asked] = frozenset(super()._get_possible_keys(lookup, states))
        return set(found)
