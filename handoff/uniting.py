"""Two customers turn out to be one: everything of the one goes to the other, in one transaction.

Locks are taken in the house's order: the number that shows it, conversations, customers, cases.
"""

from __future__ import annotations

from typing import Any

from handoff import binding_words, breaking, commitments, reasons, replanning, wishes
from handoff.callers import Incoming, all_with_number, begin, begin_for
from handoff.model import SEVERITIES, Commitment, Person
from handoff.recall import written_in
from handoff.scene import Scene
from handoff.store import Again, Row
from handoff.understood import merged as mentioned

BY = "dialogue"
_OWN_FACTS = ("summary", "joined_to", "joined")


def prove(scene: Scene, conversation_id: str, number: str, opening: str = "") -> bool:
    """Whoever speaks here has this number: they are the one customer who has it. They are told `opening` where they
    have shown it themselves; the number is then theirs whatever their site says of them later.

    True when they were told what it means for their cases. Raises Again.
    """
    scene.tx.lock_number(number)
    cases: list[Row] = []
    for holder in all_with_number(scene.tx, number):
        cases = unite(scene, holder["id"], _who(scene, conversation_id)) or cases
    customer_id = _who(scene, conversation_id)
    commitments.lock_conversation(scene, conversation_id)
    customer = scene.tx.row("customers", customer_id, lock=True)
    if customer is None:
        raise Again
    scene.tx.update("customers", customer, {"phone": number, "phone_verified": True})
    if opening:
        _own(scene, customer_id, number)
        commitments.say(scene, conversation_id, None, opening)
    return join(scene, cases, conversation_id)


def recognise(scene: Scene, came: Incoming) -> None:
    """A channel vouches for a number that it did not vouch for before."""
    number = came.identity.phone if came.identity else ""
    scene.tx.lock_number(number)
    found = scene.tx.conversation_at(came.channel, came.address)
    here = found or begin(scene.tx, came.channel, came.address, came.identity)
    prove(scene, here["id"], number)


def _who(scene: Scene, conversation_id: str) -> str:
    found = scene.tx.row("conversations", conversation_id)
    if found is None:
        raise LookupError("a customer without a conversation")
    return str(found["customer_id"])


def _own(scene: Scene, customer_id: str, number: str) -> None:
    """Text messages with this number are the customer's."""
    if not scene.tx.rows("addresses", channel="sms", address=number):
        begin_for(scene.tx, "sms", number, customer_id)


def unite(scene: Scene, kept_id: str, gone_id: str) -> list[Row]:
    """Give everything of one customer to another; what is open of both is still to be joined. Raises Again."""
    if kept_id == gone_id:
        return []
    tx = scene.tx
    for found in sorted(tx.rows("conversations", customer_id=[kept_id, gone_id]), key=lambda c: str(c["id"])):
        commitments.lock_conversation(scene, found["id"])
    customers = {one: tx.row("customers", one, lock=True) for one in sorted((kept_id, gone_id))}
    kept, gone = customers[kept_id], customers[gone_id]
    if kept is None or gone is None:
        raise Again
    open_cases = [
        case
        for found in sorted(tx.rows("cases", customer_id=[kept_id, gone_id]), key=lambda c: str(c["id"]))
        if (case := tx.row("cases", found["id"], lock=True)) and _given(scene, case, kept_id)["state"] != "closed"
    ]
    for found in tx.rows("conversations", customer_id=gone_id):
        tx.update("conversations", found, {"customer_id": kept_id})
    tx.hand_over_addresses(gone_id, kept_id)
    _keep_what_is_known(scene, kept, gone)
    tx.forget_customer(gone_id)
    return open_cases


def _given(scene: Scene, case: Row, customer_id: str) -> Row:
    """The case is this customer's."""
    if case["customer_id"] != customer_id:
        scene.tx.update("cases", case, {"customer_id": customer_id})
        scene.tx.event(case["id"], "recognised", BY, scene.now)
    return case


def _keep_what_is_known(scene: Scene, kept: Row, gone: Row) -> None:
    values: dict[str, Any] = {"name": kept["name"] or gone["name"]}
    if gone["phone"] and not kept["phone_verified"] and (gone["phone_verified"] or not kept["phone"]):
        values |= {"phone": gone["phone"], "phone_verified": gone["phone_verified"]}
    elif gone["phone_verified"] and gone["phone"] != kept["phone"]:
        _own(scene, kept["id"], gone["phone"])
    scene.tx.update("customers", kept, values)


