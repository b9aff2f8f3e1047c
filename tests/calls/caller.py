"""Somebody who calls: dials, speaks, presses keys, listens, hangs up."""

from __future__ import annotations

import time

from tests.acceptance.talking import until
from tests.calls import sound
from tests.calls.agent import Agent
from tests.calls.gateway import Gateway
from tests.calls.voices import Voices

CONNECT_S = 20.0
LISTEN_S = 45.0
LONG_PAUSE_S, SHORT_PAUSE_S = 1.0, 0.4
# Characters a second: slower nobody speaks here.
FEWEST_A_SECOND = 2.5


class Caller:
    """One telephone of the public network and who holds it."""

    def __init__(self, agent: Agent, line: Gateway, voices: Voices) -> None:
        self.agent, self.line, self.voices = agent, line, voices
        self.answered_s = 0.0
        self._said: list[sound.Samples] = []
        self._recording = sound.Growing(agent.heard)

    def dials(self) -> None:
        """Call the company, and wait until somebody answers."""
        self.line.log.began = time.monotonic()
        self.agent.order("dial", self.line.line.address)
        answered = until(self._answered, "somebody to answer", CONNECT_S)
        self.answered_s = answered - self.line.log.began
        until(self.agent.heard, "the first sound from the line", 5)

    def _answered(self) -> float | None:
        closed, there = self.agent.seen("CALL_CLOSED"), self.agent.seen("CALL_ESTABLISHED")
        assert closed is None, (closed, self.line.log.entries, self.line.failure)
        return there.at if there else None

    def says(self, text: str) -> None:
        """Say a sentence, and be silent afterwards."""
        samples = self.voices.said(text)
        self._said.append(samples)
        end = self.agent.speak(samples)
        until(lambda: self.gone() or time.monotonic() >= end, "the sentence to be over", len(samples) / sound.RATE + 5)

    def presses(self, keys: str) -> None:
        """Press one key after the other, each once the line has heard the one before."""
        for key in keys:
            before = self._keys_heard()
            self.agent.order("sndcode", key)
            until(lambda before=before: self._keys_heard() > before, f"key {key} to arrive", 5)  # type: ignore[misc]

    def _keys_heard(self) -> int:
        return sum(event.kind == "CALL_DTMF_END" for event in self.line.line.events)

    def hangs_up(self) -> None:
        """End the call; returns when the line has done everything that follows from it."""
        if not self.gone():
            self.agent.order("hangup")
        self.waits_for_the_end()

    def gone(self) -> bool:
        """Whether the call is over."""
        return self.agent.seen("CALL_CLOSED") is not None

    def waits_for_the_end(self, seconds: float = LISTEN_S) -> None:
        """Until the line has hung up and told so."""
        until(self.line.over.is_set, "the line to be done with the call", seconds)

    def hears_out(self, sentence: int) -> None:
        """Until the line has said so many sentences to the end, and been quiet for a moment."""
        self.hears(sentence, 1.0)
        until(lambda: self.gone() or self._is_quiet(0.3), "the line to be quiet", LISTEN_S)

    def hears(self, sentence: int, share: float) -> None:
        """Until so much of a sentence, counted from one, has been said."""
        until(lambda: self.gone() or self._has_said(sentence, share), f"sentence {sentence}", LISTEN_S)
        assert self._has_said(sentence, share), self.line.log.entries

    def _has_said(self, sentence: int, share: float) -> bool:
        said = self.line.log.all("said")
        if len(said) < sentence:
            return False
        one = said[sentence - 1]
        return bool(time.monotonic() - self.line.log.began > one["at_s"] + one["seconds"] * share)

    def _is_quiet(self, seconds: float) -> bool:
        recent = self.recording()[-int(seconds * sound.RATE) :]
        return len(recent) > 0 and not any(sound.loud(recent))

    def recording(self) -> sound.Samples:
        """What came out of the telephone so far."""
        return self._recording.all()

    def said(self) -> sound.Samples:
        """What was spoken into it."""
        return sound.np.concatenate([sound.quiet(0.0), *self._said])

    def speaks_to_me(self) -> bool:
        """Whether anything could be heard yet."""
        return any(sound.loud(self.recording()))

    def first_sound_s(self) -> float:
        """How long after the answer something could be heard."""
        return sound.utterances(self.recording())[0][0] / sound.RATE

    def heard(self, since_s: float = 0.0, pause_s: float = LONG_PAUSE_S) -> str:
        """What was heard from some second of the call on, as a recogniser understands it from pause to pause."""
        recording = self.recording()[int(since_s * sound.RATE) :]
        stretches = sound.utterances(recording, pause_s)
        return "\n".join(self._understood(recording, *stretch) for stretch in stretches)

    def _understood(self, recording: sound.Samples, begin: int, end: int) -> str:
        room = sound.RATE // 5
        whole = recording[max(0, begin - room) : end + room]
        text = self.voices.recognised(whole).text
        parts = sound.utterances(whole, SHORT_PAUSE_S)
        # It sometimes gives up in the middle of a long stretch.
        if len(text) >= FEWEST_A_SECOND * (end - begin) / sound.RATE or len(parts) < 2:
            return text
        return "，".join(self._understood(whole, *part) for part in parts)
