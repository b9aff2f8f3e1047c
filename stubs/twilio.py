"""Twilio's side: Messages behind basic authentication, signed callbacks."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
from aiohttp import web

from stubs.cloud import Cloud


@dataclass
class Twilio(Cloud):
    """`sent` holds what was accepted. `bot` is where the bot really is; callbacks are signed for `public_url`."""

    account: str = "AC00000000000000000000000000000001"
    token: str = "a token of the stub"  # noqa: S105 - of nobody
    bot: str = ""
    public_url: str = "https://care.example.cn"
    inbound_path: str = ""
    sent: list[dict[str, str]] = field(default_factory=list)

    @property
    def path(self) -> str:
        """Where letters are posted."""
        return f"/2010-04-01/Accounts/{self.account}/Messages.json"

    def routes(self) -> list[web.AbstractRouteDef]:
        return [web.post("/2010-04-01/Accounts/{account}/Messages.json", self.create)]

    def refuses_next(self, code: int, status: int = 400) -> None:
        """The next letter is refused with this code."""
        self.answers_next(self.path, _refusal(code, status))

    async def create(self, request: web.Request) -> web.Response:
        """https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource"""
        right = base64.b64encode(f"{self.account}:{self.token}".encode()).decode()
        if request.headers.get("Authorization") != f"Basic {right}":
            return _refusal(20003, 401)
        asked = dict(parse_qsl((await request.read()).decode(), keep_blank_values=True))
        if not asked.get("To") or not asked.get("Body"):
            return _refusal(21604 if not asked.get("To") else 21602, 400)
        sid = f"SM{secrets.token_hex(16)}"
        self.sent.append({**asked, "sid": sid})
        made = {"sid": sid, "status": "queued", "to": asked["To"], "from": asked.get("From"), "body": asked["Body"]}
        return web.Response(text=json.dumps(made), status=201, content_type="application/json")

    def signature(self, url: str, fields: dict[str, str]) -> str:
        """https://www.twilio.com/docs/usage/security#validating-requests"""
        signed = url + "".join(name + fields[name] for name in sorted(fields))
        return base64.b64encode(hmac.new(self.token.encode(), signed.encode(), hashlib.sha1).digest()).decode()

    def call(self, path: str, fields: dict[str, str], signature: str | None = None) -> httpx.Response:
        """A callback, signed unless told otherwise."""
        given = self.signature(self.public_url + path, fields) if signature is None else signature
        return httpx.post(self.bot + path, data=fields, headers={"X-Twilio-Signature": given}, timeout=10)

    def reply(self, number: str, text: str, sid: str = "", **more: str) -> dict[str, str]:
        """The fields of a customer's message, empty ones among them."""
        sid = sid or f"SM{secrets.token_hex(16)}"
        return {
            "ToCountry": "US", "ToState": "", "SmsMessageSid": sid, "NumMedia": "0", "ToCity": "", "SmsSid": sid,
            "FromState": "", "SmsStatus": "received", "FromCity": "", "Body": text, "FromCountry": "US",
            "To": "+15550001111", "NumSegments": "1", "MessageSid": sid, "AccountSid": self.account, "From": number,
            "ApiVersion": "2010-04-01", **more,
        }  # fmt: skip

    def push(self, fields: dict[str, str]) -> httpx.Response:
        """Push one message."""
        return self.call(self.inbound_path, fields)

    def push_report(self, sent: dict[str, str], status: str, code: int | None = None) -> httpx.Response:
        """Push one status to where this letter asked for it."""
        fields = {
            "SmsSid": sent["sid"], "SmsStatus": status, "MessageStatus": status, "To": sent["To"],
            "MessageSid": sent["sid"], "AccountSid": self.account, "From": sent.get("From", ""),
            "ApiVersion": "2010-04-01", **({"ErrorCode": str(code)} if code else {}),
        }  # fmt: skip
        return self.call(urlsplit(sent["StatusCallback"]).path, fields)


def _refusal(code: int, status: int) -> web.Response:
    body: dict[str, Any] = {"code": code, "message": "refused", "status": status,
                            "more_info": f"https://www.twilio.com/docs/errors/{code}"}  # fmt: skip
    return web.Response(text=json.dumps(body), status=status, content_type="application/json")
