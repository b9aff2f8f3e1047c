"""What the drills found is on the page as it was found, the bad and the missing too."""

from __future__ import annotations

import json
import os
import re
import xml.etree.ElementTree as ET
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.drills import waits
from tests.drills.kept import HERE, Found, gather, group_of
from tests.drills.page import DOCS, main, page, title, write
from tests.drills.record import Record

MACHINE = {"date": "2026-03-09", "cores": 2, "processor": "a processor", "system": "Linux", "python": "3.10",
           "rasa": "3.6"}  # fmt: skip
CLEAN = Record("kill", "bot killed, turn open", 20, 1200, waited_s=[n / 10 for n in range(1, 41)],
               mended_by="the lease | `release`", without="3 of 60 lost", note="a|b <b> & \x00 \\ \ud83d")  # fmt: skip
LOST = Record("order", "two at once", 400, 800, lost=2, ledger=1)

BENCH = """\
# How fast

Measured on a day.

![bars](there.svg) ![none](gone.svg)

## One bot

| at once | b |
| --- | --- |
| 1 | 2 |

## Two bots

Words.

| at once |
| --- |

## Memory

| c |
"""


def run(folder: Path, *records: Record, groups: tuple[str, ...] = ("kill", "order"), failures: str = "",
        ended: int = 0) -> Found:  # fmt: skip
    """A run that has left these records and results."""
    out, tests = folder / "out", folder / "tests"
    out.mkdir()
    tests.mkdir()
    for number, record in enumerate(records):
        (out / f"{number}.json").write_text(json.dumps(asdict(record)), encoding="utf-8")
    for group in groups:
        (tests / f"test_{group}_something.py").write_text("")
    (out / "run.xml").write_text(f"<testsuites><testsuite>{failures}</testsuite></testsuites>")
    return gather(out, tests.glob("test_*.py"), ended)


def written(found: Found) -> str:
    """The page."""
    return page(found, MACHINE, "", "")


def cells(text: str, begin: str) -> list[str]:
    """The cells of the first row that begins so."""
    row = next(line for line in text.splitlines() if line.startswith(f"| {begin}"))
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]]


def test_a_clean_run_holds_and_its_figures_are_those_of_the_records(tmp_path: Path) -> None:
    found = run(tmp_path, CLEAN, Record("order", "two at once", 400, 800, without="37 out of order"))
    assert found.holds
    text = written(found)
    assert "FAILED" not in text
    assert cells(text, "**all")[1:7] == ["420", "2,000", "0", "0", "0", "0"]
    assert cells(text, "bot killed") == ["bot killed, turn open", "20", "1,200", "0", "0", "0", "0", "2", "3.9", "4"]
    assert "2 of 2 were also shown" in text


def test_waits_that_nobody_measured_are_a_dash(tmp_path: Path) -> None:
    assert cells(written(run(tmp_path, LOST)), "two at once")[-3:] == ["–", "–", "–"]
    assert waits.figures([1.0] * 19)[1] == "–"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0004, "<0.01"), (0.0423, "0.042"), (0.5, "0.5"), (1.0, "1"), (9.94, "9.9"), (9.96, "10"), (123.4, "123")],
)
def test_seconds_have_two_digits_and_no_zeros_behind_them(value: float, text: str) -> None:
    assert waits.seconds(value) == text


def test_a_drill_that_lost_something_is_marked_with_what_it_lost(tmp_path: Path) -> None:
    found = run(tmp_path, CLEAN, LOST)
    assert not found.holds
    assert "FAILED: two at once: 2 lost, 1 contradictions in the ledger" in written(found)


def test_a_fault_that_never_struck_proves_nothing(tmp_path: Path) -> None:
    found = run(tmp_path, Record("kill", "asleep", 0, 5), groups=("kill",))
    assert not found.holds
    assert "FAILED: asleep: the fault never struck" in written(found)


def test_a_drill_that_failed_without_a_wrong_count_is_named_with_its_reason(tmp_path: Path) -> None:
    test = '<testcase classname="tests.drills.test_kill_something" name="test_x[1.5|a]">'
    result = f'{test}<failure message="too late&#10;x"/></testcase>'
    found = run(tmp_path, CLEAN, groups=("kill",), failures=result, ended=1)
    assert not found.holds
    text = written(found)
    assert text.index("## Killed") < text.index("FAILED: test_x[1.5\\|a]: too late**")


def test_a_failure_that_belongs_to_no_group_is_told_on_top(tmp_path: Path) -> None:
    found = run(tmp_path, CLEAN, groups=("kill",), failures='<testcase name="y"><error message="gone"/></testcase>')
    assert not found.holds
    text = written(found)
    assert text.index("FAILED: y: gone") < text.index("## Killed")


def test_a_group_that_did_not_run_is_named_and_has_no_figures(tmp_path: Path) -> None:
    found = run(tmp_path, CLEAN)
    assert not found.holds
    text = written(found)
    assert "FAILED: Order, and the same message again: did not run" in text
    assert re.search(r"## Order[^\n]*\n\nNo record", text)


def test_without_any_record_nothing_is_counted(tmp_path: Path) -> None:
    found = run(tmp_path, groups=())
    assert not found.holds
    assert "nothing was measured" in written(found)
    assert "all faults" not in written(found)


@pytest.mark.parametrize(
    ("ended", "said"), [(1, "that its results do not name"), (2, "cut short (pytest ended with 2)"), (137, "cut short")]
)
def test_a_run_that_was_cut_short_or_failed_for_no_named_reason_does_not_hold(
    tmp_path: Path, ended: int, said: str
) -> None:
    found = run(tmp_path, CLEAN, groups=("kill",), ended=ended)
    assert not found.holds
    assert re.search(f"FAILED: .*{re.escape(said)}", written(found))


