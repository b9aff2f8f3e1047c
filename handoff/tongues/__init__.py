"""The tongues in which customers are answered, one table of sentences each; what is said when is decided elsewhere.

Traditional is the Simplified table, converted whole: what is put into a sentence afterwards (names, titles, case
numbers, a person's own words) stays as it was written.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from handoff.tongues import chinese, english

SIMPLIFIED, TRADITIONAL, ENGLISH = "zh", "zh-Hant", "en"
TONGUES = (SIMPLIFIED, TRADITIONAL, ENGLISH)


@cache
def table(tongue: str) -> Mapping[str, str]:
    """The sentences of a tongue, by name; of an unknown one, those of the house."""
    if tongue == TRADITIONAL:
        return _traditional()
    return english.SENTENCES if tongue == ENGLISH else chinese.SENTENCES


def _traditional() -> Mapping[str, str]:
    import opencc  # half a second's work that most houses never need

    written = opencc.OpenCC("s2tw")
    return {name: str(written.convert(sentence)) for name, sentence in chinese.SENTENCES.items()}


def say(tongue: str, name: str, /, **values: str) -> str:
    """A sentence with its blanks filled in."""
    return table(tongue)[name].format(**values)


def whole(tongue: str, *parts: str) -> str:
    """Sentences one after the other, as this tongue sets them; empty ones are left out."""
    return table(tongue)["between"].join(part for part in parts if part)
