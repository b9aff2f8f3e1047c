"""Numbers that people look at: reckoned by hand for small stories, and by plain Python for arbitrary ones."""

from __future__ import annotations

import math
import re
from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handoff.model import SHANGHAI
from handoff.numbers import Figuring, Line, Numbers, Tally, nearest_rank
from handoff.store import Row
from tests.core.knowing import PHONE, complains
from tests.core.small import FRIDAY, House
from tests.core.test_growth import plans, scans

__all__ = ["plans"]  # a fixture


@pytest.fixture
def figuring(core: House) -> Figuring:
    return Figuring(core.store, core.clock, core.companies)


def of(numbers: Numbers, name: str) -> Tally:
    """The tally of one person or team by id."""
    return next(line.tally for line in (*numbers.teams, *numbers.people) if line.id == name)


def whole(figuring: Figuring, **days: date) -> Tally:
    line = figuring.of("top", **days).whole
    assert line is not None
    return line.tally


def calls(core: House, bound: Row, after: timedelta = timedelta(), said: str = "已答复客户") -> None:
    core.clock.set(core.clock.now() + after)
    core.casework.start_call(bound["owner_id"], bound["id"])
    core.casework.reached(bound["owner_id"], bound["id"], said)


def breaks(core: House, bound: Row) -> Row:
    """Let its time pass, though its owner was reminded; the promise that follows."""
    core.clock.set(bound["due_at"] - timedelta(minutes=10))
    core.watcher.sweep()
    core.clock.set(bound["due_at"])
    core.watcher.sweep()
    return next(p for p in core.promises(case_id=bound["case_id"]) if p["state"] == "open")


def test_one_kept_one_attempted_one_broken(core: House, figuring: Figuring) -> None:
    kept, tried = core.complains(address="anon:1"), core.complains(address="anon:2")
    calls(core, kept)
    core.casework.start_call(tried["owner_id"], tried["id"])
    core.casework.not_reached(tried["owner_id"], tried["id"], "无人接听")
    late = core.complains(address="anon:3")
    again = breaks(core, late)
    calls(core, again, timedelta(minutes=12, seconds=1))
    found = whole(figuring)
    assert (found.ended["kept"], found.ended["attempted"], found.ended["broken"]) == (2, 1, 1)
    assert found.rate("kept") == pytest.approx(2 / 4)
    assert found.rate("broken") == pytest.approx(1 / 4)
    assert found.why["nobody_called"] == 1
    assert found.late_minutes(50) == 13
    assert of(figuring.of("top"), late["owner_id"]).ended["broken"] == 1


def test_moving_is_counted_apart_and_hides_nothing(core: House, figuring: Figuring) -> None:
    customer = core.complains(address="anon:1")
    turn, known = core.says("改到下午三点后", "anon:1")
    at = FRIDAY + timedelta(hours=5)
    window = [at.isoformat(), (at + timedelta(hours=2)).isoformat()]
    core.intake.change_time(turn, {**known, "wish": {"windows": [window]}})
    ours = core.complains(address="anon:2")
    other = "zhao" if ours["owner_id"] == "wang" else "wang"
    core.casework.hand_over(ours["owner_id"], ours["case_id"], other, "换人跟进")
    last = next(p for p in core.promises(case_id=ours["case_id"]) if p["state"] == "open")
    core.clock.set(last["due_at"] - timedelta(minutes=5))
    core.casework.hand_over(last["owner_id"], last["case_id"], "li", "来不及打")
    found = whole(figuring)
    assert core.promises(id=customer["id"])[0]["state"] == "moved"
    assert found.why == Counter(by_customer=1, in_time=1, last_minute=1)
    assert found.rate("moved") == 1.0
    assert found.rate("kept") is None
    assert found.kept_as_first_said == 0.0
    assert found.events["handed_over"] == 2


