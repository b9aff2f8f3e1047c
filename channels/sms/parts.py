"""How many parts a text message is sent and paid in."""

from __future__ import annotations

from dataclasses import dataclass

# 3GPP TS 23.038, 6.2.1: the basic alphabet, and the table behind the escape, whose characters count two.
_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")
# One message, and each part of a longer one, whose header takes the rest.
GSM, UCS = (160, 153), (70, 67)


@dataclass(frozen=True)
class Length:
    """`units` are counted as the network does."""

    encoding: str
    units: int
    parts: int


def signed(text: str, signature: str) -> str:
    """As it arrives: the vendor puts the filed signature in front, in its brackets."""
    return f"【{signature}】{text}" if signature else text


def length(text: str, mainland: bool = False) -> Length:
    """Abroad, a text of the basic alphabet is counted in it. On the mainland everything counts as Chinese does:
    https://help.aliyun.com/document_detail/44335.htm"""
    if not mainland and all(sign in _BASIC or sign in _EXTENDED for sign in text):
        return _length("GSM-7", [2 if sign in _EXTENDED else 1 for sign in text], *GSM)
    return _length("UCS-2", [units(sign) for sign in text], *UCS)


def units(text: str) -> int:
    """How many 16-bit units: an emoji is at least two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _length(encoding: str, sizes: list[int], whole: int, part: int) -> Length:
    total = sum(sizes)
    if total <= whole:
        return Length(encoding, total, 1)
    parts, room = 1, part
    for size in sizes:
        if size > room:  # no character is cut in two
            parts, room = parts + 1, part
        room -= size
    return Length(encoding, total, parts)
