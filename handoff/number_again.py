"""A telephone number that was asked for and cannot be one: asked for once more, with what was amiss, and then let go.

Pure rules. It takes the place of the second question, so that nobody is asked more than two.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from handoff.heard import MOST_QUESTIONS, Known
from handoff.tongues import ENGLISH, SIMPLIFIED, TRADITIONAL, traditional

PHONE = "phone"
# A caller is asked behind the promise, and has keys, which lose no digit.
_LATER = "voice"
_MOBILE = 11
_DIGITS = str.maketrans("零〇一二三四五六七八九幺两", "0012345678912")
# As people part a number; what follows 转 or a hash is an extension's.
_RUN = re.compile(r"(?<![0-9A-Za-z.])\+?[0-9](?:[ \-–—()]{0,2}[0-9]){5,14}(?![0-9A-Za-z]|\.[0-9])")
_ANOTHERS = re.compile(
    r"(?:单|订单号?|单号|编号|工号|卡号?|微信号?|qq|账号|帐号|身份证|证件|验证码|序列号|型号|邮编|order|case|no\.?)[^,，。;；0-9]{0,4}$",
    re.IGNORECASE,
)
_NO_PHONES = re.compile(r"\s?(?:[元块圆万天年月日点台件个]|号(?!码)|rmb)", re.IGNORECASE)
_A_DAY = re.compile(r"20\d\d[ -]?(?:0?[1-9]|1[0-2])[ -]?[0-3]?\d")
# 13812345678 with a digit too few or too many, or an area code with what follows it.
_BEGINS_SO = re.compile(r"(?:\+|(?:00)?86|1[3-9]|0[1-9])")
_ONLY = re.compile(
    r"(?:我|的|手机|电话|座机|号码|号|是|打|就|这个|给|吧|好的|嗯|行|谢谢|my|phone|number|is|call|me|[\s,，。.:：!！])*",
    re.IGNORECASE,
)
_SENTENCES = {
    SIMPLIFIED: (
        "抱歉，号码 {number} 是{count}位，还不能拨通：手机号是11位，以13到19开头；座机要带区号。"
        "麻烦您把号码再发一次；不方便留也没关系，我照样给您安排专人。"
    ),
    ENGLISH: (
        "Sorry, {number} has {count} digits and cannot be dialled yet: a mobile number has 11, beginning with 13 to 19,"
        " and a landline needs its area code. Could you please send it once more? If you would rather not, that is all"
        " right; a named person will see to it all the same."
    ),
}


def amiss(text: str, entities: Iterable[dict[str, Any]]) -> str:
    """The number in an answer that was meant for a telephone's and can be none; empty where there is none, or a good
    one beside it."""
    if any(one.get("entity") in (PHONE, "hotline") for one in entities):
        return ""
    plain = unicodedata.normalize("NFKC", text).translate(_DIGITS)
    runs = [run for run in _RUN.finditer(plain) if not _is_another(plain, run)]
    return next((run[0] for run in runs if _meant_for_one(plain, run)), "")


def once_more(known: Known) -> bool:
    """Whether it may be asked for again."""
    asked = known.get("asked") or []
    return known.get("channel") != _LATER and asked.count(PHONE) == 1 and len(asked) < MOST_QUESTIONS


def question(known: Known, number: str) -> str:
    """What was amiss, and the question."""
    tongue = known.get("language")
    words = _SENTENCES[ENGLISH] if tongue == ENGLISH else _SENTENCES[SIMPLIFIED]
    told = traditional(words) if tongue == TRADITIONAL else words
    return told.format(number=number, count=_count(number))


def meant(known: Known, before: Known, number: str) -> Known:
    """`known` after this attempt, with what was known `before`: it is no order's number, and was not misunderstood."""
    heard = {**known, "misunderstood": int(before.get("misunderstood", 0))}
    if re.sub(r"[^0-9]", "", number).endswith(str(known.get("order_number") or "-")):
        heard["order_number"] = before.get("order_number")
    return {name: value for name, value in heard.items() if name in before or value}


def _is_another(plain: str, run: re.Match[str]) -> bool:
    before = plain[max(0, run.start() - 12) : run.start()]
    return bool(_ANOTHERS.search(before) or _NO_PHONES.match(plain, run.end()))


def _meant_for_one(plain: str, run: re.Match[str]) -> bool:
    """It begins as telephone numbers do, or nothing else was answered."""
    if not 7 <= _count(run[0]) <= 13:
        return False
    alone = _ONLY.fullmatch(plain[: run.start()]) and _ONLY.fullmatch(plain[run.end() :])
    short = _count(run[0]) <= _MOBILE and not _A_DAY.fullmatch(run[0])
    return bool(_BEGINS_SO.match(run[0]) or (alone and short))


def _count(number: str) -> int:
    return sum(sign.isdigit() for sign in number)