def test_an_action_without_evidence_and_a_broken_promise_that_breaks_again(core: House, figuring: Figuring) -> None:
    made = core.complains()
    core.casework.start_call(made["owner_id"], made["id"])
    core.casework.reached(made["owner_id"], made["id"], "已答复客户", "寄出新机", FRIDAY + timedelta(hours=4))
    core.clock.set(FRIDAY + timedelta(hours=4))
    core.watcher.sweep()
    second = next(p for p in core.promises() if p["state"] == "open")
    breaks(core, second)
    found = whole(figuring)
    assert found.why["no_evidence"] == 1
    assert found.why["again"] == 1
    assert found.ended["broken"] == 2


def test_a_call_that_nobody_finished_and_a_house_that_did_not_remind(core: House, figuring: Figuring) -> None:
    begun, unseen = core.complains(address="anon:1"), core.complains(address="anon:2")
    core.casework.start_call(begun["owner_id"], begun["id"])
    core.clock.set(max(begun["due_at"], unseen["due_at"]) + timedelta(hours=2))
    core.watcher.sweep()
    assert whole(figuring).why == Counter(not_finished=1, not_reminded=1)


def test_a_partner_s_broken_promise_is_the_partner_s(core: House, figuring: Figuring) -> None:
    made = core.complains()
    core.casework.join_partner("li", made["case_id"], "ma", "上门看看压缩机")
    theirs = core.promises(kind="partner_call")[0]
    core.clock.set(max(theirs["due_at"], made["due_at"]))
    core.watcher.sweep()
    numbers = figuring.of("top")
    assert of(numbers, "ma").why == Counter(partner=1)
    assert of(numbers, "station").ended["broken"] == 1


def test_the_time_to_a_name_begins_with_the_first_words_of_this_contact(core: House, figuring: Figuring) -> None:
    core.intake.receive("webchat", "anon:a", "old", "你们几点开门")
    turn = core.intake.take(str(core.intake.conversation("webchat", "anon:a")), "bot")
    assert turn is not None
    core.intake.close(turn.id, ["九点"], {}, {})
    core.clock.set(FRIDAY + timedelta(days=3))
    core.intake.receive("webchat", "anon:a", "new", "洗衣机坏了")
    core.later(seconds=4)
    turn = core.intake.take(str(core.intake.conversation("webchat", "anon:a")), "bot")
    assert turn is not None
    core.intake.hand_off(turn.id, {**turn.known, "intent": "complaint"})
    found = whole(figuring)
    assert (found.named_seconds(50), found.named_seconds(95), found.cases) == (4, 4, 1)


def test_who_comes_again_asks_again_and_has_it_opened_again_is_counted(core: House, figuring: Figuring) -> None:
    complains(core, "webchat", "anon:a", phone=PHONE)
    core.intake.tell_promise(*core.says("怎么样了", "anon:a"))
    core.intake.solved(*core.says("解决了", "anon:a"))
    core.later(days=3)
    complains(core, "webchat", "anon:a", phone=PHONE)
    found = whole(figuring)
    assert (found.cases, found.again, found.events["asked"]) == (2, 1, 1)


def test_rules_that_gave_way_are_counted_by_rule(core: House, figuring: Figuring) -> None:
    for n in range(54):
        core.complains(address=f"anon:{n}")
    gave_way = Counter(rule for p in core.promises() for rule in p["gave_way"])
    assert gave_way["limit"] > 5
    assert whole(figuring).gave_way == gave_way


def test_more_promises_than_hours_is_told_once_an_hour_and_team_with_the_hours(core: House, figuring: Figuring) -> None:
    for n in range(54):
        core.complains(address=f"anon:{n}")
    short = sum("limit" in p["gave_way"] for p in core.promises())
    assert figuring.watch_hours() == 1
    assert figuring.watch_hours() == 0
    alarm = core.rows("alarms", kind="hours_missing")[0]
    assert (alarm["case_id"], alarm["detail"]["team"]) == (None, "售后")
    assert float(alarm["detail"]["hours"]) == pytest.approx(short * 20 / 60, abs=0.05)
    line = figuring.of("top").whole
    assert line is not None
    assert line.missing_hours == pytest.approx(short * 20 / 60, abs=0.05)


