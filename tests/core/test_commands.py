"""The commands, as an administrator types them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


class Shell:
    """`python -m handoff` on a database and a copy of the sample company."""

    def __init__(self, folder: Path) -> None:
        self.company = folder / "company"
        shutil.copytree(ROOT / "company", self.company)
        self.environment = os.environ | {
            "YINUO_DATABASE_URL": f"sqlite:///{folder}/y.db", "YINUO_COMPANY": str(self.company), "YINUO_TEST": "1",
            "YINUO_LEDGER_KEY": "k" * 32, "YINUO_NOW": "2026-06-05T10:00:00+08:00",
        }  # fmt: skip

    def __call__(self, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-m", "handoff", *words], cwd=ROOT, env=self.environment | settings,
                              capture_output=True, text=True, timeout=60)  # fmt: skip


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A house that was set up once."""
    made = Shell(tmp_path_factory.mktemp("shell"))
    assert made("migrate").returncode == 0
    assert made("import").returncode == 0
    return made


def test_people_say_name_title_team_organisation_and_intents(shell: Shell) -> None:
    people = {p["name"]: p for p in json.loads(shell("people", "--json").stdout)}
    assert people["王敏"]["title"] == "售后投诉专员"
    assert "complaint" in people["王敏"]["intents"]
    assert people["王敏"].keys() >= {"name", "title", "team", "organisation", "intents"}


def test_importing_again_changes_nothing(shell: Shell) -> None:
    assert "unchanged" in shell("import").stdout


def test_the_sample_company_passes_its_check_and_the_ledger_verifies(shell: Shell) -> None:
    assert shell("check").returncode == 0
    assert shell("ledger", "verify").returncode == 0
    assert json.loads(shell("promises", "--json").stdout) == []


def test_a_company_that_could_leave_somebody_without_a_promise_is_refused_with_the_reason(tmp_path: Path) -> None:
    broken = Shell(tmp_path)
    shifts = broken.company / "shifts.yml"
    shifts.write_text("[]\n")
    broken("migrate")
    for command in ("check", "import"):
        done = broken(command)
        assert done.returncode == 1
        assert "error:" in done.stderr or "CompanyError" in done.stderr
    assert "no company was imported" in broken("people").stderr


def test_a_made_up_time_is_refused_outside_tests(shell: Shell) -> None:
    environment = {k: v for k, v in shell.environment.items() if k not in ("YINUO_TEST", "PYTEST_CURRENT_TEST")}
    done = subprocess.run([sys.executable, "-m", "handoff", "check"], cwd=ROOT, env=environment, capture_output=True,
                          text=True, timeout=60)  # fmt: skip
    assert done.returncode == 1
    assert "YINUO_NOW is for tests only" in done.stderr


def test_a_database_that_was_not_migrated_says_what_to_do(tmp_path: Path) -> None:
    done = Shell(tmp_path)("promises")
    assert done.returncode == 1
    assert "python -m handoff migrate" in done.stderr


def test_without_a_ledger_key_nothing_begins(shell: Shell) -> None:
    done = shell("promises", YINUO_LEDGER_KEY="")
    assert "YINUO_LEDGER_KEY is not set" in done.stderr


def test_the_rota_as_a_table_can_be_imported_in_place_of_its_file(tmp_path: Path) -> None:
    table = Shell(tmp_path)
    assert table("migrate").returncode == table("import").returncode == 0
    assert "wangmin      王敏  09:00-12:00  all" in table("rota").stdout
    (table.company / "shifts.csv").write_text(table("rota", "--csv").stdout, encoding="utf-8")
    both = table("import")
    assert both.returncode == 1 and "shifts.yml and shifts.csv are both there" in both.stderr
    (table.company / "shifts.yml").unlink()
    before = table("rota", "--csv").stdout
    assert table("import").returncode == 0
    assert table("rota", "--csv").stdout == before
