"""A caller whose telephone application speaks as Jambonz does: hooks are relative, a result comes to the last verb's,
and a hook that fails lets the verbs behind it run."""

from __future__ import annotations

import itertools
import secrets
import time
from collections.abc import Callable
from typing import Any

import httpx

from tests.acceptance.running import Running

SECRET = "voice secret of the tests"
Verbs = list[dict[str, Any]]
_numbers = itertools.count(13700000001)
_landlines = itertools.count(86530001)
# What a caller would wait through, and a test need not.
LONGEST_PAUSE_S = 1.0


def mobile() -> str:
    """A mobile number that nobody has used."""
    return f"+86{next(_numbers)}"


def landline() -> str:
    """A landline in Beijing, as a trunk writes it."""
    return f"010{next(_landlines)}"


class Phone:
    """One call. `heard` is everything that was spoken, `dialled` whoever was rung, `times` what each answer took.

    `patient`: pauses last as long as they are; `pausing` is done at the beginning of each."""

    def __init__(
        self, house: Running, number: str = "anonymous", picks_up: bool = True, to: str = "8008100000"
    ) -> None:
        self._http = house.client(house.bot, auth=("voice", SECRET))
        self.number, self.to = number, to
        self.picks_up = picks_up
        self.call_sid = secrets.token_hex(16)
        self.heard: list[str] = []
        self.dialled: list[str] = []
        self.times: list[float] = []
        self.waits: dict[str, Any] = {}
        self.left: Verbs = []
        self.up = True
        self.recording: str | None = None
        self.patient = False
        self.pausing: Callable[[], object] = lambda: None

    def body(self, **more: Any) -> dict[str, Any]:
        """What every request says of the call."""
        return {
            "call_sid": self.call_sid, "account_sid": "a", "application_sid": "b", "direction": "inbound",
            "from": self.number, "to": self.to, "call_status": "in-progress", "sip_status": 200, **more,
        }  # fmt: skip

    def post(self, path: str, body: dict[str, Any]) -> httpx.Response:
        """One request, timed."""
        begun = time.monotonic()
        answer = self._http.post(path, json=body)
        self.times.append(time.monotonic() - begun)
        return answer

    def ring(self) -> str:
        """The call begins; returns what is said."""
        answer = self.post("/webhooks/voice/call", self.body(call_status="ringing"))
        assert answer.status_code == 200, answer.text
        return self._go_on(answer.json())

    def say(self, text: str, sure: float = 0.9) -> str:
        """Speak; returns what is said then."""
        speech = {"is_final": True, "alternatives": [{"transcript": text, "confidence": sure}]}
        return self._result("speech", reason="speechDetected", speech=speech)

    def keys(self, digits: str) -> str:
        """Press keys, as many as are taken."""
        most = self.waits.get("numDigits")
        return self._result("digits", reason="dtmfDetected", digits=digits[:most].rstrip("#"))

    def silence(self) -> str:
        """Say nothing until the time is over."""
        return self._result("", reason="timeout")

    def hang_up(self) -> None:
        """The caller is gone."""
        self.up = False
        ended = self.body(call_status="completed", call_termination_by="caller", duration=9)
        done = self.post("/webhooks/voice/status", ended)
        assert done.status_code == 200, done.text

    def _result(self, kind: str, **result: Any) -> str:
        assert self.up and self.waits, "nobody listens"
        assert not kind or kind in self.waits["input"], self.waits
        return self._hook(self.waits["actionHook"], self.body(**result))

    def _hook(self, hook: str, body: dict[str, Any]) -> str:
        """Where the application fails, what stands behind the verb goes on."""
        try:
            answer = self.post(hook, body)
        except httpx.TransportError:
            return self._go_on(self.left)
        if answer.status_code != 200:
            return self._go_on(self.left)
        return self._go_on(answer.json())

    def _go_on(self, verbs: Verbs) -> str:
        """Do verb after verb until somebody listens or nobody is there any more; returns what was said meanwhile."""
        before, self.waits = len(self.heard), {}
        todo = list(verbs)
        while todo and self.up:
            verb = todo.pop(0)
            self.left = todo
            kind = verb["verb"]
            if kind == "say":
                self.heard.append(verb["text"])
            elif kind == "pause":
                self._pause(verb["length"])
            elif kind == "config":
                self.recording = verb["listen"]["url"] if verb["listen"]["enable"] else None
            elif kind == "hangup":
                self._ended()
            elif kind == "gather" and "say" in verb:
                self.heard.append(verb["say"]["text"])
                self.waits = verb
                break
            else:
                self._elsewhere(verb)
                break
        return "".join(self.heard[before:])

    def _pause(self, seconds: float) -> None:
        self.pausing()
        time.sleep(seconds if self.patient else min(seconds, LONGEST_PAUSE_S))

    def _elsewhere(self, verb: dict[str, Any]) -> None:
        if verb["verb"] == "gather":  # without words: it comes back after its time
            self._pause(verb["timeout"])
            self._hook(verb["actionHook"], self.body(reason="timeout"))
            return
        assert verb["verb"] == "dial", verb
        target = verb["target"][0]
        self.dialled.append(target.get("number") or target["sipUri"])
        status = ("completed", 200) if self.picks_up else ("no-answer", 480)
        self._hook(verb["actionHook"], self.body(dial_call_status=status[0], dial_sip_status=status[1]))

    def _ended(self) -> None:
        self.up = False
        done = self.post("/webhooks/voice/status", self.body(call_status="completed", call_termination_by="jambonz"))
        assert done.status_code == 200, done.text
