"""Order numbers and call-back numbers in a message, told apart from each other and from other people's numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlu import orders, phones
from nlu.digits import digits_spoken, groups
from nlu.phones import e164

__all__ = ["Number", "digits_spoken", "e164", "find"]

# 快递员电话138…, 打过你们的010…: somebody else's number. 我要投诉你们 138… is the customer's own.
_NOT_MINE = re.compile(
    r"(?:(?:你们|客服|快递员?|师傅|商家|店家|卖家|门店|总部|总机|官方|经销商|网点|司机|骑手|小哥|站点|物业|房东|对方|骗子)"
    r"的?(?:电话|号码?|手机号?|座机|联系方式|热线)|"
    r"骚扰|诈骗|热线|不要打|别打|不用打|打过|拨?打了|打你们|拨打你们|打客服|陌生(?:电话|号码)|来电显示)"
    r"[^我,，。;；]{0,8}$"
)
_NOT_MINE_REACH = 16
# 有个13812345678打来: who called is not who is to be called.
_CALLED_ME = re.compile(r"\s?(?:的?(?:电话|号码))?(?:一直|老|总|又)?(?:打来|打过来|打给我|给我打|骚扰)")
_SOMEBODY = re.compile(r"(?:有个?|有一个|一个|显示|来电是?|用)$")
# What was corrected in the same breath falls away only where another number is left.
_TAKEN_BACK_BEFORE = re.compile(r"(?:不是|旧号码?|老号码?|原来|以前|之前|原先|旧的|老的)[^,，。;；\d]{0,6}$")
_TAKEN_BACK = re.compile(
    r"[\s,，。.、!！…~]{0,4}(?:哦|噢|啊|呃|额)?(?:这个|那个|号码?|是)?(?:不对|错了|说错|写错|打错|发错|搞错|不是这个|有误|不用这个)"
)
_DEAD = re.compile(
    r"[\s,，]{0,2}(?:这个|那个|这个?号码?|号码?)?(?:已经|早就|都|现在)?(?:停机|停用|注销|不用了|打不通|空号|是空号|别打|不要打|换掉|作废)"
)
# 我们公司电话400…: some customers have such a number themselves.
_MY_HOTLINE = re.compile(
    r"(?:我们?(?:公司|单位|店|这边|这里|厂)?的?|本公司|我司|回拨|回电|打回|联系我)[^你您,，。]{0,8}$"
)
_LINK = re.compile(r"(?:https?://|www\.)[!-~]{1,300}|[!-~]{1,64}@[A-Za-z0-9.-]{2,64}", re.IGNORECASE)
_ANY = re.compile(r"[0-9]|[单号]")
# Nobody gives more numbers than this; what comes behind them is not looked at.
_MOST_DIGITS_READ = 600


@dataclass(frozen=True)
class Number:
    """A number found at `start` to `end`; `kind` is "phone" (E.164), "hotline" or "order_number"."""

    kind: str
    value: str
    start: int
    end: int
    extension: str = ""


def find(text: str) -> list[Number]:
    """All numbers in the order of the text, none of them overlapping."""
    text = digits_spoken(text)
    if not _ANY.search(text):
        return []
    taken = [match.span() for match in _LINK.finditer(text)]
    named = [order for order in orders.named(text) if all(order.end <= a or b <= order.start for a, b in taken)]
    taken += [(order.start, order.end) for order in named]
    runs = groups(text)[:_MOST_DIGITS_READ]
    called = phones.find(text, runs, taken)
    taken += [(phone.start, phone.end) for phone in called]
    ordered = _kept([*named, *orders.bare(text, runs, taken)], text)
    found = [Number("order_number", order.value, order.start, order.end) for order in ordered]
    return sorted([*found, *_own(called, text)], key=lambda number: number.start)


def _own(called: list[phones.Phone], text: str) -> list[Number]:
    """The numbers on which the customer can be called, without those of others and those taken back."""
    found = []
    for phone in called:
        before = text[max(0, phone.start - _NOT_MINE_REACH) : phone.start]
        if phone.hotline and not _MY_HOTLINE.search(before):
            found.append(Number("hotline", phone.value, phone.start, phone.end, phone.extension))
        elif not _of_another(text, phone, before):
            found.append(Number("phone", phone.value, phone.start, phone.end, phone.extension))
    hotlines = [number for number in found if number.kind == "hotline"]
    return hotlines + _kept([number for number in found if number.kind == "phone"], text)


def _of_another(text: str, phone: phones.Phone, before: str) -> bool:
    if _NOT_MINE.search(before) or _DEAD.match(text, phone.end):
        return True
    return _SOMEBODY.search(before) is not None and _CALLED_ME.match(text, phone.end) is not None


def _kept(found: list, text: str) -> list:
    def taken_back(one: Number | orders.Order) -> bool:
        before = text[max(0, one.start - 10) : one.start]
        return _TAKEN_BACK.match(text, one.end) is not None or _TAKEN_BACK_BEFORE.search(before) is not None

    standing = [one for one in found if not taken_back(one)]
    return standing or found
