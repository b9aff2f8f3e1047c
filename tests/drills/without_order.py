"""What keeps messages single and in order, switched off one at a time inside a part."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker

from channels.trackers import TurnTrackerStore
from channels.webchat.stream import Streams
from handoff.journal import Journal
from handoff.model import Receipt
from handoff.store import engine
from handoff.store.queries import Queries
from handoff.store.tx import Tx


def lease() -> None:
    """Whoever asks for a conversation gets it."""

    def anybody(self: Queries, conversation_id: str, worker: str, now: datetime, *until: datetime) -> bool:
        return True

    Queries.lease = anybody  # type: ignore[assignment, method-assign]


def queue() -> None:
    """Each bot answers what came in last, as it comes, whoever has the conversation."""
    lease()
    unanswered = Queries.unanswered
    Queries.unanswered = (  # type: ignore[method-assign]
        lambda self, conversation_id: unanswered(self, conversation_id)[::-1]
    )


def one_answer() -> None:
    """A turn that was answered can be answered again."""
    update = Tx.update

    def in_any_case(self: Tx, table: str, row: dict[str, Any], values: Mapping[str, Any], **only_if: Any) -> bool:
        return update(self, table, row, values, **({} if "closed_at" in only_if else only_if))

    Tx.update = in_any_case  # type: ignore[method-assign]


def once() -> None:
    """A message id that came before is not recognised."""
    insert = Tx.insert_unless_there

    def always(self: Tx, table: str, row: dict[str, Any]) -> bool:
        row |= {"public_id": secrets.token_hex(8), "external_id": secrets.token_hex(8)}
        return insert(self, table, row)

    Tx.insert_unless_there = always  # type: ignore[method-assign]


def again() -> None:
    """A transaction that another one was in the way of is not run again."""
    engine.TRIES = 1


def source() -> None:
    """All devices of a customer are taken for one."""
    receive = Journal.receive

    def from_anywhere(self: Journal, *sent: Any) -> Receipt:
        return receive(self, *sent[:5])

    Journal.receive = from_anywhere  # type: ignore[assignment, method-assign]


def hand_over() -> None:
    """Who has a conversation does not look for what came in elsewhere, and tells nobody of its answers."""
    Journal.waits = lambda self, conversation_id: False  # type: ignore[method-assign]
    Streams.tell = Streams.wake  # type: ignore[assignment, method-assign]


def backlog() -> None:
    """As many messages may wait as anybody sends."""
    Queries.backlog = lambda self, conversation_id: 0  # type: ignore[method-assign]


def fresh_trackers() -> None:
    """Each turn rebuilds the tracker from all events of the conversation, as stock Rasa does."""
    kept: dict[str, list[Event]] = {}
    retrieve, save = TurnTrackerStore.retrieve, TurnTrackerStore.save

    async def rebuilt(self: TurnTrackerStore, sender_id: str) -> DialogueStateTracker | None:
        fresh = await retrieve(self, sender_id)
        if fresh is None:
            return None
        whole, domain = self.init_tracker(sender_id), self.domain or Domain.empty()
        for event in [*kept.get(sender_id, []), *fresh.events]:
            whole.update(event, domain)
        return whole

    async def keeping(self: TurnTrackerStore, tracker: DialogueStateTracker) -> None:
        kept[tracker.sender_id] = list(tracker.events)
        await save(self, tracker)

    TurnTrackerStore.retrieve = rebuilt  # type: ignore[method-assign]
    TurnTrackerStore.save = keeping  # type: ignore[method-assign]
