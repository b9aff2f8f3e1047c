"""A customer who wants to hear nothing more: everything that was to reach them ends, on every channel and with every
organisation, until they come to us themselves."""

from __future__ import annotations

from handoff import commitments, looking, wording
from handoff.model import Person, Refused
from handoff.scene import Scene
from handoff.store import Row

BY = "customer"


def leave(scene: Scene, case: Row | None, customer: Row, by: str, why: str = "") -> None:
    """End everything, in one transaction. The customer and the conversation are locked."""
    scene.tx.update("customers", customer, {"alone_since": scene.now})
    if case is None or case["state"] == "closed":
        return
    for bound in scene.tx.live_promises(case["id"]):
        commitments.end(scene, bound, "cancelled", evidence=why)
    scene.tx.drop_queued(case["id"])
    scene.tx.update("cases", case, {"state": "closed", "closed_at": scene.now, "closed_by": BY})
    scene.tx.event(case["id"], "left_alone", by, scene.now)


def on_the_desk(scene: Scene, person: Person, case: Row, note: str) -> None:
    """The customer said so to a person, who writes down how; what was promised to be done is ended by a supervisor, as
    when it is withdrawn. The supervisors are alarmed, and read the reason in the case: in an alarm it would outlast the
    customer's data. Raises Refused."""
    looking.require_own(scene.company, person)
    if person.role == "agent" and person.id != case["owner_id"]:
        raise Refused("not_yours", "这一步由负责人或主管来做。请把客户的话告诉负责人。")
    commitments.require_text(note, "请写下客户是怎么说的，至少两个字。")
    if case["state"] == "closed":
        raise Refused("closed", "这个工单已经结案。")
    _require_free_to_end(scene, person, case)
    customer = scene.tx.row("customers", case["customer_id"], lock=True) or {}
    scene.tx.update("cases", case, {"facts": {**case["facts"], "summary": note.strip()}})
    commitments.alarm(scene, "left_alone", case["id"], {"by": person.name})
    leave(scene, case, customer, person.id, note.strip())


def _require_free_to_end(scene: Scene, person: Person, case: Row) -> None:
    actions = [bound for bound in scene.tx.live_promises(case["id"]) if bound["kind"] == "action"]
    if actions and person.role == "agent":
        raise Refused("supervisor_only", "还有答应客户要办的事，要由主管来结束。请把客户的话告诉主管。")
    if any(bound["owner_id"] == person.id for bound in actions):
        raise Refused("own", "自己答应客户的事，不能自己结束。请您的上级来做这一步。")


def say_so(scene: Scene, conversation: Row, case: Row | None, tongue: str) -> None:
    """The one answer to the wish, and the last thing said."""
    case_id = case["id"] if case else None
    commitments.say(scene, conversation["id"], case_id, wording.left_alone(case_id=case_id, tongue=tongue), kind="chat")
