"""The judge takes nothing of the product's word: it imports none of it, and reads its own rota out of the database."""

from __future__ import annotations

import ast
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from bench.simulation import company as simulated
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
