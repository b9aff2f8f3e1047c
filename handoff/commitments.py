"""Making, ending and telling promises inside one transaction: what every use case has in common."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from handoff import ring_again, wishes, wording
from handoff.model import Commitment, Person, Refused, Request, Window, Wish
from handoff.scene import Scene
from handoff.store import Row
from handoff.tongues import ENGLISH

SHORTEST_TEXT = 2
# Who makes a promise while the customer is there to read it.
FIRST = ("dialogue", "dead_man")
# How a promise ends that nobody need keep any more.
LIFTED = ("moved", "cancelled")


def new_id() -> str:
    """An id that nobody can guess."""
    return uuid.uuid4().hex


def new_case_id(now: datetime) -> str:
    """A case number that can be read out: the date and six digits."""
    return f"{now:%y%m%d}-{secrets.randbelow(1_000_000):06d}"


def terms(
    scene: Scene, case: Row, made: Commitment | Row, reach: str, taken_as: Sequence[Window] | None = None
) -> wording.Terms:
    """A promise's terms as its words need them, of one about to be made or one that stands."""
    owner: wording.Named = made.owner if isinstance(made, Commitment) else owner_of(made)
    due_at, slot_start = (
        (made.due_at, made.slot_start) if isinstance(made, Commitment) else (made["due_at"], made["slot_start"])
    )
    return {
        "owner": owner, "due_at": due_at, "slot_start": slot_start, "now": scene.now, "reach": reach,
        "phone": wishes.phone_of(case), "case_id": case["id"], "tongue": wishes.tongue_of(scene, case),
        "taken_as": taken_as,
    }  # fmt: skip


def owner_of(bound: Row) -> wording.Owner:
    """Name and title as the customer was told them."""
    return wording.Owner(bound["owner_name"], bound["owner_title"])


def owner_of_case(scene: Scene, case: Row) -> wording.Named:
    """The case's owner; the duty manager speaks for one who has left the company."""
    people = scene.company.people
    return people.get(case["owner_id"]) or people[scene.company.duty_manager]


def call_of(scene: Scene, case: Row) -> Row | None:
    """The call-back that binds somebody now; a case has one at most."""
    return next((p for p in scene.tx.live_promises(case["id"]) if p["kind"] == "call_back"), None)


def record_action(
    scene: Scene, case: Row, owner: Person, what: str, due_at: datetime, words: str, channel: str, made_by: str,
    previous: Row | None = None,
) -> Row:  # fmt: skip
    """Write down something that a person promised to do."""
    return _record(scene, case, owner, previous, kind="action", slot_start=None, due_at=due_at, channel=channel,
                   reach="message", words=words, what=what, made_by=made_by, gave_way=[])  # fmt: skip


def record(
    scene: Scene, case: Row, made: Commitment, *, reach: str, made_by: str, words: str, channel: str,
    previous: Row | None = None, kind: str = "call_back", what: str = "",
) -> Row:  # fmt: skip
    """Write a promised call down; an alarm goes with it where a rule had to give way."""
    row = _record(scene, case, made.owner, previous, kind=kind, slot_start=made.slot_start, due_at=made.due_at,
                  channel=channel, reach=reach, words=words, what=what, made_by=made_by,
                  gave_way=list(made.gave_way))  # fmt: skip
    for rule in made.gave_way:
        alarm(scene, f"{rule}_gave_way", case["id"], {"owner": made.owner.name})
    if made_by == "dead_man":
        alarm(scene, "dead_man", case["id"], {"owner": made.owner.name})
    return row


def _record(scene: Scene, case: Row, owner: Person, previous: Row | None, **terms: Any) -> Row:
    """A new promise of any kind begins open, with nothing done about it."""
    return scene.tx.insert(
        "promises",
        {
            "id": new_id(), "case_id": case["id"], "state": "open", "owner_id": owner.id, "owner_name": owner.name,
            "owner_title": owner.title, "evidence": "", "made_at": scene.now,
            "previous_id": previous["id"] if previous else None, "reminded_at": None, "calling_at": None,
            "ended_at": None, **terms,
        },
    )  # fmt: skip


def missed(scene: Scene, bound: Row) -> bool:
    """Whether its time has passed and nobody is calling."""
    return bool(bound["state"] == "open" and bound["due_at"] <= scene.now)


def end(scene: Scene, bound: Row, state: str, **values: Any) -> bool:
    """Take a promise to its final state, unless somebody else already has. One that was missed is not lifted any more:
    it is broken on the record, with its alarm, whatever takes its place; only where its customer was to ring, and did
    not, the owner has kept their part."""
    late = state in LIFTED and missed(scene, bound)
    unrung = late and ring_again.nobody_rang(scene, bound)
    broken = late and not unrung
    values = {"state": "broken" if broken else state, "ended_at": scene.now, **values}
    if unrung:
        values |= {"state": "attempted", "evidence": ring_again.NOT_RUNG}
    if not scene.tx.update("promises", bound, values, state=bound["state"]):
        return False
    if broken:
        alarm(scene, "broken", bound["case_id"], {"owner": bound["owner_name"]})
    return True


