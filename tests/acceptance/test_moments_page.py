"""The page about the moments says what the tests are."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.acceptance import moments
from tests.acceptance.running import ROOT


def test_the_page_in_the_repository_is_of_the_tests_that_there_are() -> None:
    listed = subprocess.run(
        [sys.executable, "-m", "pytest", "tests/acceptance", "--collect-only", "-q", "-p", "no:cacheprovider"],
        cwd=ROOT, capture_output=True, text=True, timeout=100, check=True,
    )  # fmt: skip
    tests = [moments.read(line) for line in listed.stdout.splitlines() if "::test_" in line]
    assert len(tests) > 50
    shown = moments.page(moments.gather((name, parameters, "passed") for name, parameters in tests))
    assert moments.PAGE.read_text(encoding="utf-8") == shown, "run `make moments`"


@pytest.mark.parametrize(
    ("outcomes", "cell"),
    [({"passed"}, "✓"), ({"passed", "failed"}, "**fails**"), ({"skipped"}, "**fails**"), (set(), "")],
)
def test_one_test_that_did_not_pass_takes_the_mark_away(outcomes: set[str], cell: str) -> None:
    row = next(line for line in moments.page({("A1", "webchat"): outcomes}).splitlines() if line.startswith("| A1 "))
    assert row.split("|")[3].strip() == cell


@pytest.mark.parametrize("test", ["test_a_number_typed", "test_z1_other", "test_a99_none"])
def test_a_test_of_something_else_is_of_no_moment(test: str) -> None:
    assert moments.cell_of(test, {}) is None
