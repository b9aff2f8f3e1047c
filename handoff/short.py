"""Short answers, as they are typed on a keypad: what they mean depends on what was asked last."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

# What carriers and vendors take for it, alone or as their hint spells it out (退订回T, 回复TD退订, 拒收请回复R). A sentence
# with the word in it says something else: 退订 is also what is done with an order.
# https://help.aliyun.com/zh/sms/user-guide/opt-out https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out
_LETTER = "(?:td|t|n|r)"
_OPT_OUT = re.compile(
    rf"(?:请?(?:回复?)?{_LETTER}(?:退订)?|退订|取消订阅|拒收|(?:退订|拒收)请?(?:回复?)?{_LETTER}|"
    r"stop|stopall|unsubscribe|cancel|end|quit|revoke|optout|opt-out)",
    re.IGNORECASE,
)
# Who says these was told by a notice or a vendor that they would be answered.
_GREETS = re.compile(r"start|unstop|help|info|帮助|恢复订阅", re.IGNORECASE)
_CHOICE = re.compile(r"(?:我?选|回复?|按)?([12])")
_IT_IS = "(?:it(?:is|['’]s))"
# The words that the customer is asked for when a case is proposed for closing, and what is said in their place. All of
# the message, so that "no, it still leaks" is read whole.
_YES = re.compile(
    "是的?|对的?|對的?|(?:已[经經])?解[决決]了?|"
    f"(?:yes|yeah|yep|y|ok|okay|sure),?(?:please|{_IT_IS}?(?:solved|done|fixed))?|{_IT_IS}?(?:solved|fixed)",
    re.IGNORECASE,
)
_NO = re.compile(
    f"不是的?|不对|不對|[还還]?[没沒]有?(?:解[决決])?|no|nope|n|(?:no,?)?notyet|(?:no,?)?{_IT_IS}?not(?:solved|fixed)(?:yet)?",
    re.IGNORECASE,
)
YES, NO, OTHER_TIME = "是", "不是", "我想换个时间"
GREETING = "您好"
PERSON, SOLVED = "转人工", "已经解决了，不用联系了"
# What a caller did instead of saying something that could be understood.
_NO_WORDS = ("key", "silence", "noise")
# Alone in a message; as part of one it may be about something else, such as who should not be called at what time.
_POLITE = "(?:请|麻烦|拜托|求|請|麻煩)?(?:你们|您们|贵公司|你|您)?(?:以后|今后|以後)?(?:都|就)?"
_NO_MORE = "(?:不要|不用|不必|别|勿|停止)(?:再|来)*(?:跟|和|给|給)?(?:我|我们)?"
_REACH = "(?:联系|联络|打扰|骚扰|找|烦|发消息|发信息|发短信|回访|聯繫|聯絡|打擾|騷擾|煩|發消息|發短信|回訪)"
_ENGLISH_PEACE = (
    "(?:please)?(?:(?:donot|don['’]t)(?:contact|bother|disturb|text|message)|"
    "stop(?:contacting|bothering|texting|messaging))(?:me|us)(?:again|anymore)?(?:please)?|"
    "(?:please)?leavemealone(?:please)?"
)
_PEACE = re.compile(f"{_POLITE}{_NO_MORE}{_REACH}(?:我|我们|我們)?(?:了|啦|吧)?|{_ENGLISH_PEACE}", re.IGNORECASE)

_AROUND = ".。,，、!！?？~～;；:：…「」『』【】[]\"'“”‘’（）()"
# A digit as an emoji is the digit and two signs behind it.
_KEYCAP = "\ufe0f\u20e3"


def opts_out(channel: str, text: str) -> bool:
    """Whether this text message ends all others to its number."""
    return channel == "sms" and bool(_OPT_OUT.fullmatch(plain(text)))


def wants_peace(text: str) -> bool:
    """Whether this message says nothing but that the customer wants to be left alone."""
    return bool(_PEACE.fullmatch(plain(text)))


def at_once(attachment: Mapping[str, object] | None) -> bool:
    """Whether a caller is to be handed to a person without another question."""
    return bool(attachment) and (attachment or {}).get("kind") in (*_NO_WORDS, "person")


def meaning(text: str, known: dict[str, Any], attachment: Mapping[str, object] | None) -> str:
    """The words that a short answer stands for; anything else stays as it is."""
    if attachment and attachment.get("kind") in ("subscribe", "scan"):
        return GREETING
    if attachment and attachment.get("kind") in _NO_WORDS:
        return PERSON
    if wants_peace(text):
        return SOLVED
    if known.get("channel") == "sms" and _GREETS.fullmatch(plain(text)):
        return GREETING
    if not known.get("case"):
        return text
    said = plain(text)
    choice = _CHOICE.fullmatch(said)
    number = choice[1] if choice else ""
    if known.get("proposal"):
        agreed, denied = number == "1" or _YES.fullmatch(said), number == "2" or _NO.fullmatch(said)
        return YES if agreed else NO if denied else text
    if known.get("promise") and number:
        return "好的" if number == "1" else OTHER_TIME
    return text


def plain(text: str) -> str:
    """Without blanks and what stands around, full width made half."""
    normal = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in normal if not sign.isspace() and sign not in _KEYCAP).strip(_AROUND)
