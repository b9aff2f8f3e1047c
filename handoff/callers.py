"""Who is at the other end of a conversation, as far as the channels can tell."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from handoff import commitments
from handoff.model import Attachment, Identity
from handoff.store import Row, Tx


@dataclass(frozen=True)
class Incoming:
    """A message as a channel hands it in; `sent_as` is the sender's source and its own id for the message."""

    channel: str
    address: str
    sent_as: tuple[str, str]
    text: str
    identity: Identity | None
    attachment: Attachment | None = None
    event: bool = False


def begin(tx: Tx, channel: str, address: str, identity: Identity | None) -> Row:
    """The conversation of an address that was never heard of, with its customer."""
    customer = _customer_of(tx, identity) or tx.insert(
        "customers", {"id": commitments.new_id(), "name": "", "phone": "", "phone_verified": False}
    )
    row: Row = {
        "id": secrets.token_hex(16), "channel": channel, "customer_id": customer["id"], "known": {}, "dialogue": {},
        "leased_by": None, "leased_until": None,
    }  # fmt: skip
    tx.insert("conversations", row)
    tx.insert(
        "addresses",
        {"channel": channel, "address": address, "customer_id": customer["id"], "conversation_id": row["id"]},
    )
    return row


def _customer_of(tx: Tx, identity: Identity | None) -> Row | None:
    """The customer whom another channel already knows by this verified identity, or by its verified number."""
    if identity is None:
        return None
    found = tx.rows("addresses", channel=identity.channel, address=identity.address)
    if found:
        return tx.row("customers", found[0]["customer_id"])
    return with_number(tx, identity.phone)


def with_number(tx: Tx, phone: str) -> Row | None:
    """The customer to whom this number verifiably belongs."""
    return next(iter(tx.rows("customers", phone=phone, phone_verified=True)), None) if phone else None


def refresh(tx: Tx, conversation: Row, identity: Identity) -> None:
    """Keep what a channel newly vouches for."""
    customer = tx.row("customers", conversation["customer_id"])
    if customer is None:
        raise LookupError("a conversation without its customer")
    values: Row = {"name": identity.name or customer["name"]}
    if identity.phone:
        values |= {"phone": identity.phone, "phone_verified": True}
    if any(customer[key] != value for key, value in values.items()):
        tx.update("customers", customer, values)
