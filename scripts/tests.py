"""All tests, in two halves side by side: houses of real parts, which mostly wait for each other, and rules and pages,
which use what is left of the processors."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOUSES = ("acceptance", "calls", "drills")


def halves(tests: Path) -> tuple[list[str], list[str]]:
    """The folders of each half. Whatever is no house counts as rules, so that no new folder is forgotten."""
    folders = sorted(one.name for one in tests.iterdir() if any(one.glob("**/test_*.py")))
    houses = [name for name in folders if name in HOUSES]
    return [f"tests/{name}" for name in houses], [f"tests/{name}" for name in folders if name not in houses]


def _begin(folders: list[str], cache: str, **more: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "pytest", *folders, "-o", f"cache_dir=.pytest_cache/{cache}", *sys.argv[1:]]
    return subprocess.Popen(command, cwd=ROOT, **more)  # type: ignore[call-overload,no-any-return]


def main() -> int:
    """0 where both halves pass; one that is killed has not. What the rules say is shown whole, behind the houses."""
    houses, rules = halves(ROOT / "tests")
    with tempfile.TemporaryFile() as said:
        reckoning = _begin(rules, "rules", stdout=said, stderr=subprocess.STDOUT, preexec_fn=lambda: os.nice(10))
        living = _begin(houses, "houses")
        try:
            ended = living.wait(), reckoning.wait()
        finally:
            for half in (living, reckoning):
                if half.poll() is None:
                    half.terminate()
            said.seek(0)
            sys.stdout.buffer.write(said.read())
            sys.stdout.flush()
    return 1 if any(ended) else 0


if __name__ == "__main__":
    sys.exit(main())
