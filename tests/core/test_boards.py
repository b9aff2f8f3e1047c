"""The board lists the first of many promises, counts all of them as its reader may see them, and reads no more."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from handoff import boards, looking
from handoff.rotas import Rotas
from handoff.store.prepared import Prepared
from tests.core.small import FRIDAY, House, company

COMPANY = company()
MANY = 400
OWNERS = ("wang", "zhao", "li", "hua", "top", "ma")
ABOUT: tuple[list[str], ...] = ([], [], ["li"], ["hua"], ["top"])
PARTNERS: tuple[list[str], ...] = ([], [], ["station"], ["station_b", "stationery"])
READERS = ("wang", "zhao", "li", "hua", "top", "ma", "luo", "om")


Kind = tuple[str, str, datetime, list[str], list[str]]


def put(core: House, kinds: Iterable[Kind]) -> None:
    """Promises of these states, owners and times, in cases about these people that these partners have joined."""

    def work(tx: Any) -> None:
        for number, kind in enumerate(kinds):
            _put(tx, number, *kind)

    core.store.write(work)


def _put(tx: Any, n: int, state: str, owner: str, due_at: datetime, about: list[str], partners: list[str]) -> None:
    one = f"{n:05d}"
    tx._insert("customers", {"id": one, "name": "周建国", "phone": "", "phone_verified": False}, False)
    tx._insert("conversations", {"id": one, "channel": "webchat", "customer_id": one, "known": {},
                                 "dialogue": {}}, False)  # fmt: skip
    tx._insert("cases", {
        "id": one, "customer_id": one, "conversation_id": one, "state": "open", "intent": "complaint",
        "severity": "normal", "owner_id": owner, "first_owner_id": OWNERS[n % 3], "about": about,
        "facts": {"partners": partners} if partners else {}, "salt": "s", "opened_at": FRIDAY,
    }, False)  # fmt: skip
    tx._insert("promises", {
        "id": one, "case_id": one, "kind": "call_back", "state": state, "owner_id": owner, "owner_name": owner,
        "owner_title": "", "slot_start": None, "due_at": due_at, "channel": "webchat", "reach": "call",
        "words": "", "what": "", "evidence": "", "salt": "s", "made_by": "dialogue", "made_at": FRIDAY,
        "gave_way": [], "ended_at": due_at if state in ("broken", "kept") else None,
    }, False)  # fmt: skip


@pytest.fixture
def of_all_kinds(core: House) -> House:
    """Every state, owner, complained-about person and partner, some near and some far."""
    kinds = product(("open", "open", "calling", "broken", "kept"), OWNERS, ABOUT, PARTNERS)
    made: list[Kind] = []
    for number, (state, owner, about, partners) in enumerate(kinds):
        days = -(number % 9) if state in ("broken", "kept") else number % 7 - 1
        made.append((state, owner, FRIDAY + timedelta(days=days, minutes=number % 50), about, partners))
    put(core, made)
    return core


def seen(core: House, who: str) -> list[dict[str, Any]]:
    """What this person may see of all promises, one by one."""
    person, cases = COMPANY.people[who], {c["id"]: c for c in core.rows("cases")}
    return [p for p in core.rows("promises") if looking.may_see(COMPANY, person, cases[p["case_id"]])]


def lots(core: House, who: str) -> dict[str, list[dict[str, Any]]]:
    soon = core.clock.now() + timedelta(minutes=COMPANY.policy.remind_minutes)
    lately, own = core.clock.now() - boards.BROKEN_SHOWN, seen(core, who)
    live = [p for p in own if p["state"] in ("open", "calling")]
    at_risk = [p for p in live if p["state"] == "open" and p["due_at"] <= soon]
    broken = [p for p in own if p["state"] == "broken" and p["ended_at"] >= lately]
    return {"live": live, "at_risk": at_risk, "calm": [p for p in live if p not in at_risk], "broken": broken}


def test_everybody_is_told_how_many_there_are_of_what_they_may_see(of_all_kinds: House) -> None:
    for who in READERS:
        board, own = of_all_kinds.casework.board(who), lots(of_all_kinds, who)
        counted = tuple(len(own[lot]) for lot in ("live", "at_risk", "broken"))
        assert (board.live, board.risky, board.lost) == counted, who
        for team in board.teams:
            people = {p.id for p in COMPANY.people.values() if p.team == team.team}
            counted = tuple(sum(p["owner_id"] in people for p in own[lot]) for lot in ("live", "at_risk", "broken"))
            assert (team.open, team.at_risk, team.broken) == counted, (who, team.team)
        assert {p.id for p in (*board.open, *board.broken)} <= {p["id"] for p in (*own["live"], *own["broken"])}


@pytest.mark.parametrize("most", [1, 7, 10_000])
def test_the_first_are_listed_whatever_is_hidden_among_them(
    of_all_kinds: House, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(boards, "SHOWN", most)
    for who in READERS:
        board, own = of_all_kinds.casework.board(who), lots(of_all_kinds, who)
        times = {lot: sorted(p["due_at"] for p in own[lot])[:most] for lot in ("at_risk", "calm")}
        assert [p.due_at for p in board.at_risk] == times["at_risk"]
        assert [p.due_at for p in board.open if not p.at_risk] == times["calm"]
        assert [p.at_risk for p in board.open].count(True) == len(board.at_risk)
        latest = sorted((p["ended_at"] for p in own["broken"]), reverse=True)[:most]
        assert [p.ended_at for p in board.broken] == latest


@pytest.fixture
def rows_read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many rows each question brought."""
    read, counted = Prepared.rows, list[int]()

    def counting(self: Prepared, cursor: Any) -> list[dict[str, Any]]:
        found = read(self, cursor)
        counted.append(len(found))
        return found

    monkeypatch.setattr(Prepared, "rows", counting)
    return counted


