"""Reminders and alarms go to people where they are: told once on the first way that works, and the next in the line is
told by name when nobody reacts.

A bell is begun from the rows of `notices` and `alarms` alone, so none is lost with a process; several keepers may ask
at once, and each is handed out once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import timedelta

from handoff import bell_items, bell_words, commitments, ringing
from handoff.bell_words import Item
from handoff.clock import Clock
from handoff.companies import Companies
from handoff.letters import Later, NotSent, Unsure
from handoff.model import Person
from handoff.ringing import Bell
from handoff.scene import Scene
from handoff.store import Row, Store, Tx
from handoff.use_cases import UseCases

# What is older, and was never told, was seen on the desk or is of no use any more.
FRESH = timedelta(days=1)
# A flood helps nobody: what comes meanwhile is told together.
AT_MOST_EVERY = timedelta(seconds=60)
# Longer than a vendor is waited for.
SENDING = timedelta(seconds=20)
BACK_OFF_S = (5, 15, 30, 60, 120, 300)
# With another way left, that is better than another try.
TRIES, LAST_TRIES = 3, 8
# So many are begun in one transaction: the sweep waits for the same lock.
AT_ONCE = 50


class Bells(UseCases):
    """What the post office of the company's own people asks."""

    def __init__(self, store: Store, clock: Clock, companies: Companies, desk_url: str) -> None:
        super().__init__(store, clock, companies)
        self._desk = desk_url.rstrip("/")
        self._served: frozenset[str] = frozenset()

    def pending(self, served: Collection[str]) -> list[tuple[str, str]]:
        """Ways and people for whom there is something now. A house that is set up for no way tells nobody."""
        self._served = frozenset(served)
        if not served:
            return []
        now = self._clock.now()
        with self._store.read() as tx:
            found = {about: tx.unrung(table, about, now - FRESH, AT_ONCE) for about, table in bell_items.TABLES.items()}
            late = tx.bells_unanswered(now, AT_ONCE)
            due = tx.bells_due(now)
        if late or any(found.values()):
            self._store.write(lambda tx: self._begin(self._scene(tx), found["notice"], found["alarm"], late))
            with self._store.read() as tx:
                due = tx.bells_due(now)
        return [(way, person) for way, person in due if way in served]

    def _begin(self, scene: Scene, notices: list[Row], alarms: list[Row], late: list[Row]) -> None:
        for notice in notices:
            person = scene.company.people.get(notice["person_id"])
            if self._first_to_begin(scene, "notice", notice):
                wanted = person is not None and bell_items.item(scene, "notice", notice, person) is not None
                self._ring(scene, "notice", notice["id"], person if wanted else None, 0)
        for alarm in alarms:
            if self._first_to_begin(scene, "alarm", alarm):
                self._ring(scene, "alarm", alarm["id"], self._next(scene, alarm), 0)
        for row in late:
            self._escalate(scene, row["id"])

    def _first_to_begin(self, scene: Scene, about: str, said: Row) -> bool:
        """Whether no other keeper has begun with it since it was looked for. From here to the commit none will."""
        scene.tx.row(bell_items.TABLES[about], said["id"], lock=True)
        return not scene.tx.rows("bells", about=about, about_id=said["id"])

    def _escalate(self, scene: Scene, row_id: int) -> None:
        row = scene.tx.row("bells", row_id, lock=True)
        if row is None or row["answer_by"] is None or row["answer_by"] > scene.now:
            return
        scene.tx.update("bells", row, {"answer_by": None})
        alarm = scene.tx.row("alarms", row["about_id"])
        above = self._next(scene, alarm) if alarm else None
        if alarm and above:
            self._ring(scene, "alarm", alarm["id"], above, row["step"] + 1)

    def _next(self, scene: Scene, alarm: Row) -> Person | None:
        """Who is to be told of an alarm now: the first in the line who was not; nobody once somebody has reacted."""
        case = scene.tx.row("cases", alarm["case_id"]) if alarm["case_id"] else None
        barred = bell_items.barred(scene, case)
        told = {row["person_id"] for row in scene.tx.rows("bells", about="alarm", about_id=alarm["id"])}
        line = [p for p in ringing.line(scene.company, case, barred) if p.id not in told]
        return next((p for p in line if bell_items.item(scene, "alarm", alarm, p)), None)

    def _ring(self, scene: Scene, about: str, about_id: int, person: Person | None, step: int) -> None:
        """Begin with a person's first way. Where there is none, or nobody is to be told, that stands here too."""
        possible = ringing.ways(scene.company, person, self._served) if person else []
        reaction = timedelta(minutes=scene.company.policy.reaction_minutes)
        row = _row(about, about_id, person.id if person else "", possible[0] if possible else "", step, scene)
        row["answer_by"] = scene.now + reaction if person and about == "alarm" else None
        row["reason"] = "" if possible else "no way" if person else "nobody"
        scene.tx.insert_unless_there("bells", row)

    def claim(self, way: str, person_id: str) -> Bell | None:
        """Everything for one person on one way, which is now this caller's to send; None where nothing may go now."""
        return self._store.write(lambda tx: self._claim(self._scene(tx), way, person_id), durable=False)

    def _claim(self, scene: Scene, way: str, person_id: str) -> Bell | None:
        scene.tx.lock_address(f"bell {way}", person_id)
        rows = scene.tx.bells_under_way(way, person_id)
        sending = [row for row in rows if row["state"] == "sending"]
        if any(row["next_at"] > scene.now for row in sending):
            return None
        for row in sending:  # whoever sent it died
            self._not_sent(scene, row, Unsure("died"))
        person = scene.company.people.get(person_id)
        wanted = [(r, bell_items.of_bell(scene, r, person, self._desk)) for r in rows if r["state"] == "waiting"]
        for row in [row for row, item in wanted if item is None]:
            scene.tx.update("bells", row, {"state": "dropped", "next_at": None, "reason": "no longer needed"})
        packed = [(row, item) for row, item in wanted if item is not None]
        if not packed or person is None or self._held(scene, way, person_id, [row for row, _ in packed]):
            return None
        letter = commitments.new_id()
        for row, _ in packed:
            values = {"state": "sending", "letter": letter, "tries": row["tries"] + 1, "at": scene.now,
                      "next_at": scene.now + SENDING}  # fmt: skip
            scene.tx.update("bells", row, values)
        return self._bell(scene, letter, way, person, [item for _, item in packed])

    def _held(self, scene: Scene, way: str, person_id: str, rows: list[Row]) -> bool:
        """Whether they must wait: for another try of one of them, or until a minute has passed since the last."""
        until = max(row["next_at"] for row in rows)
        last = scene.tx.bell_last_went(way, person_id, scene.now)
        until = max(until, last + AT_MOST_EVERY) if last else until
        if until <= scene.now:
            return False
        for row in rows:
            if row["next_at"] < until:
                scene.tx.update("bells", row, {"next_at": until})
        return True

    def _bell(self, scene: Scene, letter: str, way: str, person: Person, items: list[Item]) -> Bell:
        in_english = bell_words.english(person)
        return Bell(
            letter, way, person.id, ringing.address(person, way), bell_words.subject(items, in_english),
            bell_words.text(items, scene.now, in_english, bell_items.link(self._desk, None)), scene.now,
            tuple(bell_words.for_programs(item, in_english) for item in items),
        )  # fmt: skip

    def sent(self, bell: Bell, vendor_id: str) -> None:
        """The vendor took it."""
        self._each(bell, lambda scene, row: scene.tx.update("bells", row, {"state": "sent", "next_at": None}))

    def failed(self, bell: Bell, why: NotSent) -> None:
        """It was not sent, or nobody knows: again later, or on the person's next way."""
        self._each(bell, lambda scene, row: self._not_sent(scene, row, why))

    def _each(self, bell: Bell, work: Callable[[Scene, Row], object]) -> None:
        def all_of_them(tx: Tx) -> None:
            scene = self._scene(tx)
            for row in tx.rows("bells", letter=bell.id, state="sending"):
                work(scene, row)

        self._store.write(all_of_them)

    def _not_sent(self, scene: Scene, row: Row, why: NotSent) -> None:
        person = scene.company.people.get(row["person_id"])
        same = scene.tx.rows("bells", about=row["about"], about_id=row["about_id"])
        tried = {one["way"] for one in same if one["person_id"] == row["person_id"]}
        other = ringing.next_way(ringing.ways(scene.company, person, self._served) if person else [], tried)
        if isinstance(why, Later) and row["tries"] < (TRIES if other else LAST_TRIES):
            pause = why.after_s or BACK_OFF_S[min(row["tries"], len(BACK_OFF_S)) - 1]
            again = scene.now + timedelta(seconds=pause)
            scene.tx.update("bells", row, {"state": "waiting", "next_at": again, "reason": why.reason})
            return
        ended = "unknown" if isinstance(why, Unsure) else "failed"
        scene.tx.update("bells", row, {"state": ended, "next_at": None, "reason": why.reason})
        if other:
            onward = _row(row["about"], row["about_id"], row["person_id"], other, row["step"], scene)
            scene.tx.insert_unless_there("bells", onward)
        elif ended == "failed":  # nothing got through: the next in the line need not wait
            for one in same:
                if one["step"] == row["step"] and one["answer_by"]:
                    scene.tx.update("bells", one, {"answer_by": scene.now})


def _row(about: str, about_id: int, person_id: str, way: str, step: int, scene: Scene) -> Row:
    return {"about": about, "about_id": about_id, "person_id": person_id, "way": way, "step": step,
            "state": "waiting" if way else "dropped", "letter": "", "tries": 0, "at": scene.now,
            "next_at": scene.now if way else None, "answer_by": None, "reason": ""}  # fmt: skip
