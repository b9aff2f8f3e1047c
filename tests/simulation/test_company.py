"""A small company runs for days among faults, on both databases and with two keepers, and no rule is broken."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.simulate import main
from bench.simulation.faults import AROUND, STEPS

SMALL = ("--customers", "300", "--days", "10", "--faults", "100", "--seed", "2")


@pytest.mark.timeout(400)
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_no_rule_is_broken_whatever_is_lost(
    database: str, request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "result.json"
    ended = main([*SMALL, "--db", request.getfixturevalue(database), "--out", str(out)])
    told = json.loads(out.read_text())
    assert sum(told["violations"].values()) == 0, capsys.readouterr().out
    assert ended == 0
    assert told["promises"] > 300 and told["kept_rate"] > 0.7
    assert set(told["faults"]) == {*STEPS, *AROUND} and told["faults_in_all"] >= 100
    assert told["faults"]["two keepers at once"] and told["faults"]["killed -9"]


def test_a_database_that_holds_something_is_left_alone(sqlite: str, tmp_path: Path) -> None:
    few = ["--customers", "2", "--days", "1", "--faults", "0", "--db", sqlite, "--out", str(tmp_path / "r.json")]
    assert main(few) == 0
    assert main(few) == 2
