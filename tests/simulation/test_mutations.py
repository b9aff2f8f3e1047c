"""Each rule, broken on purpose, is reported broken."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.simulate import main
from bench.simulation.judge import RULES

FEW = ("--customers", "60", "--days", "6", "--faults", "20", "--seed", "2")


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_broken_on_purpose_is_seen(rule: str, sqlite: str, tmp_path: Path) -> None:
    out = tmp_path / "result.json"
    assert main([*FEW, "--db", sqlite, "--out", str(out), "--mutate", rule]) == 1
    assert json.loads(out.read_text())["violations"][rule] > 0


def test_unbroken_the_same_run_breaks_none(sqlite: str, tmp_path: Path) -> None:
    out = tmp_path / "result.json"
    main([*FEW, "--db", sqlite, "--out", str(out)])
    assert not any(json.loads(out.read_text())["violations"].values())
