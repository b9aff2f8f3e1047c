"""What the classifier looks at: runs of up to three tokens, how they are said, and what verdicts are among them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from nlu.script import Plain
from nlu.verdicts import verdicts

# Somebody may lean on a key: 退退退退退款 says no more than 退退款.
_MOST_ALIKE = 2
_LOUD = 2
BEGIN, END = "^", "$"


def spoken(lemmas: Iterable[str]) -> list[str]:
    """The tokens that are words, numbers or feelings, not oftener in a row than twice."""
    kept: list[str] = []
    for lemma in lemmas:
        alike = kept[-_MOST_ALIKE:] == [lemma] * _MOST_ALIKE
        if not alike and lemma.replace("'", "").isalnum():
            kept.append(lemma)
    return kept


def runs(tokens: Sequence[str], longest: int) -> Iterator[str]:
    """Every run of neighbouring tokens."""
    for length in range(1, longest + 1):
        for start in range(len(tokens) - length + 1):
            yield " ".join(tokens[start : start + length])


def manner(form: Plain) -> Iterator[str]:
    """How it is said: a question, or out loud."""
    text = form.text
    if "?" in text or "？" in text:
        yield "#asks"
    if text.count("!") + text.count("！") >= _LOUD:
        yield "#loud"


def features(lemmas: Iterable[str], form: Plain | None, longest: int) -> set[str]:
    """Everything that a message has; where one begins and ends belongs to it. Nothing, where nothing is said."""
    tokens = spoken(lemmas)
    if not tokens:
        return set()
    found = set(runs([BEGIN, *tokens, END], longest)) - {BEGIN, END} | set(verdicts("".join(tokens)))
    return found | set(manner(form)) if form else found
