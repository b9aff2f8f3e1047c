"""`make test` runs its tests in two halves side by side: each test once, and one failure is enough."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scripts import tests


def test_every_folder_of_tests_is_in_exactly_one_half() -> None:
    houses, rules = tests.halves(tests.ROOT / "tests")
    found = {str(one.relative_to(tests.ROOT).parts[1]) for one in (tests.ROOT / "tests").glob("**/test_*.py")}
    assert sorted(houses + rules) == sorted(f"tests/{name}" for name in found)
    assert houses == [f"tests/{name}" for name in tests.HOUSES]


def test_a_folder_that_nobody_has_named_is_run_too(tmp_path: Path) -> None:
    for name in ("calls", "new"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "test_it.py").touch()
    (tmp_path / "data").mkdir()
    assert tests.halves(tmp_path) == (["tests/calls"], ["tests/new"])


@pytest.mark.parametrize(
    ("rules", "houses", "ended"),
    [("pass", "pass", 0), ("raise SystemExit(1)", "pass", 1), ("pass", "raise SystemExit(2)", 1),
     ("import os; os.kill(os.getpid(), 9)", "pass", 1)],
)  # fmt: skip
def test_one_half_that_fails_or_is_killed_is_enough(
    monkeypatch: pytest.MonkeyPatch, rules: str, houses: str, ended: int
) -> None:
    class Out:
        buffer = io.BytesIO()
        flush = staticmethod(lambda: None)

    def begin(folders: list[str], cache: str, **more: Any) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-c", f"print('{cache}');" + {"rules": rules, "houses": houses}[cache]], **more
        )

    monkeypatch.setattr(tests, "_begin", begin)
    monkeypatch.setattr(sys, "stdout", Out)
    Out.buffer = io.BytesIO()
    assert tests.main() == ended
    assert Out.buffer.getvalue() in (b"rules\n", b"")
