"""Messages from outside: written down before they are acknowledged, handed out in order, answered once."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from handoff import commitments
from handoff.clock import Clock
from handoff.commitments import Row, Scene
from handoff.companies import Companies
from handoff.model import Begin, Identity, Receipt, Refused, Turn
from handoff.store import Store, Tx

# Longer than a turn may take, so that a lease only runs out under a process that died.
LEASE = timedelta(seconds=15)
SITE = "site:"


class Journal:
    """The durable queue in front of the dialogue, and the conversation as the customer sees it."""

    def __init__(self, store: Store, clock: Clock, companies: Companies, backlog: int) -> None:
        self._store = store
        self._clock = clock
        self._companies = companies
        self._backlog = backlog

    def _scene(self, tx: Tx) -> Scene:
        return Scene(tx, self._companies.current(tx), self._clock.now())

    def receive(
        self, channel: str, address: str, external_id: str, text: str, customer: Identity | None = None,
        source: str = "",
    ) -> Receipt:  # fmt: skip
        """Write a customer's message down. The same `external_id` again is acknowledged and not written; `source`
        tells apart the senders who number their messages each for themselves, such as two devices of one customer.

        Raises Refused("backlog") when too many wait already, Unavailable when the database does.
        """
        return self._store.write(lambda tx: self._receive(tx, channel, address, (source, external_id), text, customer))

    def _receive(
        self, tx: Tx, channel: str, address: str, sent_as: tuple[str, str], text: str, identity: Identity | None
    ) -> Receipt:
        now = self._clock.now()
        conversation = tx.conversation_at(channel, address) or _begin(tx, channel, address, identity, now)
        source, external_id = sent_as
        known = tx.message_once(conversation["id"], source, external_id)
        if known:
            return Receipt(str(known["id"]), conversation["id"], False)
        tx.update("conversations", conversation, {"touched_at": now})
        if len(tx.unanswered(conversation["id"])) >= self._backlog:
            raise Refused("backlog", "您发得太快了，前面的话我们都已收到，正在逐条回复。请稍等几秒再发。")
        if identity:
            _refresh(tx, conversation, identity)
        row = tx.insert(
            "messages",
            {
                "public_id": commitments.new_id() if tx.message_named(conversation["id"], external_id) else external_id,
                "source": source, "external_id": external_id, "conversation_id": conversation["id"], "case_id": None,
                "at": now,
                "sender": "customer", "author": "", "text": storable(text), "promise_id": None, "state": "received",
                "delivered_at": None, "closed_at": None, "closed_by": None,
            },
        )  # fmt: skip
        return Receipt(str(row["id"]), conversation["id"], True)

    def take(self, conversation_id: str, worker: str) -> Turn | None:
        """The oldest unanswered message, if this worker holds or gets the conversation; the conversation is given
        back when nothing waits."""

        def work(tx: Tx) -> Turn | None:
            now = self._clock.now()
            if not tx.lease(conversation_id, worker, now, now + LEASE):
                return None
            waiting = tx.unanswered(conversation_id)
            if not waiting:
                tx.release(worker, conversation_id)
                return None
            conversation = tx.row("conversations", conversation_id) or {}
            first = waiting[0]
            return Turn(str(first["id"]), conversation_id, conversation["channel"], first["text"], first["at"])

        return self._store.write(work, durable=False)

    def release(self, worker: str) -> None:
        """Give back every conversation that a process of this name still holds from before it died."""
        self._store.write(lambda tx: tx.release(worker), durable=False)

    def unanswered(self, older_than_s: float = 0.0, worker: str | None = None) -> list[str]:
        """Conversations with waiting messages that no living process holds, oldest first."""
        now = self._clock.now()
        with self._store.read() as tx:
            waiting = tx.waiting(now - timedelta(seconds=older_than_s))
        free = [w for w in waiting if not w["leased_by"] or w["leased_by"] == worker or w["leased_until"] < now]
        return list(dict.fromkeys(w["conversation_id"] for w in free))

    def begin(self, turn: Turn) -> Begin:
        """What is known of this customer: the dialogue keeps no memory of its own."""
        with self._store.read() as tx:
            conversation = tx.row("conversations", turn.conversation_id) or {}
            customer = tx.row("customers", conversation["customer_id"]) or {}
            case = tx.latest_case(customer["id"])
            live = tx.live_promises(case["id"]) if case else []
        return Begin(compose(conversation, customer, case, live), dict(conversation["dialogue"]))

    def close(self, turn_id: str, texts: list[str], known: dict[str, Any], dialogue: dict[str, Any]) -> bool:
        """Answer a turn with these texts and keep what the dialogue knows. False, and nothing said, when somebody
        answered it already."""
        return self._store.write(lambda tx: self._close(tx, turn_id, texts, known, dialogue))

    def _close(self, tx: Tx, turn_id: str, texts: list[str], known: dict[str, Any], dialogue: dict[str, Any]) -> bool:
        scene = self._scene(tx)
        turn, conversation = claim(scene, turn_id, "dialogue")
        if not turn:
            return False
        tx.update("conversations", conversation, {"known": kept(known), "dialogue": dialogue})
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
        What is handed out counts as delivered."""
        with self._store.read() as tx:
            last = tx.message_named(conversation_id, after) if after else None
            rows = tx.conversation_after(conversation_id, last["id"] if last else 0)
            rows = [row for row in rows if row["state"] != "dropped"]
            told = [row["promise_id"] for row in rows if row["promise_id"]]
            bound = {p["id"]: p for p in tx.rows("promises", id=told)} if told else {}
        queued = [row["id"] for row in rows if row["state"] == "queued"]
        if queued:
            now = self._clock.now()
            self._store.write(lambda tx: tx.delivered(queued, now), durable=False)
        return [_shape(row, bound.get(row["promise_id"]), self._clock) for row in rows]


