"""A recall: more complaints at once than there are hours. What is promised is still true, and managers see what
is missing."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

from bench.simulation import company as simulated
from bench.simulation.judge import judge
from bench.simulation.tables import GAPS, Own
from handoff.clock import SetClock
from handoff.companies import Companies
from handoff.document import to_document
from handoff.intake import Intake
from handoff.model import SHANGHAI
from handoff.numbers import Figuring
from handoff.reach import channels
from handoff.store import Store
from handoff.watcher import Watcher
from migrations.upgrade import upgrade

KEY = "r" * 32
# As many as a company of thirty has slots for in about two weeks; `RECALL=3000` is the full story.
CUSTOMERS = int(os.environ.get("RECALL", "400"))
MONDAY = datetime(2026, 6, 8, 9, 0, tzinfo=SHANGHAI)


def test_when_there_are_more_promises_than_hours_times_stay_true_and_managers_see_what_is_missing(
    tmp_path: Path,
) -> None:
    url = f"sqlite:///{tmp_path}/y.db"
    upgrade(url)
    store, clock, companies = Store(url, KEY), SetClock(MONDAY), Companies()
    document = to_document(simulated.company())
    store.write(lambda tx: tx.insert("company", {"version": 1, "imported_at": MONDAY, "document": document}))
    intake = Intake(store, clock, companies, 20, channels())
    keeper = Watcher(store, clock, companies, intake, 8.0)
    for number in range(CUSTOMERS):
        clock.set(MONDAY + timedelta(minutes=20) * (number / CUSTOMERS))
        receipt = intake.receive("webchat", f"anon:{number}", "m", "召回的那批热水器，我家也是")
        turn = intake.take(receipt.conversation_id, "bot")
        assert turn is not None
        phone = f"+86139{number:08d}"
        assert intake.hand_off(turn.id, {**turn.known, "intent": "complaint", "phone": phone}).closed
        if number % 100 == 0:
            keeper.sweep()
        if number == CUSTOMERS // 2:
            at_once = Figuring(store, clock, companies).watch_hours()
    keeper.sweep()
    Own(url).ask(GAPS)  # the judge asks when the database was away: never
    verdict = judge(url, KEY)
    assert not any(verdict.violations.values()), verdict.examples
    with store.read() as tx:
        promises = tx.rows("promises")
        alarms = tx.rows("alarms")
    assert len({p["case_id"] for p in promises}) == CUSTOMERS
    late = [p for p in promises if "limit" in p["gave_way"]]
    assert late, "there were hours enough"
    missing = [a for a in alarms if a["kind"] == "hours_missing"]
    assert at_once and missing and all(float(a["detail"]["hours"]) > 0 for a in missing)
    assert {a["case_id"] for a in alarms if a["kind"] == "limit_gave_way"} == {p["case_id"] for p in late}
    store.close()
