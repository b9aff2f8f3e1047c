"""Rasa's rule policy, which remembers what it has found out.

For each prediction it holds every rule against the state of the conversation, a few hundred comparisons. A turn begins
with a fresh, short tracker, so there are few different states, and the rules that fit one are always the same.
"""

from __future__ import annotations

from typing import Any

from rasa.core.policies.rule_policy import RULES, RULES_FOR_LOOP_UNHAPPY_PATH, RulePolicy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.constants import USER
from rasa.shared.nlu.constants import TEXT

MOST = 4096
REMEMBERED = (RULES, RULES_FOR_LOOP_UNHAPPY_PATH)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class RememberingRulePolicy(RulePolicy):
    """The same predictions as RulePolicy's."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        trained = self.lookup or {}  # while it learns there is none, and its rules still change
        self._tables = {name: trained[name] for name in REMEMBERED if name in trained}
        self._heed_words = any(f'"{TEXT}"' in rule for table in self._tables.values() for rule in table)
        self._fitting: dict[tuple[str, str], frozenset[str]] = {}

    def _get_possible_keys(self, lookup: dict[str, str], states: list[Any]) -> set[str]:
        table = next((name for name, known in self._tables.items() if known is lookup), None)
        if table is None or self._heed_words:
            return set(super()._get_possible_keys(lookup, states))
        # No rule asks for the words of a message; they differ each time, and are not to be kept.
        states = [_without_words(state) for state in states]
        asked = (table, repr(states))
        found = self._fitting.get(asked)
        if found is None:
            if len(self._fitting) >= MOST:
                self._fitting.clear()
            found = self._fitting[asked] = frozenset(super()._get_possible_keys(lookup, states))
        return set(found)


def _without_words(state: dict[str, Any]) -> dict[str, Any]:
    said = state.get(USER)
    if not said or TEXT not in said:
        return state
    return {**state, USER: {what: value for what, value in said.items() if what != TEXT}}
