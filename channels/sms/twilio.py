"""Twilio: signed forms, own words, and no templates."""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import urlsplit

from channels import signed_form
from channels.signed_form import Fields
from channels.sms import templates
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
    e164,
    of_network,
    word,
)  # fmt: skip
from handoff.letters import Closed, Later, Letter, Never, NotSent, Unsure
from handoff.model import Attachment
from handoff.settings import Settings

API = "https://api.twilio.com"
# https://www.twilio.com/docs/api/errors
_GONE = 21610
_NEVER = {21211, 21214, 21217, 21265, 21266, 21408, 21612, 21614, 21635, 30003, 30004, 30005, 30006}
# Balance, keys, the sender's number, too much at once: what passes, or somebody at the company can put right.
_LATER = {20003, 20005, 20403, 20404, 20429, 21212, 21603, 21606, 21611, 21659, 21660, 30001, 30002, 30022}
_TOO_MANY, _GATEWAY_TIMEOUT, BUSY_S = 429, 504, 2.0
_ARRIVED, _FAILED = ("delivered", "read"), ("undelivered", "failed")


def fields_of(body: bytes) -> Fields:
    """The fields of a form. Raises Unreadable."""
    try:
        return signed_form.fields_of(body)
    except signed_form.NoForm:
        raise Unreadable("no form") from None


class Twilio:
    """https://www.twilio.com/docs/messaging/guides/webhook-request and .../messaging/api/message-resource"""

    name = "twilio"
    # An answer without verbs says nothing to the customer: what there is to say goes out by the interface.
    taken = Answer('<?xml version="1.0" encoding="UTF-8"?><Response></Response>', "text/xml")

    def __init__(self, settings: Settings, reports_to: str = "") -> None:
        self._settings = settings
        self._reports_to = reports_to
        self._client: Any = None

    def genuine(self, request: Request) -> bool:
        fields = fields_of(request.body)
        return signed_form.genuine(self._settings.sms_key_secret, request.url, fields, request.signature)

    def inbound(self, request: Request) -> list[Inbound]:
        found = fields_of(request.body)
        name, number = word(found.first("MessageSid") or found.first("SmsSid")), e164(found.first("From"))
        if not name:
            raise Unreadable("no message")
        attachment = _media(found)
        text = found.first("Body")[:LONGEST_TEXT] or (_words(attachment) if attachment else "")
        return [Inbound(name, number, text, attachment)] if number else []

    def reports(self, request: Request) -> list[Report]:
        found = fields_of(request.body)
        name, state = word(found.first("MessageSid") or found.first("SmsSid")), found.first("MessageStatus")
        if not name or not state:
            raise Unreadable("no report")
        if state not in _ARRIVED + _FAILED:
            return []  # on its way
        return [Report(name, state in _ARRIVED, code(found.first("ErrorCode") or state))]

    def send(self, letter: Letter) -> str:
        from twilio.base.exceptions import TwilioRestException

        try:
            text = letter.text or templates.filled(letter.template, letter.params)
        except KeyError:
            raise Closed("no words") from None
        callback = {"status_callback": self._reports_to} if self._reports_to else {}
        client = self._made()
        try:
            made = client.messages.create(to=letter.address, from_=self._settings.sms_from, body=text, **callback)
        except TwilioRestException as error:
            # Their exceptions quote the request, with the number in it: none of them is passed on.
            raise of_code(error.code, error.status) from None
        except Exception as error:
            raise of_network(error) from None
        return str(made.sid or "")

    def _made(self) -> Any:
        if self._client is None:
            from twilio.rest import Client

            base = self._settings.sms_api_base.rstrip("/") or API
            keys = (self._settings.sms_key_id, self._settings.sms_key_secret)
            self._client = Client(*keys, http_client=_wire(base))
        return self._client


def of_code(number: int | None, status: int) -> NotSent:
    """What a refusal means for the letter."""
    name = str(number or status)
    if number == _GONE:
        return Never(name, gone=True)
    if number in _NEVER:
        return Never(name)
    if status == _GATEWAY_TIMEOUT:
        return Unsure(name)
    if status == _TOO_MANY:
        return Later(name, BUSY_S)
    return Later(name) if number in _LATER or status >= 500 or status in (401, 403) else Closed(name)


def _wire(base: str) -> Any:
    """The SDK's way to the network, with both time limits, to `base`, and without a word of what goes over it."""
    from twilio.http.http_client import TwilioHttpClient

    silent = logging.Logger("channels.sms.twilio.wire", logging.CRITICAL + 1)  # it would write down every request

    class Wire(TwilioHttpClient):
        def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
            path = urlsplit(url)
            query = f"?{path.query}" if path.query else ""
            return super().request(method, f"{base}{path.path}{query}", *args, **kwargs)

    wire = Wire(logger=silent)
    wire.timeout = (CONNECT_S, READ_S)  # the constructor would only take one for both
    return wire


def _media(found: Fields) -> Attachment | None:
    if found.first("NumMedia") in ("", "0"):
        return None
    kind = found.first("MediaContentType0").partition("/")[0]
    shown = {"image": "image", "video": "video", "audio": "voice"}.get(kind, "file")
    return {"kind": shown, "url": found.first("MediaUrl0")[:2000], "count": found.first("NumMedia")[:3]}


def _words(attachment: Attachment) -> str:
    return {"image": "[图片]", "video": "[视频]", "voice": "[语音]"}.get(str(attachment["kind"]), "[文件]")
