"""The verb `gather`: say something, and take what comes by key or by ear.

What it does at which moment follows https://docs.jambonz.org/verbs/verbs/gather and, where the page is silent,
lib/tasks/gather.js of jambonz-feature-server.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from tests.calls import sound

if TYPE_CHECKING:
    from tests.calls.gateway import Conversation

TIMEOUT_S = 15.0


def text_of(verb: dict[str, Any]) -> str:
    """What a verb says, itself or nested in it; empty where it says nothing."""
    said = verb if verb["verb"] == "say" else verb.get("say", {})
    text = said.get("text", "")
    return str(text if isinstance(text, str) else text[0])


class Gather:
    """One gather in a call."""

    def __init__(self, call: Conversation, verb: dict[str, Any]) -> None:
        self._call, self._verb = call, verb
        wanted = verb.get("input", ["digits"])
        self._by_key, self._by_ear = "digits" in wanted, "speech" in wanted
        # Keys break off the prompt unless that is explicitly refused; speech only where it is asked for.
        self._keys_interrupt = self._by_key and verb.get("dtmfBargein") is not False
        self._speech_interrupts = bool(verb.get("bargein"))
        self._most = verb.get("numDigits") or verb.get("maxDigits")
        self._digits = ""
        self._ear = sound.Ear()
        self._until = float("inf")
        self._next_key_by = float("inf")

    def result(self) -> dict[str, Any]:
        """The body that the action hook gets."""
        text = text_of(self._verb)
        self._call.keys.clear()
        if text:
            self._call.speak(text)
        self._wait_from(self._call.until_said if text else time.monotonic())
        while True:
            fresh = self._call.tick()
            found = self._keys() or (self._speech(fresh) if self._by_ear and not self._digits else None)
            found = found or self._time_is_up()
            if found is not None:
                self._call.fall_silent()
                return found

    def _keys(self) -> dict[str, Any] | None:
        while self._call.keys:
            key = self._call.keys.pop(0)
            if self._keys_interrupt:
                self._break_off()
            if not self._by_key:
                continue
            if key == self._verb.get("finishOnKey"):
                return self._call.shape.keyed(self._digits)
            self._digits += key
            if len(self._digits) == self._most:
                return self._call.shape.keyed(self._digits)
            # The time between keys counts only where `minDigits` is given, too.
            least, between = self._verb.get("minDigits"), self._verb.get("interDigitTimeout")
            if between and least is not None and len(self._digits) >= least:
                self._next_key_by = time.monotonic() + float(between)
        return None

    def _speech(self, fresh: sound.Samples) -> dict[str, Any] | None:
        utterance = self._ear.hears(fresh)
        if self._ear.speaking:
            if self._speech_interrupts:
                self._break_off()
            self._wait_from(max(time.monotonic(), self._call.until_said))
        if utterance is None:
            return None
        self._ear = sound.Ear()
        understood = self._call.understood(utterance)
        # Nothing was made out: it goes on listening.
        return self._call.shape.heard(understood) if understood.text else None

    def _time_is_up(self) -> dict[str, Any] | None:
        now = time.monotonic()
        if now < min(self._until, self._next_key_by):
            return None
        enough = len(self._digits) >= self._verb.get("minDigits", 1)
        return self._call.shape.keyed(self._digits) if enough else self._call.shape.silent()

    def _break_off(self) -> None:
        if time.monotonic() < self._call.until_said:
            self._call.fall_silent()
            self._wait_from(time.monotonic())

    def _wait_from(self, since: float) -> None:
        seconds = self._verb.get("timeout", TIMEOUT_S)
        self._until = since + float(seconds) if seconds else float("inf")
