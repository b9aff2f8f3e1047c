"""Where a vendor has a chat of its own for the company's people: who takes a conversation over there, and when.

The promise stands either way. While a person is talking with the customer the dialogue keeps quiet: what both say
becomes part of the case.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from handoff import alarms, commitments, rota, wording
from handoff.model import Attachment
from handoff.scene import Scene
from handoff.store import Row, Tx
from handoff.use_cases import UseCases

T = TypeVar("T")


@dataclass(frozen=True)
class Servicer:
    """Who is to take a conversation over: their name in the vendor's chat, and the promise that they hold."""

    userid: str
    promise_id: str


class Sessions(UseCases):
    """What a vendor's side asks and tells; a conversation is named by its address."""

    def _at(self, channel: str, address: str, work: Callable[[Scene, Row], T]) -> T | None:
        """Do something to a conversation, locked; None where the address was never heard of."""

        def once(tx: Tx) -> T | None:
            conversation = tx.conversation_at(channel, address, lock=True)
            return work(self._scene(tx), conversation) if conversation else None

        return self._store.write(once)

    def taker(self, channel: str, address: str) -> Servicer | None:
        """Whoever holds the promise made in this conversation, if they are on duty, chat with the vendor, and were not
        asked for this promise before."""
        with self._store.read() as tx:
            conversation = tx.conversation_at(channel, address)
            return _taker(self._scene(tx), conversation) if conversation else None

    def begun(self, channel: str, address: str, userid: str, promise_id: str | None = None) -> None:
        """A person has the conversation now."""

        def work(scene: Scene, conversation: Row) -> None:
            row = next(iter(scene.tx.rows("sessions", id=conversation["id"])), None)
            if row and row["state"] == "person" and row["servicer_userid"] == userid:
                return
            _keep(scene, conversation, "person", userid, promise_id or (row["promise_id"] if row else None))
            case = _case(scene, conversation)
            if case:
                scene.tx.event(case["id"], "session_begun", person_of(scene, userid), scene.now)

        self._at(channel, address, work)

    def refused(self, channel: str, address: str, servicer: Servicer, reason: str) -> None:
        """The vendor did not let them have it: the promise stands, and the customer is told so."""

        def work(scene: Scene, conversation: Row) -> None:
            rows = scene.tx.rows("sessions", id=conversation["id"], promise_id=servicer.promise_id)
            bound = scene.tx.row("promises", servicer.promise_id)
            case = scene.tx.row("cases", bound["case_id"], lock=True) if bound else None
            if rows or bound is None or case is None or bound["state"] != "open":
                return
            _keep(scene, conversation, "refused", servicer.userid, bound["id"])
            text = wording.not_online(**commitments.terms(scene, case, bound, bound["reach"]))
            commitments.say(scene, conversation["id"], case["id"], text, bound["id"])
            detail = {"owner": bound["owner_id"], "reason": reason}
            scene.tx.event(case["id"], "session_refused", "dialogue", scene.now, detail)

        self._at(channel, address, work)

    def ended(self, channel: str, address: str) -> None:
        """Nobody has it any more: what the customer writes next is answered by the dialogue."""

        def work(scene: Scene, conversation: Row) -> None:
            scene.tx.update_named("sessions", conversation["id"], {"state": "ended", "at": scene.now}, key="id")

        self._at(channel, address, work)

    def with_person(self, channel: str, address: str) -> bool:
        """Whether a person has it."""
        with self._store.read() as tx:
            conversation = tx.conversation_at(channel, address)
            return conversation is not None and held(tx, conversation["id"])

    def said(
        self, channel: str, address: str, external_id: str, userid: str, text: str, attachment: Attachment | None = None
    ) -> None:
        """What a person wrote to the customer in the vendor's chat. The same id again is not written."""

        def work(scene: Scene, conversation: Row) -> None:
            row: Row = {
                "public_id": external_id, "source": "person", "external_id": external_id,
                "conversation_id": conversation["id"], "case_id": None, "at": scene.now, "sender": "person",
                "author": person_of(scene, userid), "text": text, "promise_id": None, "kind": "reply",
                "attachment": attachment, "state": "sent", "delivered_at": scene.now, "closed_at": scene.now,
                "closed_by": None,
            }  # fmt: skip
            if scene.tx.insert_unless_there("messages", row):
                keep(scene, conversation, row, "person_wrote", row["author"] or "person")

        self._at(channel, address, work)

    def not_fetched(self, channel: str, reason: str) -> None:
        """What customers write there cannot be fetched: an alarm, and again every hour."""
        detail = {"channel": channel, "reason": reason}
        self._store.write(lambda tx: alarms.remind(self._scene(tx), "not_fetched", detail, alarms.HOURLY, of="channel"))

    def history_lost(self, channel: str) -> None:
        """The vendor keeps messages for some days only, and nobody fetched them for longer."""
        self._store.write(lambda tx: commitments.alarm(self._scene(tx), "history_lost", None, {"channel": channel}))


def held(tx: Tx, conversation_id: str) -> bool:
    """Whether a person has this conversation in the vendor's chat."""
    return bool(tx.rows("sessions", id=conversation_id, state="person"))


def keep(scene: Scene, conversation: Row, message: Row, kind: str, actor: str) -> None:
    """Make what was said while a person has the conversation part of the customer's open case."""
    case = _case(scene, conversation)
    if case:
        scene.tx.attach([message], case["id"])
        scene.tx.event(case["id"], kind, actor, scene.now)


def person_of(scene: Scene, userid: str) -> str:
    """Whoever of the company's people has this name in the vendor's chat; else that name."""
    return next((p.id for p in scene.company.people.values() if userid and p.servicer_userid == userid), userid)


def _case(scene: Scene, conversation: Row) -> Row | None:
    case = scene.tx.latest_case(conversation["customer_id"])
    return scene.tx.row("cases", case["id"], lock=True) if case and case["state"] != "closed" else None


def _taker(scene: Scene, conversation: Row) -> Servicer | None:
    case = scene.tx.latest_case(conversation["customer_id"])
    if case is None or case["state"] == "closed" or case["conversation_id"] != conversation["id"]:
        return None
    call = commitments.call_of(scene, case)
    owner = scene.company.people.get(call["owner_id"]) if call and call["state"] == "open" else None
    if call is None or owner is None or not owner.servicer_userid:
        return None
    row = next(iter(scene.tx.rows("sessions", id=conversation["id"])), None)
    if row and (row["state"] == "person" or row["promise_id"] == call["id"]):
        return None
    on_duty = rota.on_shift(scene.company, owner.id, scene.now)
    return Servicer(owner.servicer_userid, call["id"]) if on_duty else None


def _keep(scene: Scene, conversation: Row, state: str, userid: str, promise_id: str | None) -> None:
    values: Row = {"state": state, "servicer_userid": userid, "promise_id": promise_id, "at": scene.now}
    if not scene.tx.update_named("sessions", conversation["id"], values, key="id"):
        scene.tx.insert("sessions", {"id": conversation["id"], **values})