def test_the_hours_grow_with_what_is_promised_until_somebody_has_seen_them(core: House) -> None:
    def looks() -> list[Row]:
        Figuring(core.store, core.clock, core.companies).watch_hours()
        return core.rows("alarms", order="id", kind="hours_missing")

    def comes(first: int, beyond: int) -> None:
        for n in range(first, first + beyond):
            core.complains(address=f"anon:{n}")

    assert looks() == []
    comes(0, 54)
    before = float(looks()[0]["detail"]["hours"])
    comes(54, 6)
    assert [float(a["detail"]["hours"]) for a in looks()] == [pytest.approx(before + 2, abs=0.1)]
    core.casework.seen_alarm("top", looks()[0]["id"])
    comes(60, 6)
    assert len(looks()) == 1
    core.later(minutes=61)
    comes(66, 12)
    assert len(looks()) == 2


def test_a_single_promise_beyond_its_limit_is_no_shortage(core: House, figuring: Figuring) -> None:
    while sum("limit" in p["gave_way"] for p in core.promises()) < 5:
        core.complains(address=f"anon:{len(core.promises())}")
    assert figuring.watch_hours() == 0


def test_everybody_sees_the_numbers_that_are_theirs_to_see(core: House, figuring: Figuring) -> None:
    made = core.complains()
    core.casework.join_partner("li", made["case_id"], "ma", "上门看看压缩机")

    def seen(person: str) -> tuple[bool, list[str], list[str]]:
        numbers = figuring.of(person)
        return numbers.whole is not None, [t.id for t in numbers.teams], [p.id for p in numbers.people]

    assert seen("wang") == (False, ["care"], ["wang"])
    assert seen("ma") == (False, [], ["ma"])
    assert seen("luo") == (False, [], ["luo"])
    everybody, teams, people = seen("li")
    assert everybody
    assert set(teams) == {"care", "head", "station", "outside"}
    assert made["owner_id"] in people


def test_a_day_begins_and_ends_at_midnight_of_the_company(core: House, figuring: Figuring) -> None:
    calls(core, core.complains())
    today = FRIDAY.date()
    assert whole(figuring, first=today, last=today).ended["kept"] == 1
    assert whole(figuring, first=today + timedelta(days=1), last=today + timedelta(days=1)).ended["kept"] == 0
    backwards = figuring.of("top", first=today, last=today - timedelta(days=9))
    assert backwards.first <= backwards.last


def test_with_nothing_counted_nothing_is_claimed(figuring: Figuring) -> None:
    found = whole(figuring)
    assert [found.rate(state) for state in ("kept", "moved")] == [None, None]
    assert (found.late_minutes(95), found.named_seconds(50), found.kept_as_first_said) == (None, None, None)


def test_numbers_are_found_by_index(core: House, figuring: Figuring, plans: dict[str, str]) -> None:
    core.complains(phone=PHONE)
    plans.clear()
    figuring.of("top")
    figuring.watch_hours()
    assert scans(plans) == []
    good = next(plan for sql, plan in plans.items() if "made_good" in sql)
    assert not re.search("made_good USING INDEX promises_by_state", good), "all that was ever kept, for each one"


@given(st.lists(st.integers(0, 50), max_size=60), st.sampled_from([50, 95]))
def test_the_nearest_rank_is_what_sorting_gives(values: list[int], percent: int) -> None:
    expected = sorted(values)[math.ceil(percent * len(values) / 100) - 1] if values else None
    assert nearest_rank(Counter(values), percent) == expected


# Arbitrary stories, written into the tables as they are

