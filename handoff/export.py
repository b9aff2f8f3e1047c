"""One case as a document: everything that was promised and what became of it, for somebody outside the company.

Plain values, which `export_page` turns into a page and `records` into a file.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from handoff import hearing, looking, sound, transcript
from handoff.labels import LABELS, label
from handoff.ledger import plain
from handoff.model import Person
from handoff.scene import Scene
from handoff.store import Row

FORMAT = "yinuo-case-1"
Document = dict[str, Any]


def document(scene: Scene, case: Row, person: Person | None) -> Document:
    """The case as `person` may see it; None is the administrator of the machine, who may see all."""
    events = scene.tx.rows("events", order="n", case_id=case["id"])
    return {
        "format": FORMAT, "company": scene.company.name, "made_at": here(scene, scene.now),
        "made_by": person.name if person else label("actor", "administrator"),
        "case": _case(scene, case), "linked": [_link(scene, case, one) for one in linked(scene, case, person)],
        "promises": promises(scene, case), "told_inside": _told_inside(scene, case),
        "conversation": [line(one) for one in transcript.lines(scene, person, case)],
        "recordings": _recordings(scene, case, person), "events": [_event(scene, one) for one in events],
        "next_event": len(events) + 1,
    }  # fmt: skip


def here(scene: Scene, at: datetime | None) -> str | None:
    """An instant in the company's own time."""
    return at.astimezone(scene.company.timezone).isoformat() if at else None


def linked(scene: Scene, case: Row, person: Person | None) -> list[Row]:
    """The other cases of the same customer that this person may see, oldest first."""
    found = scene.tx.rows("cases", order="opened_at", customer_id=case["customer_id"])
    others = [one for one in found if one["id"] != case["id"]]
    return [one for one in others if person is None or looking.may_see(scene.company, person, one)]


def how_linked(case: Row, other: Row) -> str:
    """joined (went into this case), joined_to (this case went into it), earlier, or later."""
    facts = case["facts"]
    if other["id"] in (facts.get("joined") or ()):
        return "joined"
    if other["id"] == facts.get("joined_to"):
        return "joined_to"
    return "earlier" if other["opened_at"] <= case["opened_at"] else "later"


def _link(scene: Scene, case: Row, other: Row) -> Document:
    return {
        "number": other["id"], "how": how_linked(case, other), "intent": other["intent"], "state": other["state"],
        "opened_at": here(scene, other["opened_at"]), "closed_at": here(scene, other["closed_at"]),
    }  # fmt: skip


def _case(scene: Scene, case: Row) -> Document:
    customer = scene.tx.row("customers", case["customer_id"]) or {"name": "", "phone": ""}
    seen = looking.summary_view(scene, case, customer)
    return {
        "number": seen.id, "state": seen.state, "intent": seen.intent, "severity": seen.severity,
        "opened_at": here(scene, seen.opened_at), "closed_at": here(scene, seen.closed_at),
        "closed_by": case["closed_by"], "owner": seen.owner_name, "owner_title": seen.owner_title,
        "first_owner": seen.first_owner_name, "customer": seen.customer_name, "phone": seen.phone,
        "channel": seen.channel, "order": seen.order_number, "cost": seen.cost, "cost_answer": seen.cost_answer,
        "threat": list(seen.threat), "why": [{"kind": kind, "words": words} for kind, words in seen.why],
        "wish": seen.wish, "about": [name for _, name in seen.about],
    }  # fmt: skip


