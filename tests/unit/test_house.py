"""The house rules that a machine can read: who may import whom, and how long a file may be."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("handoff", "desk", "channels", "actions", "nlu", "launcher", "scripts", "migrations", "bench", "porch")
LONGEST, WIDEST = 250, 120
# One setting or one column a line, however long its words are.
WIDE = ("handoff/settings.py", "migrations/versions/")
RULES = {"model", "hours", "rota", "routing", "promise", "breach", "wording", "calendar", "heard"}
RULES |= {"manners", "rudeness"}
# A room, and which other rooms it may look into.
MAY_KNOW = {
    "handoff": set(),
    "nlu": set(),
    "porch": set(),
    "channels": {"handoff", "porch"},
    "actions": {"handoff"},
    "desk": {"handoff", "porch"},
    "launcher": {"handoff"},
    "migrations": {"handoff"},
}
# `python -m handoff migrate` is where a person finds it, and alembic's scripts are not part of the core. The evaluator
# measures the models that the launcher trains, as the channel runs them, and says on which machine.
EXCEPTIONS = {
    "handoff/commands.py": {"migrations"},
    "nlu/evaluate/models.py": {"launcher"},
    "nlu/evaluate/child.py": {"channels"},
    "nlu/evaluate/measure.py": {"bench"},
}
# A library, and the only places that may know it.
ONLY_IN = {
    "rasa": ("channels/", "nlu/"),
    "rasa_sdk": ("actions/",),
    "sqlalchemy": ("handoff/tables/", "handoff/store/", "migrations/"),
    "alembic": ("migrations/",),
    "sanic": ("channels/", "desk/", "actions/", "porch/"),
}
OUTSIDE_OF_RULES = {"sqlalchemy", "sanic", "rasa", "rasa_sdk", "socket", "os", "time", "subprocess", "sqlite3", "yaml"}


def files() -> list[Path]:
    return sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py") if "__pycache__" not in path.parts)


def imports(path: Path) -> Iterator[str]:
    """Dotted names that a file imports, wherever in the file, relative ones resolved."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(part for part in (base, node.module or "") if part)
            yield from (f"{module}.{alias.name}" for alias in node.names)


def where(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", files(), ids=where)
def test_a_room_knows_only_the_rooms_it_may_know(path: Path) -> None:
    room = path.relative_to(ROOT).parts[0]
    others = {name.split(".")[0] for name in imports(path)} & set(ROOMS) - {room}
    assert others <= MAY_KNOW.get(room, set(ROOMS)) | EXCEPTIONS.get(where(path), set())


@pytest.mark.parametrize("path", files(), ids=where)
def test_a_library_is_known_only_where_it_belongs(path: Path) -> None:
    used = {name.split(".")[0] for name in imports(path)}
    strangers = {name for name in used & set(ONLY_IN) if not where(path).startswith(ONLY_IN[name])}
    if where(path).startswith("bench/"):
        strangers = set()
    assert not strangers


def test_the_rules_touch_no_clock_file_or_database() -> None:
    for path in (ROOT / "handoff").glob("*.py"):
        if path.stem in RULES:
            assert not {name.split(".")[0] for name in imports(path)} & OUTSIDE_OF_RULES, where(path)


def test_only_the_clock_reads_the_clock() -> None:
    readers = [
        where(path)
        for path in (ROOT / "handoff").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in {"now", "utcnow", "today"}
        if isinstance(node.value, ast.Name) and node.value.id in {"datetime", "date"}
    ]
    assert set(readers) <= {"handoff/clock.py"}


@pytest.mark.parametrize("path", files(), ids=where)
def test_a_file_can_be_read_in_one_sitting(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


def test_a_line_fits_on_a_screen_with_a_chinese_character_counted_as_one() -> None:
    paths = [*files(), *sorted((ROOT / "tests").rglob("*.py"))]
    lines = (
        (path, number, line) for path in paths for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
    )
    wide = [f"{where(path)}:{number}" for path, number, line in lines if len(line) > WIDEST]
    assert [place for place in wide if not place.startswith(WIDE)] == []


@pytest.mark.parametrize(
    "name", ["bootstrap", "browser", "debian", "interpreter", "lock", "telephone", "uv", "venv", "__init__"]
)
def test_what_runs_before_there_is_a_python_3_10_is_written_for_3_6(name: str) -> None:
    ast.parse((ROOT / "scripts" / f"{name}.py").read_text(encoding="utf-8"), feature_version=(3, 6))
