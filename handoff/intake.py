"""From what the customer said to a named person and a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from handoff import alone, attending, commitments, continuing, opening, short, wording
from handoff.heard import for_a_person
from handoff.journal import GIVEN_BACK, Journal, claim
from handoff.model import Said
from handoff.naming import named_in
from handoff.recall import compose, kept, outlasting, sound
from handoff.scene import Scene
from handoff.store import Row, Tx
from handoff.tongues import SIMPLIFIED

Known = dict[str, Any]
DONE = Said(True)
# What is done with a customer's case (None where there is none) in one turn.
Answer = Callable[..., None]


class Intake(Journal):
    """What channels and actions ask. Every answer is one transaction: case, promise, slot, event, message, turn."""

    def hand_off(self, turn_id: str, known: Known, made_by: str = "dialogue") -> Said:
        """Give the customer a name and a time: a new case and promise, or those that they already have."""
        return self._store.write(lambda tx: self._answer(tx, turn_id, known, made_by, _or_open(continuing.more)))

    def tell_promise(self, turn_id: str, known: Known) -> Said:
        """Say again who will call and when; somebody who has no promise yet gets one."""
        return self._store.write(lambda tx: self._answer(tx, turn_id, known, "dialogue", _or_open(continuing.restate)))

    def change_time(self, turn_id: str, known: Known) -> Said:
        """Move the call to the time that the customer asks for. Without a time, the words that ask for one."""
        if known.get("case") and not _wants_a_time(known):
            return Said(False, (wording.ask_for_a_time(_tongue(known)),), known)
        moved = _or_open(continuing.change_time)
        return self._store.write(lambda tx: self._answer(tx, turn_id, known, "dialogue", moved))

    def solved(self, turn_id: str, known: Known) -> Said:
        """The customer's word closes the case and ends everything that was pending in it."""
        if not known.get("case") and not self._wants_peace(turn_id):
            # Perhaps it was not "solved" that was meant: what comes next and is not understood either goes to a person.
            unclear = int(known.get("misunderstood") or 0) + 1
            return Said(False, (wording.nothing_open(_tongue(known)),), {**known, "misunderstood": unclear})
        # What the customer has seen is no longer pending, so it must not be dropped with the rest.
        closed = _or_nothing(continuing.close)
        return self._noting_delivered(lambda tx: self._answer(tx, turn_id, known, "dialogue", closed))

    def _wants_peace(self, turn_id: str) -> bool:
        with self._store.read() as tx:
            return short.wants_peace((tx.row("messages", int(turn_id)) or {"text": ""})["text"])

    def note(self, turn_id: str, known: Known, intent: str) -> Said:
        """Anything else said while a case is open. Nothing to say (no texts) where there is none."""
        if not known.get("case"):
            return Said(False, (), known)

        noted = _or_nothing(lambda scene, case, talk: continuing.note(scene, case, talk, intent))
        return self._store.write(lambda tx: self._answer(tx, turn_id, known, "dialogue", noted))

    def overheard(self, turn_id: str, known: Known) -> Said:
        """A courtesy while a case is open: where a person is talking with the customer, it is theirs to answer, and
        nothing is said. Not closed where nobody is."""
        with self._store.read() as tx:
            turn = tx.row("messages", int(turn_id)) or {}
            if not (turn and attending.person_in(self._scene(tx), turn["conversation_id"])):
                return Said(False, (), known)
        overheard = _or_nothing(continuing.overhear)
        return self._store.write(lambda tx: self._answer(tx, turn_id, known, "dialogue", overheard))

    def dead_man(self, turn_id: str, by: str = "channel", reason: str = "") -> bool:
        """The hand-off when understanding, dialogue or an action failed: from what is known without them.

        `by` and `reason` say for the alarm who noticed what; they hold nothing personal. False when the turn was
        answered already.
        """

        def work(tx: Tx) -> bool:
            turn = tx.row("messages", int(turn_id))
            if turn is None or turn["closed_at"] is not None:
                return False
            scene = self._scene(tx)
            commitments.alarm(scene, "dead_man_turn", None, {"by": by, "reason": reason})
            conversation = tx.row("conversations", turn["conversation_id"]) or {}
            customer = tx.row("customers", conversation["customer_id"]) or {}
            case = tx.latest_case(customer["id"])
            known = compose(conversation, customer, case, [], turn)
            self._answer(tx, turn_id, known, "dead_man", _or_open(continuing.restate))
            return True

        return self._store.write(work)

    def hung_up(self, call_id: str) -> bool:
        """A telephone call is over: whoever was promised nothing in it is promised a call now. False while they
        still talk, or something that was said waits for its answer."""
        return self._store.write(lambda tx: self._hung_up(tx, call_id))

    def _hung_up(self, tx: Tx, call_id: str) -> bool:
        scene = self._scene(tx)
        call = tx.row("phone_calls", call_id) or {}
        conversation = commitments.lock_conversation(scene, call["conversation_id"])
        customer = tx.row("customers", conversation["customer_id"], lock=True) or {}
        case = tx.latest_case(customer["id"])
        bound = commitments.call_of(scene, case) if case else None
        talking = call["state"] == "open" and bound is not None and bound["state"] == "calling"
        if talking or tx.backlog(conversation["id"]):
            return False
        values = {"settled_at": scene.now, "state": "over", "ended_at": call["ended_at"] or scene.now}
        if not tx.update("phone_calls", call, values, settled_at=None):
            return False
        if case is None or (case["state"] == "closed" and case["closed_at"] < call["began_at"]):
            turn = tx.insert("messages", hanging_up(scene, call))
            known = for_a_person(compose(conversation, customer, case, []))
            self._answer(tx, str(turn["id"]), known, opening.ABANDONED, _or_open(continuing.restate))
        return True

    def went_silent(self, conversation_id: str, asked: int) -> bool:
        """Somebody whose matter is known does not answer what they were asked in message `asked`: they are promised a
        call without it. False where they have a case, or something was said since."""
        return self._store.write(lambda tx: self._went_silent(tx, conversation_id, asked))

    def _went_silent(self, tx: Tx, conversation_id: str, asked: int) -> bool:
        scene = self._scene(tx)
        conversation = commitments.lock_conversation(scene, conversation_id)
        customer = tx.row("customers", conversation["customer_id"]) or {}
        said = tx.rows("messages", order="id", newest_first=True, limit=1, conversation_id=conversation_id)
        case = tx.latest_case(customer["id"])
        known = compose(conversation, customer, case, [])
        # A caller is looked after when the call ends.
        in_hand = known["case"] or customer.get("alone_since") or conversation["channel"] == "voice"
        if said[0]["id"] != asked or in_hand or not known.get("intent"):
            return False
        own = tx.rows("messages", order="id", conversation_id=conversation_id, case_id=None)
        turn = next(message for message in own if message["sender"] == "customer")
        self._go_on(scene, turn, conversation, known, "dialogue", _or_open(continuing.restate))
        return True

    def _answer(self, tx: Tx, turn_id: str, known: Known, by: str, answer: Answer) -> Said:
        scene = self._scene(tx)
        turn, conversation = claim(scene, turn_id, by)
        if turn is not None:
            self._go_on(scene, turn, conversation, known, by, answer)
        return Said(True, (), known) if turn else DONE

    def _go_on(self, scene: Scene, turn: Row, conversation: Row, known: Known, by: str, answer: Answer) -> None:
        tx = scene.tx
        customer = tx.row("customers", conversation["customer_id"], lock=True) or {}
        latest = tx.latest_case(customer["id"])
        case = continuing.current_case(scene, latest, conversation["id"])
        unattached = tx.rows("messages", order="id", conversation_id=conversation["id"], case_id=None)
        talk = Talk(turn, conversation, customer, unattached, sound(known), by, _line(tx, conversation), latest)
        if by == "dialogue" and short.wants_peace(turn["text"]):
            talk.leave_alone(scene, case)
        else:
            answer(scene, case, talk)
        rest = kept(known) if case is None and not talk.attached else outlasting(talk.known)
        tx.update("conversations", conversation, {"known": rest, "dialogue": {}, **GIVEN_BACK})


