"""One plain form of what customers type, with every place traced back to the original text."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import opencc

# A message is read at its beginning and its end; a megabyte in between must not block the others.
HEAD, TAIL = 1500, 500
_INVISIBLE = {"Cf", "Cc", "Mn"}


@dataclass(frozen=True)
class Plain:
    """`text` is the plain form; `at[i]` is where its character i stood in the original."""

    text: str
    at: tuple[int, ...]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original that `text[start:end]` came from."""
        return self.at[start], self.at[end - 1] + 1


@lru_cache(maxsize=1)
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@lru_cache(maxsize=8192)
def _plain_char(char: str) -> str:
    """Full width becomes half width; what cannot be seen disappears, except line breaks."""
    if char in "\n\t\r":
        return "\n" if char == "\n" else " "
    if char in "。，、；：？！":
        return char
    if unicodedata.category(char) in _INVISIBLE:
        return ""
    wide = unicodedata.normalize("NFKC", char)
    return wide if len(wide) == 1 else char


def _simplified(text: str) -> str:
    """Traditional becomes Simplified only where the length stays, so that places still hold."""
    whole = str(_simplifier().convert(text))
    if len(whole) == len(text):
        return whole
    singles = (str(_simplifier().convert(char)) for char in text)
    return "".join(new if len(new) == 1 else old for new, old in zip(singles, text, strict=True))


def plain(original: str) -> Plain:
    """The plain form of a message; of a long one its head and tail."""
    if len(original) <= HEAD + TAIL:
        places = range(len(original))
        chars = [(i, _plain_char(original[i])) for i in places]
    else:
        cut = len(original) - TAIL
        chars = [(i, _plain_char(original[i])) for i in range(HEAD)]
        chars += [(HEAD, "\n")] + [(i, _plain_char(original[i])) for i in range(cut, len(original))]
    kept = [(i, char) for i, char in chars if char]
    return Plain(_simplified("".join(char for _, char in kept)), tuple(i for i, _ in kept))