def test_of_many_promises_the_board_reads_only_what_it_shows(core: House, rows_read: list[int]) -> None:
    put(core, [("open", OWNERS[n % 5], FRIDAY + timedelta(days=7, minutes=n), [], []) for n in range(MANY)])
    rows_read.clear()
    board = core.casework.board("top")
    assert (board.live, board.risky, len(board.open)) == (MANY, 0, boards.SHOWN)
    assert max(rows_read) <= boards.SHOWN


def test_the_page_of_ones_own_promises_reads_nothing_of_others(core: House, rows_read: list[int]) -> None:
    put(core, [("open", "zhao", FRIDAY + timedelta(days=7, minutes=n), [], []) for n in range(MANY)])
    rows_read.clear()
    assert core.casework.mine("wang") == [] and core.casework.notices("wang") == []
    assert max(rows_read) <= 1


def test_the_rota_reads_and_counts_the_promises_of_its_week_alone(core: House, rows_read: list[int]) -> None:
    put(core, [("open", OWNERS[n % 3], FRIDAY + timedelta(days=n % 40 - 10), [], []) for n in range(MANY)])
    rotas = Rotas(core.store, core.clock, core.companies)
    rows_read.clear()
    week = rotas.week("top", FRIDAY.date())
    assert max(rows_read) <= 7 * MANY / 40
    days = [day for team in week.teams for one in team.people for day in one.days]
    assert sum(day.promises for day in days) == 7 * MANY / 40


def test_the_rota_counts_what_its_reader_may_see(of_all_kinds: House) -> None:
    rotas, monday = Rotas(of_all_kinds.store, of_all_kinds.clock, of_all_kinds.companies), date(2026, 6, 1)
    for who in READERS:
        week = rotas.week(who, monday)
        people = [one for team in week.teams for one in team.people]
        shown = {(one.person.id, day.day): day.promises for one in people for day in one.days}
        own = [p for p in lots(of_all_kinds, who)["live"] if (p["owner_id"], here(p["due_at"])) in shown]
        assert sum(shown.values()) == len(own), who
        for one, day in shown:
            assert shown[one, day] == sum(p["owner_id"] == one and here(p["due_at"]) == day for p in own)


def here(at: datetime) -> Any:
    return at.astimezone(COMPANY.timezone).date()
