"""Alibaba Cloud: JSON callbacks that nobody signs, templates with named variables."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from channels.sms import parts, templates
from channels.sms.vendors import (
    CONNECT_S,
    LONGEST_TEXT,
    READ_S,
    Answer,
    Inbound,
    Report,
    Request,
    Unreadable,
    code,
    digest,
    e164,
    each,
    field,
    id_in,
    json_of,
    of_network,
    word,
)  # fmt: skip
from handoff.letters import Closed, Later, Letter, Never, NotSent
from handoff.settings import Settings

OK = "OK"
# https://help.aliyun.com/document_detail/101346.html
_NEVER = {"isv.MOBILE_NUMBER_ILLEGAL", "isv.DOMESTIC_NUMBER_NOT_SUPPORTED", "isv.MOBILE_COUNT_OVER_LIMIT"}
# What somebody at the company can put right while it is tried again: balance, keys, rights, the vendor's own trouble.
_LATER = {
    "isp.SYSTEM_ERROR", "isp.GATEWAY_ERROR", "isp.UNKNOWN", "isp.RAM_PERMISSION_DENY", "isv.OUT_OF_SERVICE",
    "isv.AMOUNT_NOT_ENOUGH", "isv.ACCOUNT_ABNORMAL", "isv.ACCOUNT_NOT_EXISTS", "isv.DENY_IP_RANGE",
    "isv.PRODUCT_UN_SUBSCRIPT", "isv.PRODUCT_UNSUBSCRIBE", "SignatureDoesNotMatch", "SignatureNonceUsed",
}  # fmt: skip
_LATER_BEGINNINGS = ("InvalidAccessKeyId", "Throttling", "ServiceUnavailable", "InternalError", "Forbidden", "Invalid")
# Its minute is that of the clock. https://help.aliyun.com/document_detail/44335.htm
LIMIT, NEXT_MINUTE_S = "isv.BUSINESS_LIMIT_CONTROL", 60.0
# A part that another one follows is full, but for what would not be cut in two.
_FULL = {size - less for size in (parts.UCS[1], parts.GSM[1]) for less in (0, 1)}


@dataclass(frozen=True)
class Keys:
    """A key pair as the SDK asks for it. Its own class for that, of the version that goes with this house's other
    libraries, lacks `provider_name`: every letter would fail on it."""

    access_key_id: str
    access_key_secret: str
    type: str = "access_key"
    security_token: str = ""
    provider_name: str = ""

    def get_credential(self) -> Keys:
        """These."""
        return self


class Alibaba:
    """https://help.aliyun.com/zh/sms/developer-reference/smsup-http and .../api-dysmsapi-2017-05-25-sendsms"""

    name = "alibaba"
    # Only that `code` is a number is looked at, and the status: 50X has it delivered again after 1, 5 and 10 minutes.
    taken = Answer(json.dumps({"code": 0, "msg": "接收成功"}, ensure_ascii=False), "application/json")

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._names = templates.configured(settings.sms_templates)
        self._client: Any = None

    def genuine(self, request: Request) -> bool:
        return True

    def inbound(self, request: Request) -> list[Inbound]:
        return list(_joined(each(_array(request), _read)))

    def reports(self, request: Request) -> list[Report]:
        return each(_array(request), _report)

    def send(self, letter: Letter) -> str:
        name, params = templates.chosen(self._names, letter)
        body = self._ask(letter, name, params)
        if body.code != OK:
            raise of_code(str(body.code), str(body.message or ""))
        return str(body.biz_id or "")

    def _ask(self, letter: Letter, template: str, params: Mapping[str, str]) -> Any:
        from alibabacloud_dysmsapi20170525.models import SendSmsRequest
        from alibabacloud_tea_util.models import RuntimeOptions
        from Tea.exceptions import TeaException

        asked = SendSmsRequest(
            phone_numbers=letter.address.lstrip("+"), sign_name=self._settings.sms_sign_name, template_code=template,
            template_param=json.dumps(params, ensure_ascii=False), out_id=letter.key,
        )  # fmt: skip
        runtime = RuntimeOptions(
            autoretry=False, connect_timeout=int(CONNECT_S * 1000), read_timeout=int(READ_S * 1000)
        )
        client = self._made()
        try:
            return client.send_sms_with_options(asked, runtime).body
        except TeaException as error:
            # Their exceptions quote the request, with the number in it: none of them is passed on.
            raise (of_code(str(error.code)) if error.code else of_network(error)) from None
        except Exception as error:
            raise of_network(error) from None

    def _made(self) -> Any:
        """The SDK's client, made when the first letter goes: importing it takes its time."""
        if self._client is None:
            from alibabacloud_dysmsapi20170525.client import Client
            from alibabacloud_tea_openapi.models import Config

            base = urlsplit(self._settings.sms_api_base or "https://dysmsapi.aliyuncs.com")
            keys = Keys(self._settings.sms_key_id, self._settings.sms_key_secret)
            self._client = Client(Config(credential=keys, endpoint=base.netloc, protocol=base.scheme.upper()))
        return self._client


def of_code(name: str, message: str = "") -> NotSent:
    """What a refusal means for the letter."""
    if name == LIMIT:
        # The minute's limit is over soon; those of hour and day only after another way has long been better.
        return Later(name, NEXT_MINUTE_S) if "分钟" in message else Closed(name)
    if name in _NEVER:
        return Never(name)
    if name in _LATER or (name.startswith(_LATER_BEGINNINGS) and not name.startswith("isv.")):
        return Later(code(name))
    return Closed(code(name)) if name.startswith(("isv.", "isp.", "Missing")) else Later(code(name))


def _array(request: Request) -> list[Any]:
    found = json_of(request.body)
    if not isinstance(found, list):
        raise Unreadable("no array")
    return found


def _read(item: Mapping[str, Any]) -> tuple[Inbound, tuple[str, str]] | None:
    """A message, and what tells those that were sent as one; None for one that no customer wrote."""
    text, number = field(item, "content"), e164(item.get("phone_number"))
    if number is None:
        return None
    at, to = str(item.get("send_time")), str(item.get("dest_code"))
    name = word(item.get("sequence_id")) or digest(number, at, to, text)
    return Inbound(name, number, text[:LONGEST_TEXT]), (at, to)


def _report(item: Mapping[str, Any]) -> Report:
    return Report(id_in(item, "biz_id"), item.get("success") in (True, "true"), code(item.get("err_code")))


def _joined(read: Iterable[tuple[Inbound, tuple[str, str]]]) -> Iterable[Inbound]:
    """A long message comes in parts, which follow each other within one callback and the same second."""
    for _, group in groupby(read, key=lambda pair: (pair[0].number, pair[1])):
        sent: list[Inbound] = []
        for one, _ in group:
            if sent and parts.units(sent[-1].text) not in _FULL:
                yield _whole(sent)
                sent = []
            sent.append(one)
        yield _whole(sent)


def _whole(sent: list[Inbound]) -> Inbound:
    return Inbound(sent[0].id, sent[0].number, "".join(one.text for one in sent)[:LONGEST_TEXT])
