"""Many fixed phrases looked for at once, as a spaCy component: what is found stands in `doc._.phrases` by its label."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import product
from typing import NamedTuple

import ahocorasick
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from nlu.places_words import CITIES, PROVINCES
from nlu.words import REPEATS, THREATS
from nlu.words_facts import BRANDS, NO_CALL, PRODUCTS, ROLES, SOLVED

NAME = "nlu_phrases"


class Phrase(NamedTuple):
    """A phrase from `start` to `end`; `what` is the kind of threat, or the phrase itself."""

    what: str
    start: int
    end: int


def spoken(rows: Iterable[tuple[str, ...]]) -> set[str]:
    """Every way in which these rows can be said."""
    return {"".join(way) for row in rows for way in product(*(part.split("|") for part in row))}


def _lexicon() -> dict[str, list[tuple[str, str]]]:
    """Phrase to the labels it has, each with what it stands for."""
    found: dict[str, list[tuple[str, str]]] = {}
    for kind, words in THREATS.items():
        for word in words:
            found.setdefault(word, []).append(("threat", kind))
    sets: dict[str, Iterable[str]] = {
        "repeat": spoken(REPEATS), "solved": spoken(SOLVED), "no_call": spoken(NO_CALL), "product": PRODUCTS.split(),
        "brand": BRANDS.split(), "role": ROLES.split(), "place": [*PROVINCES.split(), *CITIES.split()],
    }  # fmt: skip
    for label, phrases in sets.items():
        for phrase in phrases:
            found.setdefault(phrase.lower(), []).append((label, phrase))
    return found


@lru_cache(maxsize=1)
def automaton() -> ahocorasick.Automaton:
    """All phrases, built once."""
    tree = ahocorasick.Automaton()
    for phrase, labels in _lexicon().items():
        tree.add_word(phrase, (len(phrase), labels))
    tree.make_automaton()
    return tree


def search(text: str) -> dict[str, list[Phrase]]:
    """The phrases of a text by label; of overlapping ones of the same label the one that begins first, then the
    longest."""
    low = text.lower()
    if len(low) != len(text):  # İ and its like: two signs in small letters
        low = "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in text)
    hits: dict[str, list[Phrase]] = {}
    for last, (length, labels) in automaton().iter(low):
        for label, what in labels:
            hits.setdefault(label, []).append(Phrase(what, last + 1 - length, last + 1))
    return {label: _apart(found) for label, found in hits.items()}


def _apart(found: list[Phrase]) -> list[Phrase]:
    kept: list[Phrase] = []
    for phrase in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or phrase.start >= kept[-1].end:
            kept.append(phrase)
    return kept


@Language.component(NAME)
def phrases(doc: Doc) -> Doc:
    """Finds the phrases of a document."""
    here = doc._
    here.phrases = search(here.plain)
    return doc


class Signs:
    """A tokenizer: every character is a token. `doc.text` is put together anew each time: the text is kept beside."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        doc = Doc(self.vocab, words=list(text), spaces=[False] * len(text))
        doc._.plain = text
        return doc


Doc.set_extension("plain", default="", force=True)
Doc.set_extension("phrases", default=None, force=True)
