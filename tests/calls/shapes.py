"""The bodies that Jambonz posts: https://docs.jambonz.org/reference/webhooks/call-hook-post."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from tests.calls.voices import Understood

ACCOUNT, APPLICATION = str(uuid.uuid4()), str(uuid.uuid4())


@dataclass
class Shape:
    """What Jambonz says of one call in every request."""

    number: str
    to: str
    call_id: str
    call_sid: str = field(default_factory=lambda: str(uuid.uuid4()))

    def ringing(self) -> dict[str, Any]:
        """The call hook: the call is there and has not been answered."""
        headers = {"from": f"<sip:{self.number}@127.0.0.1>", "to": f"<sip:{self.to}@127.0.0.1>"}
        sip = {"headers": headers, "method": "INVITE", "version": "2.0", "uri": f"sip:{self.to}@127.0.0.1"}
        return {"sip": sip, **self._common("trying", 100, "Trying"), "caller_name": ""}

    def going_on(self, **more: Any) -> dict[str, Any]:
        """Any later request in the call."""
        return {**self._common("in-progress", 200, "OK"), **more}

    def heard(self, what: Understood) -> dict[str, Any]:
        """A gather that ended with speech: https://docs.jambonz.org/verbs/verbs/gather."""
        words = {"confidence": what.confidence, "transcript": what.text}
        speech = {"language_code": "zh-CN", "channel_tag": 1, "is_final": True, "alternatives": [words]}
        return self.going_on(reason="speechDetected", speech=speech)

    def keyed(self, digits: str) -> dict[str, Any]:
        """A gather that ended with keys."""
        return self.going_on(reason="dtmfDetected", digits=digits)

    def silent(self) -> dict[str, Any]:
        """A gather in which nothing came."""
        return self.going_on(reason="timeout")

    def dialled(self, answered: bool) -> dict[str, Any]:
        """What came of a dial: https://docs.jambonz.org/verbs/verbs/dial."""
        said = ("completed", 200) if answered else ("no-answer", 487)
        return self.going_on(dial_call_status=said[0], dial_sip_status=said[1], dial_call_sid=str(uuid.uuid4()))

    def ended(self, by: str, seconds: float) -> dict[str, Any]:
        """The call status hook when the call is over."""
        return {**self._common("completed", 200, "OK"), "duration": round(seconds), "call_termination_by": by}

    def stream(self, metadata: dict[str, Any]) -> dict[str, Any]:
        """The first, textual frame of a listen: https://docs.jambonz.org/verbs/verbs/listen."""
        told = {"callSid": self.call_sid, "direction": "inbound", "from": self.number, "to": self.to,
                "callId": self.call_id, "accountSid": ACCOUNT, "applicationSid": APPLICATION}  # fmt: skip
        return {**told, "sampleRate": 8000, "mixType": "mono", **metadata}

    def _common(self, status: str, code: int, reason: str) -> dict[str, Any]:
        return {
            "call_sid": self.call_sid, "direction": "inbound", "from": self.number, "to": self.to,
            "call_id": self.call_id, "sip_status": code, "sip_reason": reason, "call_status": status,
            "account_sid": ACCOUNT, "application_sid": APPLICATION, "trace_id": self.call_sid.replace("-", ""),
            "originating_sip_ip": "127.0.0.1", "originating_sip_trunk_name": "test", "fs_sip_address": "127.0.0.1",
        }  # fmt: skip