def join(scene: Scene, cases: list[Row], conversation_id: str) -> bool:
    """The oldest goes on with its owner, unless another owner is calling at this moment; the others go into it. False
    where there are no two; else the customer was told in this conversation, where it goes on."""
    if len(cases) < 2:
        return False
    for case in cases:
        breaking.missed(scene, case)
    calls = {case["id"]: commitments.call_of(scene, case) for case in cases}

    def rank(case: Row) -> tuple[bool, Any]:
        call = calls[case["id"]]
        return not (call and call["state"] == "calling"), case["opened_at"]

    first, *others = sorted(cases, key=rank)
    here = scene.tx.row("conversations", conversation_id) or {}
    values = {"conversation_id": conversation_id, "facts": {**first["facts"], **written_in(here)}}
    scene.tx.update("cases", first, values)
    for other in others:
        _move_into(scene, first, other)
    if any(bound["owner_id"] in scene.excluded(first) for bound in scene.tx.live_promises(first["id"])):
        replanning.take_away(scene, first, BY)
    moved = [call for other in others if (call := calls[other["id"]])]
    _tell(scene, first, [other["id"] for other in others], moved)
    scene.tx.event(first["id"], "joined", BY, scene.now, {"cases": [other["id"] for other in others]})
    return True


def _move_into(scene: Scene, first: Row, other: Row) -> None:
    """What the other case was about is the first one's from now on; what its owner promised to do stays promised."""
    facts = {key: value for key, value in other["facts"].items() if key not in _OWN_FACTS}
    merged = {**facts, **first["facts"]}
    if why := reasons.merged(first["facts"].get("why"), facts.get("why")):
        merged["why"] = why
    merged["joined"] = sorted(
        {*(first["facts"].get("joined") or ()), *(other["facts"].get("joined") or ()), other["id"]}
    )
    if words := mentioned(facts.get("understood"), first["facts"].get("understood")):
        merged["understood"] = words
    values = {
        "facts": merged, "about": sorted({*first["about"], *other["about"]}),
        "severity": max(first["severity"], other["severity"], key=SEVERITIES.index),
    }  # fmt: skip
    if first["state"] == "closing" and other["state"] == "open":
        values |= {"state": "open", "proposed_at": None}
    scene.tx.update("cases", first, values)
    for bound in scene.tx.live_promises(other["id"]):
        _void_words(scene, bound)
        commitments.end(scene, bound, "moved")
        if bound["kind"] == "action":
            owner = Person(bound["owner_id"], bound["owner_name"], bound["owner_title"], "", "")
            commitments.record_action(
                scene, first, owner, bound["what"], bound["due_at"], bound["words"], bound["channel"], bound["made_by"],
                bound,
            )  # fmt: skip
    scene.tx.update(
        "cases", other,
        {"state": "closed", "closed_at": scene.now, "closed_by": "joined",
         "facts": {**other["facts"], "joined_to": first["id"]}},
    )  # fmt: skip
    scene.tx.event(other["id"], "moved_into", BY, scene.now, {"to": first["id"]})


def _void_words(scene: Scene, bound: Row) -> None:
    """Words that still wait to be sent would tell what is no longer so."""
    for message in scene.tx.rows("messages", promise_id=bound["id"], state="queued"):
        scene.tx.update("messages", message, {"state": "dropped"})


def _tell(scene: Scene, first: Row, others: list[str], moved: list[Row]) -> None:
    """The promise that stands, or a sooner one where a sooner one was given for what has come in."""
    call = commitments.call_of(scene, first)
    if first["state"] == "closing" and not moved:
        commitments.ask_to_close(scene, first, commitments.lock_conversation(scene, first["conversation_id"]))
        return
    reach = wishes.reach_in(scene, first)
    calling = bool(call and call["state"] == "calling")
    if call is None or (not calling and any(one["due_at"] < call["due_at"] for one in moved)):
        made = scene.commit(commitments.request_for(scene, first, first["owner_id"]))
        if call is None or made.due_at < call["due_at"]:
            _promise_anew(scene, first, others, made, call, reach)
            return
    text = binding_words.joined(others=others, **commitments.terms(scene, first, call, call["reach"]))
    commitments.say(scene, first["conversation_id"], first["id"], text, call["id"], kind="changed")


def _promise_anew(scene: Scene, first: Row, others: list[str], made: Commitment, call: Row | None, reach: str) -> None:
    if call:
        _void_words(scene, call)
        commitments.end(scene, call, "moved")

    def words(c: Commitment) -> str:
        return binding_words.joined(others=others, **commitments.terms(scene, first, c, reach))

    commitments.tell(scene, first, made, words, made_by=BY, reach=reach, previous=call)
