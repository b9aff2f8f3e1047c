"""What a person at the desk does with a case. Every act is one transaction, told to the customer in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeVar

from handoff import alone, boards, calls, looking, partners, replanning, replies, signin
from handoff.clock import Clock
from handoff.companies import Companies
from handoff.manners import Objection, objections
from handoff.model import NotFound, Person
from handoff.reach import Rules
from handoff.routing import own_people
from handoff.scene import Scene
from handoff.store import Row, Store, Tx
from handoff.use_cases import UseCases
from handoff.views import Board, CaseView, NoticeView, PromiseView, ReplyBox

T = TypeVar("T")
FOUND_LIMIT = 50


class Casework(UseCases):
    """The desk's use cases. `person_id` is always the signed-in person; what they may not see raises NotFound, what
    cannot be done raises Refused with a sentence that says what to do instead."""

    def __init__(self, store: Store, clock: Clock, companies: Companies, channels: Mapping[str, Rules]) -> None:
        super().__init__(store, clock, companies)
        self._channels = channels

    def _read(self, person_id: str, work: Callable[[Scene, Person], T]) -> T:
        with self._store.read() as tx:
            scene = self._scene(tx)
            return work(scene, looking.person_of(scene.company, person_id))

    def _act(self, person_id: str, case_id: str, work: Callable[[Scene, Person, Row], None]) -> None:
        def once(tx: Tx) -> None:
            scene = self._scene(tx)
            person = looking.person_of(scene.company, person_id)
            looking.require_own(scene.company, person)
            work(scene, person, looking.case_for(scene, person, case_id, lock=True))

        self._store.write(once)

    def _act_on(self, person_id: str, promise_id: str, work: Callable[[Scene, Person, Row, Row], None]) -> None:
        def once(tx: Tx) -> None:
            scene = self._scene(tx)
            person = looking.person_of(scene.company, person_id)
            found = tx.row("promises", promise_id)
            case = looking.case_for(scene, person, found["case_id"], lock=True) if found else None
            bound = tx.row("promises", promise_id, lock=True)
            if case is None or bound is None:
                raise NotFound("承诺")
            partners.require_part(scene.company, person, bound)
            work(scene, person, case, bound)

        self._store.write(once)

    def sign_in(self, name: str, password: str, source: str) -> Person:
        """The person with this name and password; see `signin.sign_in` for what it raises."""
        with self._store.read() as tx:
            company = self._companies.current(tx)
        return signin.sign_in(self._store, company, name.strip(), password, source, self._clock.now())

    def person(self, person_id: str) -> Person:
        """The signed-in person as the company has them now. Raises NotFound for one who has left."""
        return self._read(person_id, lambda _scene, person: person)

    def mine(self, person_id: str) -> list[PromiseView]:
        """The promises that bind this person, soonest first."""
        return self._read(person_id, looking.mine)

    def board(self, person_id: str) -> Board:
        """The supervisor's board; for an agent, the part of it that they may see."""
        return self._read(person_id, boards.board)

    def notices(self, person_id: str) -> list[NoticeView]:
        """What this person is to be reminded of, newest first."""
        return self._read(person_id, boards.notices)

    def case(self, person_id: str, case_id: str) -> CaseView:
        """The whole case."""
        return self._read(person_id, lambda s, p: looking.case_view(s, p, looking.case_for(s, p, case_id)))

    def search(self, person_id: str, text: str) -> list[CaseView]:
        """Cases by number, customer's name or telephone number; without what this person may not see."""
        if not text.strip():
            return []

        def work(scene: Scene, person: Person) -> list[CaseView]:
            found = scene.tx.search_cases(text.strip(), FOUND_LIMIT, boards.reader_of(scene.company, person))
            seen = [case for case in found if looking.may_see(scene.company, person, case)]
            return [looking.summary_view(scene, c, scene.tx.row("customers", c["customer_id"]) or {}) for c in seen]

        return self._read(person_id, work)

    def colleagues(self, person_id: str, case_id: str) -> list[Person]:
        """To whom this case may be handed."""

        def work(scene: Scene, person: Person) -> list[Person]:
            case = looking.case_for(scene, person, case_id)
            barred = scene.excluded(case) | {case["owner_id"]}
            own = [] if looking.is_partner(scene.company, person) else own_people(scene.company)
            possible = [p for p in own if p.id not in barred]
            return sorted(possible, key=lambda p: (p.team, p.name))

        return self._read(person_id, work)

    def partners(self, person_id: str, case_id: str) -> list[Person]:
        """Whom of the partners' people this case could be given to join."""

        def work(scene: Scene, person: Person) -> list[Person]:
            case = looking.case_for(scene, person, case_id)
            return [] if looking.is_partner(scene.company, person) else partners.people(scene, case)

        return self._read(person_id, work)

    def join_partner(self, person_id: str, case_id: str, to_person_id: str, what: str) -> None:
        """A partner's person promises their part, under the owner's promise."""
        self._act(person_id, case_id, lambda s, p, c: partners.join(s, p, c, to_person_id, what))

    def start_call(self, person_id: str, promise_id: str) -> None:
        """Calling now: the promise cannot break while the call lasts."""
        self._act_on(person_id, promise_id, calls.start)

    def stop_call(self, person_id: str, promise_id: str) -> None:
        """The call was not made after all."""
        self._act_on(person_id, promise_id, calls.stop)

    def reached(
        self, person_id: str, promise_id: str, said: str, next_what: str | None = None, next_due: datetime | None = None
    ) -> None:
        """The customer was reached. What is promised next becomes a promise in the same words; with nothing promised
        and nothing else open, the customer is asked whether the case may be closed."""
        self._act_on(person_id, promise_id, lambda s, p, c, b: calls.reached(s, p, c, b, said, next_what, next_due))

    def not_reached(self, person_id: str, promise_id: str, note: str) -> None:
        """Called in time and not reached: a new call-back follows and the customer is told when."""
        self._act_on(person_id, promise_id, lambda s, p, c, b: calls.not_reached(s, p, c, b, note))

    def action_done(self, person_id: str, promise_id: str, evidence: str) -> None:
        """A promised action is kept, with what shows it."""
        self._act_on(person_id, promise_id, lambda s, p, c, b: calls.action_done(s, p, c, b, evidence))

    def answer_cost(self, person_id: str, case_id: str, answer: str) -> None:
        """Answer the consequential cost that the customer stated; before that the case cannot be closed."""
        self._act(person_id, case_id, lambda s, p, c: calls.answer_cost(s, p, c, answer))

    def reply_box(self, person_id: str, case_id: str) -> ReplyBox:
        """What this person may write to the customer now: the channel, what it allows, and how much of it is left."""

        def work(scene: Scene, person: Person) -> ReplyBox:
            return replies.box(scene, person, looking.case_for(scene, person, case_id), self._channels)

        return self._read(person_id, work)

    def check_wording(self, text: str) -> tuple[Objection, ...]:
        """What the customer should not read, with what to say instead; `reply` refuses the same."""
        return objections(text)

    def reply(self, person_id: str, case_id: str, text: str) -> None:
        """Write to the customer on the channel they are in, within its rules."""
        self._act(person_id, case_id, lambda s, p, c: replies.send(s, p, c, text, self._channels))

    def hand_over(self, person_id: str, case_id: str, to_person_id: str, reason: str) -> None:
        """Give the case and its call-back to a named colleague; the first owner stays on the case."""
        self._act(person_id, case_id, lambda s, p, c: replanning.hand_over(s, p, c, to_person_id, reason))

    def withdraw(self, person_id: str, promise_id: str, reason: str) -> None:
        """Take back something that was promised; the supervisor who does it calls the customer. For supervisors."""
        self._act_on(person_id, promise_id, lambda s, p, c, b: replanning.withdraw(s, p, c, b, reason))

    def propose_close(self, person_id: str, case_id: str, summary: str) -> None:
        """Ask the customer to confirm that it is solved. Only their word closes the case."""
        self._act(person_id, case_id, lambda s, p, c: calls.propose_close(s, p, c, summary))

    def promise(self, person_id: str, case_id: str, what: str, due: datetime) -> None:
        """Promise the customer something more by a time."""
        self._act(person_id, case_id, lambda s, p, c: calls.promise(s, p, c, what, due))

    def leave_alone(self, person_id: str, case_id: str, note: str) -> None:
        """The customer told a person that they want to hear nothing more: everything ends."""
        self._act(person_id, case_id, lambda s, p, c: alone.on_the_desk(s, p, c, note))

    def set_about(self, person_id: str, case_id: str, person_ids: list[str]) -> None:
        """Say who is complained about; whoever is excluded by it loses the case at once. For supervisors."""
        self._act(person_id, case_id, lambda s, p, c: replanning.set_about(s, p, c, person_ids))

    def seen_alarm(self, person_id: str, alarm_id: int) -> None:
        """Acknowledge an alarm. For the company's supervisors, and not for the one whose promise it says was broken."""

        def work(tx: Tx) -> None:
            scene = self._scene(tx)
            person = looking.person_of(scene.company, person_id)
            looking.require_own(scene.company, person)
            looking.require_supervisor(person)
            if alarm_id not in {a.id for a in boards.alarms(scene, person)}:
                raise NotFound("警报")
            looking.require_not_theirs(scene, person, alarm_id)
            tx.update("alarms", {"id": alarm_id}, {"seen_at": scene.now, "seen_by": person.id}, seen_at=None)

        self._store.write(work)

    def seen_notice(self, person_id: str, notice_id: int) -> None:
        """Put a reminder away."""

        def work(tx: Tx) -> None:
            seen = {"seen_at": self._clock.now()}
            if not tx.update("notices", {"id": notice_id}, seen, person_id=person_id, seen_at=None):
                raise NotFound("提醒")

        self._store.write(work)
