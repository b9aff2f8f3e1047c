"""Export, a customer's data and erasure, as an administrator types them."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from argparse import Namespace
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from handoff import bootstrap, record_commands
from handoff.store import log
from tests.core.knowing import PHONE, complains
from tests.core.small import FRIDAY, KEY, House, house

ROOT = Path(__file__).parents[2]
Typed = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def made(fresh_sqlite: Callable[[Path], str], tmp_path: Path) -> House:
    return house(fresh_sqlite(tmp_path))


@pytest.fixture
def typed(made: House, tmp_path: Path) -> Typed:
    environment = os.environ | {"YINUO_DATABASE_URL": made.store.url, "YINUO_LEDGER_KEY": KEY, "YINUO_TEST": "1",
                                "YINUO_NOW": FRIDAY.isoformat()}  # fmt: skip

    def run(*words: str, say: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-m", "handoff", *words], cwd=ROOT, env=environment, input=say,
                              capture_output=True, text=True, timeout=60)  # fmt: skip

    return run


@pytest.fixture
def case(made: House) -> str:
    return str(complains(made, "webchat", "anon:a", phone=PHONE)["case_id"])


def test_a_case_is_written_for_a_regulator_and_only_its_reader_may_open_it(
    typed: Typed, made: House, case: str, tmp_path: Path
) -> None:
    target = tmp_path / "case.html"
    done = typed("export", case, "--out", str(target))
    assert (done.returncode, done.stderr) == (0, "")
    assert case in target.read_text("utf-8")
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert made.rows("events", kind="exported")[0]["actor"] == "administrator"
    assert typed("export", "000000-000000", "--out", str(target)).returncode == 1
    assert "must end in" in typed("export", case, "--out", str(tmp_path / "case.pdf")).stderr


def test_a_customer_is_found_by_a_verified_number_or_a_case_and_nothing_else(
    typed: Typed, case: str, tmp_path: Path
) -> None:
    target = tmp_path / "theirs.json"
    assert typed("customer", "138 0013 8000", "--out", str(target)).returncode == 0
    assert PHONE in target.read_text("utf-8")
    assert PHONE in (tmp_path / "theirs.html").read_text("utf-8")
    assert "verified" in typed("customer", "13911112222", "--out", str(target)).stderr
    assert typed("customer", "--out", str(target)).returncode == 1


def test_erasing_is_refused_while_something_is_promised_and_asks_before_it_begins(
    typed: Typed, made: House, case: str
) -> None:
    refused = typed("erase", "--case", case, "--yes")
    assert refused.returncode == 1
    assert case in refused.stderr
    assert "has promised it by" in refused.stderr
    made.intake.solved(*made.says("解决了"))
    assert typed("erase", "--case", case, say="no\n").returncode == 1
    assert made.rows("customers")[0]["phone"] == PHONE
    done = typed("erase", "--case", case, say=f"{case}\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert made.rows("customers")[0]["phone"] == ""
    assert typed("ledger", "verify").returncode == 0
    assert typed("erase", PHONE, "--yes").returncode == 1


def test_what_was_erased_stands_in_no_file_while_the_house_goes_on(
    typed: Typed, made: House, case: str, tmp_path: Path
) -> None:
    made.intake.solved(*made.says("解决了"))

    def left() -> str:
        # Whoever opens and closes the file in the house's own process drops the house's locks on it.
        found = ["grep", "-l", "-a", "-F", PHONE, *map(str, tmp_path.glob("y.db*"))]
        return subprocess.run(found, capture_output=True, text=True, check=False).stdout

    assert "y.db-wal" in left()
    done = typed("erase", "--case", case, "--yes")
    assert (done.returncode, done.stderr) == (0, "")
    assert left() == ""
    assert (tmp_path / "y.db-wal").exists()


def test_it_is_said_where_the_log_could_not_be_emptied(
    made: House, case: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made.intake.solved(*made.says("解决了"))
    for name in ("store", "clock", "companies"):
        monkeypatch.setattr(bootstrap, name, partial(getattr, made, name))
    monkeypatch.setattr(log, "empty", lambda _: False)
    assert record_commands.erase(Namespace(case=case, number=None, yes=True)) == 0
    assert "-wal" in capsys.readouterr().err
