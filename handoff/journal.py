"""Messages from outside: written down before they are acknowledged, handed out in order, answered once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, tzinfo
from typing import Any, TypeVar

from handoff import commitments, sessions, short, uniting, windows
from handoff.callers import Incoming, NewNumber, begin, refresh
from handoff.clock import Clock
from handoff.companies import Companies
from handoff.courtesies import too_fast
from handoff.model import Attachment, Identity, Receipt, Refused, Turn
from handoff.reach import Rules
from handoff.recall import compose, kept, tongue_in
from handoff.scene import Scene
from handoff.store import Row, Store, Tx
from handoff.tongues import SIMPLIFIED
from handoff.use_cases import UseCases

T = TypeVar("T")
# Longer than a turn may take, so that a lease only runs out under a process that died.
LEASE = timedelta(seconds=15)
# Ends later than any lease of now can: two machines' clocks may differ a little.
NEVER = 2 * LEASE
# Whoever answers a turn gives its conversation back in the same transaction.
GIVEN_BACK: dict[str, Any] = {"leased_by": None, "leased_until": None}
_UNANSWERED: dict[str, Any] = {"closed_at": None, "closed_by": None}


class Held(Exception):
    """Another process has the conversation for the message before this one."""


class Journal(UseCases):
    """The durable queue in front of the dialogue, and the conversation as the customer sees it."""

    def __init__(
        self, store: Store, clock: Clock, companies: Companies, backlog: int, channels: Mapping[str, Rules]
    ) -> None:
        super().__init__(store, clock, companies)
        self._backlog = backlog
        self._channels = channels
        self._by_post = {name for name, rules in channels.items() if rules.by_post}
        self._wordless = {name for name, rules in channels.items() if not rules.free_text}
        self._fetched: dict[int, datetime] = {}
        self._noting = threading.Lock()

    def receive(
        self, channel: str, address: str, external_id: str, text: str, customer: Identity | None = None,
        source: str = "", worker: str = "", attachment: Attachment | None = None, event: bool = False,
    ) -> Receipt:  # fmt: skip
        """Write a customer's message down. The same `external_id` again is acknowledged and not written; `source`
        tells apart the senders who number their messages each for themselves, such as two devices of one customer.
        A `worker` who would `take` it at once gets its turn with the receipt, unless something waits before it or
        another process has the conversation: whoever does not begin with it can still take it as any other.
        `attachment` is what came beside or instead of words; an `event` is a click or a follow rather than a message.

        Raises Refused("backlog") when too many wait already, Unavailable when the database does.
        """
        came = Incoming(channel, address, (source, external_id), storable(text), customer, attachment, event)
        try:
            return self._store.write(lambda tx: self._receive(tx, came, worker))
        except NewNumber:
            self._store.write(lambda tx: uniting.recognise(self._scene(tx), came))
            return self._store.write(lambda tx: self._receive(tx, came, worker))

    def _receive(self, tx: Tx, came: Incoming, worker: str) -> Receipt:
        sent_as = came.sent_as
        found = tx.conversation_at(came.channel, came.address, lock=True)
        conversation = found or begin(tx, came.channel, came.address, came.identity)
        before = tx.backlog(conversation["id"]) if found else 0
        by_post = came.channel in self._by_post
        if before >= self._backlog and not by_post:  # a vendor cannot tell its customer to wait
            seen = tx.message_once(conversation["id"], *sent_as)
            if seen:
                return Receipt(str(seen["id"]), conversation["id"], False)
            raise Refused("backlog", too_fast(tongue_in(conversation)))
        if came.identity:
            refresh(tx, conversation, came.identity)
        opts_out = short.opts_out(came.channel, came.text)
        with_person = by_post and bool(found) and sessions.held(tx, conversation["id"])
        closer = "opted_out" if opts_out else "person" if with_person else ""
        closed = {"closed_at": self._clock.now(), "closed_by": closer} if closer else _UNANSWERED
        row: Row = {
            "public_id": sent_as[1], "source": sent_as[0], "external_id": sent_as[1],
            "conversation_id": conversation["id"], "case_id": None, "at": self._clock.now(), "sender": "customer",
            "author": "", "text": came.text, "promise_id": None, "kind": "chat", "attachment": came.attachment,
            "state": "received", "delivered_at": None, **closed,
        }  # fmt: skip
        if not tx.insert_unless_there("messages", row):
            seen = tx.message_once(conversation["id"], *sent_as)
            if seen:
                return Receipt(str(seen["id"]), conversation["id"], False)
            # Another device of this customer has used the same id for something else.
            row = tx.insert("messages", {**row, "public_id": commitments.new_id()})
        if by_post:
            # Vendors' windows open with what a customer says; the word that ends all text messages ends them.
            windows.opened(tx, self._channels[came.channel], came.channel, came.address, row["at"], came.event)
            tx.address_state(came.channel, came.address, "opted_out" if opts_out else "open")
        if with_person:
            sessions.keep(self._scene(tx), conversation, row, "noted", "customer")
        taken = worker and not before and not closer and self._lease(tx, conversation["id"], worker)
        turn = self._turn(tx, conversation, row, more=False) if taken else None
        return Receipt(str(row["id"]), conversation["id"], True, turn)

    def _lease(self, tx: Tx, conversation_id: str, worker: str) -> bool:
        now = self._clock.now()
        return tx.lease(conversation_id, worker, now, now + LEASE, now + NEVER)

    def take(self, conversation_id: str, worker: str) -> Turn | None:
        """The oldest unanswered message with what is known of its customer; None when nothing waits.

        The conversation is this worker's until the turn is answered. Raises Held while another process has it.
        """
        return self._store.write(lambda tx: self._take(tx, conversation_id, worker), durable=False)

    def _take(self, tx: Tx, conversation_id: str, worker: str) -> Turn | None:
        if not self._lease(tx, conversation_id, worker):
            raise Held
        # Read behind the lease: before it, another process might be answering the very message that is found.
        waiting = tx.unanswered(conversation_id)
        if not waiting:
            tx.update("conversations", {"id": conversation_id}, GIVEN_BACK)
            return None
        conversation = tx.row("conversations", conversation_id) or {}
        return self._turn(tx, conversation, waiting[0], more=len(waiting) > 1)

    def _turn(self, tx: Tx, conversation: Row, message: Row, more: bool) -> Turn:
        """A message of the customer's, with everything that is known when its turn begins."""
        customer = tx.row("customers", conversation["customer_id"]) or {}
        case = tx.latest_case(customer["id"])
        live = tx.live_promises(case["id"]) if case else []
        known = compose(conversation, customer, case, live, message)
        known["wordless"] = conversation["channel"] in self._wordless or short.at_once(message["attachment"])
        text = short.meaning(message["text"], known, message["attachment"])
        return Turn(
            str(message["id"]), conversation["id"], conversation["channel"], text, message["at"], known,
            dict(conversation["dialogue"]), more,
        )  # fmt: skip

    def left(self, channel: str, address: str) -> None:
        """The customer no longer follows here: what they are to know goes another way from now on."""
        self._store.write(lambda tx: tx.address_state(channel, address, "left"))

    def waits(self, conversation_id: str) -> bool:
        """Whether a message of this conversation is unanswered."""
        with self._store.read() as tx:
            return tx.backlog(conversation_id) > 0

    def release(self, worker: str) -> None:
        """Give back every conversation that a process of this name still holds from before it died."""
        self._store.write(lambda tx: tx.release(worker), durable=False)

    def unanswered(self, older_than_s: float = 0.0, worker: str | None = None) -> list[str]:
        """Conversations with waiting messages that no living process holds, oldest first."""
        now = self._clock.now()
        with self._store.read() as tx:
            waiting = tx.waiting(now - timedelta(seconds=older_than_s), now)
        free = [
            w for w in waiting
            if not w["leased_by"] or w["leased_by"] == worker or not now <= w["leased_until"] <= now + NEVER
        ]  # fmt: skip
        return list(dict.fromkeys(w["conversation_id"] for w in free))

    def close(self, turn_id: str, texts: list[str], known: dict[str, Any], dialogue: dict[str, Any]) -> bool:
        """Answer a turn with these texts and keep what the dialogue knows. False, and nothing said, when somebody
        answered it already."""
        return self._store.write(lambda tx: self._close(tx, turn_id, texts, known, dialogue))

    def _close(self, tx: Tx, turn_id: str, texts: list[str], known: dict[str, Any], dialogue: dict[str, Any]) -> bool:
        scene = self._scene(tx)
        turn, conversation = claim(scene, turn_id, "dialogue")
        if not turn:
            return False
        tx.update("conversations", conversation, {"known": kept(known), "dialogue": dialogue, **GIVEN_BACK})
        for text in texts:
            commitments.say(scene, conversation["id"], None, text)
        return True

    def conversation(self, channel: str, address: str) -> str | None:
        """The id of an address's conversation, None before its first message."""
        with self._store.read() as tx:
            found = tx.conversation_at(channel, address)
        return found["id"] if found else None

    def messages(self, conversation_id: str, after: str | None = None) -> list[dict[str, Any]]:
        """The conversation behind message `after` (all of it where that is unknown), as the contract shapes it.
        What is handed out counts as delivered; `note_delivered` writes that down."""
        with self._store.read() as tx:
            rows = tx.conversation_after(conversation_id, after or "")
        now = self._clock.now()
        with self._noting:
            self._fetched.update((row["id"], now) for row in rows if row["state"] == "queued")
        return [_shape(row, now.tzinfo) for row in rows]

    def note_delivered(self) -> None:
        """Write down what was fetched since the last time: together, because each alone would cost a transaction."""
        if self._fetched:
            self._noting_delivered(lambda tx: None, durable=False)

    def _noting_delivered(self, work: Callable[[Tx], T], durable: bool = True) -> T:
        """Run `work` in a transaction in which everything fetched so far counts as delivered."""
        with self._noting:
            fetched = dict(self._fetched)

        def both(tx: Tx) -> T:
            for at in sorted(set(fetched.values())):
                tx.delivered([one for one, fetched_at in fetched.items() if fetched_at == at], at)
            return work(tx)

        done = self._store.write(both, durable)
        with self._noting:
            for one in fetched:
                self._fetched.pop(one, None)
        return done


def claim(scene: Scene, turn_id: str, by: str) -> tuple[Row | None, Row]:
    """Close a turn for whoever answers it in this transaction; None when it was answered already. The conversation's
    row comes with it, locked."""
    found = scene.tx.turn(int(turn_id))
    if found is None:
        raise LookupError(f"no turn {turn_id}")
    turn, conversation = found
    if not scene.tx.update("messages", turn, {"closed_at": scene.now, "closed_by": by}, closed_at=None):
        return None, conversation
    return turn, conversation


def storable(text: str) -> str:
    """The text as every database can keep it: no NUL, no half of a surrogate pair."""
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def _shape(row: Row, zone: tzinfo | None) -> dict[str, Any]:
    at = row["at"].astimezone(zone).isoformat()
    message = {"id": row["public_id"], "at": at, "from": row["sender"], "text": row["text"]}
    if row["sender"] != "customer":
        message["language"] = row["language"] or SIMPLIFIED
    if row["p_case"]:
        message["promise"] = {
            "case": row["p_case"], "owner": row["p_owner"], "title": row["p_title"],
            "due_at": row["p_due"].astimezone(zone).isoformat(), "channel": row["p_channel"],
            "made_by": row["p_made_by"],
        }  # fmt: skip
    return message
