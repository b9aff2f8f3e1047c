"""What there is to tell of a reminder or an alarm now: nothing once somebody has reacted, and nothing to those who may
not know of the case."""

from __future__ import annotations

from datetime import datetime

from handoff import looking, ringing
from handoff.bell_words import Item
from handoff.model import Person
from handoff.scene import Scene
from handoff.store import Row

TABLES = {"notice": "notices", "alarm": "alarms"}
_WENT = ("sent", "unknown")


def of_bell(scene: Scene, bell: Row, person: Person | None, desk: str) -> Item | None:
    """What a bell that was begun tells; None once it is of no use, or leads nowhere."""
    said = scene.tx.row(TABLES[bell["about"]], bell["about_id"])
    if said is None or person is None or not ringing.address(person, bell["way"]):
        return None
    return item(scene, bell["about"], said, person, desk, bell)


def item(scene: Scene, about: str, said: Row, person: Person, desk: str = "", bell: Row | None = None) -> Item | None:
    """What this person is to hear of a row of `notices` or `alarms`; None for nothing."""
    case = scene.tx.row("cases", said["case_id"]) if said["case_id"] else None
    # A complaint about somebody does not exist for them.
    if said["seen_at"] or (case and not looking.may_see(scene.company, person, case)):
        return None
    due_at = _due_of_notice(scene, said) if about == "notice" else _due_of_case(scene, case)
    if due_at is None if about == "notice" else case and scene.tx.attended(case["id"], said["at"]):
        return None
    earlier, told_at = _earlier(scene, bell) if bell and bell["step"] else ("", None)
    return Item(about, said["kind"], said["at"], said["case_id"] or "", due_at, link(desk, said["case_id"]),
                earlier, told_at)  # fmt: skip


def barred(scene: Scene, case: Row | None) -> frozenset[str]:
    """Whoever may not see the case."""
    people = scene.company.people.values() if case else ()
    return frozenset(p.id for p in people if case and not looking.may_see(scene.company, p, case))


def link(desk: str, case_id: str | None) -> str:
    """Where it is to be seen on the desk; empty where its address is not known."""
    if not desk:
        return ""
    return f"{desk}/cases/{case_id}" if case_id else f"{desk}/board"


def _due_of_notice(scene: Scene, said: Row) -> datetime | None:
    """None for a promise that was kept, moved or broken meanwhile, or for which somebody is calling now."""
    bound = scene.tx.row("promises", said["promise_id"])
    return bound["due_at"] if bound and bound["state"] == "open" else None


def _due_of_case(scene: Scene, case: Row | None) -> datetime | None:
    live = scene.tx.live_promises(case["id"]) if case else []
    return live[0]["due_at"] if live else None


def _earlier(scene: Scene, bell: Row) -> tuple[str, datetime | None]:
    """Who was asked before this one, and when they were told, if they were."""
    before = [b for b in scene.tx.rows("bells", order="id", about=bell["about"], about_id=bell["about_id"])
              if b["step"] == bell["step"] - 1]  # fmt: skip
    asked = scene.company.people.get(before[0]["person_id"]) if before else None
    told_at = next((b["at"] for b in before if b["state"] in _WENT), None)
    return (asked.name, told_at) if asked else ("", None)
