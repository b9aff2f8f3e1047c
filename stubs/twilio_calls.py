"""A call through Twilio: it asks the bot as Twilio does, signed, and does what the TwiML says."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from xml.etree import ElementTree

import httpx

from stubs.twilio import Twilio

FIRST, STATUS = "/webhooks/voice/twilio/call", "/webhooks/voice/twilio/status"
MOST_REDIRECTS = 300


@dataclass
class TwilioCall:
    """One caller. `heard` is all that was said to them; `asks` is the Gather or the Dial that waits for something to
    happen, and `over` why the call has ended. `pause_s` is how long a second of Twilio's pauses takes."""

    cloud: Twilio
    number: str = "+8613800138000"
    line: str = "+864008005005"
    pause_s: float = 1.0
    sid: str = field(default_factory=lambda: f"CA{secrets.token_hex(16)}")
    heard: list[str] = field(default_factory=list)
    streams: list[str] = field(default_factory=list)
    asks: ElementTree.Element | None = None
    over: str = ""
    last: httpx.Response | None = None
    address: str = FIRST
    _behind: list[ElementTree.Element] = field(default_factory=list)

    def fields(self, **more: str) -> dict[str, str]:
        """What every request carries: https://www.twilio.com/docs/voice/twiml#request-parameters"""
        status = "in-progress" if self.heard else "ringing"
        return {
            "CallSid": self.sid, "AccountSid": self.cloud.account, "ApiVersion": "2010-04-01", "Direction": "inbound",
            "CallStatus": status, "From": self.number, "Caller": self.number, "To": self.line, "Called": self.line,
            "CallerCountry": "CN", "CallerState": "", "CallerCity": "", "CallerZip": "", **more,
        }  # fmt: skip

    def rings(self) -> TwilioCall:
        """The call comes in."""
        return self._go(FIRST)

    def says(self, text: str, confidence: str = "0.91") -> TwilioCall:
        """Speech was recognised while Twilio listened."""
        gather = self._waits("Gather")
        assert "speech" in gather.get("input", "dtmf"), "nobody listens to words"
        return self._go(self._action(gather), SpeechResult=text, Confidence=confidence, Language="cmn-hans-cn")

    def presses(self, keys: str) -> TwilioCall:
        """Keys were pressed, as many as are taken."""
        gather = self._waits("Gather")
        assert "dtmf" in gather.get("input", "dtmf"), "nobody listens to keys"
        finish, most = gather.get("finishOnKey", "#"), int(gather.get("numDigits", "0")) or len(keys)
        whole, end, _ = keys.partition(finish) if finish else (keys, "", "")
        return self._go(self._action(gather), Digits=whole[:most], FinishedOnKey=end)

    def is_silent(self) -> TwilioCall:
        """Nothing is heard: Twilio goes on behind the question."""
        self._waits("Gather")
        self.asks = None
        return self._do(self._behind)

    def is_put_through(self, status: str = "completed", bridged: bool = True) -> TwilioCall:
        """The call that was put through has ended."""
        dial = self._waits("Dial")
        return self._go(
            self._action(dial), DialCallSid=f"CA{secrets.token_hex(16)}", DialCallStatus=status, DialCallDuration="42",
            DialBridged=str(bridged and status == "completed").lower(),
        )  # fmt: skip

    def rings_out(self, status: str = "no-answer") -> TwilioCall:
        """Nobody took the call that was put through."""
        return self.is_put_through(status, bridged=False)

    def hangs_up(self, status: str = "completed", **more: str) -> httpx.Response:
        """The caller has enough."""
        self.asks, self.over = None, self.over or status
        ended = {"CallStatus": status, "CallDuration": "37", "Duration": "1", "SequenceNumber": "0", **more}
        return self.cloud.call(STATUS, self.fields(**ended, CallbackSource="call-progress-events"))

    @property
    def next_address(self) -> str:
        """Where the result of what waits for the caller will go."""
        assert self.asks is not None, self.over
        return self._action(self.asks)

    def again(self, **more: str) -> httpx.Response:
        """The last address is asked once more, with other results."""
        return self.cloud.call(self.address, self.fields(**more))

    def _waits(self, tag: str) -> ElementTree.Element:
        """What waits for something to happen, which must be this."""
        waiting = ElementTree.Element("Nothing") if self.asks is None else self.asks
        assert waiting.tag == tag, f"{waiting.tag} waits for the caller ({self.over or self.heard[-1:]})"
        return waiting

    def _action(self, waiting: ElementTree.Element) -> str:
        return self._path(waiting.get("action", ""))

    def _path(self, url: str) -> str:
        """Twilio resolves addresses against the one that it asked; they must stay with the same house."""
        assert url.startswith(self.cloud.public_url + "/"), url
        parts = urlsplit(url)
        return parts.path + (f"?{parts.query}" if parts.query else "")

    def _go(self, path: str, **more: str) -> TwilioCall:
        return self._do(self._ask(path, **more))

    def _ask(self, path: str, **more: str) -> list[ElementTree.Element]:
        """The verbs that an address answers."""
        self.asks, self.address = None, path
        self.last = self.cloud.call(path, self.fields(**more))
        assert self.last.status_code == 200, (self.last.status_code, self.last.text)
        assert self.last.headers["Content-Type"].startswith("text/xml"), self.last.headers
        root = ElementTree.fromstring(self.last.content)  # noqa: S314 - the house's own
        assert root.tag == "Response", root.tag
        return list(root)

    def _do(self, verbs: list[ElementTree.Element]) -> TwilioCall:
        """What the TwiML says, until something must happen first; redirects are followed."""
        for _ in range(MOST_REDIRECTS):
            path = next(self._until_redirected(verbs), "")
            if not path:
                return self
            verbs = self._ask(path)
        raise AssertionError("redirected for ever")

    def _until_redirected(self, verbs: list[ElementTree.Element]) -> Iterator[str]:
        for number, verb in enumerate(verbs):
            if verb.tag == "Say":
                self.heard.append(verb.text or "")
            elif verb.tag in ("Start", "Stop"):
                self.streams += [f"{verb.tag} {one.get('name')} {one.get('url', '')}".strip() for one in verb]
            elif verb.tag == "Pause":
                time.sleep(float(verb.get("length", "1")) * self.pause_s)
            elif verb.tag == "Redirect":
                yield self._path(verb.text or "")
            elif verb.tag in ("Gather", "Dial"):
                self.heard += [one.text or "" for one in verb if one.tag == "Say"]
                self.asks, self._behind = verb, verbs[number + 1 :]
                return
            else:
                break
        self.over = "the house hung up"
