"""Recordings in memory for the tests of the desk: one call of a person, two and a half seconds of a rising tone."""

from __future__ import annotations

import audioop
import math
from dataclasses import replace

from handoff import sound
from handoff.model import NotFound
from handoff.sound import Sound
from handoff.views import MessageView, RecordingView
from tests.unit.test_desk_double import CASE, at

CALL = "9f2c41d07be35a6688aa10dd"
LINES = (
    MessageView(at(-40), "customer", "", "内存条到现在还没寄到，<b>没人</b>管。", "voice", "received", "call"),
    MessageView(
        at(-39), "bot", "", "很抱歉。王敏（售后投诉专员）会在6月8日（周一）10:11前给您回电。", "voice", "delivered"
    ),
    MessageView(at(-38), "customer", "", "13800138000", "voice", "received", "keys"),
)
ONE = RecordingView(CALL, at(-41), 65, 0, LINES)


def tone(seconds: float) -> bytes:
    """Something to hear."""
    heights = (math.sin(n * n / 90_000) * 12_000 for n in range(int(seconds * sound.RATE)))
    return audioop.lin2ulaw(b"".join(int(one).to_bytes(2, "little", signed=True) for one in heights), 2)


class Tapes:
    """Remembers who heard what. `shown` is what the case has."""

    def __init__(self) -> None:
        self.shown = [ONE]
        self.audio = tone(2.5)
        self.heard: list[tuple[str, str, str, int, int | None]] = []

    def of_case(self, person_id: str, case_id: str) -> list[RecordingView]:
        return self.shown if case_id == CASE.id else []

    def read(self, person_id: str, case_id: str, recording_id: str, first: int = 0, last: int | None = None) -> Sound:
        if case_id != CASE.id or recording_id not in {one.id for one in self.shown}:
            raise NotFound("录音")
        self.heard.append((person_id, case_id, recording_id, first, last))
        whole = sound.whole(len(self.audio))
        first = max(whole + first, 0) if first < 0 else first
        last = whole - 1 if last is None else min(last, whole - 1)
        data = sound.stretch(len(self.audio), first, last, [(0, self.audio)]) if first <= last else b""
        return Sound(data, first, whole)

    def lengthen(self, seconds: int) -> None:
        """The call goes on."""
        self.shown = [replace(one, seconds=seconds) for one in self.shown]
