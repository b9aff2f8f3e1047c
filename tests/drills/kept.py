"""What a run of the drills has left behind: records, failed tests, and the groups that should have run."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from tests.drills.record import Record

HERE = Path(__file__).parent
# One for each part of a run; what was run again counts as it ended the last time.
RESULTS = "run*.xml"
_CONSTANT = re.compile(r'^GROUP\b.*=\s*"([^"]+)"', re.MULTILINE)


@dataclass
class Found:
    """`groups` are those that have test files, in the order of their names; `failed` is (group, test, why), the
    group empty where it cannot be told."""

    groups: list[str]
    records: list[Record] = field(default_factory=list)
    failed: list[tuple[str, str, str]] = field(default_factory=list)
    broken_off: list[str] = field(default_factory=list)

    def of(self, group: str) -> list[Record]:
        """The records of one group."""
        return [one for one in self.records if one.group == group]

    def all_groups(self) -> list[str]:
        """Those that should have run, and any other that has left a record."""
        return list(dict.fromkeys([*self.groups, *(one.group for one in self.records)]))

    def missing(self) -> list[str]:
        """Groups that have left no record."""
        return [group for group in self.groups if not self.of(group)]

    @property
    def holds(self) -> bool:
        """Everything ran, struck and was clean."""
        proven = all(one.clean and one.times for one in self.records)
        return bool(self.records) and proven and not (self.failed or self.broken_off or self.missing())


def gather(out: Path, tests: Iterable[Path], ended: int = 0) -> Found:
    """Read the folder `out` of the records; `ended` is pytest's exit code, of which 0 and 1 are ends of a whole run."""
    by_test = {path.stem: group_of(path) for path in sorted(tests)}
    found = Found(list(dict.fromkeys(by_test.values())))
    for path in sorted(out.glob("*.json")):
        try:
            found.records.append(Record(**json.loads(path.read_text(encoding="utf-8", errors="replace"))))
        except (ValueError, TypeError):
            found.broken_off.append(f"the record {path.name} cannot be read")
    _results(sorted(out.glob(RESULTS), key=lambda path: path.stat().st_mtime), by_test, found)
    if ended not in (0, 1):
        found.broken_off.append(f"the run was cut short (pytest ended with {ended})")
    elif ended and not found.failed:
        found.broken_off.append("pytest reports a failure that its results do not name")
    return found


def _results(paths: list[Path], by_test: dict[str, str], found: Found) -> None:
    """Failed tests from pytest's own results: a drill that raised before it kept its record is seen here alone."""
    if not paths:
        found.broken_off.append("pytest has left no results")
        return
    last: dict[tuple[str, str], tuple[str, str, str] | None] = {}
    for path in paths:
        try:
            cases = list(ET.parse(path).iter("testcase"))
        except ET.ParseError:
            found.broken_off.append("pytest's results cannot be read")
            return
        for case in cases:
            name = case.get("name") or "a test without a name"
            last[case.get("classname") or "", name] = _failure(case, name, by_test)
    found.failed += [failure for failure in last.values() if failure]


def _failure(case: ET.Element, name: str, by_test: dict[str, str]) -> tuple[str, str, str] | None:
    wrong = [one for one in case if one.tag in ("failure", "error")]
    if not wrong:
        return None
    places = f"{case.get('classname')}.{name}".split(".")
    group = next((by_test[place] for place in places if place in by_test), "")
    return group, name, (wrong[0].get("message") or "").strip().partition("\n")[0]


def group_of(path: Path) -> str:
    """The group of a test file: what its GROUP says, or else the first word of its name."""
    said = _CONSTANT.search(path.read_text(encoding="utf-8"))
    return said.group(1) if said else path.stem.removeprefix("test_").partition("_")[0]


def drill_files() -> list[Path]:
    """All drills."""
    return sorted(HERE.glob("test_*.py"))
