"""The part of Jambonz in the tests: takes the calls of a line and does in them what the bot's door answers."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import aiohttp

from tests.acceptance.talking import until
from tests.calls import gather, sound
from tests.calls.agent import Agent, Event
from tests.calls.hooks import Door, Hooks, Log, NoAnswer
from tests.calls.shapes import Shape
from tests.calls.streaming import Stream
from tests.calls.voices import BRISK, Understood, Voices

TICK_S = 0.02
Verbs = list[dict[str, Any]]
Recognise = Callable[[sound.Samples], Understood]


class HungUp(Exception):
    """The call is over."""


class Gateway(threading.Thread):
    """Answers one call after the other on a line, until it is closed."""

    def __init__(self, line: Agent, door: Door, voices: Voices) -> None:
        super().__init__(daemon=True)
        self.line, self.door, self.voices = line, door, voices
        self.recognise: Recognise = voices.recognised
        # How long somebody answers who is dialled, by their number or address; nobody else picks up.
        self.answering: dict[str, float] = {}
        self.log = Log()
        self.failure: BaseException | None = None
        self.over = threading.Event()
        self._closing = threading.Event()

    def run(self) -> None:
        """Wait for calls; a fault is kept for the test, which raises it."""
        seen = 0
        try:
            while not self._closing.wait(TICK_S):
                coming = self.line.seen("CALL_INCOMING", seen)
                if coming is not None:
                    seen = self.line.events.index(coming) + 1
                    self.over.clear()
                    Conversation(self, coming, seen).hold()
                    self.over.set()
        except BaseException as error:
            self.failure = error
            self.over.set()

    def close(self) -> None:
        """No more calls; the one that is going on is ended by its telephones."""
        self._closing.set()
        self.join(15)


class Conversation:
    """One call, from the first ring to the last hook."""

    def __init__(self, gateway: Gateway, coming: Event, seen: int) -> None:
        self.gateway, self.line, self.log = gateway, gateway.line, gateway.log
        number = coming.peer.removeprefix("sip:").partition("@")[0]
        self.shape = Shape(number, self.line.user, coming.call)
        self.hooks = Hooks(gateway.door, self.log)
        self._seen, self._call = seen, coming.call
        self._caller = sound.Growing(self.line.heard)
        self._stream: Stream | None = None
        self.until_said = 0.0
        self.keys: list[str] = []
        self._verbs = {
            "say": self._say, "gather": self._gather, "pause": self._pause, "redirect": self._redirect,
            "dial": self._dial, "hangup": self._hangup, "config": self._config, "answer": lambda _: None,
        }  # fmt: skip

    def hold(self) -> None:
        """Everything that is said and done, whoever ends it."""
        by, began = "jambonz", time.monotonic()
        try:
            verbs = self.hooks.post(self.gateway.door.call, self.shape.ringing())
            self._answer(verbs or [])
            while verbs:
                verbs = self._do(verbs)
            self.line.order("hangup")
        except HungUp:
            by = "caller"
        except NoAnswer as error:
            self.log.add("given up", why=str(error))
            self.line.order("hangup")
        finally:
            self._stop_streaming()
        self.log.add("over", by=by)
        try:
            self.hooks.post(self.gateway.door.status, self.shape.ended(by, time.monotonic() - began))
        except NoAnswer as error:
            self.log.add("given up", why=str(error))
        self.hooks.close()

    def tick(self) -> sound.Samples:
        """Let a moment pass; returns what the caller said in it."""
        time.sleep(TICK_S)
        for event in self.line.events[self._seen :]:
            self._seen += 1
            if event.call == self._call and event.kind == "CALL_CLOSED":
                raise HungUp
            if event.call == self._call and event.kind == "CALL_DTMF_START":
                self.log.add("key", key=event.param)
                self.keys.append(event.param)
        fresh = self._caller.fresh()
        if self._stream is not None:
            self._stream.send(fresh)
        return fresh

    def speak(self, text: str) -> None:
        """Begin to say something; `until_said` is when it will have been said."""
        began = time.monotonic()
        samples = self.gateway.voices.said(text, BRISK)
        self.until_said = self.line.speak(samples)
        self.log.add("said", text=text, prepared_ms=round((time.monotonic() - began) * 1000),
                     seconds=round(self.until_said - time.monotonic(), 2))  # fmt: skip

    def fall_silent(self) -> None:
        """Break off what is being said."""
        if time.monotonic() < self.until_said:
            self.until_said = time.monotonic()
            self.line.be_quiet()
            self.log.add("broke off")

    def understood(self, samples: sound.Samples) -> Understood:
        """What a recogniser makes of an utterance."""
        entry = self.log.add("caller spoke", seconds=round(len(samples) / sound.RATE, 2))
        began = time.monotonic()
        understood = self.gateway.recognise(samples)
        entry.update(recognised=understood.text, recognised_ms=round((time.monotonic() - began) * 1000))
        return understood

    def _answer(self, verbs: Verbs) -> None:
        """Pick up, once it is known what to say first; a telephone platform has its speech made by then, too."""
        for verb in verbs:
            text = gather.text_of(verb)
            if text:
                self.gateway.voices.said(text, BRISK)
                break
        self.line.order("accept")
        until(lambda: self.line.seen("CALL_ESTABLISHED", self._seen), "the call to be established", 5)
        self.log.add("answered")

    def _do(self, verbs: Verbs) -> Verbs | None:
        """Do one verb after the other; what a hook answers takes the place of those that are left."""
        for verb in verbs:
            self.log.add("verb", verb=verb["verb"])
            fresh = self._verbs[verb["verb"]](verb)
            if fresh is not None:
                return fresh
        return None

    def _say(self, verb: dict[str, Any]) -> None:
        self.speak(gather.text_of(verb))
        while time.monotonic() < self.until_said:
            self.tick()

    def _gather(self, verb: dict[str, Any]) -> Verbs | None:
        return self._told(verb, gather.Gather(self, verb).result())

    def _pause(self, verb: dict[str, Any]) -> None:
        self._wait(float(verb["length"]))

    def _redirect(self, verb: dict[str, Any]) -> Verbs | None:
        return self.hooks.post(verb["actionHook"], self.shape.going_on())

    def _dial(self, verb: dict[str, Any]) -> Verbs | None:
        target = verb["target"][0]
        to = str(target.get("number") or target.get("sipUri") or target.get("name"))
        talked = self.gateway.answering.get(to)
        self.log.add("dialled", to=to, answered=talked is not None)
        self._wait(min(float(verb.get("timeout", 60)), 1.0) if talked is None else talked)
        return self._told(verb, self.shape.dialled(talked is not None))

    def _told(self, verb: dict[str, Any], result: dict[str, Any]) -> Verbs | None:
        """The result of a verb to its hook. When that fails the verbs behind it are done; a failed `redirect` ends the
        call (lib/tasks/gather.js, lib/tasks/redirect.js and CallSession.exec of jambonz-feature-server)."""
        try:
            return self.hooks.post(verb["actionHook"], result)
        except NoAnswer as error:
            self.log.add("hook failed", why=str(error))
            return None

    def _hangup(self, _verb: dict[str, Any]) -> Verbs:
        return []

    def _config(self, verb: dict[str, Any]) -> None:
        wanted = verb.get("listen")
        if wanted is None:
            return
        self._stop_streaming()
        if wanted.get("enable", True):
            login = wanted.get("wsAuth")
            auth = aiohttp.BasicAuth(login["username"], login["password"]) if login else None
            self._stream = Stream(wanted["url"], self.shape.stream(wanted.get("metadata", {})), auth)
            self.log.add("streaming")

    def _stop_streaming(self) -> None:
        if self._stream is not None:
            self._stream.close()
            self.log.add("streamed", frames=self._stream.frames, failure=self._stream.failure)
            self._stream = None

    def _wait(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.tick()
