"""What a message says of what its customer was given, as features: one word of anger in training teaches all of them.

Runs of characters know only the words that they have met. Customers complain in thousands of plain words, mostly of
these few kinds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlu import words_verdicts as words

_KINDS = {
    name: re.compile(expression)
    for name, expression in (
        ("#too", words.TOO), ("#lacks", words.LACKS), ("#spoiled", words.SPOILED), ("#felt", words.FELT),
        ("#treated", words.TREATED),
    )
}  # fmt: skip
_REPAIR, _HOW_FAR = re.compile(words.REPAIR), re.compile(words.HOW_FAR)


def verdicts(text: str) -> Iterator[str]:
    """Of which kinds this text is; text in plain form (nlu/script.py), with or without its punctuation."""
    yield from (name for name, kind in _KINDS.items() if kind.search(text))
    if _REPAIR.search(text) and _HOW_FAR.search(text):
        yield "#how_far"
