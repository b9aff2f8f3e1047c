"""What is asked in every turn, round of the keeper and look of the desk finds its rows by an index: it costs
the same after ten thousand conversations as after ten."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from handoff.bells import Bells
from handoff.feed import Feed
from handoff.recordings import Recordings
from handoff.store.prepared import Prepared
from tests.core.small import House, house

# These stay small: a row for each person, part, version or shard.
SMALL = {"company", "accounts", "heartbeats", "checkpoints", "team_records", "cursors"}
# Of a statement that wants promises which are open: by their state alone that would be as good as all there are.
OPEN = "\nof what is open"
_BY_STATE = re.compile(r"promises_by_state.*" + OPEN, re.DOTALL)
_STILL_OPEN = re.compile(r"USING (COVERING )?INDEX \w+_(unanswered|unseen|undelivered|due|live\w*)")
_SCAN = re.compile(r"(?:SCAN (?!CONSTANT)|Seq Scan on )(\w+)(.*)")


@pytest.fixture
def plans(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """Every statement that is run in the test, with the plan of whichever database it is run on."""
    found: dict[str, str] = {}
    run = Prepared.run

    def explained(self: Prepared, cursor: Any, values: Any) -> None:
        asked: list[tuple[str, Any]] = []

        class Noting:
            def execute(self, sql: str, given: Any) -> None:
                asked.append((sql, given))

        run(self, Noting(), values)
        sql, given = asked[0]
        if sql not in found:
            lite = "SQLite" in str(type(cursor)) or "sqlite3" in type(cursor).__module__
            if not lite:
                cursor.execute("SET enable_seqscan = off")  # small tables are read whole unless told not to
            cursor.execute(f"EXPLAIN {'QUERY PLAN ' if lite else ''}{sql}", given)
            found[sql] = "\n".join(str(row[-1]) for row in cursor.fetchall())
            if "'open'" in sql or "open" in (given.values() if isinstance(given, dict) else given):
                found[sql] += OPEN
        run(self, cursor, values)

    monkeypatch.setattr(Prepared, "run", explained)
    yield found


def scans(plans: dict[str, str]) -> list[tuple[str, str, str]]:
    """Tables that are read from end to end, with the statement that does it. An index that holds no more than what is
    still open may be."""
    found = []
    for sql, plan in plans.items():
        for table, how in _SCAN.findall(plan):
            if table not in SMALL and not table.startswith(("anon_", "waiting")) and not _STILL_OPEN.search(how):
                found.append((table, how, sql))
    return found


def all_open(plans: dict[str, str]) -> list[str]:
    """Statements that read every promise that is open."""
    return [sql for sql, plan in plans.items() if "FROM promises" in sql and _BY_STATE.search(plan)]


def test_turns_read_nothing_from_end_to_end(core: House, plans: dict[str, str]) -> None:
    core.complains(phone="13800138000")
    turn, known = core.says("改到明天下午")
    plans.clear()
    core.intake.change_time(turn, known)
    turn, known = core.says("解决了")
    core.intake.solved(turn, known)
    conversation = str(core.intake.conversation("webchat", "anon:a"))
    core.intake.messages(conversation, "m1")
    core.intake.note_delivered()
    core.intake.unanswered(worker="bot")
    core.intake.waits(conversation)
    assert scans(plans) == []
    assert all_open(plans) == []


def test_the_keeper_reads_nothing_from_end_to_end(core: House, plans: dict[str, str]) -> None:
    core.complains(phone="13800138000")
    core.watcher.sweep()  # looks at the calendar, once a day
    plans.clear()
    core.watcher.sweep()
    assert scans(plans) == []
    assert all_open(plans) == []


def test_the_keeper_s_first_look_and_what_it_does_read_nothing_from_end_to_end(
    core: House, plans: dict[str, str]
) -> None:
    """The hourly looks, a changed rota, and promises that are reminded of, covered and broken."""
    for n in range(3):
        core.complains(address=f"anon:{n}")
    plans.clear()
    core.later(minutes=46)
    core.watcher.sweep()
    core.later(hours=2)
    fresh = house(core.store.url)
    fresh.clock.set(core.clock.now())
    fresh.watcher.sweep()
    fresh.store.close()
    assert scans(plans) == []
    assert all_open(plans) == []
    assert core.promises(state="broken")


def test_looking_for_what_is_to_be_sent_said_or_told_reads_nothing_from_end_to_end(
    core: House, plans: dict[str, str]
) -> None:
    core.complains(phone="13800138000")
    core.later(hours=2)
    core.watcher.sweep()
    bells = Bells(core.store, core.clock, core.companies, "")
    kept = Recordings(core.store, core.clock, core.companies, 60, 90)
    plans.clear()
    core.delivery.pending(["sms"])
    bells.pending(["email"])
    kept.sweep()
    # Once an hour it looks at all recordings there are, for those of callers who declined.
    assert [table for table, _, _ in scans(plans) if table not in ("recordings", "phone_calls")] == []
    assert all_open(plans) == []


def test_the_feed_reads_nothing_from_end_to_end(core: House, plans: dict[str, str]) -> None:
    core.complains(phone="13800138000")
    feed = Feed(core.store)
    plans.clear()
    feed.position()
    feed.conversations_after(feed.last_message() - 1)
    feed.begun_after(feed.last_message() - 1)
    assert scans(plans) == []


def test_the_desk_s_board_reads_nothing_from_end_to_end(core: House, plans: dict[str, str]) -> None:
    core.complains(phone="13800138000")
    plans.clear()
    core.casework.board("li")
    core.casework.mine("wang")
    assert scans(plans) == []


def test_a_turn_reads_only_what_is_not_yet_part_of_a_case(core: House, plans: dict[str, str]) -> None:
    core.complains(phone="13800138000")
    asked = [plan for sql, plan in plans.items() if "messages.case_id IS NULL" in sql]
    assert asked and all("messages_unattached" in plan for plan in asked)
