"""Tencent Cloud's SMS side: SendSms behind a checked TC3 signature, pushes of replies and reports."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
from dataclasses import dataclass, field
from typing import Any

import httpx
from aiohttp import web

from stubs.cloud import Cloud

PATH = "/"
_NUMBERS = itertools.count(2019)


@dataclass
class Tencent(Cloud):
    """`sent` holds what was accepted. `inbound_url` and `receipts_url` are the bot's doors."""

    key_id: str = "AKID-stub"
    key_secret: str = "a secret of the stub"  # noqa: S105 - of nobody
    inbound_url: str = ""
    receipts_url: str = ""
    sent: list[dict[str, Any]] = field(default_factory=list)

    def routes(self) -> list[web.AbstractRouteDef]:
        return [web.post(PATH, self.send_sms)]

    def refuses_next(self, code: str, message: str = "") -> None:
        """The next letter is refused for its number with this code; the request as such goes well."""
        self.answers_next(PATH, _answer({"SendStatusSet": [{"Code": code, "Message": message, "SerialNo": ""}]}))

    def fails_next(self, code: str) -> None:
        """The next request fails altogether."""
        self.answers_next(PATH, _answer({"Error": {"Code": code, "Message": code}}))

    async def send_sms(self, request: web.Request) -> web.Response:
        """https://cloud.tencent.com/document/api/382/55981"""
        body = await request.read()
        if not self.signed(request, body):
            return _answer({"Error": {"Code": "AuthFailure.SignatureFailure", "Message": "wrong signature"}})
        asked = json.loads(body)
        name = f"5000:{next(_NUMBERS)}"
        self.sent.append({**asked, "SerialNo": name})
        status = {
            "SerialNo": name, "PhoneNumber": asked["PhoneNumberSet"][0], "Fee": 1, "Code": "Ok",
            "SessionContext": asked.get("SessionContext", ""), "Message": "send success", "IsoCode": "CN",
        }  # fmt: skip
        return _answer({"SendStatusSet": [status]})

    def signed(self, request: web.Request, body: bytes) -> bool:
        """https://cloud.tencent.com/document/api/382/52072"""
        algorithm, _, rest = request.headers.get("Authorization", "").partition(" ")
        given = dict(part.strip().partition("=")[::2] for part in rest.split(","))
        key_id, _, scope = given.get("Credential", "").partition("/")
        names = given.get("SignedHeaders", "").split(";")
        headers = "".join(f"{name}:{request.headers.get(name, '').lower()}\n" for name in names)
        payload = hashlib.sha256(body).hexdigest()
        canonical = "\n".join([request.method, request.path, "", headers, ";".join(names), payload])
        digest = hashlib.sha256(canonical.encode()).hexdigest()
        to_sign = "\n".join([algorithm, request.headers.get("X-TC-Timestamp", ""), scope, digest])
        key = f"TC3{self.key_secret}".encode()
        for part in scope.split("/"):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        right = hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()
        same = hmac.compare_digest(right, given.get("Signature", ""))
        return algorithm == "TC3-HMAC-SHA256" and key_id == self.key_id and same

    def reply(self, number: str, text: str, at: int = 1773021600) -> dict[str, Any]:
        """A customer's message as it is pushed, not yet pushed."""
        return {"extend": "", "mobile": number, "nationcode": "86", "sign": "一诺", "text": text, "time": at}

    def report(self, sent: dict[str, Any], ok: bool = True, code: str = "DELIVRD") -> dict[str, Any]:
        """A delivery report as it is pushed, not yet pushed."""
        return {
            "user_receive_time": "2026-03-09 10:00:05", "nationcode": "86", "mobile": sent["PhoneNumberSet"][0][3:],
            "report_status": "SUCCESS" if ok else "FAIL", "errmsg": code, "description": "", "sid": sent["SerialNo"],
        }  # fmt: skip

    def push(self, reply: dict[str, Any]) -> httpx.Response:
        """Push one message, which Tencent does as an object."""
        return httpx.post(self.inbound_url, json=reply, timeout=10)

    def push_reports(self, *reports: dict[str, Any]) -> httpx.Response:
        """Push reports in one array."""
        return httpx.post(self.receipts_url, json=list(reports), timeout=10)


def _answer(response: dict[str, Any]) -> web.Response:
    body = json.dumps({"Response": {**response, "RequestId": "R"}}, ensure_ascii=False).encode()
    # Their own client reads errors only where the type stands alone.
    return web.Response(body=body, headers={"Content-Type": "application/json"})
