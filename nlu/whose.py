"""Whose a telephone number is: the customer's and their family's are called, those of staff and strangers are not."""

from __future__ import annotations

import re

_REACH, _FAR = 16, 40
_LINE = r"(?:电话|号码?|手机号?|座机|联系方式|热线)"
_SERVICE = (
    r"客服|快递员?|师傅|商家|店家|卖家|总部|总机|官方|经销商|网点|司机|骑手|小哥|站点|物业|房东|对方|骗子|导购|营业员|技术员|维修工|安装工|"
    r"送货员|配送员|工作人员"
)
# Customers have such people, too: 我们老板电话138….
_BUSINESS = r"门店|店里|老板|店长|经理|主管|店员|销售|业务员|工程师"
STAFF = rf"{_SERVICE}|{_BUSINESS}"
KIN = (
    r"老公|老婆|丈夫|妻子|爱人|媳妇|爸|妈|父亲|母亲|父母|儿子|女儿|孩子|哥|姐|弟|妹|爷爷|奶奶|外公|外婆|叔|姨|舅|公公|婆婆|岳|朋友|同事|"
    r"同学|室友|邻居|亲戚|家人|家里|对象|太太|先生|助理|秘书|收货人|收件人|联系人"
)
# 快递员电话138…, 打过你们的010…: somebody else's number. 我要投诉你们 138… is the customer's own.
_THEIRS = re.compile(
    rf"(?:(?:你们|{_SERVICE}|(?<!我)(?<!我们)(?<!咱们)(?<!我家)(?:{_BUSINESS}))的?{_LINE}|"
    r"骚扰|诈骗|热线|打过|拨打了|(?<![别要用再])打了|打你们|拨打你们|打客服|陌生(?:电话|号码)|来电显示)[^我,，。;；]{0,8}$|"
    r"(?:不要|别|不用)再?打[^我打,，。;；]{0,8}$|(?:不要|别|不用)再?(?:给|往)$|"
    rf"(?:投诉|举报|你们|那个|这个|安装|维修|上门|送货|售后|配送)[^,，。;；\s]{{0,4}}(?:{STAFF})是?$"
)
_ASKED_FOR = re.compile(r"(?:联系|找|打给|收货人|收件人)[^,，。;；你]{0,4}(?:老板|店长|经理|主管)的?[^,，。;；]{0,6}$")
_MINE = re.compile(r"(?:我(?!打|拨|联系|找|给)[^,，。;；他她]{0,8}|本人[^,，。;；]{0,6})$")
# 13912345678不接电话 tells of somebody; 13912345678没人接就打… and 不接电话，发短信 say how to reach the customer.
_NEVER_THERE = re.compile(
    r"\s?(?:这个?(?:号码?|电话)?|的?(?:电话|号码|手机))?(?:也|都|一直|老是?|总是?|根本|从来)*"
    r"(?:(?:不接(?![受待触头陌])|没有?人接|无人接|打不通)"
    r"(?![^。！!]{0,6}(?:就|再|请|的话|打|拨|时|[白那今明]天|晚|上午|下午|发|短信|微信|信息))|"
    rf"态度|骚扰|(?:给|跟)我打(?:来)?电话的(?!时候|话)|的(?:那个)?(?:{STAFF}))"
)
# 有个13812345678打来: who called is not who is to be called.
_CALLED_ME = re.compile(
    r"\s?(?:的?(?:电话|号码))?(?:一直|天天|每天|经常|老是?|总是?|又)?(?:打来|打过来|打给我|给我打|骚扰)(?![^,，。]{0,3}吧)"
)
_SOMEBODY = re.compile(rf"(?:(?<!我)有个?|(?<!我)有一个|一个|显示|来电是?|用)(?:陌生)?的?{_LINE}?是?$")
_OF_THAT_PERSON = re.compile(rf"(?:他|她|人家)的?{_LINE}?(?:就?是|为)?[:：\s]?$")
# 13812345678不要打电话了，打139…: refused for another; 13812345678别打太早 is not.
_NOT_THIS_ONE = re.compile(
    r"\+?\d[\d\s()-]*(?:这个?|那个)?的?(?:号码?|电话|手机|座机)?(?:是[^,，。;；\d]{1,6}的)?(?:请|就|都|也)*"
    r"(?:(?:别|不要|不用|不必|勿)再?(?:给我|跟我)?(?:打|拨|呼|联系|用)(?:电话|过来|给我)?|"
    r"(?:不方便|不能|没法)(?:接听?|打)?(?:电话)?)了?(?=$|[\s,，。.;；!！~…]|(?<=了)(?:改|请|直接)?[打用换拨])"
)
_PERSON = re.compile(rf"(?P<staff>{STAFF})|(?P<kin>{KIN})")
_TO_BE_CALLED = re.compile(r"(?:打给?|联系|找|拨)(?:他|她)")


def of_another(text: str, start: int, end: int) -> bool:
    """Whether the number from `start` to `end` is not the customer's."""
    before = text[max(0, start - _REACH) : start]
    if _NEVER_THERE.match(text, end) and not _MINE.search(before):
        return True
    if _THEIRS.search(before) and not _ASKED_FOR.search(before):
        return True
    if _SOMEBODY.search(before) and _CALLED_ME.match(text, end):
        return True
    return bool(_OF_THAT_PERSON.search(before)) and _spoken_of(text, start) == "staff"


def perhaps_of_another(text: str, start: int) -> bool:
    """他的电话139…, where nobody knows who that is, and 139…不要打了: called only where no other number is given."""
    if _NOT_THIS_ONE.match(text, start):
        return True
    before = text[max(0, start - _REACH) : start]
    return bool(
        _OF_THAT_PERSON.search(before) and not _TO_BE_CALLED.search(before) and _spoken_of(text, start) != "kin"
    )


def _spoken_of(text: str, start: int) -> str:
    """Who was mentioned last before a number: "staff", "kin", or nobody."""
    people = [person.lastgroup for person in _PERSON.finditer(text, max(0, start - _FAR), start)]
    return str(people[-1]) if people else ""
