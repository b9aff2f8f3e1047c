"""The menu below the conversation: what it offers, and the words that a click stands for."""

from __future__ import annotations

from typing import Any

COMPLAINT, REPAIR, REFUND, PROMISE = "投诉", "维修进度", "退款", "我的承诺"
WORDS = (COMPLAINT, REPAIR, REFUND, PROMISE)


def menu() -> dict[str, Any]:
    """At most three above and five below each, of four and eight characters. The key of a button is what its click
    says. https://developers.weixin.qq.com/doc/subscription/api/custommenu/api_createcustommenu.html"""
    service = {"name": "售后服务", "sub_button": [_button(REPAIR), _button(REFUND)]}
    return {"button": [_button(COMPLAINT), service, _button(PROMISE)]}


def _button(word: str) -> dict[str, str]:
    return {"type": "click", "name": word, "key": word}
