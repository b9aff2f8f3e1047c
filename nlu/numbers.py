"""Order numbers and call-back numbers in a message, told apart from each other and from other people's numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlu import orders, phones, whose
from nlu.digits import digits_spoken, groups
from nlu.phones import e164

__all__ = ["Number", "digits_spoken", "e164", "find"]

# What was corrected in the same breath falls away only where another number is left.
_TAKEN_BACK_BEFORE = re.compile(r"(?:不是|旧号码?|老号码?|原来|以前|之前|原先|旧的|老的)[^,，。;；\d]{0,6}$")
_TAKEN_BACK = re.compile(
    r"[\s,，。.、!！…~]{0,4}(?:哦|噢|啊|呃|额)?(?:这个|那个|号码?|是)?(?:不对|错了|说错|写错|打错|发错|搞错|不是这个|有误|不用这个)"
)
_THIS = r"[\s,，]{0,2}(?:这个?号码?|这个|那个|号码?)?(?:已经|早就|都|现在)?"
_DEAD = re.compile(rf"{_THIS}(?:停机|停用|注销|是?空号|换掉|换号|作废)")
# So does one that is refused: 13812345678，别打座机 and 别打太早 refuse something else.
_REFUSED = re.compile(
    rf"{_THIS}(?:打不通|不用|(?:别|不要)(?:再|用|打)+)了?(?=$|[\s,，。.;；!！~…]|(?<=了)(?!再|就|的话))(?!\s?(?:座机|太|错|白天|晚上))"
)
# 我们公司电话400…: some customers have such a number themselves.
_MY_HOTLINE = re.compile(
    r"(?:我们?(?:公司|单位|店|这边|这里|厂)?的?|本公司|我司|回拨|回电|打回|联系我)[^你您,，。]{0,8}$"
)
_MY_HOTLINE_REACH = 16
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
        before = text[max(0, phone.start - _MY_HOTLINE_REACH) : phone.start]
        if phone.hotline and not _MY_HOTLINE.search(before):
            found.append(Number("hotline", phone.value, phone.start, phone.end, phone.extension))
        elif not (_DEAD.match(text, phone.end) or whose.of_another(text, phone.start, phone.end)):
            found.append(Number("phone", phone.value, phone.start, phone.end, phone.extension))
    hotlines = [number for number in found if number.kind == "hotline"]
    mine = _kept([number for number in found if number.kind == "phone"], text)
    wanted = [one for one in mine if not (_REFUSED.match(text, one.end) or whose.perhaps_of_another(text, one.start))]
    return hotlines + (wanted or mine)


def _kept(found: list, text: str) -> list:
    def taken_back(one: Number | orders.Order) -> bool:
        before = text[max(0, one.start - 10) : one.start]
        return _TAKEN_BACK.match(text, one.end) is not None or _TAKEN_BACK_BEFORE.search(before) is not None

    standing = [one for one in found if not taken_back(one)]
    return standing or found
