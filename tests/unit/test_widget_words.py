"""The chat's own words: three tables that say the same, each in one tongue."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from handoff.tongues import ENGLISH, TRADITIONAL, script, traditional
from handoff.tongues.letters import SIMPLIFIED_ONLY

STATIC = Path(__file__).parents[2] / "channels" / "webchat" / "static"
HAN = re.compile(r"[\u3400-\u9fff\uff00-\uffef\u3000-\u303f]")
# The seal is a drawing; a tag of a language names it; a suggestion is what a customer would write in that tongue.
OWN = ("mark", "lang", "suggestions")


def tables() -> dict[str, dict[str, Any]]:
    found = re.search(
        r"^const TABLES = (\{.*?^\});$", (STATIC / "words.js").read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    assert found
    read: dict[str, dict[str, Any]] = json.loads(found[1])
    return read


def leaves(table: dict[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        name = f"{above}{key}"
        if isinstance(value, dict):
            yield from leaves(value, f"{name}.")
        elif isinstance(value, list):
            yield from ((f"{name}.{place}", one) for place, one in enumerate(value))
        else:
            yield name, value


TABLES = {tongue: dict(leaves(table)) for tongue, table in tables().items()}


def test_the_chat_speaks_three_tongues() -> None:
    assert list(TABLES) == ["zh-Hans", "zh-Hant", "en"]


@pytest.mark.parametrize("tongue", TABLES)
def test_every_tongue_has_the_same_labels_with_the_same_blanks(tongue: str) -> None:
    table, house = TABLES[tongue], TABLES["zh-Hans"]
    assert list(table) == list(house)
    for name, label in table.items():
        assert set(re.findall(r"\{\w+\}", label)) == set(re.findall(r"\{\w+\}", house[name])), name


def test_english_labels_hold_no_chinese_letter_or_sign() -> None:
    assert {name: label for name, label in TABLES["en"].items() if name != "mark" and HAN.search(label)} == {}


def test_traditional_labels_hold_no_letter_that_only_simplified_has() -> None:
    assert {name: label for name, label in TABLES["zh-Hant"].items() if SIMPLIFIED_ONLY & set(label)} == {}


def test_traditional_labels_say_what_the_simplified_ones_say() -> None:
    """As the replies do: a change of one without the other would make two products of one."""
    hant = {name: label for name, label in TABLES["zh-Hant"].items() if not name.startswith(OWN)}
    assert hant == {name: traditional(TABLES["zh-Hans"][name]) for name in hant}


@pytest.mark.parametrize("tongue", [TRADITIONAL, ENGLISH])
def test_a_suggestion_is_answered_in_the_tongue_in_which_it_is_offered(tongue: str) -> None:
    offered = [label for name, label in TABLES[tongue].items() if name.startswith("suggestions.")]
    assert offered and {script.of(label) for label in offered} == {tongue}
