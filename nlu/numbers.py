"""Order numbers and call-back numbers in a message, told apart from each other and from other people's numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass

import phonenumbers

_SPOKEN = dict(zip("零〇一二三四五六七八九幺两", "0012345678912", strict=True))
_SPOKEN_RUN = re.compile(r"[零〇一二三四五六七八九幺两](?:[\s-]?[零〇一二三四五六七八九幺两]){5,}")
_MOBILE = re.compile(
    r"(?<![\dA-Za-z*+])(?:(?:\+|00)?86[\s-]?)?(1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}|"
    r"1[3-9]\d{3}[\s-]?\d{3}[\s-]?\d{3})(?![\d*A-Za-z])"
)
_LANDLINE = re.compile(
    r"(?<![\dA-Za-z*])(?:(?:\+|"
    r"00)86[\s-]?)?[(]?(0?[1-9]\d{1,2})[)]?[\s-]*([2-8]\d{2,3}[\s-]?\d{4})(?:\s*[-转]\s*(\d{1,5}))?(?![\d*A-Za-z])"
)
_ABROAD = re.compile(r"(?<!\w)\+(?!86)\d[\d\s-]{6,15}\d(?!\d)")
# 400 and 800 are numbers of companies: nobody is called back on them.
_HOTLINE = re.compile(r"(?<!\d)[48]00[\s-]?\d{3,4}[\s-]?\d{3,4}(?!\d)")
_NAMED = re.compile(
    r"(?:订单(?:编?号)?|单号|工单号?|运单号?|快递单号?|编号|受理号|受理编号|服务单号?|维修单号?|报修单号?|"
    r"申请单号?|退款单号?|流水号|合同号|案件号|order(?: ?(?:no|number|id))?\.?)"
    r"[\s是为:：号#(（\"'“「【\[]*(?P<value>[A-Za-z]{0,6}[-_]?\d[\dA-Za-z]*(?:[\s_-][\dA-Za-z]{2,5}(?![\dA-Za-z]))*)",
    re.IGNORECASE,
)
_LETTERED = re.compile(r"(?<![\dA-Za-z])[A-Za-z]{1,5}[-_]?\d{6,22}(?![\dA-Za-z])")
_BARE = re.compile(r"(?<![\dA-Za-z+*.¥￥:])\d{9,24}(?![\dA-Za-z*.:])")
_NO_ORDER = re.compile(
    r"(?:身份证|证件|银行卡|卡号|imei|序列号|sn码?|机身|验证码|型号|尾号|账号|账户|qq|微信号?|密码|条码|"
    r"固件)[^，。,；;]{0,6}$",
    re.IGNORECASE,
)
# 快递员电话138…, 打过你们的010…: somebody else's number. 我要投诉你们 138… is the customer's own.
_NOT_MINE = re.compile(
    r"(?:(?:你们|客服|快递员?|师傅|商家|店家|卖家|门店|总部|总机|官方|经销商|网点)的?(?:电话|号码?|手机号?|座机|"
    r"联系方式|热线)|"
    r"骚扰|诈骗|热线|不要打|别打|不用打|打过|拨?打了|打你们|拨打你们|打客服)[^我,，。;；]{0,8}$"
)
_PHONE_SAID = re.compile(r"(?:手机|电话|联系方式|联系我|号码|打|致电|tel|phone|call)[^订单,，。]{0,6}$", re.IGNORECASE)


@dataclass(frozen=True)
class Number:
    """A number found at `start` to `end`; `kind` is "phone" (E.164) or "order_number"."""

    kind: str
    value: str
    start: int
    end: int


def digits_spoken(text: str) -> str:
    """一三八零零 as people speak numbers, written in digits, at the same length."""
    return _SPOKEN_RUN.sub(lambda run: "".join(_SPOKEN.get(sign, sign) for sign in run.group()), text)


def find(text: str) -> list[Number]:
    """All numbers in the order of the text, none of them overlapping."""
    text = digits_spoken(text)
    taken = [match.span() for match in _HOTLINE.finditer(text)]
    found: list[Number] = []
    for reader in (_named_orders, _mobiles, _abroad, _landlines, _other_orders):
        for number in reader(text):
            if all(number.end <= start or end <= number.start for start, end in taken):
                taken.append((number.start, number.end))
                if number.value:
                    found.append(number)
    return sorted(found, key=lambda number: number.start)


def e164(raw: str, region: str | None) -> str:
    """The international form of a number that can exist, else an empty string."""
    try:
        parsed = phonenumbers.parse(raw, region)
    except phonenumbers.NumberParseException:  # plainly no telephone number
        return ""
    if not phonenumbers.is_valid_number(parsed):
        return ""
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _named_orders(text: str) -> list[Number]:
    found = []
    for match in _NAMED.finditer(text):
        value = re.sub(r"[\s]", "", match["value"])
        if len(re.sub(r"\D", "", value)) >= 4:
            found.append(Number("order_number", value.upper(), match.start("value"), match.end("value")))
    return found


def _phone(text: str, match: re.Match[str], raw: str, region: str | None) -> Number:
    before = text[max(0, match.start() - 16) : match.start()]
    value = "" if _NOT_MINE.search(before) else e164(raw, region)
    return Number("phone", value, match.start(), match.end())


def _mobiles(text: str) -> list[Number]:
    return [_phone(text, match, re.sub(r"\D", "", match[1]), "CN") for match in _MOBILE.finditer(text)]


def _abroad(text: str) -> list[Number]:
    return [_phone(text, match, match.group(), None) for match in _ABROAD.finditer(text)]


def _landlines(text: str) -> list[Number]:
    """Area code and number; without the leading 0 only behind +86 or in words that speak of a telephone."""
    found = []
    for match in _LANDLINE.finditer(text):
        area = match[1]
        said = "86" in match.group()[:4] or _PHONE_SAID.search(text[: match.start()][-12:])
        if not area.startswith("0") and not said:
            continue
        raw = "0" + area.lstrip("0") + re.sub(r"\D", "", match[2])
        phone = _phone(text, match, raw, "CN")
        if phone.value or area.startswith("0"):
            found.append(phone)
    return found


def _other_orders(text: str) -> list[Number]:
    found = []
    for match in (*_LETTERED.finditer(text), *_BARE.finditer(text)):
        before = text[max(0, match.start() - 14) : match.start()]
        if not _NO_ORDER.search(before):
            found.append(Number("order_number", match.group().upper(), match.start(), match.end()))
    return found
