"""Reminders and alarms to a program of the company's: JSON over HTTP, signed. Described in docs/operations.md."""

from __future__ import annotations

import hashlib
import hmac
import json

from channels.asking import knock
from handoff.letters import Later, Never, Unsure
from handoff.ringing import Bell

SEND_S = 5.0
BUSY_S = 60.0
TOO_MANY, WAITED_IN_VAIN = 429, 504


class ByWebhook:
    """`key` is what both sides know."""

    channel = "webhook"

    def __init__(self, key: str) -> None:
        self._key = key.encode()

    async def send(self, letter: Bell, /) -> str:
        """Post it. Any answer of 200 to 299 means that it was taken; redirections are not followed."""
        said = {"id": letter.id, "at": letter.at.isoformat(), "person": letter.person_id, "subject": letter.subject,
                "text": letter.text, "items": list(letter.items)}  # fmt: skip
        body = json.dumps(said, ensure_ascii=False).encode()
        stamp = str(int(letter.at.timestamp()))
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Yinuo-Timestamp": stamp,
            "Yinuo-Signature": f"v1={signature(self._key, stamp, body)}",
        }
        status = await knock(letter.address, body, headers, SEND_S)
        if status == TOO_MANY:
            raise Later(f"http-{status}", after_s=BUSY_S)
        if status == WAITED_IN_VAIN:
            raise Unsure(f"http-{status}")
        if status >= 500:
            raise Later(f"http-{status}")
        if not 200 <= status < 300:
            raise Never(f"http-{status}")
        return ""


def signature(key: bytes, stamp: str, body: bytes) -> str:
    """HMAC-SHA256 of the time stamp, a full stop and the body as it travels, in hexadecimal."""
    return hmac.new(key, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
