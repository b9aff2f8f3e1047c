"""How long and how often a vendor lets us speak to one address, as it stands now."""

from __future__ import annotations

from datetime import datetime

from handoff.reach import Room, Rules, room
from handoff.store import Tx


def room_at(tx: Tx, rules: Rules, channel: str, address: str, now: datetime) -> Room:
    """What is left of the window that the customer opened last."""
    if rules.window is None:
        return Room()
    found = tx.rows("addresses", channel=channel, address=address)
    heard_at, how = (found[0]["heard_at"], found[0]["heard_how"]) if found else (None, "")
    sent = tx.letters_since(channel, address, heard_at) if heard_at else 0
    return room(rules, heard_at, how, sent, now)


def opened(tx: Tx, rules: Rules, channel: str, address: str, now: datetime, event: bool) -> None:
    """The customer said or did something. A click must not take the days away that a message of theirs has opened, as
    long as those have as much room as a click gives."""
    if event and rules.window is not None:
        found = tx.rows("addresses", channel=channel, address=address)
        by_message = bool(found) and found[0]["heard_how"] == "message"
        if by_message and (room_at(tx, rules, channel, address, now).left or 0) >= rules.event_budget:
            return
    tx.heard(channel, address, now, "event" if event else "message")
