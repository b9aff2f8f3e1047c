"""spaCy components that read facts, and the pipeline made of them.

Facts stand in `doc._.facts`: what it is, its value, and where in the text. They are read by rule, not learned: a
telephone number is right or wrong, never likely.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from nlu import mail, money, numbers, phrases, places, products, said, severity, signals, staff

NUMBERS, FACTS = "nlu_numbers", "nlu_facts"
# Facts that are kept in the customer's words.
WORDS_LONGEST = 80


class Fact(NamedTuple):
    """Something found in a message; `more` goes beside the value (an extension)."""

    name: str
    value: Any
    start: int
    end: int
    more: dict[str, str] | None = None


Doc.set_extension("facts", default=None, force=True)


@Language.component(NUMBERS)
def read_numbers(doc: Doc) -> Doc:
    """Order numbers and telephone numbers."""
    here = doc._
    here.facts = [
        Fact(n.kind, n.value, n.start, n.end, {"extension": n.extension} if n.extension else None)
        for n in numbers.find(here.plain)
    ]
    return doc


@Language.component(FACTS)
def read_facts(doc: Doc) -> Doc:
    """Everything else. No word is read as two things: 1380 of a telephone number is no sum."""
    here = doc._
    text, found, hits = here.plain, here.facts, here.phrases
    taken = [(fact.start, fact.end) for fact in found]
    for address, start, end in mail.addresses(text):
        found.append(Fact("email", address, start, end))
        taken.append((start, end))
    found += [Fact("threat", kind, start, end) for kind, start, end in signals.threats(doc)]
    found += [Fact("repeat", True, start, end) for start, end in signals.repeats(doc)[:1]]
    for name, span in (("solved", said.solved(text, hits.get("solved", []))),
                       ("no_call", said.no_call(text, hits.get("no_call", [])))):  # fmt: skip
        if span:
            found.append(Fact(name, text[slice(*span)].strip()[:WORDS_LONGEST], *span))
    spans = {
        "place": places.places(text, hits.get("place", [])), "staff": staff.staff(text, hits.get("role", [])),
        "product": products.products(text, hits.get("product", []), hits.get("brand", [])),
    }  # fmt: skip
    for name, some in spans.items():
        for start, end in some:
            if _free(taken, start, end):
                taken.append((start, end))
                found.append(Fact(name, text[start:end].strip()[:WORDS_LONGEST], start, end))
    for one in money.sums(text):
        if _free(taken, one.start, one.end):
            found.append(Fact("money", {"amount": one.amount, "text": one.text}, one.start, one.end))
    return doc


def _free(taken: list[tuple[int, int]], start: int, end: int) -> bool:
    return all(end <= a or b <= start for a, b in taken)


@lru_cache(maxsize=1)
def pipeline() -> Language:
    """A blank Chinese pipeline, one token a character, with these components."""
    nlp = spacy.blank("zh")
    nlp.tokenizer = phrases.Signs(nlp.vocab)
    for name in (phrases.NAME, NUMBERS, FACTS, severity.NAME):
        nlp.add_pipe(name)
    phrases.automaton()
    return nlp
