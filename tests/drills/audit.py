"""Counts after the fact, from outside: what customers sent against what they read and what the house says."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tests.acceptance.running import ROOT, Customer, Running
from tests.drills.record import Record

LIVE = ("open", "calling")


@dataclass
class Sent:
    """What one customer has sent, in order, as (id, text)."""

    customer: Customer
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


def _out_of_order(kept: list[tuple[str, str]], sent: list[tuple[str, str]]) -> int:
    return int([one for one in kept if one in sent] != [one for one in sent if one in kept])


def contradictions(house: Running) -> int:
    """What `ledger verify` finds wrong."""
    done = subprocess.run([sys.executable, "-m", "handoff", "ledger", "verify"], cwd=ROOT, env=house.environment,
                          capture_output=True, text=True, timeout=300)  # fmt: skip
    return len(done.stderr.splitlines()) if done.returncode else 0
