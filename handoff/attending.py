"""While a person is talking with a customer, the bot keeps quiet on what it would only say again."""

from __future__ import annotations

from datetime import timedelta

from handoff import commitments
from handoff.scene import Scene
from handoff.store import Row

# How long after a person's last words the customer's are taken to be for them.
TALKING = timedelta(minutes=10)


def person_in(scene: Scene, conversation_id: str) -> str:
    """Who of the company's people is talking with the customer here; empty where nobody is, or where they have said so
    by ending the session."""
    ended = next(iter(scene.tx.rows("sessions", id=conversation_id, state="ended")), None)
    since = scene.now - TALKING
    return scene.tx.person_spoke(conversation_id, max(since, ended["at"]) if ended else since) or ""


def left_to_person(scene: Scene, case: Row, bound: Row, conversation_id: str) -> bool:
    """Whether a person is talking here, who is then reminded that the customer has written; once until they have
    seen it."""
    who = person_in(scene, conversation_id)
    if not who:
        return False
    present = who in scene.company.people and who not in scene.excluded(case)
    reader = who if present else case["owner_id"]
    if not scene.tx.rows("notices", person_id=reader, kind="customer_wrote", promise_id=bound["id"], seen_at=None):
        commitments.notice(scene, reader, "customer_wrote", bound)
    return True