SECONDS = st.integers(-2 * 86400, 2 * 86400)
STATES = st.sampled_from(["open", "kept", "attempted", "broken", "moved", "cancelled"])
PROMISE = st.fixed_dictionaries({
    "case": st.integers(0, 3), "state": STATES, "kind": st.sampled_from(["call_back", "action", "partner_call"]),
    "owner_id": st.sampled_from(["wang", "zhao", "ma", "gone"]), "due": SECONDS, "ended": SECONDS, "made": SECONDS,
    "called": st.none() | SECONDS, "reminded": st.booleans(), "previous": st.none() | st.integers(0, 7),
    "made_by": st.sampled_from(["dialogue", "keeper", "li"]),
})  # fmt: skip
CASE = st.fixed_dictionaries({
    "opened": SECONDS, "closed": st.none() | SECONDS, "customer": st.integers(0, 1),
    "closed_by": st.sampled_from(["customer", "joined", "no_answer"]), "said": st.lists(SECONDS, max_size=3),
    "owner": st.sampled_from(["wang", "zhao"]),
})  # fmt: skip
EVENT = st.tuples(st.integers(0, 3), st.sampled_from(["asked", "reopened", "handed_over", "opened"]), SECONDS)
ALARM = st.tuples(st.integers(0, 3), st.sampled_from(["limit_gave_way", "window_gave_way", "broken"]), SECONDS)
TABLES = ("alarms", "events", "messages", "promises", "cases", "conversations", "customers")


def at(seconds: int | None) -> datetime | None:
    return None if seconds is None else FRIDAY + timedelta(seconds=seconds)


def write_down(core: House, cases: list[Any], promises: list[Any], events: list[Any], alarms: list[Any]) -> None:
    def work(tx: Any) -> None:
        for table in TABLES:
            tx.cursor.execute(f"DELETE FROM {table}")

        def put(table: str, row: Row) -> None:
            tx._insert(table, row, unless_there=False)

        for n in range(2):
            put("customers", {"id": f"u{n}", "name": "", "phone": "", "phone_verified": False})
            talk = {"id": f"t{n}", "channel": "webchat", "customer_id": f"u{n}", "known": {}, "dialogue": {}}
            put("conversations", talk)
        for n, one in enumerate(cases):
            put("cases", {"id": f"c{n}", "customer_id": f"u{one['customer']}", "conversation_id": "t0",
                          "intent": "complaint", "severity": "normal",
                          "state": "closed" if one["closed"] is not None else "open",
                          "owner_id": one["owner"], "first_owner_id": one["owner"], "about": [], "facts": {},
                          "salt": "", "opened_at": at(one["opened"]), "closed_at": at(one["closed"]),
                          "closed_by": one["closed_by"] if one["closed"] is not None else None})  # fmt: skip
            for k, said in enumerate(one["said"]):
                put("messages", {"public_id": f"m{n}-{k}", "source": "", "conversation_id": "t0", "case_id": f"c{n}",
                                 "at": at(said), "sender": "customer", "author": "", "text": "", "salt": "",
                                 "kind": "chat", "state": "received"})  # fmt: skip
        for n, one in enumerate(promises):
            put("promises", {"id": f"p{n}", "case_id": f"c{one['case'] % len(cases)}", "kind": one["kind"],
                             "state": one["state"], "owner_id": one["owner_id"], "owner_name": "", "owner_title": "",
                             "slot_start": None, "due_at": at(one["due"]), "channel": "webchat",
                             "reach": "phone", "words": "", "what": "", "evidence": "", "salt": "",
                             "made_by": one["made_by"], "made_at": at(one["made"]),
                             "previous_id": None if one["previous"] is None else f"p{one['previous']}", "gave_way": [],
                             "reminded_at": at(0) if one["reminded"] else None, "calling_at": at(one["called"]),
                             "ended_at": None if one["state"] == "open" else at(one["ended"])})  # fmt: skip
        for n, (case, kind, when) in enumerate(events):
            put("events", {"case_id": f"c{case % len(cases)}", "n": n, "at": at(when), "actor": "", "kind": kind,
                           "data": {}, "prev": "", "hash": ""})  # fmt: skip
        for case, kind, when in alarms:
            put("alarms", {"at": at(when), "kind": kind, "case_id": f"c{case % len(cases)}", "detail": {}})

    core.store.write(work)


