"""The judge takes nothing of the product's word: it imports none of it, and reads its own rota out of the database."""

from __future__ import annotations

import ast
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from bench.simulation import company as simulated
from bench.simulation import judge_times
from bench.simulation.judge_rota import ZONE, Company
from handoff import hours, rota
from handoff.document import to_document

FILES = sorted(Path(simulated.__file__).parent.glob("judge*.py"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_judge_imports_nothing_of_the_product(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    named = {n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    named |= {alias.name for n in ast.walk(tree) if isinstance(n, ast.Import) for alias in n.names}
    taken = {name for name in named if name.split(".")[0] in ("handoff", "channels", "desk", "actions", "sqlalchemy")}
    assert not taken


def test_the_judge_and_the_product_reckon_the_same_duty_and_limits_each_for_itself() -> None:
    company = simulated.company()
    row = {"imported_at": datetime(2026, 1, 1, tzinfo=timezone.utc), "document": to_document(company)}
    judged = Company(row)
    for n in range(0, 365, 3):
        day = date(2026, 1, 1) + timedelta(days=n)
        for person in company.people:
            own = [(part.starts, part.ends) for part in rota.segments(company, person, day)]
            assert judged.duty(person, day) == own
        now = datetime(day.year, day.month, day.day, 16, 20, tzinfo=ZONE)
        if n < 300:
            assert judged.after(now, 4.0) == hours.add_working_hours(now, 4.0, company.calendar, company.policy)


def test_thirty_people_in_five_teams_and_a_partners() -> None:
    company = simulated.company()
    assert len(company.people) == 30 and len({p.name for p in company.people.values()}) == 30
    assert [team.partner for team in company.teams.values()].count(False) == 5
    assert [team.partner for team in company.teams.values()].count(True) == 1


def test_stretches_of_a_wrong_clock_that_overlap_each_have_their_end() -> None:
    at = datetime(2026, 4, 7, 10, tzinfo=ZONE)
    spans = {"clock forward": (24, 33), "clock back": (15, 37), "database away": (50, 51)}
    gaps = [{"began": at + timedelta(minutes=a), "ended": at + timedelta(minutes=b)} for a, b in spans.values()]
    rows: Any = {"simulated_gaps": gaps}
    found = judge_times._ends(rows, at + timedelta(minutes=29))
    assert [(one - at) // timedelta(minutes=1) for one in found] == [33, 37]
    assert judge_times._ends(rows, at + timedelta(minutes=40)) == []


def test_before_or_after_a_promise_is_open_only_where_a_clock_was_wrong() -> None:
    at = datetime(2026, 4, 7, 10, tzinfo=ZONE)
    rows: Any = {"simulated_gaps": [{"began": at, "ended": at + timedelta(minutes=20)}]}
    inside, outside = at + timedelta(minutes=5), at + timedelta(minutes=30)
    assert judge_times._heard_by(rows, inside) == [inside, at + timedelta(minutes=27)]
    assert judge_times._heard_by(rows, outside) == [outside]