def say(
    scene: Scene, conversation_id: str, case_id: str | None, text: str, promise_id: str | None = None,
    sender: str = "bot", author: str = "", kind: str = "chat", source: str = "",
) -> Row:  # fmt: skip
    """Put a message to the customer in the outbox; `kind` as in `reach`. The conversation must be locked, so that
    numbers keep order."""
    return scene.tx.insert(
        "messages",
        {
            "public_id": new_id(), "source": source, "external_id": None, "conversation_id": conversation_id,
            "case_id": case_id, "at": scene.now, "sender": sender, "author": author, "text": text,
            "promise_id": promise_id, "kind": kind, "attachment": None, "state": "queued", "delivered_at": None,
            "closed_at": scene.now, "closed_by": None,
        },
    )  # fmt: skip


def alarm(scene: Scene, kind: str, case_id: str | None, detail: Mapping[str, str]) -> None:
    """Raise something that a supervisor must see."""
    scene.tx.insert_later("alarms", {"at": scene.now, "kind": kind, "case_id": case_id, "detail": dict(detail)})


def notice(scene: Scene, person_id: str, kind: str, bound: Row) -> None:
    """Remind one person of one promise."""
    scene.tx.insert_later(
        "notices",
        {"person_id": person_id, "at": scene.now, "kind": kind, "case_id": bound["case_id"], "promise_id": bound["id"]},
    )


def tell(
    scene: Scene, case: Row, made: Commitment, words: Callable[[Commitment], str], *, made_by: str, reach: str,
    previous: Row | None = None,
) -> Row:  # fmt: skip
    """Record a commitment, make its owner the case's, and tell the customer, all in this transaction."""
    text = words(made)
    conversation = lock_conversation(scene, case["conversation_id"])
    bound = record(scene, case, made, reach=reach, made_by=made_by, words=text, channel=conversation["channel"],
                   previous=previous)  # fmt: skip
    if case["owner_id"] != made.owner.id:
        scene.tx.update("cases", case, {"owner_id": made.owner.id})
    if case["state"] == "closing":  # somebody calls: there is nothing to confirm before that
        scene.tx.update("cases", case, {"state": "open", "proposed_at": None})
    kind = "promise" if made_by in FIRST or previous is None else "changed"
    say(scene, conversation["id"], case["id"], text, bound["id"], kind=kind)
    return bound


def lock_case(scene: Scene, case_id: str) -> Row | None:
    """The case's row, held until the transaction ends; its conversation first, as whoever answers a turn does, so
    that two transactions never wait for each other."""
    found = scene.tx.row("cases", case_id)
    if found is None:
        return None
    lock_conversation(scene, found["conversation_id"])
    return scene.tx.row("cases", case_id, lock=True)


def lock_conversation(scene: Scene, conversation_id: str) -> Row:
    """The conversation's row, held until the transaction ends: messages of one conversation are numbered in order."""
    found = scene.tx.row("conversations", conversation_id, lock=True)
    if found is None:
        raise LookupError("a case without its conversation")
    return found


def request_for(scene: Scene, case: Row, owner: str | None, wish: Wish | None = None) -> Request:
    """What is asked for when a case needs a promise."""
    return Request(
        intent=case["intent"],
        severity=case["severity"],
        wish=wishes.wish_of(case["facts"], scene.now) if wish is None else wish,
        about=frozenset(case["about"]),
        owner=None if owner in scene.excluded(case) else owner,
        language="en" if case["facts"].get("language") == ENGLISH else "zh",
        skills=frozenset(case["facts"].get("skills") or ()),
    )


def ask_to_close(scene: Scene, case: Row, conversation: Row, summary: str = "") -> None:
    """Ask the customer whether it is solved; without a new summary, in the words of the last time."""
    facts = {**case["facts"], **({"summary": summary} if summary else {})}
    owner = owner_of_case(scene, case)
    # What has just been done is a new question, and leaves as long to answer as the first.
    asked_at = scene.now if summary else case["proposed_at"] or scene.now
    values = {"state": "closing", "proposed_at": asked_at, "facts": facts}
    scene.tx.update("cases", case, values)
    summary, tongue = str(facts.get("summary") or wording.REACHED), wishes.tongue_of(scene, case)
    text = wording.close_proposal(owner=owner, summary=summary, case_id=case["id"], tongue=tongue)
    say(scene, conversation["id"], case["id"], text, kind="ask_closed")


def require_text(text: str, sentence: str) -> None:
    """Raises Refused with this sentence for a text too short to tell anything."""
    if len(text.strip()) < SHORTEST_TEXT:
        raise Refused("text_missing", sentence)
