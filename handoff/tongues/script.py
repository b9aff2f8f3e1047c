"""In which tongue a message is written, by rule. What is not clear says nothing: the last clear message decides."""

from __future__ import annotations

import re

from handoff.tongues import ENGLISH, SIMPLIFIED, TRADITIONAL
from handoff.tongues.letters import SIMPLIFIED_ONLY, TRADITIONAL_ONLY

_NOT_ENGLISH = re.compile(r"[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
# Addresses of the web and models of products hold Latin letters, and are no words.
_NO_WORDS = re.compile(r"\S*(?:://|www\.|@)\S*|[A-Za-z-]*\d[\w-]*")
_WORD = re.compile(r"[a-z]+(?:['’][a-z]+)?")
# Who writes Chinese says these, too.
_COURTESIES = "hi hello hey ok okay thanks thank you very much so bye good morning night yes no please"
# A model's name has words enough; one of these makes a sentence of them.
_EVERYDAY = (
    "a about after again already am an and any anyone anything are back be because been before bought broke broken "
    "but by call called calling came can can't cancel charged complain complaint customer damaged delivery did "
    "didn't do does doesn't don't exchange fix fixed for from get give got had has have haven't help how i i'm i've "
    "in is isn't it it's item know late leaking machine manager me money month months my need never nobody not now "
    "of on order ordered our out paid parcel problem received refund repair repaired reply return says service "
    "should solved somebody someone still talk than that that's the their them there they this time to today "
    "tomorrow tonight us wait waiting want was washing we week weeks were what when where which who why will with "
    "won't work working works would wrong yesterday your"
)
_POLITE, _TELLING = frozenset(_COURTESIES.split()), frozenset(_EVERYDAY.split())
_FEWEST_WORDS = 2


def of(text: str) -> str | None:
    """The tongue of a message; None where it could be another's as well: numbers, emoji, a few shared letters."""
    traditional = sum(letter in TRADITIONAL_ONLY for letter in text)
    simplified = sum(letter in SIMPLIFIED_ONLY for letter in text)
    if traditional != simplified:
        return TRADITIONAL if traditional > simplified else SIMPLIFIED
    return ENGLISH if not _NOT_ENGLISH.search(text) and _english(text) else None


def _english(text: str) -> bool:
    words = [word.replace("’", "'") for word in _WORD.findall(_NO_WORDS.sub(" ", text).lower())]
    telling = [word for word in words if word not in _POLITE]
    return len(telling) >= _FEWEST_WORDS and any(word in _TELLING for word in telling)
