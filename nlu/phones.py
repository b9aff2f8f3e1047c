"""Telephone numbers: mainland mobile and landline, 400 and 800, Hong Kong, Macau, Taiwan, and abroad."""

from __future__ import annotations

import re
from typing import NamedTuple

import phonenumbers

from nlu import extensions
from nlu.digits import Group

_MOBILE = re.compile(r"(?:(?:00)?86)?0?(1[3-9]\d{9})")
_LANDLINE = re.compile(r"0(?:10|2\d)\d{8}|0[3-9]\d{2}\d{7,8}")
_LANDLINE_86 = re.compile(r"(?:00)?86(?:\(0\))?0?((?:10|2\d)\d{8}|[3-9]\d{2}\d{7,8})")
_HOTLINE = re.compile(r"(?:(?:00)?86)?([48]00\d{7})")
_HONG_KONG = re.compile(r"(?:00)?(85[23])(\d{8})")
_TAIWAN = re.compile(r"(?:00)?886(0?[2-9]\d{7,8})")
_TAIWAN_MOBILE = re.compile(r"09\d{8}")
_TAIWAN_LANDLINE = re.compile(r"0[2-8]\d{7,8}")
_MOST_DIGITS = 17
_MOST_GROUPS = 13
_AREA_APART = {"010", *(f"02{n}" for n in range(10))}

_SAID = re.compile(
    r"(?:手机|电话|座机|固话|联系方式|联系我|联系人|号码|本机|打|拨|致电|回电|tel|phone|call|mobile|whatsapp)[^订单,，。]{0,6}$",
    re.IGNORECASE,
)
_SAID_REACH = 14
_FROM_HONG_KONG = re.compile(r"(香港|港区|hk)|(澳门|macau)[^。；]{0,8}$", re.IGNORECASE)
# What only those of Hong Kong write; 係 was made the Simplified 系 before.
_CANTONESE = re.compile("[嘅俾畀唔冇咗哋嚟啲佢]|电话号?码?系|手提")
_FROM_TAIWAN = re.compile(r"台湾|台北|台中|高雄|taiwan|tw", re.IGNORECASE)
_LATIN_BEFORE = re.compile(r"(?:tel|phone|mobile|mob|call|cell|no|me|at|is|whatsapp)$", re.IGNORECASE)
_LATIN_AFTER = re.compile(r"(?!(?:kg|mah|rmb|mb|gb|km|mm|cm|ml|kb|usd|hz)(?![a-z]))[a-z]{2,}")
_DECIMAL = re.compile(r"\.\d{1,2}(?!\d)")
_UNIT = re.compile(r"\s?(?:[元块圆万亿%‰℃￥¥]|美元|港币|公里|毫安|人民币)")


class Phone(NamedTuple):
    """A telephone number from `start` to `end`. `value` is E.164, `hotline` that it is one of the companies' 400s."""

    value: str
    start: int
    end: int
    extension: str = ""
    hotline: bool = False


class _Piece(NamedTuple):
    """Some neighbouring groups taken together."""

    text: str
    digits: str
    sizes: tuple[int, ...]
    gaps: tuple[str, ...]
    start: int
    end: int

    @property
    def plus(self) -> bool:
        return self.text[max(0, self.start - 2) : self.start].rstrip("( ").endswith("+")

    @property
    def begin(self) -> int:
        return self.text.rindex("+", 0, self.start) if self.plus else self.start

    def said(self, words: re.Pattern[str]) -> bool:
        return words.search(self.text[max(0, self.start - _SAID_REACH) : self.start]) is not None


def e164(raw: str, region: str | None) -> str:
    """The international form of a number that can exist, else an empty string."""
    try:
        parsed = phonenumbers.parse(raw, region)
    except phonenumbers.NumberParseException:  # plainly no telephone number
        return ""
    if not phonenumbers.is_valid_number(parsed):
        return ""
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def find(text: str, groups: list[Group], taken: list[tuple[int, int]]) -> list[Phone]:
    """All telephone numbers outside of the stretches `taken`, in order."""
    found: list[Phone] = []
    blocked = {place for start, end in taken for place in range(start, end)}
    at = 0
    while at < len(groups):
        phone, used = _at(text, groups, at, blocked)
        if phone:
            found.append(phone)
        at += used
    return found


def _at(text: str, groups: list[Group], at: int, blocked: set[int]) -> tuple[Phone | None, int]:
    """The longest number that begins with this group, and how many groups it takes."""
    if groups[at].start in blocked or not _begins(text, groups[at].start):
        return None, 1
    pieces = _pieces(text, groups, at, blocked)
    for piece in reversed(pieces):
        phone = _read(piece)
        if phone and _ends(text, phone.end):
            return phone, len(piece.sizes)
    return None, 1


def _pieces(text: str, groups: list[Group], at: int, blocked: set[int]) -> list[_Piece]:
    found: list[_Piece] = []
    digits, sizes, gaps = "", (), ()  # type: tuple[str, tuple[int, ...], tuple[str, ...]]
    for group in groups[at : at + _MOST_GROUPS]:
        if group.start in blocked or len(digits) + len(group.digits) > _MOST_DIGITS:
            break
        digits, sizes = digits + group.digits, (*sizes, len(group.digits))
        if len(digits) >= 8:
            found.append(_Piece(text, digits, sizes, gaps, groups[at].start, group.end))
        if group.gap is None:
            break
        gaps = (*gaps, group.gap)
    return found


