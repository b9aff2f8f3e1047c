"""What a message adds to what is known, and which question is still worth asking. Pure rules.

A customer is asked at most two questions in all, never one whose answer is known, each at most once (a telephone number
that was mistyped may take the place of the second), and none any more after one was declined.
"""

from __future__ import annotations

from typing import Any

from handoff import reasons, wanted
from handoff.model import SEVERITIES
from handoff.understood import heard as mentioned

Known = dict[str, Any]
MOST_QUESTIONS = 2
# A matter is replaced only by a weightier one: thanks after a complaint is still a complaint, and who asks for head
# office is not sent back to the complaint desk.
_WEIGHT = {
    "hq_contact": 6, "complaint": 5, "refund": 4, "repair_status": 3,
    "product_question": 2, "delivery": 2, "invoice": 2, "repeat_contact": 1, "ask_human": 1,
}  # fmt: skip
_SERVICE = 3
# An insult by itself names no matter: a person helps who shouts like everybody else, and no sooner.
_MEANT_AS = {"threat": "complaint", "abuse": "ask_human"}
_NOT_UNDERSTOOD = ("nlu_fallback", "out_of_scope")
# With one of these a message says something, whatever it was taken for; a product or a place alone does not.
_TELLING = {"order_number", "callback_time", "threat", "repeat", "cost", "gravity"}
# A guess as weak as this does not overrule what the customer said before.
_GUESS = 0.35
_QUESTIONS = {
    "complaint": ("phone", "order_number"),
    "repair_status": ("order_number", "phone"),
    "refund": ("order_number", "phone"),
}
# Long numbers lose digits when they are spoken, so nobody is asked for one who cannot read it back; and nobody looks
# for papers while something burns.
_REACHED_BY = ("phone",)


def merge(known: Known, intent: str, confidence: float, entities: list[dict[str, Any]]) -> Known:
    """`known` with what this message says; `known` itself stays as it was."""
    new = {**known, **mentioned(known, entities)}
    found = {str(e["entity"]): e["value"] for e in reversed(entities) if e.get("entity") != "phone"}
    phones = [e["value"] for e in entities if e.get("entity") == "phone"]
    if phones:
        new["phone"] = phones[-1]
    if found.get("order_number"):
        new["order_number"] = found["order_number"]
    if found.get("cost"):
        new["cost"] = found["cost"]
    new["unsure"] = bool(found.get("unsure"))
    threats = [e["value"] for e in entities if e.get("entity") == "threat"]
    if threats:
        new["threat"] = sorted({*known.get("threat", []), *threats})
    if found.get("repeat") or intent == "repeat_contact":
        new["repeat"] = True
    heard = _reasons(intent, bool(threats), bool(new.get("repeat")), entities)
    if heard:
        new["why"] = reasons.merged(known.get("why"), heard)
    new["severity"] = max(str(known.get("severity") or "normal"), reasons.gravest(heard), key=SEVERITIES.index)
    _matter(new, intent, confidence, bool(threats) or any(one["kind"] == "safety" for one in heard))
    wish = found.get("callback_time")
    if wish:
        new["wish"] = wanted.join(known.get("wish") or {}, wish)
    if phones and (new.get("wish") or {}).get("nocall") and not (wish and wish["kind"] == "nocall"):
        new["wish"] = {**new["wish"], "nocall": False}
    if intent in _NOT_UNDERSTOOD and not (_TELLING & set(found) or phones):
        new["misunderstood"] = int(known.get("misunderstood", 0)) + 1
    return new


def _reasons(intent: str, threat: bool, repeat: bool, entities: list[dict[str, Any]]) -> list[reasons.Reason]:
    """Why the matter is pressing; what was understood from the whole sentence has no words of its own."""
    understood = [("threat", threat or intent == "threat"), ("repeat", repeat)]
    whole = [{"kind": kind, "words": ""} for kind, so in understood if so]
    return reasons.merged(reasons.found_in(entities), whole)


def _matter(new: Known, intent: str, confidence: float, grave: bool) -> None:
    heard = _MEANT_AS.get(intent, intent)
    before = _WEIGHT.get(str(new.get("intent")), 0)
    if grave and _WEIGHT.get(heard, 0) < _SERVICE:
        heard = "complaint"
    # A threat or a danger in the middle of a refund is about that refund.
    if (grave or intent in _MEANT_AS) and before >= _SERVICE:
        return
    weight = _WEIGHT.get(heard, 0)
    if weight > before and (confidence >= _GUESS or before < _SERVICE):
        new["intent"] = heard


def _has(known: Known, what: str) -> bool:
    if what == "phone":
        return bool(known.get("phone") or known.get("reachable") or (known.get("wish") or {}).get("nocall"))
    return bool(known.get(what))


def next_question(known: Known) -> str | None:
    """What to ask now, or None: time for the promise. Nothing where a question could not even be put."""
    asked_so_far = list(known.get("asked", []))
    if known.get("promise") or known.get("declined") or known.get("wordless"):
        return None
    if len(asked_so_far) + int(known.get("misunderstood", 0)) >= MOST_QUESTIONS:
        return None
    hurried = known.get("channel") == "voice" or known.get("severity") == "safety"
    wanted = _REACHED_BY if hurried else _QUESTIONS.get(str(known.get("intent")), _REACHED_BY)
    return next((what for what in wanted if not _has(known, what) and what not in asked_so_far), None)


def asked(known: Known, what: str) -> Known:
    """`known` after the question was put."""
    return {**known, "asked": [*known.get("asked", []), what]}


def answered(known: Known, what: str) -> Known:
    """`known` after the message that followed the question: what was not given was declined. Not knowing one's order
    number is no refusal; it is not asked again either way."""
    if _has(known, what) or known.get("unsure"):
        return known
    return {**known, "declined": [*known.get("declined", []), what]}


def for_a_person(known: Known) -> Known:
    """`known` for a customer whose matter nobody understood, so that somebody who can ask takes it."""
    return known if known.get("intent") else {**known, "intent": "out_of_scope"}
