"""Short answers, as they are typed on a keypad: what they mean depends on what was asked last."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

# What operators and vendors take for it: https://help.aliyun.com/zh/sms/user-guide/opt-out
_OPT_OUT = re.compile(r"(?:退订|取消订阅|拒收|td|t|n|r|stop|unsubscribe)(?:回?复?[rtn])?", re.IGNORECASE)
YES, NO, OTHER_TIME = "是", "不是", "我想换个时间"
GREETING = "您好"
_AROUND = " \t\r\n。.,，！!「」『』\"'（）()"


def opts_out(channel: str, text: str) -> bool:
    """Whether this text message ends all others to its number."""
    return channel == "sms" and bool(_OPT_OUT.fullmatch(_plain(text)))


def meaning(text: str, known: dict[str, Any], attachment: Mapping[str, object] | None) -> str:
    """The words that a short answer stands for; anything else stays as it is."""
    if attachment and attachment.get("kind") in ("subscribe", "scan"):
        return GREETING
    number = _plain(text)
    if number not in ("1", "2") or not known.get("case"):
        return text
    if known.get("proposal"):
        return YES if number == "1" else NO
    if known.get("promise"):
        return "好的" if number == "1" else OTHER_TIME
    return text


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip(_AROUND)
