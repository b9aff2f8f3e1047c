"""A new case: whose it is, how serious, and what its customer is told first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handoff import commitments, continuing, fitting, pressing, reasons, wishes, wording
from handoff.model import Commitment
from handoff.scene import Scene
from handoff.store import Row

if TYPE_CHECKING:
    from handoff.intake import Talk

# Who promises something to somebody who hung up before it could be promised.
ABANDONED = "keeper"


def begin_case(scene: Scene, talk: Talk) -> None:
    """A new case. Its row needs an owner, so the promise is found first."""
    if talk.customer["alone_since"] and talk.by != ABANDONED:  # they come to us themselves
        scene.tx.update("customers", talk.customer, {"alone_since": None})
    earlier = pressing.earlier(scene, talk.latest)
    facts = continuing.facts_from({}, talk.known, talk.phone) | ({"abandoned": True} if talk.by == ABANDONED else {})
    facts |= reasons.seen(facts, "again") | {"earlier": earlier["id"], "repeat": True} if earlier else {}
    said = [message["text"] for message in talk.unattached if message["sender"] == "customer"]
    facts |= {"skills": fitting.skills_of(scene.company, said)}
    severity = pressing.at_least("repeat" if earlier else "normal", talk.known.get("severity"))
    case: Row = {
        "id": commitments.new_case_id(scene.now), "customer_id": talk.customer["id"],
        "conversation_id": talk.conversation["id"], "state": "open",
        "intent": talk.known.get("intent") or "complaint", "severity": severity,
        "about": sorted(talk.about(scene)), "facts": facts, "opened_at": scene.now, "proposed_at": None,
        "closed_at": None, "closed_by": None,
    }  # fmt: skip
    reach = wishes.reach_of(facts, talk.phone, talk.conversation["channel"])
    made = scene.commit(commitments.request_for(scene, case, earlier["owner_id"] if earlier else None))
    case = scene.tx.insert("cases", case | {"owner_id": made.owner.id, "first_owner_id": made.owner.id})
    pressing.warn(scene, case)
    talk.attach(scene, case)

    def words(c: Commitment) -> str:
        if talk.by == ABANDONED:
            return wording.abandoned(**commitments.terms(scene, case, c, reach))
        return wording.first_answer(
            intent=case["intent"], repeat=bool(facts.get("repeat")), window_missed="window" in c.gave_way,
            cost=bool(facts.get("cost")), understood=talk.by != "dead_man",
            **commitments.terms(scene, case, c, reach, wishes.taken_as(scene, talk.known, case)),
        )  # fmt: skip

    commitments.tell(scene, case, made, words, made_by=talk.by, reach=reach)
    scene.tx.event(case["id"], "opened", talk.by, scene.now, {"level": made.level, "gave_way": list(made.gave_way)})
