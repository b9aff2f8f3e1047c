"""The core as the voice channel sees it, in memory; and calls as plain values for the rules of the dialogue."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, replace
from typing import Any

from channels.voice import answers
from channels.voice.stage import Found, Plan, Stage
from channels.voice.verbs import Ask, Say
from handoff import lines
from handoff.callview import Call, Spoken
from handoff.model import Person, Receipt
from handoff.store import Unavailable
from handoff.through import Offer
from tests.unit.channels_double import CoreDouble

CASE = "260608-123456"
NUMBER_GIVEN = "13800138000"
PROMISE = {
    "owner": "王敏", "title": "售后投诉专员", "due_at": "2026-06-08T15:20:00+08:00", "reach": "call", "state": "open",
    "phone": "+8613800138000",
}  # fmt: skip
RING_AGAIN = PROMISE | {"reach": "ring_again", "phone": ""}
OWNER = Offer("王敏", "售后投诉专员", "8001", "p1")


def call(**values: Any) -> Call:
    """A call of somebody on a mobile, with nothing said yet."""
    plain: dict[str, Any] = {
        "id": "c1", "vendor_id": "v1", "conversation_id": "k1", "line": lines.MOBILE, "number": "+8613800138000",
        "step": 1, "stage": {}, "answer": None, "over": False, "recording": "off", "case": None, "promise": None,
        "asked_for": "",
    }  # fmt: skip
    return Call(**{**plain, **values})


def spoken(text: str, number: int = 7, kind: str = "promise") -> Spoken:
    """A message that is to be said."""
    return Spoken(number, text, kind)


@dataclass
class Kept:
    """What the double remembers of a call."""

    call: Call
    told: set[int]
    handed_out: list[int]


class PhoneDouble:
    """Calls over the journal's double. `broken` names what fails, or all of it; `slow_s` what everything takes."""

    def __init__(self, core: CoreDouble) -> None:
        self.core = core
        self.lock = threading.RLock()
        self.calls: dict[str, Kept] = {}
        self.broken: set[str] = set()
        self.slow_s = 0.0
        self.ended: list[tuple[str, str]] = []
        self.offered: Offer | None = None
        self.promise: dict[str, Any] = dict(PROMISE)
        self.through: list[bool] = []
        self.manager: Person | None = Person("tangwei", "唐薇", "客服经理", "complaints", "总部", extension="8009")

    def _check(self, what: str) -> None:
        time.sleep(self.slow_s)
        if self.broken & {what, "all"}:
            raise Unavailable(what)

    def ring(self, vendor: str, vendor_id: str, number: str, withheld: bool = False, recorded: bool = False) -> Call:
        with self.lock:
            self._check("ring")
            found = next((kept.call for kept in self.calls.values() if kept.call.vendor_id == vendor_id), None)
            if found:
                return found
            line, e164 = lines.line_of(number, withheld)
            made = call(
                id=f"c{len(self.calls)}", vendor_id=vendor_id, line=line, number=e164, step=0,
                conversation_id="", recording="on" if recorded else "off",
            )  # fmt: skip
            self.calls[made.id] = Kept(made, set(), [])
            return made

    def at(self, call_id: str) -> Call | None:
        with self.lock:
            self._check("at")
            kept = self.calls.get(call_id)
            return self._view(kept.call) if kept else None

    def _view(self, found: Call) -> Call:
        promised = any(row["more"].get("promise") for row in self._rows(found))
        return replace(found, promise=self.promise, case=CASE) if promised else found

    def _rows(self, found: Call) -> list[dict[str, Any]]:
        return [row for row in self.core.rows if row["conversation"] == found.conversation_id and row["from"] == "bot"]

    def said(self, call_id: str, step: int, text: str, kind: str = "", worker: str = "") -> Receipt:
        with self.lock:
            self._check("said")
            kept = self.calls[call_id]
            given = {"kind": kind} if kind else None
            receipt = self.core.receive(
                "voice", kept.call.number or call_id, f"{call_id}:{step}", text or f"[{kind}]", worker=worker,
                attachment=given,
            )  # fmt: skip
            kept.call = replace(kept.call, conversation_id=receipt.conversation_id)
            return receipt

    def answered(self, turn_id: str) -> bool:
        with self.lock:
            self._check("answered")
            return not self.core.rows[int(turn_id) - 1]["waits"]

    def to_say(self, call_id: str) -> list[Spoken]:
        with self.lock:
            kept = self.calls[call_id]
            new = [row for row in self._rows(kept.call) if row["number"] not in kept.told]
            return [Spoken(row["number"], row["text"], "promise" if row["more"] else "chat") for row in new]

    def stands(self, call_id: str, offered: bool) -> tuple[Call, list[Spoken], Offer | None]:
        call = self.at(call_id)
        if call is None:
            raise LookupError("no such call")
        return call, self.to_say(call_id), self.offer(call_id) if offered and call.promise else None

    def step_done(self, call_id: str, step: int, stage: Any, answer: Any, said: Any) -> Call:
        with self.lock:
            self._check("step_done")
            kept = self.calls[call_id]
            if kept.call.step == step:
                kept.call = replace(kept.call, step=step + 1, stage=dict(stage), answer=list(answer))
                kept.told |= set(said)
            return self._view(kept.call)

    def over(self, vendor: str, vendor_id: str) -> None:
        with self.lock:
            self._check("over")
            self.ended.append((vendor, vendor_id))
            for kept in self.calls.values():
                if kept.call.vendor_id == vendor_id:
                    kept.call = replace(kept.call, over=True)

    def belongs_to(self, call_id: str, case_id: str) -> bool:
        return case_id == CASE

    def decline_recording(self, call_id: str) -> None:
        with self.lock:
            self.calls[call_id].call = replace(self.calls[call_id].call, recording="declined")

    def offer(self, call_id: str) -> Offer | None:
        return self.offered

    def put_through(self, call_id: str) -> Offer | None:
        self.through.append(True)
        return self.offered

    def connected(self, call_id: str, answered: bool) -> None:
        self.through.append(answered)

    def last_resort(self) -> Person | None:
        return self.manager


def at(stage: str, **values: Any) -> dict[str, Any]:
    return Stage(at=stage, **values).kept()


def said(call_: Call, plan: Plan, *messages: str, **values: Any) -> answers.Reply:
    """The answer once the core has done what was asked."""
    told = tuple(spoken(text, number) for number, text in enumerate(messages))
    return answers.answer(plan, Found(call_, told, **values))


def text(reply: answers.Reply) -> str:
    """All that is spoken."""
    return "".join(verb.text for verb in reply.answer if isinstance(verb, (Say, Ask)))
