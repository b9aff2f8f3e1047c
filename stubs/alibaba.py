"""Alibaba Cloud's SMS side: SendSms behind a checked ACS3 signature, pushes of replies and reports as JSON arrays."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import httpx
from aiohttp import web

from stubs.cloud import Cloud

PATH = "/"
_NUMBERS = itertools.count(1000000001)


@dataclass
class Alibaba(Cloud):
    """`sent` holds what was accepted. `inbound_url` and `receipts_url` are the bot's doors."""

    key_id: str = "LTAI-stub"
    key_secret: str = "a secret of the stub"  # noqa: S105 - of nobody
    inbound_url: str = ""
    receipts_url: str = ""
    sent: list[dict[str, str]] = field(default_factory=list)

    def routes(self) -> list[web.AbstractRouteDef]:
        return [web.post(PATH, self.send_sms)]

    def refuses_next(self, code: str, message: str = "", status: int = 200) -> None:
        """The next letter is refused with this code; in the real service most refusals come with status 200."""
        self.answers_next(PATH, _answer({"Code": code, "Message": message or code, "RequestId": "R"}, status))

    async def send_sms(self, request: web.Request) -> web.Response:
        """https://help.aliyun.com/en/sms/developer-reference/api-dysmsapi-2017-05-25-sendsms"""
        if not self.signed(request, await request.read()):
            wrong = {
                "Code": "SignatureDoesNotMatch",
                "Message": "Specified signature does not match.",
                "RequestId": "R",
            }
            return _answer(wrong, 400)
        asked = dict(request.query)
        wanted = [name for name in ("PhoneNumbers", "SignName", "TemplateCode") if not asked.get(name)]
        if wanted:
            return _answer({"Code": f"Missing{wanted[0]}", "Message": "mandatory", "RequestId": "R"}, 400)
        name = f"{next(_NUMBERS)}^0"
        self.sent.append({**asked, "BizId": name})
        return _answer({"Code": "OK", "Message": "OK", "RequestId": "R", "BizId": name})

    def signed(self, request: web.Request, body: bytes) -> bool:
        """https://help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature"""
        algorithm, _, rest = request.headers.get("Authorization", "").partition(" ")
        given = dict(part.strip().partition("=")[::2] for part in rest.split(","))
        names = given.get("SignedHeaders", "").split(";")
        query = "&".join(f"{_escaped(k)}={_escaped(v)}" for k, v in sorted(request.query.items()))
        headers = "".join(f"{name}:{request.headers.get(name, '').strip()}\n" for name in names)
        payload = hashlib.sha256(body).hexdigest()
        canonical = "\n".join([request.method, request.path, query, headers, ";".join(names), payload])
        to_sign = f"{algorithm}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
        right = hmac.new(self.key_secret.encode(), to_sign.encode(), hashlib.sha256).hexdigest()
        same = hmac.compare_digest(right, given.get("Signature", ""))
        return algorithm == "ACS3-HMAC-SHA256" and given.get("Credential") == self.key_id and same

    def reply(self, number: str, text: str, sequence: str = "", at: str = "2026-03-09 10:00:00") -> dict[str, Any]:
        """A customer's message as it is pushed, not yet pushed."""
        return {
            "phone_number": number, "content": text, "send_time": at, "dest_code": "1234",
            "sequence_id": sequence or str(next(_NUMBERS)),
        }  # fmt: skip

    def report(self, sent: dict[str, str], ok: bool = True, code: str = "DELIVERED") -> dict[str, Any]:
        """A delivery report as it is pushed, not yet pushed."""
        return {
            "phone_number": sent["PhoneNumbers"], "send_time": "2026-03-09 10:00:00", "success": ok, "err_code": code,
            "report_time": "2026-03-09 10:00:05", "err_msg": "", "sms_size": "1", "biz_id": sent["BizId"],
            "out_id": sent.get("OutId", ""),
        }  # fmt: skip

    def push(self, *replies: dict[str, Any]) -> httpx.Response:
        """Push messages in one array."""
        return httpx.post(self.inbound_url, json=list(replies), timeout=10)

    def push_reports(self, *reports: dict[str, Any]) -> httpx.Response:
        """Push reports in one array."""
        return httpx.post(self.receipts_url, json=list(reports), timeout=10)


def _escaped(text: str) -> str:
    return quote(text, safe="~")


def _answer(body: dict[str, Any], status: int = 200) -> web.Response:
    return web.Response(text=json.dumps(body, ensure_ascii=False), status=status, content_type="application/json")
