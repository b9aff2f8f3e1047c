"""The tongues in which customers are answered, one table of sentences each; what is said when is decided elsewhere.

Traditional is the Simplified table, converted whole: what is put into a sentence afterwards (names, titles, case
numbers, a person's own words) stays as it was written.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from handoff.tongues import chinese, english

SIMPLIFIED, TRADITIONAL, ENGLISH = "zh", "zh-Hant", "en"
TONGUES = (SIMPLIFIED, TRADITIONAL, ENGLISH)


@cache
def table(tongue: str) -> Mapping[str, str]:
    """The sentences of a tongue, by name; of an unknown one, those of the house."""
    if tongue == TRADITIONAL:
        return {name: traditional(sentence) for name, sentence in chinese.SENTENCES.items()}
    return english.SENTENCES if tongue == ENGLISH else chinese.SENTENCES


def traditional(text: str) -> str:
    """The house's own Simplified words in Traditional letters. Never for what holds a name or a person's words."""
    return str(_letters().convert(text))


@cache
def _letters() -> Any:
    import opencc  # takes a moment to read its tables, which most houses never need

    return opencc.OpenCC("s2tw")


def say(tongue: str, name: str, /, **values: str) -> str:
    """A sentence with its blanks filled in."""
    return table(tongue)[name].format(**values)


def whole(tongue: str, *parts: str) -> str:
    """Sentences one after the other, as this tongue sets them; empty ones are left out."""
    return table(tongue)["between"].join(part for part in parts if part)
