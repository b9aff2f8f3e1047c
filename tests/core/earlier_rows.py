"""Rows as each revision of the database held them, by the revision that brought their table. What stands here is never
changed: it is what a house of that day may have."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from handoff import ledger
from handoff.document import to_document
from tests.core.small import FRIDAY, KEY, company

Row = dict[str, Any]
AT = FRIDAY - timedelta(days=1)
DUE = FRIDAY + timedelta(hours=1)
CASE, CALL = "260604-000001", "call1"


def _document() -> Row:
    """The company as the first release wrote it down."""
    document: Row = json.loads(json.dumps(to_document(company())))
    first = ("id", "name", "title", "team", "organisation", "role", "reports_to", "skills", "languages")
    document["people"] = [{name: one[name] for name in first} for one in document["people"]]
    document.pop("roster", None)
    for name in ("calls_per_hour", "reaction_minutes", "tell_by"):
        document["policy"].pop(name, None)
    return document


def _promise(one: str, state: str, slot: datetime, **more: Any) -> Row:
    return {
        "id": one, "case_id": CASE, "kind": "call_back", "state": state, "owner_id": "wang", "owner_name": "王敏",
        "owner_title": "售后投诉专员", "slot_start": slot, "due_at": slot + timedelta(minutes=20), "channel": "webchat",
        "reach": "call", "words": "王敏将给您回电。", "what": "", "evidence": "", "salt": f"s-{one}",
        "made_by": "dialogue", "made_at": AT, "previous_id": None, "gave_way": ["limit"], "reminded_at": None,
        "calling_at": None, "ended_at": None, **more,
    }  # fmt: skip


def _message(public_id: str, case_id: str | None, sender: str, text: str, **more: Any) -> Row:
    return {
        "public_id": public_id, "source": "", "external_id": public_id, "conversation_id": "talk", "case_id": case_id,
        "at": AT, "sender": sender, "author": "", "text": text, "salt": f"s-{public_id}", "promise_id": None,
        "state": "delivered", "delivered_at": AT, "closed_at": AT, "closed_by": None, **more,
    }  # fmt: skip


CASE_ROW: Row = {
    "id": CASE, "customer_id": "who", "conversation_id": "talk", "state": "open", "intent": "complaint",
    "severity": "normal", "owner_id": "wang", "first_owner_id": "zhao", "about": ["zhao"],
    "facts": {"phone": "+8613800138000", "summary": "“门”漏水\u2028"}, "salt": "s-case", "opened_at": AT,
    "proposed_at": None, "closed_at": None, "closed_by": None,
}  # fmt: skip
PROMISES = [
    _promise("kept", "kept", AT, ended_at=AT + timedelta(minutes=5), calling_at=AT, evidence="已说明"),
    _promise("open", "open", DUE - timedelta(minutes=20), previous_id="kept"),
]
MESSAGES = [
    _message("hello", None, "customer", "在吗"),
    _message("m1", CASE, "customer", "洗衣机坏了没人管"),
    _message("m0", CASE, "bot", "王敏将给您回电。", promise_id="kept"),
    _message("m2", CASE, "bot", "王敏将给您回电。", promise_id="open", state="queued", delivered_at=None),
]


def _event() -> Row:
    """One event that gives every tracked row of the case."""
    tracked = [("cases", CASE_ROW), *(("promises", one) for one in PROMISES),
               *(("messages", {"id": n, **one}) for n, one in enumerate(MESSAGES, 1) if one["case_id"])]  # fmt: skip
    changes = [{"t": t, "id": row["id"], "set": ledger.shown_row(t, row, row["salt"])} for t, row in tracked]
    body: Row = {"case_id": CASE, "n": 1, "at": AT, "actor": "dialogue", "kind": "opened",
                 "data": {"changes": changes, "detail": {"level": "team"}}, "prev": ""}  # fmt: skip
    return {**body, "hash": ledger.digest(KEY, "", body)}


EVENT = _event()
SHARD, TOTAL = ledger.shard_of(CASE), ledger.add("0", [EVENT["hash"]])
ROWS: dict[str, list[tuple[str, list[Row]]]] = {
    "0001": [
        ("company", [{"version": 1, "imported_at": AT, "document": _document()}]),
        ("accounts", [{"person_id": "wang", "password_hash": "$argon2id$x"}]),
        ("sign_in_failures", [{"key": "wang", "at": AT}]),
        ("heartbeats", [{"name": "keeper", "at": AT}]),
        ("customers", [{"id": "who", "name": "陈先生", "phone": "+8613800138000", "phone_verified": True}]),
        ("conversations", [{"id": "talk", "channel": "webchat", "customer_id": "who", "known": {}, "dialogue": {},
                            "leased_by": None, "leased_until": None}]),
        ("addresses", [{"channel": "webchat", "address": "anon:a", "customer_id": "who", "conversation_id": "talk"}]),
        ("cases", [CASE_ROW]), ("promises", PROMISES), ("messages", MESSAGES), ("events", [EVENT]),
        ("checkpoints", [{"shard": SHARD, "events": 1, "total": TOTAL,
                          "mac": ledger.checkpoint_mac(KEY, SHARD, 1, TOTAL, whole=False)}]),
        ("alarms", [{"at": AT, "kind": "broken", "case_id": CASE, "detail": {"owner": "王敏"}, "seen_at": None,
                     "seen_by": None}]),
        ("notices", [{"person_id": "wang", "at": AT, "kind": "soon", "case_id": CASE, "promise_id": "open",
                      "seen_at": None}]),
    ],
    "0003": [
        ("codes", [{"id": "c1", "purpose": "verify", "subject": "who", "conversation_id": "talk", "digest": "d",
                    "made_at": AT, "expires_at": DUE, "tries": 1, "used_at": None}]),
        ("cursors", [{"name": "wecom", "value": "17", "at": AT}]),
        ("early_receipts", [{"channel": "sms", "vendor_id": "v0", "at": AT, "ok": True, "reason": ""}]),
        ("vendor_tokens", [{"name": "wechat", "token": "t", "fetched_at": AT, "expires_at": DUE,
                            "fetching_until": None}]),
        ("deliveries", [{"letter": "l1", "message_id": 3, "channel": "sms", "address": "+8613800138000",
                         "form": "text", "state": "sent", "tries": 1, "at": AT, "next_at": None, "vendor_id": "v1",
                         "reason": "", "ended_at": AT}]),
    ],
    "0004": [("sessions", [{"id": "talk", "state": "ended", "servicer_userid": "WangMin", "promise_id": "open",
                            "at": AT}])],
    "0005": [("phone_calls", [{
        "id": CALL, "vendor": "jambonz", "vendor_id": "v9", "conversation_id": "talk", "number": "+8613800138000",
        "line": "mobile", "state": "over", "step": 3, "stage": {"a": 1}, "answer": {"say": ["好"]}, "spoken": [3],
        "case_id": CASE, "case_tries": 0, "tried": ["wang"], "recording": "on", "began_at": AT, "heard_at": AT,
        "ended_at": AT, "settled_at": AT,
    }])],
    "0006": [
        ("recordings", [{"id": CALL, "state": "kept", "began_at": AT, "last_at": AT, "ended_at": AT, "size": 256,
                         "lost": 0}]),
        ("recording_parts", [{"recording_id": CALL, "mark": "1", "starts": 0, "audio": bytes(range(256))}]),
    ],
    "0007": [("bells", [{"about": "alarm", "about_id": 1, "person_id": "li", "way": "email", "step": 0,
                         "state": "sent", "letter": "b1", "tries": 1, "at": AT, "next_at": None, "answer_by": DUE,
                         "reason": ""}])],
    "0008": [("team_records", [{"team": "care", "late_minutes": 20, "promises": 12, "at": AT}])],
}  # fmt: skip


def rows_at(revision: str) -> list[tuple[str, list[Row]]]:
    """What a house of this revision holds, in an order in which it may be written."""
    return [one for since in sorted(ROWS) if since <= revision for one in ROWS[since]]