@pytest.mark.parametrize("half", ['{"group": "kill"', '{"group": "kill", "colour": 1, "fault": "x"}', "[1]"])
def test_half_a_record_is_named_rather_than_left_out(tmp_path: Path, half: str) -> None:
    run(tmp_path, CLEAN, groups=("kill",))
    (tmp_path / "out" / "half.json").write_text(half)
    found = gather(tmp_path / "out", (tmp_path / "tests").glob("*.py"))
    assert not found.holds
    assert "FAILED: the record half.json cannot be read" in written(found)


def test_results_that_are_missing_or_cut_off_are_a_failure(tmp_path: Path) -> None:
    run(tmp_path, CLEAN, groups=("kill",))
    results = tmp_path / "out" / "run.xml"
    results.write_text("<testsuites><testsuite>")
    assert not gather(tmp_path / "out", (tmp_path / "tests").glob("*.py")).holds
    results.unlink()
    assert not gather(tmp_path / "out", (tmp_path / "tests").glob("*.py")).holds


def test_of_a_drill_that_was_run_again_the_last_time_counts(tmp_path: Path) -> None:
    failed = '<testcase classname="tests.drills.test_kill_something" name="a"><failure message="no"/></testcase>'
    found = run(tmp_path, CLEAN, groups=("kill",), failures=failed)
    assert found.failed
    passed = failed.replace('<failure message="no"/>', "")
    again, tests = tmp_path / "out" / "run-2.xml", (tmp_path / "tests").glob("*.py")
    again.write_text(f"<testsuites>{passed}</testsuites>")
    first = (tmp_path / "out" / "run.xml").stat()
    os.utime(again, (first.st_atime + 60, first.st_mtime + 60))
    assert not gather(tmp_path / "out", tests).failed


def test_no_character_of_a_note_breaks_the_table(tmp_path: Path) -> None:
    text = written(run(tmp_path, CLEAN))
    told = next(line for line in text.splitlines() if line.startswith("| bot killed") and "lease" in line)
    assert len(re.split(r"(?<!\\)\|", told)) == 6
    assert "a\\|b &lt;b> &amp; &#92; ?" in told
    text.encode("utf-8")


def test_numbers_stand_to_the_right_and_words_to_the_left(tmp_path: Path) -> None:
    text = written(run(tmp_path, CLEAN))
    assert "| --- |" + " --: |" * 9 in text
    assert "| --- | --- | --- | --- |" in text


def test_the_picture_is_one_that_a_browser_opens_and_names_every_fault_that_has_waits(tmp_path: Path) -> None:
    hostile = Record("hostile", "a <long> & \x00 name " * 9, 1, 1, waited_s=[0.0, 400.0])
    drawn = waits.picture([CLEAN, hostile])
    shown = "".join(ET.fromstring(drawn).itertext())
    assert "bot killed, turn open" in shown
    assert "a <long> &" in shown
    assert "The longest wait was 400 s" in shown
    places = [float(x) for x in re.findall(r'(?:cx|<text x)="([0-9.]+)"', drawn)]
    assert all(0 <= x <= waits.WIDTH for x in places)


def test_the_page_has_a_picture_with_words_for_it_and_loses_it_when_nothing_was_measured(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "there.svg").write_text("")
    (docs / "bench.md").write_text(BENCH)
    found = run(tmp_path, CLEAN)
    write(found, docs)
    text = (docs / "reliability.md").read_text(encoding="utf-8")
    assert "![How long customers waited" in text
    assert (docs / "pictures" / "reliability-waits.svg").exists()
    end = "Measured on a day.\n\n![bars](there.svg)\n\n### One bot\n\n| at once | b |\n| --- | --- |\n| 1 | 2 |\n"
    assert text.endswith(end + "\n### Two bots\n\n| at once |\n| --- |\n")
    write(Found(found.groups), docs)
    assert not (docs / "pictures" / "reliability-waits.svg").exists()
    assert "reliability-waits" not in (docs / "reliability.md").read_text(encoding="utf-8")


def test_the_command_fails_when_the_drills_have_not_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[Found] = []
    monkeypatch.setattr("tests.drills.page.OUT", tmp_path)
    monkeypatch.setattr("tests.drills.page.write", kept.append)
    assert main([]) == 1
    run(tmp_path, CLEAN, groups=("kill",))
    monkeypatch.setattr("tests.drills.page.OUT", tmp_path / "out")
    monkeypatch.setattr("tests.drills.page.drill_files", lambda: [tmp_path / "tests" / "test_kill_something.py"])
    assert main(["0"]) == 0
    assert main(["1"]) == 1


def test_the_page_of_the_product_names_every_group_of_drills() -> None:
    """It names those that did not run as well, so this fails when a group was added since."""
    shown = re.findall(r"^## (.+)$", (DOCS / "reliability.md").read_text(encoding="utf-8"), re.MULTILINE)
    there = {group_of(path) for path in HERE.glob("test_*.py")}
    assert there
    assert {title(group) for group in there} <= set(shown), "run `make drills`"


def test_a_group_is_what_its_file_says_or_the_first_word_of_its_name(tmp_path: Path) -> None:
    said, unsaid = tmp_path / "test_kill_points.py", tmp_path / "test_order_pairs.py"
    said.write_text('import os\n\nGROUP = "killed in a turn"\n')
    unsaid.write_text("")
    assert (group_of(said), group_of(unsaid)) == ("killed in a turn", "order")
