"""What is kept of one customer is erased; that it happened, how often and when, stays.

For the ledger it is a change like any other: the event "erased" sets every personal column to a fixed value without a
salt, so the chain goes on, and whatever an erased row is made to say afterwards contradicts it. The salts of before are
gone, and with them the last way to guess what a commitment stood for. Numbers and addresses that rows have in common
become marks under a salt that is kept nowhere: the same address is still the same, and nobody can find out which.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from typing import Any

from handoff import commitments, lines
from handoff.callers import all_with_number
from handoff.model import Refused
from handoff.scene import Scene
from handoff.store import Row, Tx

WORDS = "（已应客户要求删除）"
ERASED = "erased"
# What leads from case to case, and to whom of the company's; nothing that the customer said.
_KEPT_FACTS = ("joined", "joined_to", "earlier", "partners", "settled_by", "abandoned", "asked", "repeat")
_UNDER_WAY = ("waiting", "sending")

Mark = Callable[[str], str]


def customer_of_case(tx: Tx, case_id: str) -> Row | None:
    """The customer of a case."""
    case = tx.row("cases", case_id.strip())
    return tx.row("customers", case["customer_id"]) if case else None


def customers_with(tx: Tx, number: str) -> list[Row]:
    """Whoever verifiably has this number; a number that somebody merely typed finds nobody."""
    return all_with_number(tx, lines.e164(number) or "")


def in_the_way(scene: Scene, customer_id: str) -> list[str]:
    """What must end first, a sentence each: a promise is not erased, it is kept."""
    tx, zone = scene.tx, scene.company.timezone
    found = []
    for case in tx.rows("cases", order="opened_at", customer_id=customer_id):
        for bound in tx.live_promises(case["id"]):
            due = bound["due_at"].astimezone(zone)
            found.append(f"case {case['id']}: {bound['owner_name']} has promised it by {due:%Y-%m-%d %H:%M}")
    talks = [c["id"] for c in tx.rows("conversations", customer_id=customer_id)]
    found += ["a message of theirs is not answered yet" for one in talks if tx.backlog(one)][:1]
    calls = tx.rows("phone_calls", conversation_id=talks) if talks else []
    found += ["they are on the telephone" for call in calls if call["state"] == "open" or not call["settled_at"]][:1]
    return found


def erase(scene: Scene, customer_id: str, by: str) -> dict[str, int]:
    """Erase everything of a customer's in this transaction; how many rows of which table. Raises Refused."""
    tx = scene.tx
    tx.overwrite_what_is_deleted()
    talks = sorted(c["id"] for c in tx.rows("conversations", customer_id=customer_id))
    for one in talks:
        commitments.lock_conversation(scene, one)
    customer = tx.row("customers", customer_id, lock=True)
    if customer is None:
        raise Refused("gone", "there is no such customer any more")
    cases = [tx.row("cases", c["id"], lock=True) or c for c in tx.rows("cases", order="id", customer_id=customer_id)]
    blocked = in_the_way(scene, customer_id)
    if blocked:
        raise Refused("open", "; ".join(blocked))
    salt = secrets.token_hex(16)

    def mark(value: str) -> str:
        return f"erased:{hashlib.sha256(f'{salt}|{value}'.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}"

    done = {"messages": _messages(scene, talks, mark), "deliveries": 0, **_calls(tx, talks, mark)}
    done["deliveries"] = _deliveries(scene, talks, mark)
    done["codes"] = _codes(tx, customer, talks, mark)
    done["addresses"] = _addresses(tx, customer_id, mark)
    done["promises"] = sum(_case(scene, case) for case in cases)
    for one in talks:
        tx.update("conversations", {"id": one}, {"known": {}, "dialogue": {}})
    tx.update("customers", customer, {"name": "", "phone": "", "phone_verified": False})
    for case in cases:
        tx.event(case["id"], ERASED, by, scene.now)
    return {**done, "conversations": len(talks), "cases": len(cases), "customers": 1}


def _messages(scene: Scene, talks: list[str], mark: Mark) -> int:
    found = scene.tx.rows("messages", order="id", conversation_id=talks) if talks else []
    for row in found:
        values: dict[str, Any] = {"text": WORDS, "salt": "", "attachment": None, "public_id": mark(row["public_id"])}
        if row["external_id"]:
            values["external_id"] = mark(row["external_id"])
        if row["sender"] == "customer" and row["source"]:
            values["source"] = mark(row["source"])
        if row["state"] == "queued":
            values["state"] = "dropped"
        scene.tx.update("messages", row, values)
    return len(found)


def _deliveries(scene: Scene, talks: list[str], mark: Mark) -> int:
    count = 0
    for talk in talks:
        ids = [m["id"] for m in scene.tx.rows("messages", conversation_id=talk)]
        for row in scene.tx.rows("deliveries", message_id=ids) if ids else []:
            values: dict[str, Any] = {"address": mark(row["address"]), "vendor_id": None}
            if row["state"] in _UNDER_WAY:
                values |= {"state": "failed", "next_at": None, "ended_at": scene.now, "reason": ERASED}
            scene.tx.update("deliveries", row, values)
            count += 1
    return count


def _calls(tx: Tx, talks: list[str], mark: Mark) -> dict[str, int]:
    calls = tx.rows("phone_calls", conversation_id=talks) if talks else []
    tapes = tx.rows("recordings", id=[call["id"] for call in calls]) if calls else []
    for call in calls:
        number = mark(call["number"]) if call["number"] else ""
        values: dict[str, Any] = {"vendor_id": mark(call["vendor_id"]), "number": number, "stage": {}, "answer": None}
        tx.update("phone_calls", call, values)
    for tape in tapes:
        tx.row("recordings", tape["id"], lock=True)
        tx.forget_parts(tape["id"])
        tx.update("recordings", tape, {"state": ERASED})
    return {"phone_calls": len(calls), "recordings": len(tapes)}


def _codes(tx: Tx, customer: Row, talks: list[str], mark: Mark) -> int:
    own = {a["address"] for a in tx.rows("addresses", customer_id=customer["id"])} | {customer["phone"]} - {""}
    found = {c["id"]: c for c in tx.rows("codes", conversation_id=talks)} if talks else {}
    found |= {c["id"]: c for c in tx.rows("codes", subject=sorted(own))} if own else {}
    for row in found.values():
        values = {"subject": mark(row["subject"]), "digest": mark(row["digest"]), "used_at": row["used_at"]}
        tx.update("codes", row, values | {"expires_at": row["made_at"]})
    return len(found)


def _addresses(tx: Tx, customer_id: str, mark: Mark) -> int:
    found = tx.rows("addresses", customer_id=customer_id)
    for row in found:
        tx.replace_address(row["channel"], row["address"], mark(row["address"]))
    return len(found)


def _case(scene: Scene, case: Row) -> int:
    """Its promises and facts; one that nobody has anything promised in any more ends with it."""
    bound = scene.tx.rows("promises", case_id=case["id"])
    for row in bound:
        erased = {column: WORDS if row[column] else "" for column in ("words", "what", "evidence")}
        scene.tx.update("promises", row, {**erased, "salt": ""})
    facts = {key: value for key, value in case["facts"].items() if key in _KEPT_FACTS}
    over = {} if case["state"] == "closed" else {"state": "closed", "closed_at": scene.now, "closed_by": ERASED}
    scene.tx.update("cases", case, {"facts": facts, "salt": "", **over})
    return len(bound)
