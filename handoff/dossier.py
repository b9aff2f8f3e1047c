"""Everything that is kept of one customer, over all channels, for that customer: as it stands, and to read."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from handoff import export, export_page, transcript
from handoff.ledger import plain
from handoff.scene import Scene
from handoff.store import Row

FORMAT = "yinuo-customer-1"
# What serves the house alone: who is answering just now, what makes a hash unguessable, the hash of a code.
_NOT_THEIRS = {"salt", "digest", "leased_by", "leased_until"}


def collect(scene: Scene, customer_id: str) -> dict[str, Any]:
    """All rows of the customer's, table by table. Recordings are listed here; their sound is given beside."""
    tx = scene.tx
    talks = [c["id"] for c in tx.rows("conversations", customer_id=customer_id)]
    cases = tx.rows("cases", order="opened_at", customer_id=customer_id)
    messages = tx.rows("messages", order="id", conversation_id=talks) if talks else []
    calls = tx.rows("phone_calls", order="began_at", conversation_id=talks) if talks else []
    ids = [case["id"] for case in cases]
    found: dict[str, list[Row]] = {
        "customers": tx.rows("customers", id=customer_id), "addresses": tx.rows("addresses", customer_id=customer_id),
        "conversations": tx.rows("conversations", customer_id=customer_id), "messages": messages,
        "deliveries": _of(scene, "deliveries", message_id=[m["id"] for m in messages]), "cases": cases,
        "promises": _of(scene, "promises", case_id=ids), "phone_calls": calls,
        "recordings": _of(scene, "recordings", id=[call["id"] for call in calls]),
        "codes": _of(scene, "codes", conversation_id=talks),
    }  # fmt: skip
    events = [e for one in ids for e in tx.rows("events", order="n", case_id=one)]
    told = ("case_id", "n", "at", "actor", "kind", "hash")
    return {
        "format": FORMAT, "company": scene.company.name, "made_at": export.here(scene, scene.now),
        **{table: [_row(row) for row in rows] for table, rows in found.items()},
        "events": [{name: plain(event[name]) for name in told} for event in events],
    }  # fmt: skip


def _of(scene: Scene, table: str, **where: Any) -> list[Row]:
    return scene.tx.rows(table, **where) if all(where.values()) else []


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: plain(value) for name, value in row.items() if name not in _NOT_THEIRS}


def page(scene: Scene, found: Mapping[str, Any]) -> str:
    """The same to read: who they are to the house, each case with its promises, and what was said outside of cases."""
    who = found["customers"][0]
    made = f"{escape(found['company'])} · 制作于 {export_page.moment(found['made_at'])}"
    body = ["<h1>我们保存的您的资料</h1>", f"<p>{made}</p>",
            export_page.facts([("姓名", who["name"]), ("电话", who["phone"])]), "<h2>您联系我们的地址</h2>",
            export_page.table(("渠道", "地址"), ((export_page.word("channel", a["channel"]), escape(a["address"]))
                                              for a in found["addresses"]))]  # fmt: skip
    for case in scene.tx.rows("cases", order="opened_at", customer_id=who["id"]):
        body += [f"<h1>工单 {escape(case['id'])}</h1>", *export_page.case_parts(export.document(scene, case, None))]
    outside = scene.tx.rows("messages", conversation_id=[c["id"] for c in found["conversations"]], case_id=None)
    lines = [export.line(one) for one in transcript.shown(scene, outside)]
    return export_page.page("我们保存的您的资料", [*body, "<h1>工单之外的对话</h1>", *export_page.conversation(lines)])
