"""The extension behind a telephone number: 转801, 分机号是23, ext.305."""

from __future__ import annotations

import re

from nlu.digits import few_spoken

_EXTENSION = re.compile(
    r"[\s,，]{0,2}(?:转\s?分机|转接|转|分机(?:号码?)?[是为:：]?|ext\.?|x|#|-|–|—)[\s:：]{0,2}([0-9零一二三四五六七八九幺]{1,6})"
    r"(?![0-9零一二三四五六七八九幺A-Za-z元块月年])",
    re.IGNORECASE,
)


def behind(text: str, end: int) -> tuple[str, int]:
    """The extension of a number that ends there, empty where it has none, and where all of it ends."""
    match = _EXTENSION.match(text, end)
    return (few_spoken(match[1]), match.end()) if match else ("", end)
