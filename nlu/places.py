"""Pieces of an address: 广东省深圳市南山区科技路12号, 阳光小区3栋, 人在武汉."""

from __future__ import annotations

import re

from nlu.phrases import Phrase

_NUMBER = r"(?:[A-Za-z]?\d{1,5}|[一二三四五六七八九十百]{1,4})"
_HOUSE = rf"{_NUMBER}\s?(?:号楼|号院|号|弄|栋|幢|座|单元|室|楼|层|房|组)(?!线|码|店|客服|坐席|[上下]午)"
_SUFFIX = (
    "省|自治区|市|区|县|旗|镇|乡|街道|路|大街|街|大道|公路|巷|胡同|弄|村|屯|社区|小区|花园|公寓|大厦|广场|家园|花苑|苑|新城|新村|"
    "工业园|产业园|科技园|学院|大学|中学|小学|医院|火车站|高铁站|机场|地铁站|驿站"
)
_PIECE = re.compile(
    rf"\s?(?:{_HOUSE}|[\u4e00-\u9fffA-Za-z0-9]{{1,8}}?(?:{_SUFFIX})(?!场|长|民|里|口|面|上|由|线|灯|费))"
)
_HOUSES = re.compile(_HOUSE)
_ENDING = re.compile(rf"(?:{_SUFFIX})$")
_ANCHOR = re.compile(r"省|市|区|县|镇|乡|街道|路|大道|街|巷|弄|村|小区|花园|公寓|大厦|广场|家园|苑|新城|大学|医院")
_NAMED = re.compile(r"[\u4e00-\u9fff]{1,8}$")
# Where a name must begin: behind one of these.
_BEFORE = re.compile(
    r".*(?:[在住到往是去自来至给送寄发]|地址|位于|搬到|这里|我们|你们|我家|咱们|是|于|收货|改成|改为|换成|换到)",
    re.DOTALL,
)
_NO_NAME = re.compile(
    r"(?:.*(?:[的了吗呢吧啊不没有们这那哪每各本该你我他她您都就还很个多少几]|什么|线路|电路|短路|网路|思路|走路|铁路|马路|一路|半路|问路|套路|"
    r"超市|上市|门市|城市|夜市|股市|菜市|同城|地区|片区|山区|郊区|校区|误区|时区|全市|本市|全省|几号|型号|账号|单号|编号).*|"
    r"[一二三四五六七八九十]+)$",
    re.DOTALL,
)
_THINGS = re.compile(r"银行|时间|大众|现代|牌|人寿|证券|移动|联通|电信|队|菜|话|烤鸭|特产|味|人(?!民)|的?车牌|公司")
_LONGEST = 60
_MOST = 5


def places(text: str, cities: list[Phrase]) -> list[tuple[int, int]]:
    """Start and end of each place. `cities` are the names of provinces and cities found in the text."""
    found: list[tuple[int, int]] = []
    for city in cities:
        if found and city.start < found[-1][1]:
            continue
        end = _on(text, city.end)
        if end > city.end or not _THINGS.match(text, city.end):
            found.append((city.start, end))
        if len(found) == _MOST:
            return found
    for house in _houses(text):
        if len(found) < _MOST and all(house[1] <= start or end <= house[0] for start, end in found):
            found.append(house)
    return sorted(found)


def _on(text: str, end: int) -> int:
    """How far the address goes on behind its beginning."""
    begin = end
    while end - begin < _LONGEST:
        piece = _PIECE.match(text, end)
        if not piece or (
            not _HOUSES.fullmatch(piece.group().strip()) and _NO_NAME.match(_ENDING.sub("", piece.group()))
        ):
            break
        end = piece.end()
    return end


def _houses(text: str) -> list[tuple[int, int]]:
    """Streets and estates without a city, known by the number that follows: 中山路128号, 阳光小区3栋."""
    found: list[tuple[int, int]] = []
    at = 0
    while len(found) < _MOST:
        anchor = _ANCHOR.search(text, at)
        if not anchor:
            break
        at = anchor.end()
        name = _named(text, anchor)
        house = _HOUSES.match(text, at + (text[at : at + 1] == " "))
        if name is not None and (house or _lives(text, name)):
            end = _on(text, at)
            found.append((name, end))
            at = max(at, end)
    return found


def _named(text: str, anchor: re.Match[str]) -> int | None:
    """Where the name of this street or estate begins; None where there is none (这条路, 超市)."""
    before = _NAMED.search(text[max(0, anchor.start() - 8) : anchor.start()])
    if not before:
        return None
    name = before.group()
    cut = _BEFORE.match(name)
    name = name[cut.end() :] if cut else name
    if not name or len(name) > 6 or _NO_NAME.match(name) or _NO_NAME.match(name + anchor.group()):
        return None
    return anchor.start() - len(name)


_LIVES = re.compile(r"(?:我家?在|家住|住在?|地址[是为:：]?|寄到|送到|发到|发往|搬到|位于|家在|人在|改到)$")


def _lives(text: str, start: int) -> bool:
    return _LIVES.search(text[max(0, start - 6) : start]) is not None
