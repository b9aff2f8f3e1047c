"""Who is at the other end of a conversation, as far as the channels can tell."""

from __future__ import annotations

import secrets

from handoff import commitments
from handoff.model import Identity
from handoff.store import Row, Tx


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
    """The customer whom another channel already knows by this verified identity."""
    if identity is None:
        return None
    found = tx.rows("addresses", channel=identity.channel, address=identity.address)
    return tx.row("customers", found[0]["customer_id"]) if found else None


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
