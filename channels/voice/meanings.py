"""What a caller means by a few more short words, in answer to our own questions."""

from __future__ import annotations

import re
import unicodedata

_NO_MORE = re.compile(
    "(?:好的?|行|嗯+|哦|没有?(?:别的|其他的?|什么)?了?|没有要补充的|不用了?|不需要了?|就这(?:些|样)|先这样|可以了?|谢谢[你您]?们?|"
    "多谢|感谢|辛苦了?|再见|拜拜|知道了|明白了?|清楚了|挂了|不补充了?|[啊吧了呀哈的])+"
)
_NO_NUMBER = re.compile(".{0,4}(?:不方便|不用|不想?留|没有|不给|不告诉|算了|不需要|不必).{0,8}")
_THIS_LINE = re.compile(".{0,6}(?:这个|现在的?|来电)(?:号码?|电话|座机).{0,6}")
_NUMERALS = frozenset("0123456789零一二三四五六七八九幺两")
# Fewer digits are no attempt at a number.
_FEWEST = 3
# So many in a row are a number, of whatever kind.
_IN_A_ROW = re.compile(f"[{''.join(sorted(_NUMERALS))}]{{6,}}")
_NO_TELEPHONES = re.compile("(?:单|编|案|工|卡|账|证)(?:据|件)?号?码?")


def plain(text: str) -> str:
    """Without blanks and signs, full width made half."""
    normal = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in normal if unicodedata.category(sign)[0] in "LN")


def no_more(text: str) -> bool:
    """Thanks, goodbye, nothing to add, and nothing else."""
    return bool(_NO_MORE.fullmatch(plain(text)))


def no_number(text: str) -> bool:
    """No number is to be had."""
    return bool(_NO_NUMBER.fullmatch(plain(text)))


def this_line(text: str) -> bool:
    """The number that they ring from will do."""
    return bool(_THIS_LINE.fullmatch(plain(text)))


def attempt(text: str) -> bool:
    """Whether it was meant for a number, even if none could be read."""
    return sum(sign in _NUMERALS for sign in plain(text)) >= _FEWEST


def number_like(text: str) -> bool:
    """Whether a number was said that was meant for a telephone's, whole or not."""
    said = plain(text)
    return bool(_IN_A_ROW.search(said)) and not _NO_TELEPHONES.search(said)


def key(text: str) -> str:
    """The key that a caller names instead of pressing it, empty for other words."""
    return _KEYS.get(plain(text), "")


_KEYS = {before + name + behind: key for key, names in (("0", "0零"), ("1", "1一幺"), ("2", "2二两"), ("9", "9九勾"))
         for name in names for before in ("", "按", "选", "我按", "我选") for behind in ("", "键")}  # fmt: skip
