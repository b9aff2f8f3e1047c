"""A tracker made of what is known, and nothing kept."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from rasa.core.actions.action import ActionSessionStart
from rasa.core.processor import MessageProcessor
from rasa.core.tracker_store import FailSafeTrackerStore, TrackerStore, check_if_tracker_store_async
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActiveLoop, SlotSet
from rasa.utils.endpoints import EndpointConfig

from channels.trackers import TurnTrackerStore
from channels.turn import RunningTurn, running

DOMAIN = Domain.from_yaml(
    """
version: "3.1"
intents: [complaint]
slots:
  known:
    type: any
    influence_conversation: false
    mappings: [{type: custom}]
  phone:
    type: text
    influence_conversation: false
    mappings: [{type: custom}]
forms:
  handoff_form:
    required_slots: [phone]
"""
)


@pytest.fixture
def store() -> TrackerStore:
    made = TrackerStore.create(EndpointConfig(type="channels.trackers.TurnTrackerStore"), DOMAIN)
    assert isinstance(made, TurnTrackerStore)
    return made


@pytest.fixture
def turn() -> Iterator[RunningTurn]:
    turn = RunningTurn("1", "c1", {"intent": "refund"}, {"form": "handoff_form", "requested": "phone"})
    token = running.set(turn)
    yield turn
    running.reset(token)


async def test_rasa_takes_the_store_as_one_of_its_own(store: TrackerStore) -> None:
    assert check_if_tracker_store_async(store)


async def test_a_turn_begins_with_what_is_known_and_where_the_dialogue_stands(
    store: TrackerStore, turn: RunningTurn
) -> None:
    tracker = await store.get_or_create_tracker("c1", append_action_listen=False)
    assert tracker.get_slot("known") == {"intent": "refund"}
    assert (tracker.active_loop_name, tracker.get_slot("requested_slot")) == ("handoff_form", "phone")
    assert tracker.latest_action_name == "action_listen"


async def test_no_session_is_started_in_a_turn(store: TrackerStore, turn: RunningTurn) -> None:
    class Processor(MessageProcessor):
        def __init__(self) -> None:
            self.domain = DOMAIN
            self.tracker_store = FailSafeTrackerStore(store)
            self.action_endpoint = None

        async def get_tracker(self, conversation_id: str):  # noqa: ANN202
            return await self.tracker_store.get_or_create_tracker(conversation_id, append_action_listen=False)

        async def _run_action(self, action, *_args, **_kwargs):  # noqa: ANN001, ANN002, ANN003, ANN202
            raise AssertionError(f"{action.name()} must not run")

    for dialogue in ({"form": "handoff_form", "requested": "phone"}, {}):
        turn.dialogue = dict(dialogue)
        await Processor().fetch_tracker_and_update_session("c1")
    assert ActionSessionStart is not None


async def test_what_rasa_learns_is_handed_back_and_the_rest_is_dropped(store: TrackerStore, turn: RunningTurn) -> None:
    tracker = await store.get_or_create_tracker("c1", append_action_listen=False)
    tracker.update_with_events(
        [SlotSet("known", {"phone": "1"}), ActiveLoop(None), SlotSet("requested_slot", None)], DOMAIN
    )
    await store.save(tracker)
    assert (turn.known, turn.dialogue) == ({"phone": "1"}, {"form": None, "requested": None})
    assert list(await store.keys()) == []


async def test_a_known_that_is_no_dictionary_is_not_taken_over(store: TrackerStore, turn: RunningTurn) -> None:
    tracker = await store.get_or_create_tracker("c1", append_action_listen=False)
    tracker.update(SlotSet("known", None), DOMAIN)
    await store.save(tracker)
    assert turn.known == {"intent": "refund"}


async def test_another_conversation_sees_nothing_of_the_running_turn(store: TrackerStore, turn: RunningTurn) -> None:
    assert await store.retrieve("c2") is None


async def test_two_turns_at_the_same_time_do_not_see_each_other(store: TrackerStore) -> None:
    async def one(conversation: str) -> object:
        running.set(RunningTurn("1", conversation, {"name": conversation}))
        await asyncio.sleep(0)
        tracker = await store.retrieve(conversation)
        return tracker and tracker.get_slot("known")

    seen = await asyncio.gather(*(asyncio.create_task(one(c)) for c in ("c1", "c2")))
    assert seen == [{"name": "c1"}, {"name": "c2"}]


async def test_a_turn_costs_the_same_however_long_the_conversation(store: TrackerStore, turn: RunningTurn) -> None:
    for _ in range(50):
        tracker = await store.get_or_create_tracker("c1", append_action_listen=False)
        await store.save(tracker)
        assert len(tracker.events) <= 6
