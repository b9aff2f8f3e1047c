"""What a customer typed, made fit for the journal and for Rasa."""

from __future__ import annotations

import re
import unicodedata

# Rasa's own commands and intents begin with this sign; its full-width twin reads the same and means nothing to Rasa.
COMMAND, HARMLESS = "/", "／"
RASA_LENGTH = 4000
_LINES = re.compile(r"\r\n?|[\u0085\u2028\u2029]")
# Control characters but newline and tab; lone surrogates; marks that turn the direction of what follows.
_UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
# Letters by their category, and yet nothing to see: fillers of Hangul, the empty cell of Braille.
_EMPTY = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zs", "Zl", "Zp", "Mn"})


def storable(text: str) -> str:
    """The text without what no database or screen can carry; the words stay as they were typed."""
    return _UNFIT.sub("", _LINES.sub("\n", text))


def blank(text: str) -> bool:
    """Whether there is nothing in it that a person could see."""
    return all(sign in _EMPTY or unicodedata.category(sign) in _INVISIBLE for sign in text)


def for_rasa(text: str) -> str:
    """The text as Rasa may see it: never a command, never longer than `RASA_LENGTH`."""
    fit = storable(text).lstrip("\ufeff\u200b\u2060 \t\n\u3000")[:RASA_LENGTH].strip()
    return HARMLESS + fit[1:] if fit.startswith(COMMAND) else fit
