"""The rule policy that remembers predicts what Rasa's own predicts, in and out of forms, and keeps nobody's words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from rasa.core.policies.rule_policy import RULES, RULES_FOR_LOOP_UNHAPPY_PATH, RulePolicy
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    Event,
    LoopInterrupted,
    SlotSet,
    UserUttered,
)  # fmt: skip
from rasa.shared.core.generator import TrainingDataGenerator
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.core.training_data.structures import StoryGraph

from nlu import rules
from nlu.rules import RememberingRulePolicy

DOMAIN = Domain.from_yaml("""
version: "3.1"
intents: [complaint, greet, ask_time, stop, nonsense]
slots:
  phone: {type: text, mappings: [{type: custom}]}
  known: {type: any, mappings: [{type: custom}]}
  requested_slot: {type: text, influence_conversation: true, mappings: [{type: custom}]}
forms: {ask: {required_slots: [phone]}}
actions: [hand_off, say_time]
responses: {utter_greet: [{text: hello}], utter_bye: [{text: bye}]}
""")
TAUGHT = """
version: "3.1"
rules:
- rule: a form
  steps: [{intent: complaint}, {action: ask}, {active_loop: ask}]
- rule: its end
  condition: [{active_loop: ask}]
  steps: [{action: ask}, {active_loop: null}, {slot_was_set: [{requested_slot: null}]}, {action: hand_off}]
- rule: a greeting
  steps: [{intent: greet}, {action: utter_greet}]
- rule: a question within the form
  condition: [{active_loop: ask}]
  steps: [{intent: ask_time}, {action: say_time}, {action: ask}]
- rule: somebody who has enough of the form
  condition: [{active_loop: ask}]
  steps: [{intent: stop}, {action: utter_bye}, {action: action_deactivate_loop}, {active_loop: null}]
- rule: a question outside of it
  condition: [{slot_was_set: [{phone: null}]}]
  steps: [{intent: ask_time}, {action: say_time}]
"""
WORDS = "rule: by words\n  steps: [{user: 再见}, {action: utter_bye}]\n"
CONTEXT = ExecutionContext(GraphSchema({}), "a model")
Pair = tuple[RememberingRulePolicy, RulePolicy]


def pair(folder: Path, taught: str) -> Pair:
    """One that remembers and Rasa's own, both loaded from the same training."""
    kept, resource = LocalModelStorage(folder), Resource("rules")
    config = {**RulePolicy.get_default_config(), "check_for_contradictions": False}
    trainee = RememberingRulePolicy.create({**config}, kept, resource, CONTEXT)
    steps = YAMLStoryReader(DOMAIN).read_from_string(taught)
    trainee.train(TrainingDataGenerator(StoryGraph(steps), DOMAIN).generate(), DOMAIN)
    assert not trainee._fitting
    return (
        RememberingRulePolicy.load({**config}, kept, resource, CONTEXT),
        RulePolicy.load({**config}, kept, resource, CONTEXT),
    )


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    return pair(tmp_path_factory.mktemp("rules"), TAUGHT)


@pytest.fixture(autouse=True)
def forgets(both: Pair) -> Iterator[None]:
    both[0]._fitting.clear()
    yield


def said(intent: str, text: str = "话") -> list[Event]:
    return [ActionExecuted("action_listen"), UserUttered(text, {"name": intent, "confidence": 1.0})]


def conversations() -> Iterator[list[Event]]:
    """Each intent, in and out of the form, with and without a number, after each action that may precede it."""
    form: list[Event] = [*said("complaint"), ActionExecuted("ask"), ActiveLoop("ask")]
    form.append(SlotSet("requested_slot", "phone"))
    ended: list[Event] = [ActionExecuted("ask"), ActiveLoop(None), SlotSet("requested_slot", None)]
    for intent, before, number in product(DOMAIN.intents, ([], form, [*form, *ended]), (None, "138")):
        begun = [*before, *([SlotSet("phone", number)] if number else []), *said(intent)]
        yield begun
        for then in ("utter_greet", "say_time", "hand_off", "ask"):
            yield [*begun, ActionExecuted(then)]
        yield [*begun, ActionExecutionRejected("ask")]
        yield [*begun, ActionExecutionRejected("ask"), ActionExecuted("say_time")]
        yield [*begun, ActionExecutionRejected("ask"), LoopInterrupted(True), ActionExecuted("say_time"), *said(intent)]
    yield ended


