"""Order, service and ticket numbers: named or bare, of digits or with letters, parted or in one piece."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from nlu.digits import Group, few_spoken
from nlu.phones import e164

_NAME = re.compile(
    r"(?P<sure>(?:订单|定单|服务单|维修单|报修单|保修单|售后单|退款单|退货单|退换货?单|换货单|申请单|受理单?|工单|运单|快递单?|物流单?|"
    r"案件|案例|报案|流水|合同|预约单?|派工单?|安装单|送修单|寄修单|送货单|交易单?|投诉单?|取件单|服务请求|申诉单?)"
    r"(?:编号|单号|号码?|id|no\.?)|单号|(?:order|ticket|case|service|rma|repair)(?: ?(?:no|number|id|num|#))?\.?)"
    r"|(?P<weak>订单|定单|工单|服务单|维修单|单子|编号|运单|快递单)",
    re.IGNORECASE,
)
_GLUE = re.compile(
    r"(?:[\s是为:：号码#(（\"'“”「【\[,，呢啊呀嘛]|就是|的是|如下|在这|给你|发你|我记得|应该|好像|大概|下面|这个){0,8}"
)
_VALUE = re.compile(
    r"[A-Za-z]{0,6}[-_ ]?(?:[0-9][0-9A-Za-z]{0,30}|[零〇一二三四五六七八九幺两]{4,24})"
    r"(?:(?:[-_]|[ \u20e3]{1,3})(?:[0-9A-Za-z]{2,8})(?![0-9A-Za-z])){0,6}"
)
_APART = re.compile(r"[-_ \u20e3]+")
_TAIL = re.compile(r"(?:尾号|后[三四五六]位|末尾|最后几位)[是为:：]?$")
_UNIT = re.compile(
    r"\s?(?:[元块圆万亿千百%‰℃￥¥多年月日天人次件台米克斤吨度字岁秒]|号(?![码线])|小时|分钟|公里|毫安|mah|kg|km|mb|gb|rmb|块钱|美元)",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+){0,5}")
_LETTERED = re.compile(r"(?P<head>[A-Za-z]{1,5})[-_]?[0-9]{6,22}(?:[A-Za-z]{1,2}[0-9]{0,6})?")
_PARTED = re.compile(r"(?P<head>[A-Za-z]{2,5}[0-9]{0,4})(?:[-_][0-9A-Za-z]{2,12}){2,5}")
_MIXED = re.compile(r"[0-9]{3,}(?:[A-Za-z]{1,3}[0-9]*){1,2}")
_HEADS = "sn imei isbn qq wx vx wxid mac ip id v ver version rev build sku upc ean gb gbt iso cn rmb usd hk tel phone"
_NO_HEAD = frozenset(_HEADS.split())
_NOT_ORDER = re.compile(
    r"(?:身份证|证件|银行卡|信用卡|储蓄卡|借记卡|卡号|卡片?|imei|序列号|串号|sn码?|机身|验证码|校验码|提取码|取件码|兑换码|优惠码|邀请码|型号|尾号|"
    r"账号|账户|帐号|帐户|qq|微信号?|群号?|密码|条码|条形码|固件|版本号?|货号|款号|商品编[号码]|sku|房号|邮编|学号|车牌|会员号?|积分|税号|信用代码|"
    r"发票(?:号码?|代码)?|护照|驾驶?证|执照|批号|生产日期|编码|余额|金额|ip|端口|经纬度|公众号|快手号?|抖音号?|用户名|昵称|"
    r"电话|手机号?|座机|固话|传真|联系方式|分机|工号)[^，。,；;\d]{0,6}$",
    re.IGNORECASE,
)
_NOT_ORDER_REACH = 14
# A mobile number with a digit too few or too many, in the groups in which it is told. In one piece it may as well be an
# order of a shop whose numbers begin so.
_MOBILE_LONG = 11
_MISTYPED = re.compile(r"1[3-9]\d{8}(?:\d{2})?")
_CARD = re.compile(r"62\d{14,17}|[45]\d{15}")
_DEVICE = re.compile(r"(?:35|86)\d{13}")
_COMPANY = re.compile(r"9[1-3]\d{6}[0-9A-Z]{10}")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_LEAST, _MOST = 8, 24


class Order(NamedTuple):
    """An order number from `start` to `end`."""

    value: str
    start: int
    end: int


def named(text: str) -> list[Order]:
    """Numbers that the customer calls an order's or a repair's."""
    found: list[Order] = []
    for name in _NAME.finditer(text):
        if found and name.start() < found[-1].end:
            continue
        begin = _GLUE.match(text, name.end())
        match = _VALUE.match(text, begin.end() if begin else name.end())
        if match and not _TAIL.search(text[name.end() : match.start()]):
            order = _settled(text, match, weak=bool(name["weak"]))
            if order:
                found.append(order)
    return found


def _settled(text: str, match: re.Match[str], weak: bool) -> Order | None:
    raw, end = match.group(), match.end()
    if _UNIT.match(text, end):  # 订单 20261118 15天了: the last piece is no part of it
        cut = max(raw.rfind(" "), raw.rfind("-"))
        if cut < 0 or weak:
            return None
        raw, end = raw[:cut], match.start() + cut
    value = few_spoken(_APART.sub("", raw)).upper()
    digits = sum(sign.isdigit() for sign in value)
    if digits < (6 if weak else 4) or (weak and _is_day(value)):
        return None
    return Order(value, match.start(), end)


def bare(text: str, groups: list[Group], taken: list[tuple[int, int]]) -> Iterator[Order]:
    """Numbers that stand for themselves and can be nothing else."""
    blocked = {place for start, end in taken for place in range(start, end)}
    for match in _TOKEN.finditer(text):
        free = match.start() not in blocked and match.end() - 1 not in blocked
        if free and _is_lettered(match.group()) and _stands_alone(text, *match.span()):
            blocked.update(range(*match.span()))
            yield Order(match.group().upper(), *match.span())
    yield from _parted(text, groups, blocked)
    for group in groups:
        fits = _LEAST <= len(group.digits) <= _MOST and not _is_other(group.digits)
        if fits and group.start not in blocked and _stands_alone(text, group.start, group.end):
            yield Order(group.digits, group.start, group.end)


def _parted(text: str, groups: list[Group], blocked: set[int]) -> Iterator[Order]:
    """1234 5678 9012: pieces of three to six digits with the same sign between them."""
    at = 0
    while at < len(groups):
        stop = at
        while stop + 1 < len(groups) and stop - at < 6 and groups[stop].gap in (" ", "-") and (
            groups[stop].gap == groups[at].gap and 3 <= len(groups[stop].digits) <= 6
        ):  # fmt: skip
            stop += 1
        digits = "".join(group.digits for group in groups[at : stop + 1])
        sizes = [len(group.digits) for group in groups[at : stop + 1]]
        start, end = groups[at].start, groups[stop].end
        told = sizes[0] == 3 and _is_mistyped(digits)
        fits = stop > at and 12 <= len(digits) <= 20 and all(3 <= size <= 6 for size in sizes) and not told
        free = start not in blocked and end - 1 not in blocked
        if fits and free and not _is_other(digits) and _stands_alone(text, start, end):
            blocked.update(range(start, end))
            yield Order(digits, start, end)
        at = stop + 1


def _stands_alone(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    if before and (before in "+*.¥￥$:/@#=_" or (before.isascii() and before.isalnum())):
        return False
    if after and ((after.isascii() and after.isalnum()) or after in "*@%" or _POINT.match(text, end)):
        return False
    return _UNIT.match(text, end) is None and not _NOT_ORDER.search(text[max(0, start - _NOT_ORDER_REACH) : start])


_POINT = re.compile(r"[.:：]\d")


def _is_lettered(token: str) -> bool:
    match = _LETTERED.fullmatch(token) or _PARTED.fullmatch(token)
    digits = sum(sign.isdigit() for sign in token)
    if match:
        return match["head"].rstrip("0123456789").lower() not in _NO_HEAD and 6 <= digits <= _MOST
    letters = sum(sign.isalpha() for sign in token)
    mixed = _MIXED.fullmatch(token) and digits >= 8 and letters <= 4 and len(token) <= _MOST
    return bool(mixed) and not _COMPANY.fullmatch(token.upper()) and not _is_other(token[:-1] + "X")


def _is_day(value: str) -> bool:
    if len(value) != 8 or not value.isdigit() or value[:2] not in ("19", "20"):
        return False
    return 1 <= int(value[4:6]) <= 12 and 1 <= int(value[6:]) <= 31


def _is_other(digits: str) -> bool:
    """A day, an identity card, a bank card or a telephone's own number, by the sums that these must satisfy."""
    if _is_day(digits) or len(set(digits)) == 1:
        return True
    if len(digits) == 18 and digits[:17].isdigit():
        return _is_day(digits[6:14]) and _identity(digits)
    return bool((_CARD.fullmatch(digits) or _DEVICE.fullmatch(digits)) and _luhn(digits))


def _is_mistyped(digits: str) -> bool:
    return bool(_MISTYPED.fullmatch(digits) and e164((digits + "0")[:_MOBILE_LONG], "CN"))


def _identity(digits: str) -> bool:
    total = sum(int(sign) * weight for sign, weight in zip(digits, _WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == digits[17].upper()


def _luhn(digits: str) -> bool:
    doubled = (int(sign) * (2 if at % 2 else 1) for at, sign in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