class Talk:
    """One turn being answered: who says what, where, what was known of it, and their `latest` case, ended or not."""

    def __init__(
        self, turn: Row, conversation: Row, customer: Row, unattached: list[Row], known: Known, by: str, line: str = "",
        latest: Row | None = None,
    ) -> None:  # fmt: skip
        self.turn, self.conversation, self.customer = turn, conversation, customer
        self.unattached, self.known, self.by, self.line = unattached, known, by, line
        self.latest, self.attached = latest, False

    @property
    def phone(self) -> str:
        """The number to call, empty when there is none; at the least the line that the customer rings from."""
        return str(self.known.get("phone") or self.customer["phone"] or self.line or "")

    @property
    def tongue(self) -> str:
        """In which the customer is answered."""
        return _tongue(self.known)

    def about(self, scene: Scene) -> frozenset[str]:
        """Whom of the company's people the customer complains about, in the words not yet part of a case."""
        said = [m["text"] for m in self.unattached if m["sender"] == "customer"]
        return frozenset[str]().union(*(named_in(scene.company, text) for text in said))

    def leave_alone(self, scene: Scene, case: Row | None) -> None:
        """The customer wants to hear nothing more; this is the last that they are told."""
        if case:
            scene.tx.attach(self.unattached, case["id"])
        self.attached = True
        alone.leave(scene, case, self.customer, alone.BY)
        alone.say_so(scene, self.conversation, case, self.tongue)
        if case:
            scene.tx.event(case["id"], "told", alone.BY, scene.now)

    def attach(self, scene: Scene, case: Row) -> None:
        """Make everything said so far part of the case, and this the channel on which it goes on."""
        scene.tx.attach(self.unattached, case["id"])
        if case["conversation_id"] != self.conversation["id"]:
            scene.tx.update("cases", case, {"conversation_id": self.conversation["id"]})
        self.attached = True
        if self.phone != self.customer["phone"] and not self.customer["phone_verified"]:
            scene.tx.update("customers", self.customer, {"phone": self.phone})