def reckoned(core: House, since: datetime, until: datetime) -> Tally:
    """The same in plain Python, over all rows."""
    found, promises, cases = Tally(), core.rows("promises"), core.rows("cases")
    for p in promises:
        if p["ended_at"] and since <= p["ended_at"] < until:
            found.ended[p["state"]] += 1
            if p["state"] == "broken":
                found.why[_why_broken(p, promises)] += 1
                found.late[_late(p, promises, cases, core.clock.now())] += 1
            if p["state"] == "moved":
                found.why[_why_moved(p, promises)] += 1
    for c in cases:
        if since <= c["opened_at"] < until:
            found.cases += 1
            found.again += any(_earlier(c, o) for o in cases)
            said = [m["at"] for m in core.rows("messages", case_id=c["id"])]
            said = [when for when in said if c["opened_at"] - when <= timedelta(days=1)]
            named = [p["made_at"] for p in promises if p["case_id"] == c["id"]]
            if said and named:
                found.named[max(int((min(named) - min(said)).total_seconds()), 0)] += 1
    counted = [("events", e) for e in core.rows("events") if e["kind"] != "opened"]
    counted += [("gave_way", a) for a in core.rows("alarms") if a["kind"].endswith("_gave_way")]
    for group, one in counted:
        if since <= one["at"] < until:
            getattr(found, group)[one["kind"].removesuffix("_gave_way")] += 1
    return found


def _late(p: Row, promises: list[Row], cases: list[Row], now: datetime) -> int:
    kept = [q["calling_at"] or q["ended_at"] for q in promises if q["case_id"] == p["case_id"] and q["state"] == "kept"]
    closed = next(c["closed_at"] for c in cases if c["id"] == p["case_id"])
    end = min((when for when in kept if when >= p["due_at"]), default=None) or closed or now
    return max(math.ceil((end - p["due_at"]).total_seconds() / 60), 0)


def _why_moved(p: Row, promises: list[Row]) -> str:
    next_ones = [q for q in promises if q["previous_id"] == p["id"] and q["case_id"] == p["case_id"]]
    if any(q["made_by"] == "dialogue" for q in next_ones):
        return "by_customer"
    return "last_minute" if (p["due_at"] - p["ended_at"]).total_seconds() <= 900 else "in_time"


def _earlier(c: Row, o: Row) -> bool:
    if o["id"] == c["id"] or o["customer_id"] != c["customer_id"] or o["closed_by"] in (None, "joined"):
        return False
    return timedelta() <= c["opened_at"] - o["closed_at"] <= timedelta(days=30)


def _why_broken(p: Row, promises: list[Row]) -> str:
    before = next((q for q in promises if q["id"] == p["previous_id"]), {"state": ""})
    if p["kind"] != "call_back":
        return "partner" if p["kind"] == "partner_call" else "no_evidence"
    if p["calling_at"]:
        return "not_finished"
    if before["state"] == "broken":
        return "again"
    if before["state"] == "moved" and p["made_by"] == "keeper":
        return "covered_late"
    return "nobody_called" if p["reminded_at"] else "not_reminded"


CHECKS = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@settings(max_examples=40, deadline=None, suppress_health_check=CHECKS)
@given(
    st.lists(CASE, min_size=1, max_size=4), st.lists(PROMISE, max_size=8), st.lists(EVENT, max_size=5),
    st.lists(ALARM, max_size=5),
)  # fmt: skip
def test_the_database_reckons_as_plain_python_does(
    core: House, figuring: Figuring, cases: list[Any], promises: list[Any], events: list[Any], alarms: list[Any]
) -> None:
    write_down(core, cases, promises, events, alarms)
    day = FRIDAY.date()
    since = datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)
    found = figuring.of("top", day, day)
    expected = reckoned(core, since, since + timedelta(days=1))
    assert found.whole is not None
    assert {k: +v if isinstance(v, Counter) else v for k, v in vars(found.whole.tally).items()} == {
        k: +v if isinstance(v, Counter) else v for k, v in vars(expected).items()
    }
    together = Tally()
    for line in found.people:
        together.add(line.tally)
    left = [p for p in core.rows("promises") if p["owner_id"] == "gone"]
    assert together.came <= found.whole.tally.came
    assert left or together.came == found.whole.tally.came
    assert all(isinstance(line, Line) for line in found.teams)
