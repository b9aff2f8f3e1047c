"""Promises that can no longer be kept as they were made, seen before their time; a named cover takes them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime, timedelta

from handoff import circles, commitments, partners, pressing, replanning, rota, wishes, wording
from handoff.absence import absent
from handoff.document import from_document
from handoff.model import Commitment, Company, Person, Request, Window, Wish
from handoff.scene import Scene
from handoff.store import Row, Tx

BY = "keeper"
Find = Callable[[Request], "Commitment | None"]
CURSOR = "rota"
# This long before the time, an owner who still talks with somebody else will not make it.
OVERRUN = timedelta(minutes=10)


def why(company: Company, bound: Row, talking: Collection[str], now: datetime) -> str:
    """Why this open promise will not be kept by its owner: left, off_duty, or busy; empty where it stands."""
    soon = bound["kind"] != "action" and bound["due_at"] - now <= OVERRUN
    return absent(company, bound) or ("busy" if soon and bound["owner_id"] in talking else "")


def soon(tx: Tx, company: Company, now: datetime, within: timedelta) -> list[str]:
    """Promises whose time is near and that will not be kept as things stand."""
    near = [p for p in tx.due(now + within) if p["due_at"] > now]
    talking = _talking(tx) if near else frozenset()
    return [p["id"] for p in near if why(company, p, talking, now)]


def _talking(tx: Tx) -> frozenset[str]:
    return frozenset(p["owner_id"] for p in tx.rows("promises", state="calling"))


class Changes:
    """What a changed rota puts at risk, however far away: looked at once for each version of the company, and only for
    the people whose rota it changes. Which version was looked at last stands in the database, for the next keeper."""

    def __init__(self) -> None:
        self.judged = 0

    def at_risk(self, tx: Tx, company: Company, now: datetime) -> list[str]:
        """Open promises that this version's rota does not allow; none where it was looked at before."""
        if company.version == self.judged:
            return []
        cursor = tx.rows("cursors", name=CURSOR)
        before = tx.company_of(int(cursor[0]["value"])) if cursor else None
        earlier = from_document(before["document"], before["version"]) if before else None
        people = [p for p in company.people if earlier is None or not rota.same(earlier, company, p)]
        people += [p for p in earlier.people if p not in company.people] if earlier else []
        # One person after the other: all of them together can be more rows than should be in memory at once.
        bound = (p for one in people for p in tx.live_of([one]) if p["state"] == "open")
        return [p["id"] for p in bound if p["due_at"] > now and why(company, p, (), now)]

    def note(self, scene: Scene) -> None:
        """Nothing is at risk in this version any more."""
        values = {"value": str(scene.company.version), "at": scene.now}
        if not scene.tx.update_named("cursors", CURSOR, values):
            scene.tx.insert("cursors", {"name": CURSOR, **values})
        self.judged = scene.company.version


def cover(scene: Scene, promise_id: str) -> bool:
    """Promise it anew, by somebody who can keep it, and tell the customer; False where it stands after all."""
    found = scene.tx.row("promises", promise_id)
    case = commitments.lock_case(scene, found["case_id"]) if found else None
    bound = scene.tx.row("promises", promise_id)
    if bound is None or case is None or bound["state"] != "open" or bound["due_at"] <= scene.now:
        return False
    talking = {p["owner_id"] for p in scene.tx.rows("promises", state="calling") if p["id"] != promise_id}
    reason = why(scene.company, bound, talking, scene.now)
    if not reason or not commitments.end(scene, bound, "moved"):
        return False
    pressing.raise_it(scene, case)
    if bound["kind"] == partners.KIND:
        made = partners.another(scene, case, bound)
        new = partners.covered(scene, case, bound, made) if made else partners.made_good(scene, case, bound)
        commitments.notice(scene, new["owner_id"], "cover", new)
    elif bound["kind"] == "action":
        made = _anybody(scene, case, bound)
        if case["owner_id"] == bound["owner_id"]:  # the case goes with it
            made = _not_in_a_circle(scene, case, bound, made)
        replanning.pass_on_action(scene, case, bound, made.owner, BY)
    else:
        _call(scene, case, bound, reason)
    scene.tx.event(case["id"], "covered", BY, scene.now, {"from": bound["owner_id"], "why": reason})
    return True


def _call(scene: Scene, case: Row, bound: Row, reason: str) -> None:
    made = _same_time(scene, case, bound, _else(scene, bound)) or _anybody(scene, case, bound)
    made = _not_in_a_circle(scene, case, bound, made)
    reach = wishes.reach_in(scene, case)

    def words(c: Commitment) -> str:
        terms = commitments.terms(scene, case, c, reach)
        return wording.replanned(earlier=commitments.owner_of(bound), why=reason, **terms)

    new = commitments.tell(scene, case, made, words, made_by=BY, reach=reach, previous=bound)
    commitments.notice(scene, made.owner.id, "cover", new)


def _else(scene: Scene, bound: Row) -> Find:
    return lambda asked: scene.commit_without(bound["owner_id"], asked)


def _same_time(scene: Scene, case: Row, bound: Row, find: Find) -> Commitment | None:
    """Somebody who has the very slot, so that the customer need not wait for it another time."""
    slot = Window(bound["slot_start"], bound["due_at"])
    made = find(commitments.request_for(scene, case, None, Wish((slot,))))
    if made is None or made.due_at != bound["due_at"]:
        return None
    # At the same time, what gave way for that time still does; a person on shift has been found.
    kept = tuple(rule for rule in bound["gave_way"] if rule in ("limit", "window"))
    return replace(made, gave_way=tuple(dict.fromkeys((*kept, *made.gave_way))))


def _anybody(scene: Scene, case: Row, bound: Row) -> Commitment:
    """Whoever has time; the owner themselves only where nobody else could."""
    asked = commitments.request_for(scene, case, None)
    return scene.commit_without(bound["owner_id"], asked) or scene.commit(asked)


def _not_in_a_circle(scene: Scene, case: Row, bound: Row, made: Commitment) -> Commitment:
    """The cover who was found; whoever settles the case, where it would return to a team that it has left, or go to
    somebody below the one who settles it. Where it is they who are away, whoever is over them."""
    people = scene.company.people
    same_team = bound["owner_id"] in people and people[bound["owner_id"]].team == made.owner.team
    returns = not same_team and circles.comes_round(scene, case, made.owner)
    if not (circles.to_below(scene, case, made.owner) if case["facts"].get("settled_by") else returns):
        return made
    to = circles.who_settles_it(scene, case)
    found = None if to.id == bound["owner_id"] else _by(scene, case, bound, to)
    instead = found or scene.commit_after(to.id, commitments.request_for(scene, case, None))
    circles.settled(scene, case, instead.owner)
    return instead


def _by(scene: Scene, case: Row, bound: Row, to: Person) -> Commitment | None:
    """This very person, at the same time if they have it."""

    def find(asked: Request) -> Commitment | None:
        return scene.commit_to(to, asked)

    same = _same_time(scene, case, bound, find) if bound["slot_start"] else None
    return same or find(commitments.request_for(scene, case, to.id))