def outcome(policy: RulePolicy, events: list[Event]) -> tuple[Any, ...]:
    tracker = DialogueStateTracker.from_events("c", events, DOMAIN.slots, domain=DOMAIN)
    made = policy.predict_action_probabilities(tracker, DOMAIN, None)
    return made.probabilities, made.events, made.is_no_user_prediction, made.is_end_to_end_prediction


def test_it_predicts_what_rasas_own_does_and_again_from_memory(both: Pair) -> None:
    remembering, stock = both
    wanted = [outcome(stock, events) for events in conversations()]
    assert len({repr(one) for one in wanted}) >= 7  # the conversations are not all the same to the rules
    for _ in range(2):
        assert [outcome(remembering, events) for events in conversations()] == wanted
    assert {table for table, _ in remembering._fitting} == {RULES, RULES_FOR_LOOP_UNHAPPY_PATH}


def test_what_fits_in_one_table_of_rules_is_not_taken_for_what_fits_in_another(both: Pair) -> None:
    remembering, stock = both
    tables = [stock.lookup[RULES], stock.lookup[RULES_FOR_LOOP_UNHAPPY_PATH]]
    in_the_form = {
        "user": {"intent": "ask_time"}, "prev_action": {"action_name": "action_listen"}, "active_loop": {"name": "ask"},
    }  # fmt: skip
    long = next(states for states in map(json.loads, tables[0]) if len(states) > 1)
    before = [{**long[0], "prev_action": {"action_name": "something else"}}, *long[1:]]
    asked: list[list[Any]] = [[], [{}], [{}, in_the_form], long, before]
    wanted = [stock._get_possible_keys(table, states) for states in asked for table in tables]
    assert wanted[0] != wanted[1] and wanted[4] != wanted[5] and wanted[6] != wanted[8]
    own = [remembering.lookup[RULES], remembering.lookup[RULES_FOR_LOOP_UNHAPPY_PATH]]
    for _ in range(2):
        assert [remembering._get_possible_keys(table, states) for states in asked for table in own] == wanted
    other = dict.fromkeys(list(own[0])[:1], "hand_off")  # a table that it does not know is looked through each time
    assert remembering._get_possible_keys(other, []) == set(other)


def test_what_is_handed_out_can_be_changed_without_changing_what_is_remembered(both: Pair) -> None:
    remembering = both[0]
    remembering._get_possible_keys(remembering.lookup[RULES], []).clear()
    assert remembering._get_possible_keys(remembering.lookup[RULES], []) == set(remembering.lookup[RULES])


def test_no_words_of_a_customer_are_kept(both: Pair) -> None:
    for text in ("我的电话13800138000", "另一句话"):
        outcome(both[0], said("complaint", text))
    assert both[0]._fitting and not [key for _, key in both[0]._fitting if "话" in key]
    before = len(both[0]._fitting)
    outcome(both[0], said("complaint", "第三句"))
    assert len(both[0]._fitting) == before


def test_where_a_rule_asks_for_words_nothing_is_remembered(tmp_path: Path) -> None:
    remembering, stock = pair(tmp_path, TAUGHT + "- " + WORDS)
    for text in ("再见", "不见", "再见"):
        assert outcome(remembering, said("nonsense", text)) == outcome(stock, said("nonsense", text))
    assert outcome(stock, said("nonsense", "再见")) != outcome(stock, said("nonsense", "不见"))
    assert not remembering._fitting


def test_memory_has_an_end(both: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST", 5)
    wanted = [outcome(both[1], events) for events in conversations()]
    for events, expected in zip(conversations(), wanted, strict=True):
        assert outcome(both[0], events) == expected
        assert len(both[0]._fitting) <= 5
