"""The page for administrators knows every alarm, every part and every command that there is."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest

from desk.words import LABELS
from handoff import health
from handoff.__main__ import parser
from handoff.companies import Companies
from handoff.model import SHANGHAI
from handoff.store import Store

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "operations.md"
NOW = datetime(2026, 3, 9, 10, 0, tzinfo=SHANGHAI)


def text() -> str:
    """The page."""
    return PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", LABELS["alarm"])
def test_every_alarm_has_a_line_with_the_words_of_the_board(kind: str) -> None:
    assert f"| {LABELS['alarm'][kind]} | `{kind}` | " in text()


def test_every_alarm_that_the_core_raises_has_words_on_the_board() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "handoff").glob("*.py"))
    raised = set(re.findall(r'\b(?:alarm|remind)\((?:scene|self\._scene\(tx\)), "([a-z_]+)"', code))
    assert {"broken", "history_lost", "no_gateway"} <= raised
    assert raised <= set(LABELS["alarm"])


def test_every_part_of_the_health_door_has_a_line(tmp_path: Path) -> None:
    core = health.health(Store(f"sqlite:///{tmp_path}/none.db", "key"), Companies(), NOW)
    for part in (*core, "model", "actions", "channels"):
        assert f"| `{part}` | " in text()


def test_every_command_on_the_page_exists() -> None:
    typed = re.findall(r"-m handoff ([a-z ]+?)\s*(?:[>#`\n]|$)", text(), re.MULTILINE)
    assert {"migrate", "ledger verify", "keep", "promises"} <= set(typed)
    for words in typed:
        parser().parse_args(words.split())


def test_every_link_of_the_page_leads_somewhere() -> None:
    titles = re.findall("^#+ (.+)$", text(), re.MULTILINE)
    headings = {re.sub("[^a-z0-9 -]", "", title.lower()).replace(" ", "-") for title in titles}
    for address in re.findall(r"\]\(([^)]+)\)", text()):
        file, _, anchor = address.partition("#")
        assert (PAGE.parent / file).exists() if file else anchor in headings, address


@pytest.mark.parametrize("readme", ["README.md", "README.zh.md"])
@pytest.mark.parametrize("page", ["docs/operations.md", "docs/reliability.md"])
def test_both_readmes_lead_to_the_pages_for_administrators(readme: str, page: str) -> None:
    assert f"]({page})" in (ROOT / readme).read_text(encoding="utf-8")
