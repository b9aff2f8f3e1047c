"""One plain form of what customers type, with every place traced back to the original text.

Full width becomes half width, what cannot be seen disappears, and Traditional characters and the words of Taiwan and
Hong Kong become the Simplified ones (隨身碟 is U盘): a phrase may change its length on the way.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

import opencc

# A message is read at its beginning and its end; a megabyte in between must not block the others.
HEAD, TAIL = 1500, 500
# Half of a character (Cs) comes from programs that cut texts; no other program takes it.
_INVISIBLE = {"Cf", "Cc", "Cs", "Mn", "Me"}
_LINES = {"Zl": "\n", "Zp": "\n", "Zs": " "}
_KEPT = "。，、；：？！"
# A single character that stands for more of them becomes those: ㎏ is kg. The longest of Unicode is no word of ours.
_LONGEST = 4
# Laying words beside each other costs the square of the length, so it is done piece by piece.
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]{1,40}")


@dataclass(frozen=True)
class Plain:
    """`text` is the plain form; `at[i]` is where its character i stood in the original."""

    text: str
    at: tuple[int, ...]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original that `text[start:end]` came from."""
        return self.at[start], self.at[end - 1] + 1


@lru_cache(maxsize=4)
def _converter(usage: str) -> opencc.OpenCC:
    return opencc.OpenCC(usage)


@lru_cache(maxsize=8192)
def _plain_char(char: str) -> str:
    """Full width becomes half width; what cannot be seen disappears, except line breaks."""
    if char in "\n\t\r":
        return "\n" if char == "\n" else " "
    if char in _KEPT:
        return char
    category = unicodedata.category(char)
    if category in _INVISIBLE:
        return ""
    if category in _LINES:
        return _LINES[category]
    wide = unicodedata.normalize("NFKC", char)
    if len(wide) == 1:
        return wide
    shown = "".join(one for one in wide if unicodedata.category(one) not in _INVISIBLE).strip()
    return shown if 0 < len(shown) <= _LONGEST else char


def _single(text: str) -> str:
    """Character by character, where the whole did not keep its length."""
    singles = (str(_converter("t2s").convert(char)) for char in text)
    return "".join(new if len(new) == 1 else old for new, old in zip(singles, text, strict=True))


def _usage(han: str) -> Iterator[tuple[str, int]]:
    """Each character of the Simplified usage, and where in `han` it came from.

    Words that mean the same and are not made of the same characters are laid beside each other: the first character on
    the first, the last on the last.
    """
    same = str(_converter("t2s").convert(han))
    same = same if len(same) == len(han) else _single(han)
    said = str(_converter("hk2s").convert(_converter("tw2sp").convert(han)))
    if said == same:
        yield from zip(said, range(len(han)), strict=True)
        return
    for _, a, b, c, d in SequenceMatcher(None, same, said, autojunk=False).get_opcodes():
        for place in range(c, d):
            if b == a:  # only added: it belongs to what stands before it
                yield said[place], max(0, a - 1)
            elif place == d - 1:
                yield said[place], b - 1
            else:
                yield said[place], min(b - 1, a + place - c)


def _simplified(text: str, at: list[int]) -> Plain:
    """Only what is Traditional somewhere is read as Taiwan and Hong Kong use the words."""
    whole = str(_converter("t2s").convert(text))
    if whole == text:
        return Plain(text, tuple(at))
    chars: list[str] = []
    places: list[int] = []
    done = 0
    for han in _HAN.finditer(text):
        chars += text[done : han.start()]
        places += at[done : han.start()]
        for char, place in _usage(han.group()):
            chars.append(char)
            places.append(at[han.start() + place])
        done = han.end()
    return Plain("".join(chars) + text[done:], tuple(places + at[done:]))


def plain(original: str) -> Plain:
    """The plain form of a message; of a long one its head and tail."""
    if len(original) <= HEAD + TAIL:
        chars = [(i, _plain_char(char)) for i, char in enumerate(original)]
    else:
        cut = len(original) - TAIL
        chars = [(i, _plain_char(original[i])) for i in range(HEAD)]
        chars += [(HEAD, "\n")] + [(i, _plain_char(original[i])) for i in range(cut, len(original))]
    at = [i for i, shown in chars for _ in shown]
    return _simplified("".join(shown for _, shown in chars), at)