def _begins(text: str, start: int) -> bool:
    before = text[max(0, start - 8) : start]
    sign = before[-1:]
    if sign.isascii() and sign.isalpha():
        return _LATIN_BEFORE.search(before) is not None
    return sign not in "*_@#￥¥$=" if sign else True


def _ends(text: str, end: int) -> bool:
    sign = text[end : end + 1]
    if sign.isascii() and sign.isalpha():
        return _LATIN_AFTER.match(text, end) is not None
    if (sign and sign in "*_@") or _DECIMAL.match(text, end):
        return False
    return _UNIT.match(text, end) is None


def _read(piece: _Piece) -> Phone | None:
    for reader in (_mobile, _hotline, _landline, _hong_kong, _taiwan, _abroad):
        phone = reader(piece)
        if phone:
            return phone
    return None


def _grouped(sizes: tuple[int, ...], gaps: tuple[str, ...]) -> bool:
    """Whether people part a number like this: 138 0013 8000, or digit by digit, or in pairs; a comma only between
    groups as they are dictated, and a point never as in a decimal number."""
    if any(sign in ",，、" for gap in gaps for sign in gap) and sizes != (3, 4, 4):
        return False
    if any("." in gap for gap in gaps) and len(sizes) < 3:
        return False
    if len(sizes) > 5 or sizes[0] < 3:
        return len(set(gaps)) == 1 and max(sizes) <= 2 and len(sizes) >= 6
    return min(sizes) >= 2


def _mobile(piece: _Piece) -> Phone | None:
    match = _MOBILE.fullmatch(piece.digits)
    if not match:
        return None
    sizes, gaps = piece.sizes, piece.gaps
    if len(sizes) > 1 and piece.digits[: sizes[0]] in ("86", "0086", "0"):
        sizes, gaps = sizes[1:], gaps[1:]
    if not _grouped(sizes, gaps):
        return None
    return _made(piece, match[1], "CN")


def _made(piece: _Piece, raw: str, region: str | None) -> Phone | None:
    value = e164(raw, region)
    return Phone(value, piece.begin, piece.end) if value else None


def _hotline(piece: _Piece) -> Phone | None:
    match = _HOTLINE.fullmatch(piece.digits)
    if not match or len(piece.sizes) > 5 or any(set(gap) & set(",，、") for gap in piece.gaps):
        return None
    branch, end = extensions.behind(piece.text, piece.end)
    return Phone(f"+86{match[1]}", piece.begin, end, branch, True)


def _landline(piece: _Piece) -> Phone | None:
    """Area code and number; without the leading 0 only behind 86 or in words that speak of a telephone."""
    if any(set(gap) & set(",，、.") for gap in piece.gaps[:-1]) or len(piece.sizes) > 5:
        return None
    raw = ""
    behind = _LANDLINE_86.fullmatch(piece.digits)
    if _LANDLINE.fullmatch(piece.digits):
        raw = piece.digits
    elif behind and (piece.plus or piece.digits.startswith("00") or len(piece.sizes) > 1):
        raw = "0" + behind[1]
    elif len(piece.sizes) > 1 and piece.said(_SAID) and _area_of("0" + piece.digits[: piece.sizes[0]]):
        raw = "0" + piece.digits
        raw = raw if _LANDLINE.fullmatch(raw) else ""
    if not raw:
        return None
    phone = _made(piece, raw, "CN")
    if phone is None:
        return None
    branch, end = extensions.behind(piece.text, piece.end)
    return phone._replace(extension=branch, end=end)


def _area_of(code: str) -> bool:
    return code in _AREA_APART or (len(code) == 4 and code[1] in "3456789")


def _hong_kong(piece: _Piece) -> Phone | None:
    match = _HONG_KONG.fullmatch(piece.digits)
    if match and (piece.plus or piece.digits.startswith("00") or piece.sizes[0] == 3 or piece.said(_SAID)):
        return _made(piece, f"+{match[1]}{match[2]}", None)
    if len(piece.digits) != 8 or piece.sizes not in ((8,), (4, 4)):
        return None
    place = _FROM_HONG_KONG.search(piece.text[max(0, piece.start - _SAID_REACH) : piece.start])
    if not place and not (piece.said(_SAID) and _CANTONESE.search(piece.text)):
        return None
    return _made(piece, f"+85{'3' if place and place[2] else '2'}{piece.digits}", None)


def _taiwan(piece: _Piece) -> Phone | None:
    match = _TAIWAN.fullmatch(piece.digits)
    if match and (piece.plus or piece.digits.startswith("00") or piece.sizes[0] == 3 or piece.said(_SAID)):
        return _made(piece, "+886" + match[1].lstrip("0"), None)
    if _TAIWAN_MOBILE.fullmatch(piece.digits) and piece.sizes[0] in (4, 10) and len(piece.sizes) <= 4:
        return _made(piece, piece.digits, "TW")
    apart = len(piece.sizes) > 1 and piece.sizes[0] in (2, 3) and not set("".join(piece.gaps)) & set(".,，、/")
    if _TAIWAN_LANDLINE.fullmatch(piece.digits) and (apart or piece.said(_FROM_TAIWAN)):
        return _made(piece, piece.digits, "TW")
    return None


def _abroad(piece: _Piece) -> Phone | None:
    """Behind + any number that can exist; behind 00 only where it is parted or said to be a telephone number."""
    if piece.plus:
        return _made(piece, "+" + piece.digits, None)
    parted = len(piece.sizes) > 1 and piece.sizes[0] >= 3 and set("".join(piece.gaps)) <= set(" -")
    if piece.digits.startswith("00") and (parted or piece.said(_SAID)):
        return _made(piece, "+" + piece.digits[2:], None)
    return None
