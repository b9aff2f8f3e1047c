"""The web chat's own language: what a request must look like, and how a refusal is put."""

from __future__ import annotations

import json
import re
from typing import Any

import phonenumbers

from channels.text import blank, storable
from handoff.model import Refused

LARGEST_BODY = 64 * 1024
LONGEST_TEXT = 4000
LONGEST_PHONE, MAINLAND = 32, 86
FRESH = {"Cache-Control": "no-store"}
_MOBILE = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)
_ID = re.compile(r"[\x21-\x7e]{1,128}")

BAD_JSON = "发送的内容不是有效的 JSON 对象，请检查格式后重新发送。"
BAD_ID = "消息缺少编号（id），或编号格式不对。请给每条消息一个 1 到 128 位的编号（不含空格和汉字），再发送一次。"
BAD_TEXT = "消息缺少文字内容（text），请填写后再发送一次。"
BLANK = "消息是空的，请写下发生了什么，再发送。"
TOO_LONG = f"这句话太长了，请控制在 {LONGEST_TEXT} 字以内，或分成几条发送。"
TOO_LARGE = "发送的内容太大，请缩短后分成几条发送。"
BAD_IDENTITY = "网站提供的身份信息格式不对，请刷新页面重试，或以访客身份开始对话。"
IDENTITY_REFUSED = "您在网站上的登录已过期或无法确认，请重新登录后再打开对话，或以访客身份继续。"
TOO_MANY = "刚才从您所在的网络打开的对话太多了。请过一分钟再打开；已经开始的对话和约好的联系不受影响。"
BAD_CODE = "请输入短信里的验证码。"
BAD_PHONE = "这个号码收不到短信。请输入您的手机号，例如 138 0013 8000；没有手机号也可以直接写下您的事，一样有人负责。"
NOT_OFFERED = "这里暂时不能用手机号接上以前的事。请直接写下您的事和编号，一样有人负责。"
TOO_MANY_TRIES = "刚才从您所在的网络试的次数太多。请过一分钟再试，也可以直接写下您的事，一样有人负责。"
TOO_MANY_CODES = "刚才从您所在的网络要的验证码太多。请过一分钟再试，也可以直接写下您的事，一样有人负责。"
NO_SESSION = "这个会话已失效，请刷新页面重新开始对话。已经约好的联系不受影响。"
UNAVAILABLE = "系统暂时繁忙，您的话还没有收下。请稍等几秒，再发送一次。"
BROKEN = "系统出了一点问题，请稍后再试一次。重复发送同一条消息不会重复办理。"
BY_STATUS = {
    400: ("bad_request", "请求的格式不对，请检查后重新发送。"),
    404: ("not_found", "没有找到这个地址，请检查链接后重试。"),
    405: ("method_not_allowed", "这个地址不支持这样的请求方式，请按接口说明重试。"),
    408: ("too_slow", "内容传送得太慢，没有收全。请检查网络，再发送一次。"),
    413: ("too_large", TOO_LARGE),
    503: ("unavailable", UNAVAILABLE),
}
_STATUS = {
    "backlog": 429, "too_long": 413, "code_refused": 401, "too_many_tries": 429, "asked_too_often": 429,
    "asked_enough": 429,
}  # fmt: skip
RETRY_AFTER_S = {
    "backlog": 3, "too_many_sessions": 60, "unavailable": 3, "too_many_tries": 60, "asked_too_often": 60,
    "asked_enough": 24 * 3600,
}  # fmt: skip


class Refusal(Exception):
    """A request that is not done: `code` is for programs, `message` tells the customer what to do next."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(code)
        self.status, self.code, self.message = status, code, message


def refused(error: Refused) -> Refusal:
    """A refusal of the core, in the words of HTTP."""
    return Refusal(_STATUS.get(error.code, 400), error.code, error.message)


def of_status(status: int) -> Refusal:
    """What to say when Sanic itself refuses."""
    code, message = BY_STATUS.get(status, BY_STATUS[400] if status < 500 else ("broken", BROKEN))
    return Refusal(status, code, message)


def body_of(raw: bytes) -> dict[str, Any]:
    """The JSON object of a request; nothing at all is an empty one. Raises Refusal."""
    try:
        body = json.loads(raw.decode("utf-8")) if raw.strip() else {}
    except (ValueError, RecursionError):
        raise Refusal(400, "bad_json", BAD_JSON) from None
    if not isinstance(body, dict):
        raise Refusal(400, "bad_json", BAD_JSON)
    return body


def message_of(body: dict[str, Any]) -> tuple[str, str]:
    """The id and the text of a message. Raises Refusal."""
    name, text = body.get("id"), body.get("text")
    if not isinstance(name, str) or not _ID.fullmatch(name):
        raise Refusal(400, "bad_id", BAD_ID)
    if not isinstance(text, str):
        raise Refusal(400, "bad_text", BAD_TEXT)
    if len(text) > LONGEST_TEXT:
        raise Refusal(413, "too_long", TOO_LONG)
    fit = storable(text)
    if blank(fit):
        raise Refusal(400, "blank", BLANK)
    return name, fit


def place_of(name: str | None) -> str | None:
    """The id behind which a client wants to read on. What cannot be one is none, and is never asked of a database."""
    return name if name and _ID.fullmatch(name) else None


def identity_of(body: dict[str, Any]) -> str | None:
    """The signed identity in a request for a session, if there is one. Raises Refusal."""
    identity = body.get("identity")
    if identity is not None and not isinstance(identity, str):
        raise Refusal(400, "bad_identity", BAD_IDENTITY)
    return identity


def code_of(code: Any) -> str:
    """What was typed as a code. Raises Refusal."""
    if not isinstance(code, str) or blank(storable(code)):
        raise Refusal(400, "bad_code", BAD_CODE)
    return storable(code)


def number_of(body: dict[str, Any], abroad: bool) -> str:
    """The mobile number to which a code is to be sent; outside the mainland only where the vendor sends there,
    as messages to far countries are what swindlers ask for. Raises Refusal."""
    try:
        number = phonenumbers.parse(str(body.get("phone"))[:LONGEST_PHONE], "CN")
    except phonenumbers.NumberParseException:
        raise Refusal(400, "bad_phone", BAD_PHONE) from None
    mobile = phonenumbers.number_type(number) in _MOBILE
    if not mobile or not (abroad or number.country_code == MAINLAND):
        raise Refusal(400, "bad_phone", BAD_PHONE)
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def event_of(message: dict[str, Any]) -> str:
    """A message as a server-sent event; its id is where a client that was cut off begins again."""
    return f"id: {message['id']}\ndata: {json.dumps(message, ensure_ascii=False)}\n\n"
