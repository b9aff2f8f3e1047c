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


class NewNumber(Exception):
    """A channel vouches for a number that was not known to be this customer's: perhaps they are somebody whom we know
    already, which has to be found out before anything else is locked."""


def begin(tx: Tx, channel: str, address: str, identity: Identity | None) -> Row:
    """The conversation of an address that was never heard of, with its customer."""
    customer = _customer_of(tx, identity) or tx.insert(
        "customers",
        {"id": commitments.new_id(), "name": identity.name if identity else "",
         "phone": identity.phone if identity else "", "phone_verified": bool(identity and identity.phone)},
    )  # fmt: skip
    return begin_for(tx, channel, address, customer["id"])


def begin_for(tx: Tx, channel: str, address: str, customer_id: str) -> Row:
    """A further conversation of a customer, at an address of its own."""
    row: Row = {
        "id": secrets.token_hex(16), "channel": channel, "customer_id": customer_id, "known": {}, "dialogue": {},
        "leased_by": None, "leased_until": None,
    }  # fmt: skip
    tx.insert("conversations", row)
    tx.insert(
        "addresses",
        {"channel": channel, "address": address, "customer_id": customer_id, "conversation_id": row["id"]},
    )
    return row


def _customer_of(tx: Tx, identity: Identity | None) -> Row | None:
    """The customer whom another channel already knows by this verified identity, or by its verified number."""
    if identity is None:
        return None
    found = tx.rows("addresses", channel=identity.channel, address=identity.address)
    if found:
        return tx.row("customers", found[0]["customer_id"])
    # Two who begin at the same time with one number are one customer.
    tx.lock_number(identity.phone)
    return with_number(tx, identity.phone)


def with_number(tx: Tx, phone: str) -> Row | None:
    """The customer to whom this number verifiably belongs."""
    return next(iter(all_with_number(tx, phone)), None)


def all_with_number(tx: Tx, phone: str) -> list[Row]:
    """The same, where two had it before it was known that they are one: by their own number, and by text messages
    that came from it. The one whose own number it is comes first."""
    if not phone:
        return []
    found = tx.rows("customers", phone=phone, phone_verified=True)
    senders = {a["customer_id"] for a in tx.rows("addresses", channel="sms", address=phone)}
    others = sorted(senders - {customer["id"] for customer in found})
    return found + (tx.rows("customers", id=others) if others else [])


def refresh(tx: Tx, conversation: Row, identity: Identity) -> None:
    """Keep what a channel newly vouches for. Raises NewNumber."""
    customer = tx.row("customers", conversation["customer_id"])
    if customer is None:
        raise LookupError("a conversation without its customer")
    values: Row = {"name": identity.name or customer["name"]}
    if identity.phone and not (customer["phone_verified"] and customer["phone"] == identity.phone):
        if [holder["id"] for holder in all_with_number(tx, identity.phone)] != [customer["id"]]:
            raise NewNumber
        if identity.channel != "sms":  # two telephones of one person would else take turns here
            values |= {"phone": identity.phone, "phone_verified": True}
    if any(customer[key] != value for key, value in values.items()):
        tx.update("customers", customer, values)