def hanging_up(scene: Scene, call: Row) -> Row:
    """What stands in the conversation where a caller was gone before anything was promised."""
    once = f"{call['id']}:over"
    return {
        "public_id": once, "source": call["id"], "external_id": once, "conversation_id": call["conversation_id"],
        "case_id": None, "at": scene.now, "sender": "customer", "author": "", "text": "[电话中断]", "promise_id": None,
        "kind": "chat", "attachment": {"kind": "abandoned", "call": call["id"]}, "state": "received",
        "delivered_at": None, "closed_at": None, "closed_by": None,
    }  # fmt: skip


def _line(tx: Tx, conversation: Row) -> str:
    if conversation["channel"] != "voice":
        return ""
    number = str(tx.rows("addresses", conversation_id=conversation["id"])[0]["address"])
    return number if number.startswith("+") else ""


def _tongue(known: Known) -> str:
    return str(known.get("language") or SIMPLIFIED)


def _wants_a_time(known: Known) -> bool:
    wish = known.get("wish") or {}
    return bool(wish.get("windows") or wish.get("excluded"))


def _or_open(go_on: Answer) -> Answer:
    """Go on with the customer's case, or begin one."""
    return lambda scene, case, talk: go_on(scene, case, talk) if case else opening.begin_case(scene, talk)


def _or_nothing(go_on: Answer) -> Answer:
    """Go on with the customer's case; without one, say that nothing is open."""

    def answer(scene: Scene, case: Row | None, talk: Talk) -> None:
        if case is None:
            commitments.say(scene, talk.conversation["id"], None, wording.nothing_open(talk.tongue))
        else:
            go_on(scene, case, talk)

    return answer
