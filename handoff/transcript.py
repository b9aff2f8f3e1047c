"""What was said in a case, on whichever channel, and how each message to the customer travelled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from handoff import routing
from handoff.model import Person
from handoff.naming import named_in
from handoff.scene import Scene
from handoff.store import Row
from handoff.views import AttemptView, MessageView


def channel_of(scene: Scene, case: Row) -> str:
    """The channel on which the case goes on."""
    conversation = scene.tx.row("conversations", case["conversation_id"])
    return str(conversation["channel"]) if conversation else ""


def lines(scene: Scene, person: Person | None, case: Row) -> tuple[MessageView, ...]:
    """The case's messages in order; with those of its present conversation that are not part of any case yet. What
    belongs to another case is that case's: this person may be the one it complains about. Without a person, all."""
    # What was joined to it is about nobody whom this person could not know of: see `uniting`.
    said = scene.tx.rows("messages", case_id=[case["id"], *(case["facts"].get("joined") or ())])
    said += [m for m in _unattached(scene, case) if person is None or not about(scene, person, m)]
    return shown(scene, said)


def shown(scene: Scene, messages: Iterable[Row]) -> tuple[MessageView, ...]:
    """These messages in order, each with its channel and the ways on which it was sent."""
    said = sorted(messages, key=lambda message: int(message["id"]))
    talks = {m["conversation_id"] for m in said}
    channels = {c["id"]: c["channel"] for c in scene.tx.rows("conversations", id=list(talks))} if talks else {}
    ways = _attempts(scene, [m["id"] for m in said if m["sender"] != "customer"])
    return tuple(_line(scene, m, channels[m["conversation_id"]], ways.get(m["id"], ())) for m in said)


def _unattached(scene: Scene, case: Row) -> list[Row]:
    """What was said since the case's last turn. After its end it is the beginning of something else."""
    found = scene.tx.rows("messages", conversation_id=case["conversation_id"], case_id=None)
    return [m for m in found if case["state"] != "closed" or m["at"] <= case["closed_at"]]


def about(scene: Scene, person: Person, message: Row) -> bool:
    """Whether these words complain about this person, before the dialogue has had time to take the case away."""
    if message["sender"] != "customer":
        return False
    return person.id in routing.excluded(scene.company, named_in(scene.company, message["text"]))


def _attempts(scene: Scene, message_ids: list[int]) -> Mapping[int, tuple[AttemptView, ...]]:
    found: dict[int, tuple[AttemptView, ...]] = {}
    rows = scene.tx.rows("deliveries", order="id", message_id=message_ids) if message_ids else []
    for row in rows:
        at = _here(scene, row["ended_at"] or row["at"])
        way = AttemptView(row["channel"], row["form"], row["state"], row["reason"], at)
        found[row["message_id"]] = (*found.get(row["message_id"], ()), way)
    return found


def _line(scene: Scene, row: Row, channel: str, attempts: tuple[AttemptView, ...]) -> MessageView:
    people = scene.company.people
    author = people[row["author"]].name if row["author"] in people else row["author"]
    came = row["attachment"] or {}
    return MessageView(
        _here(scene, row["at"]), row["sender"], author or "", row["text"], channel, row["state"],
        str(came.get("kind") or ""), _link(came), attempts,
    )  # fmt: skip


def _link(came: Mapping[str, Any]) -> str:
    """Where it can be looked at: an address of the web and nothing else, as it comes from outside."""
    url = str(came.get("url") or "")
    return url if url.lower().startswith(("https://", "http://")) and url.isprintable() else ""


def _here(scene: Scene, at: datetime) -> datetime:
    return at.astimezone(scene.company.timezone)