def promises(scene: Scene, case: Row) -> list[Document]:
    """Every promise in the order in which they were made: the exact words, when they were told, and what came of it."""
    bound = scene.tx.rows("promises", order="made_at", case_id=case["id"])
    said = scene.tx.rows("messages", order="id", promise_id=[p["id"] for p in bound]) if bound else []
    told = transcript.shown(scene, said)
    numbers = {p["id"]: n for n, p in enumerate(bound, 1)}
    return [
        {
            "n": numbers[p["id"]], "kind": p["kind"], "state": p["state"], "owner": p["owner_name"],
            "title": p["owner_title"], "made_at": here(scene, p["made_at"]), "made_by": _who(scene, p["made_by"]),
            "slot_start": here(scene, p["slot_start"]), "due_at": here(scene, p["due_at"]), "words": p["words"],
            "what": p["what"], "evidence": p["evidence"], "gave_way": p["gave_way"],
            "follows": numbers.get(p["previous_id"]), "called_at": here(scene, p["calling_at"]),
            "ended_at": here(scene, p["ended_at"]), **_lateness(scene, p, bound),
            "told": [line(one) | {"arrived_at": here(scene, m["delivered_at"])}
                     for m, one in zip(said, told, strict=True) if m["promise_id"] == p["id"]],
        }
        for p in bound
    ]  # fmt: skip


def _lateness(scene: Scene, broken: Row, bound: Sequence[Row]) -> Document:
    """How late a broken promise was made good; up to now where that has not happened."""
    if broken["state"] != "broken":
        return {"late_minutes": None, "made_good_at": None}
    kept = [p["calling_at"] or p["ended_at"] for p in bound if p["state"] == "kept"]
    good = min((at for at in kept if at >= broken["due_at"]), default=None)
    late = ((good or scene.now) - broken["due_at"]).total_seconds()
    return {"late_minutes": math.ceil(late / 60), "made_good_at": here(scene, good)}


def line(said: Any) -> Document:
    """One message with the ways on which it was sent."""
    return {
        "at": said.at.isoformat(), "sender": said.sender, "author": said.author, "text": said.text,
        "channel": said.channel, "state": said.state, "attachment": said.attachment, "link": said.link,
        "ways": [{"channel": way.channel, "form": way.form, "state": way.state, "reason": way.reason,
                  "at": way.at.isoformat()} for way in said.attempts],
    }  # fmt: skip


def _told_inside(scene: Scene, case: Row) -> list[Document]:
    """Alarms and reminders about the case: whom the house told of it, when, and by which way."""
    found = []
    for about, table in (("alarm", "alarms"), ("notice", "notices")):
        for row in scene.tx.rows(table, order="id", case_id=case["id"]):
            rung = scene.tx.rows("bells", order="id", about=about, about_id=row["id"], state=list(LABELS["told"]))
            found.append({
                "about": about, "kind": row["kind"], "at": here(scene, row["at"]),
                "to": _who(scene, row.get("person_id") or ""), "seen_at": here(scene, row["seen_at"]),
                "seen_by": _who(scene, row.get("seen_by") or row.get("person_id") or ""),
                "told": [{"to": _who(scene, one["person_id"]), "way": one["way"], "state": one["state"],
                          "at": here(scene, one["at"])} for one in rung],
            })  # fmt: skip
    return sorted(found, key=lambda one: str(one["at"]))


def _recordings(scene: Scene, case: Row, person: Person | None) -> list[Document]:
    rows = scene.tx.recordings_of([case["id"], *(case["facts"].get("joined") or ())])
    may = [row for row in rows if person is None or hearing.talk_of(scene, person, case, row) is not None]
    return [{"at": here(scene, row["began_at"]), "seconds": round(row["size"] / sound.RATE),
             "lost_seconds": -(-row["lost"] // sound.RATE)} for row in may]  # fmt: skip


def _event(scene: Scene, event: Row) -> Document:
    """An event as it stands, so that whoever has the key can reckon its hash again."""
    data: Mapping[str, Any] = event["data"]
    return {"n": event["n"], "at": plain(event["at"]), "actor": event["actor"], "name": _who(scene, event["actor"]),
            "kind": event["kind"], "data": data, "prev": event["prev"], "hash": event["hash"]}  # fmt: skip


def _who(scene: Scene, who: str) -> str:
    """A person's name; a part of the house by what it is called."""
    people = scene.company.people
    if who in people:
        return people[who].name
    return label("made_by", who) if who == "dead_man" else label("actor", who)
