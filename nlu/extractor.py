"""Rasa entity extractor: the facts of a message, what it cost the customer, and when they want to be called."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from nlu import numbers, signals, times
from nlu.facts import WORDS_LONGEST, Fact
from nlu.tokens import DOC, PLAIN, reading

# Not to know one's order number is no refusal to give it.
_UNSURE = re.compile(
    r"忘了|忘记|不记得|记不(?:得|住|清|起来)|找不(?:到|着)|没(?:有)?(?:订单|单号|保留|记)|(?:号|单)(?:丢|没)了|"
    r"不清楚|不知道|哪里(?:看|查|找)|在哪(?:看|查|找)"
)


def entities(text: str, now: datetime | None, read: tuple[Any, Any] | None = None) -> list[dict[str, Any]]:
    """Everything found in a message. Without `now` no times are read: the clock is not ours to ask."""
    form, doc = read or reading(text)
    found: list[Fact] = list(doc._.facts)
    unsure = _UNSURE.search(form.text)
    if unsure:
        found.append(Fact("unsure", True, *unsure.span()))
    spent = signals.cost(form.text)
    if spent:
        found.append(Fact("cost", *spent))
    if now is not None:
        wish = _wish(form.text, now, any(fact.name == "no_call" for fact in found))
        if wish["kind"] != "none" or wish.get("unclear"):
            found.append(Fact("callback_time", wish, 0, len(form.text)))
    made = [_entity(fact, *form.origin(fact.start, fact.end)) for fact in found if fact.start < fact.end]
    return made + [_entity(_grave(text, kind, *span), *span) for kind, *span in _gravity(form, doc, found)]


def _gravity(form: Any, doc: Any, found: list[Fact]) -> list[tuple[str, int, int]]:
    """What makes the matter grave, threats and repeats too, and where in the original text."""
    graves = [*doc._.gravity, *((f.name, f.start, f.end) for f in found if f.name in ("threat", "repeat"))]
    return [(kind, *form.origin(start, end)) for kind, start, end in graves]


def _grave(text: str, kind: str, start: int, end: int) -> Fact:
    """As the customer wrote it, for whoever has to see why."""
    return Fact("gravity", {"kind": kind, "words": text[start:end][:WORDS_LONGEST]}, start, end)


def _wish(text: str, now: datetime, no_call: bool) -> dict[str, Any]:
    """When the customer wants to be called; who wants no call at all need name no time."""
    wish = times.read(numbers.digits_spoken(text), now)
    return {"kind": "nocall", "windows": [], "excluded": []} if no_call and wish["kind"] == "none" else wish


def _entity(fact: Fact, start: int, end: int) -> dict[str, Any]:
    found = {"entity": fact.name, "value": fact.value, "start": start, "end": end, "confidence": 1.0}
    return {**found, **(fact.more or {})}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class FactExtractor(GraphComponent, EntityExtractorMixin):
    """Facts are read by rule, not learned: a telephone number is right or wrong, never likely."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> FactExtractor:
        # The pipeline and its tables are built now, not under the first customer's message.
        entities("13800138000", None)
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds the entities of each message; `now` comes in its metadata."""
        for message in messages:
            text = message.get(TEXT)
            if not text:
                continue
            stamp = (message.get("metadata") or {}).get("now")
            now = datetime.fromisoformat(stamp) if stamp else None
            known = (message.get(PLAIN), message.get(DOC))
            found = entities(text, now, known if all(part is not None for part in known) else None)
            message.set(ENTITIES, message.get(ENTITIES, []) + self.add_extractor_name(found), add_to_output=True)
        return messages