def claim(scene: Scene, turn_id: str, by: str) -> tuple[Row | None, Row]:
    """Close a turn for whoever answers it in this transaction; None when it was answered already. The conversation's
    row comes with it, locked."""
    turn = scene.tx.row("messages", int(turn_id))
    if turn is None:
        raise LookupError(f"no turn {turn_id}")
    conversation = commitments.lock_conversation(scene, turn["conversation_id"])
    if not scene.tx.update("messages", turn, {"closed_at": scene.now, "closed_by": by}, closed_at=None):
        return None, conversation
    return turn, conversation


# What `compose` adds from the truth each time, and the conversation's row therefore need not keep.
_DERIVED = ("case", "promise", "name", "channel", "reachable", "proposal")


def kept(known: dict[str, Any]) -> dict[str, Any]:
    """The part of what the dialogue knows that only the conversation holds."""
    return {key: value for key, value in known.items() if key not in _DERIVED}


def compose(conversation: Row, customer: Row, case: Row | None, live: list[Row]) -> dict[str, Any]:
    """What is known at the beginning of a turn, from the truth alone."""
    current = case if case and case["state"] != "closed" else None
    call = next((p for p in live if p["kind"] == "call_back"), live[0] if live else None)
    known: dict[str, Any] = dict(conversation["known"])
    phone = (current and current["facts"].get("phone")) or customer["phone"]
    if phone:
        known.setdefault("phone", phone)
    if case and case["facts"].get("order_number"):
        known.setdefault("order_number", case["facts"]["order_number"])
    known["case"] = current["id"] if current else None
    known["promise"] = _promise_known(call) if current and call else None
    known["name"] = customer["name"]
    known["channel"] = conversation["channel"]
    known["reachable"] = bool(customer["phone"] and customer["phone_verified"])
    known["proposal"] = bool(current and current["state"] == "closing")
    return known


def _promise_known(call: Row) -> dict[str, Any]:
    return {"owner": call["owner_name"], "title": call["owner_title"], "due_at": call["due_at"].isoformat()}


def _begin(tx: Tx, channel: str, address: str, identity: Identity | None, now: datetime) -> Row:
    customer = _customer_of(tx, identity) or tx.insert(
        "customers", {"id": commitments.new_id(), "name": "", "phone": "", "phone_verified": False}
    )
    row: Row = {
        "id": secrets.token_hex(16), "channel": channel, "customer_id": customer["id"], "known": {}, "dialogue": {},
        "touched_at": now, "leased_by": None, "leased_until": None,
    }  # fmt: skip
    tx.insert("conversations", row)
    tx.insert(
        "addresses",
        {"channel": channel, "address": address, "customer_id": customer["id"], "conversation_id": row["id"]},
    )
    return row


def _customer_of(tx: Tx, identity: Identity | None) -> Row | None:
    """The customer whom another channel already knows by this verified identity."""
    if identity is None:
        return None
    found = tx.rows("addresses", channel=identity.channel, address=identity.address)
    return tx.row("customers", found[0]["customer_id"]) if found else None


def _refresh(tx: Tx, conversation: Row, identity: Identity) -> None:
    customer = tx.row("customers", conversation["customer_id"])
    if customer is None:
        raise LookupError("a conversation without its customer")
    values: Row = {"name": identity.name or customer["name"]}
    if identity.phone:
        values |= {"phone": identity.phone, "phone_verified": True}
    if any(customer[key] != value for key, value in values.items()):
        tx.update("customers", customer, values)


def storable(text: str) -> str:
    """The text as every database can keep it: no NUL, no half of a surrogate pair."""
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def _shape(row: Row, bound: Row | None, clock: Clock) -> dict[str, Any]:
    zone = clock.now().tzinfo
    at = row["at"].astimezone(zone).isoformat()
    message = {"id": row["public_id"], "at": at, "from": row["sender"], "text": row["text"]}
    if bound:
        message["promise"] = {
            "case": bound["case_id"], "owner": bound["owner_name"], "title": bound["owner_title"],
            "due_at": bound["due_at"].astimezone(zone).isoformat(), "channel": bound["channel"],
            "made_by": bound["made_by"],
        }  # fmt: skip
    return message
