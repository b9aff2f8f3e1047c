"""A case that would return to a team that it has left goes to a supervisor by name, who owns it from then on."""

from __future__ import annotations

from handoff import commitments, looking, routing
from handoff.model import Person
from handoff.scene import Scene
from handoff.store import Row


def comes_round(scene: Scene, case: Row, to: Person) -> bool:
    """Whether the case would return to a team that it has left. A partner that joins it does not take it along."""
    people = scene.company.people
    bound = scene.tx.rows("promises", order="made_at", case_id=case["id"])
    owners = [people[p["owner_id"]] for p in bound if p["owner_id"] in people]
    teams = [owner.team for owner in owners if not looking.is_partner(scene.company, owner)]
    return bool(teams) and to.team in teams and to.team != teams[-1]


def who_settles_it(scene: Scene, case: Row) -> Person:
    """Whoever settles it already; else the supervisor of the first owner, who stays accountable, or whoever is over
    them where they may not have it."""
    barred = scene.excluded(case)
    settled_by = scene.company.people.get(case["facts"].get("settled_by") or "")
    if settled_by and settled_by.id not in barred:
        return settled_by
    above = routing.ladder(scene.company, case["first_owner_id"], barred)
    return above if above.id not in barred else scene.company.people[scene.company.outside_fallback]


def to_below(scene: Scene, case: Row, to: Person) -> bool:
    """Whether the case would go to somebody who is neither the one who settles it nor above them."""
    settled_by = case["facts"].get("settled_by")
    if not settled_by or to.id == settled_by:
        return False
    above = routing.rungs_above(scene.company, settled_by, scene.excluded(case))
    return all(person.id != to.id for _, people in above for person in people)


def settled(scene: Scene, case: Row, by: Person) -> None:
    """From now on this one settles it, and it is known why."""
    commitments.alarm(scene, "loop_stopped", case["id"], {"owner": by.name})
    scene.tx.update("cases", case, {"facts": {**case["facts"], "settled_by": by.id}})
