"""Counts after the fact, from outside: what customers sent against what they read and what the house says."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Protocol

from tests.acceptance.running import ROOT, Running
from tests.drills.record import Record

LIVE = ("open", "calling")


class Talking(Protocol):
    """Whoever can read their own conversation."""

    def messages(self) -> list[dict[str, Any]]:
        """All of it."""


@dataclass
class Sent:
    """What one customer has sent, in order, as (id, text)."""

    customer: Talking
    messages: list[tuple[str, str]]


def count(house: Running, sent: Sequence[Sent], record: Record) -> Record:
    """Add to `record` what was lost, doubled or left without a name and a time, and what the ledger says."""
    promises = json.loads(house.command("promises", "--json"))
    live = Counter(p["case"] for p in promises if p["kind"] == "call_back" and p["state"] in LIVE)
    for one in sent:
        talk = one.customer.messages()
        kept = [(m["id"], m["text"]) for m in talk if m["from"] == "customer"]
        record.messages += len(one.messages)
        record.lost += sum(message not in kept for message in one.messages)
        record.doubled += len(kept) - len(set(kept)) + _out_of_order(kept, one.messages)
        cases = {m["promise"]["case"] for m in talk if "promise" in m}
        record.nameless += not any(live[case] for case in cases)
        record.doubled += max(0, len(cases) - 1)
    record.doubled += sum(number - 1 for number in live.values())
    record.ledger += contradictions(house)
    return record


def told_once(sent: Sequence[Sent], record: Record) -> Record:
    """Add turns that nobody answered to what was lost, and second answers to one turn and messages that stand there
    twice under different ids to what was doubled. For customers who waited for each answer before they went on, and to
    whom nobody else wrote meanwhile."""
    for one in sent:
        talk, answers = one.customer.messages(), -1
        record.doubled += max(0, sum(m["from"] == "customer" for m in talk) - len(one.messages))
        for message in [*talk, {"from": "customer"}]:
            if message["from"] != "customer":
                answers += 1
                continue
            record.lost += answers == 0
            record.doubled += max(0, answers - 1)
            answers = 0
    return record


def _out_of_order(kept: list[tuple[str, str]], sent: list[tuple[str, str]]) -> int:
    return int([one for one in kept if one in sent] != [one for one in sent if one in kept])


def rows(house: Running, question: str) -> list[tuple[Any, ...]]:
    """What a house on SQLite has in its tables."""
    with closing(sqlite3.connect(house.folder / "y.db", timeout=10)) as database:
        return database.execute(question).fetchall()


def alarms(house: Running, kind: str) -> int:
    """How many alarms of a kind were raised."""
    return sum(found == kind for (found,) in rows(house, "SELECT kind FROM alarms"))


def contradictions(house: Running) -> int:
    """What `ledger verify` finds wrong."""
    done = subprocess.run([sys.executable, "-m", "handoff", "ledger", "verify"], cwd=ROOT, env=house.environment,
                          capture_output=True, text=True, timeout=300)  # fmt: skip
    return len(done.stderr.splitlines()) if done.returncode else 0
