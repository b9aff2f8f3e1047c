"""A customer's telephone call, step by step: what was said last, what is still to be said, and how it ends.

The call is a row, so that any process can go on with any call, after a crash too; a step that is asked for twice gets
the same answer twice.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from handoff import commitments, lines, recordings, routes, through, uniting, wishes
from handoff.callers import Incoming, NewNumber, begin, refresh
from handoff.callview import Call, Said, Spoken, view
from handoff.clock import Clock
from handoff.companies import Companies
from handoff.intake import Intake
from handoff.model import Identity, Person, Receipt
from handoff.reach import MUST_ARRIVE
from handoff.scene import Scene
from handoff.store import Row, Store, Tx
from handoff.use_cases import UseCases

T = TypeVar("T")
CHANNEL = "voice"
CASE_TRIES = 3
# Straight to the hand-off, without a question before it.
_WORDS = {"key": "[按键 0]", "silence": "[来电没有说话]", "noise": "[来电没有听清]"}


class Phone(UseCases):
    """What the voice channel asks."""

    def __init__(self, store: Store, clock: Clock, companies: Companies, intake: Intake, copies: bool) -> None:
        """`copies`: promises go by text message, too, where the number can take them."""
        super().__init__(store, clock, companies)
        self._intake = intake
        self._copies = copies

    def _write(self, work: Callable[[Scene], T], durable: bool = True) -> T:
        return self._store.write(lambda tx: work(self._scene(tx)), durable)

    def ring(self, vendor: str, vendor_id: str, number: str, withheld: bool = False, recorded: bool = False) -> Call:
        """A call begins; asked again for the same call, it is as it stands."""
        line, e164 = lines.line_of(number, withheld)
        own = Identity(CHANNEL, e164, phone=e164 if line == lines.MOBILE else "") if e164 else None

        def begun(scene: Scene) -> str:
            found = scene.tx.rows("phone_calls", vendor=vendor, vendor_id=vendor_id)
            row = found[0] if found else _begin(scene, vendor, vendor_id, line, own, recorded)
            return str(row["id"])

        try:
            call_id = self._write(begun)
        except NewNumber:
            came = Incoming(CHANNEL, e164, ("", ""), "", own)
            self._write(lambda scene: uniting.recognise(scene, came))
            call_id = self._write(begun)
        # Looked at outside the transaction, which everybody else who writes waits for.
        with self._store.read() as tx:
            return view(self._scene(tx), _row(tx, call_id))

    def at(self, call_id: str) -> Call | None:
        """The call; None where there is none."""
        with self._store.read() as tx:
            row = tx.row("phone_calls", call_id)
            return view(self._scene(tx), row) if row else None

    def said(self, call_id: str, step: int, text: str, kind: str = "", worker: str = "") -> Receipt:
        """Write down what the caller said at a step; the same step again is not written. `kind` is "" for words,
        "keys" for a number that was keyed; key, silence and noise go to a person without another question, and so does
        "person": words that ask for nothing else. Raises as `Intake.receive`."""
        with self._store.read() as tx:
            row = _row(tx, call_id)
            address = tx.rows("addresses", conversation_id=row["conversation_id"])[0]["address"]
        came = {"kind": kind, "call": call_id} if kind else {"kind": "call", "call": call_id}
        words = text or _WORDS.get(kind, "")
        return self._intake.receive(
            CHANNEL, address, f"{call_id}:{step}", words, source=call_id, worker=worker, attachment=came
        )

    def answered(self, turn_id: str) -> bool:
        """Whether this turn has its answer."""
        with self._store.read() as tx:
            turn = tx.row("messages", int(turn_id))
            return turn is None or turn["closed_at"] is not None

    def stands(self, call_id: str, offered: bool) -> tuple[Call, list[Spoken], through.Offer | None]:
        """The call as it stands, what is still to be said, and, where that is wanted, to whom the caller could be put
        through at once: together, since each step of a call asks for all of it."""
        with self._store.read() as tx:
            scene, row = self._scene(tx), _row(tx, call_id)
            call = view(scene, row)
            return call, _to_say(scene, row), through.offer(scene, row) if offered and call.promise else None

    def step_done(
        self, call_id: str, step: int, stage: Mapping[str, Any], answer: Sequence[Any], spoken: Sequence[int]
    ) -> Said:
        """Keep what is answered to a step, unless another request for it was first: given is what was answered in
        fact. What the answer before this one told has been heard by now, as the caller went on after it."""

        def work(scene: Scene) -> Said:
            row = _row(scene.tx, call_id)
            values = {"step": step + 1, "stage": dict(stage), "answer": list(answer), "spoken": list(spoken),
                      "heard_at": scene.now}  # fmt: skip
            heard = row["spoken"]
            if scene.tx.update("phone_calls", row, values, step=step):
                scene.tx.delivered(heard, scene.now)
                _drop_what_is_over(scene, row)
                if self._copies and spoken:
                    _copy(scene, row, spoken)
                return Said(call_id, step + 1, list(answer))
            now = _row(scene.tx, call_id)
            return Said(call_id, now["step"], now["answer"])

        return self._write(work, durable=False)

    def over(self, vendor: str, vendor_id: str) -> None:
        """The call has ended. Whoever has no promise yet gets one from the keeper."""

        def work(scene: Scene) -> None:
            for row in scene.tx.rows("phone_calls", vendor=vendor, vendor_id=vendor_id):
                if scene.tx.update("phone_calls", row, {"state": "over", "ended_at": scene.now}, state="open"):
                    through.hung_up(scene, row)

        self._write(work)

    def belongs_to(self, call_id: str, case_id: str) -> bool:
        """Whether the caller has the number of a case whose customer cannot be rung: then the call goes on in it. A
        few tries a call, so that nobody finds one by trying."""

        def work(scene: Scene) -> bool:
            row = _row(scene.tx, call_id)
            tries = row["case_tries"] + 1
            scene.tx.update("phone_calls", row, {"case_tries": tries})
            case = scene.tx.row("cases", case_id) if tries <= CASE_TRIES else None
            if case is None or not _only_rings(scene.tx, case):
                return False
            values = {"conversation_id": case["conversation_id"], "case_id": case["id"]}
            return scene.tx.update("phone_calls", row, values)

        return self._write(work)

    def decline_recording(self, call_id: str) -> None:
        """The caller does not want to be recorded: what was recorded goes in the same transaction."""

        def work(scene: Scene) -> None:
            scene.tx.update("phone_calls", _row(scene.tx, call_id), {"recording": "declined"})
            recordings.forget(scene.tx, call_id)

        self._write(work)

    def put_through(self, call_id: str) -> through.Offer | None:
        """The caller is being put through; None where nobody is free any more."""
        return self._write(lambda scene: through.begin(scene, _row(scene.tx, call_id)))

    def connected(self, call_id: str, answered: bool) -> None:
        """What came of it. Where nobody picked up, the promise stands, and what says so is to be said."""
        self._write(lambda scene: through.end(scene, _row(scene.tx, call_id), answered))

    def last_resort(self) -> Person | None:
        """Who answers for the company while the database is away: as the company was last seen."""
        company = self._companies.seen
        return company.people.get(company.duty_manager) if company else None


def _begin(scene: Scene, vendor: str, vendor_id: str, line: str, own: Identity | None, recorded: bool) -> Row:
    call_id = secrets.token_hex(12)
    address = own.address if own else f"call:{call_id}"
    conversation = scene.tx.conversation_at(CHANNEL, address, lock=True)
    if conversation is None:
        conversation = begin(scene.tx, CHANNEL, address, own)
    elif own:
        refresh(scene.tx, conversation, own)
    row: Row = {
        "id": call_id, "vendor": vendor, "vendor_id": vendor_id, "conversation_id": conversation["id"],
        "number": own.address if own else "", "line": line, "state": "open", "step": 0, "stage": {}, "answer": None,
        "spoken": [], "case_id": None, "case_tries": 0, "tried": [], "recording": "on" if recorded else "off",
        "began_at": scene.now, "heard_at": scene.now, "ended_at": None, "settled_at": None,
    }  # fmt: skip
    return scene.tx.insert("phone_calls", row)


def _row(tx: Tx, call_id: str) -> Row:
    row = tx.row("phone_calls", call_id)
    if row is None:
        raise LookupError("no such call")
    return row


def _waiting(scene: Scene, row: Row) -> list[Row]:
    return [m for m in scene.tx.to_speak(row["conversation_id"]) if m["id"] not in row["spoken"]]


def _to_say(scene: Scene, row: Row) -> list[Spoken]:
    waiting = _waiting(scene, row)
    outdated = _outdated(scene, waiting)
    return [Spoken(m["id"], m["text"], m["kind"]) for m in waiting if m["id"] not in outdated]


def _outdated(scene: Scene, waiting: Sequence[Row]) -> set[int]:
    """What is over, unless what stands by now is said in the same breath behind it: else they have heard that by now,
    and would take the last word for it."""
    found, followed = set(), set()
    for message in reversed(waiting):
        if not routes.over(scene, message):
            followed |= {message["case_id"]} if message["promise_id"] else set()
        elif message["case_id"] not in followed:
            found.add(message["id"])
    return found


def _drop_what_is_over(scene: Scene, row: Row) -> None:
    """What no call has come to say, and nobody is to hear any more, is not left waiting."""
    for one in _outdated(scene, _waiting(scene, row)):
        scene.tx.told_by_post(one, "dropped", None)


def _only_rings(tx: Tx, case: Row) -> bool:
    """Whether this case's customer has rung without a number, and can be known by nothing but the case's."""
    found = tx.rows("addresses", conversation_id=case["conversation_id"], channel=CHANNEL)
    ended = case["state"] == "closed" and case["closed_by"] != "no_answer"
    return bool(found) and found[0]["address"].startswith("call:") and not ended


def _copy(scene: Scene, row: Row, spoken: Sequence[int]) -> None:
    """Put what was said of a promise into the post, where the number takes text messages."""
    for message in scene.tx.rows("messages", order="id", id=list(spoken)):
        case = scene.tx.row("cases", message["case_id"]) if message["case_id"] else None
        number = wishes.phone_of(case) if case else ""
        if case is None or message["kind"] not in MUST_ARRIVE or not lines.is_mobile(number):
            continue
        if case["state"] == "closed":
            continue  # who has heard that it is over is not written to any more
        told = scene.tx.row("promises", message["promise_id"] or "")
        if told and told["state"] not in ("open", "calling"):
            continue  # they had not heard it yet; nobody will call at that time any more
        if routes.shut(scene, "sms", number):
            continue
        commitments.lock_conversation(scene, row["conversation_id"])
        copied = commitments.say(scene, row["conversation_id"], case["id"], message["text"], message["promise_id"],
                                 kind=message["kind"], source=routes.COPY)  # fmt: skip
        routes.queue(scene, copied, "sms", number, "text")
        scene.tx.event(case["id"], "copied", "dialogue", scene.now)
