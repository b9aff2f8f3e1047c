"""A telephone call as the voice channel sees it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handoff import commitments, wishes
from handoff.scene import Scene
from handoff.store import Row


@dataclass(frozen=True)
class Call:
    """A call as it stands. `line` is mobile, landline or withheld; `promise` is the live call-back of the customer's
    open case; `asked_for` is what the dialogue asked last (phone, order_number), while it has no promise; `brand` is
    what the company calls itself."""

    id: str
    vendor_id: str
    conversation_id: str
    line: str
    number: str
    step: int
    stage: Mapping[str, Any]
    answer: Sequence[Any] | None
    over: bool
    recording: str
    case: str | None
    promise: Mapping[str, Any] | None
    asked_for: str
    brand: str = ""


@dataclass(frozen=True)
class Said:
    """What was answered last in a call, and the step that comes next."""

    id: str
    step: int
    answer: Sequence[Any] | None


@dataclass(frozen=True)
class Spoken:
    """A message to the customer that is to be said; `kind` as in `reach`."""

    id: int
    text: str
    kind: str


def view(scene: Scene, row: Row) -> Call:
    """The call as it stands now."""
    conversation = scene.tx.row("conversations", row["conversation_id"]) or {}
    case = scene.tx.latest_case(conversation["customer_id"])
    case = case if case and case["state"] != "closed" else None
    bound = commitments.call_of(scene, case) if case else None
    asked = conversation["known"].get("asked") or [""]
    return Call(
        row["id"], row["vendor_id"], row["conversation_id"], row["line"], row["number"], row["step"], row["stage"],
        row["answer"], row["state"] == "over", row["recording"], case["id"] if case else None,
        _promise(case, bound) if case and bound else None, "" if bound else str(asked[-1]),
        scene.company.brand,
    )  # fmt: skip


def _promise(case: Row, bound: Row) -> dict[str, Any]:
    return {
        "owner": bound["owner_name"], "title": bound["owner_title"], "due_at": bound["due_at"].isoformat(),
        "reach": bound["reach"], "phone": wishes.phone_of(case), "state": bound["state"],
    }  # fmt: skip
