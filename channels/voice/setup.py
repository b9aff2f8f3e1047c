"""What is set up for telephone calls, and what is missing, in words for whoever set it up."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from handoff.settings import Settings

LANGUAGE = "zh-CN"
SHORTEST_SECRET = 16
# Jambonz's word for what the application is set to: https://docs.jambonz.org/verbs/verbs/say
THEIR_OWN = {"vendor": "default", "language": LANGUAGE}
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


@dataclass(frozen=True)
class Voice:
    """How the telephone application speaks, listens and puts through."""

    synthesizer: Mapping[str, str] = field(default_factory=lambda: dict(THEIR_OWN))
    recognizer: Mapping[str, str] = field(default_factory=lambda: dict(THEIR_OWN))
    caller_id: str = ""


def voice_of(settings: Settings) -> Voice:
    """The voice as it is set up; what cannot be read counts as not said."""
    return Voice(
        options(settings.voice_synthesizer) or dict(THEIR_OWN), options(settings.voice_recognizer) or dict(THEIR_OWN),
        settings.voice_caller_id.strip(),
    )  # fmt: skip


def options(text: str) -> dict[str, str]:
    """The values of vendor=microsoft,language=zh-CN by name; nothing where it is empty or not of this form."""
    pairs = [one.partition("=") for one in text.split(",") if one.strip()]
    if not all(_NAME.fullmatch(name.strip()) and value.strip() for name, _, value in pairs):
        return {}
    found = {name.strip(): value.strip() for name, _, value in pairs}
    return {"language": LANGUAGE, **found} if found else {}


def wrong(settings: Settings) -> list[str]:
    """Why calls cannot be taken, or not as they were meant."""
    found = []
    if settings.voice_secret and len(settings.voice_secret) < SHORTEST_SECRET:
        found.append(f"YINUO_VOICE_SECRET must have at least {SHORTEST_SECRET} characters")
    if settings.voice_twilio_token and not twilio_is_set_up(settings):
        found.append("YINUO_PUBLIC_URL must be like https://care.example.cn: Twilio signs with it")
    for name in ("voice_synthesizer", "voice_recognizer"):
        said = getattr(settings, name)
        if said.strip() and not options(said):
            found.append(f"YINUO_{name.upper()} must be like vendor=microsoft,language=zh-CN")
    return found


def twilio_is_set_up(settings: Settings) -> bool:
    """Whether requests of Twilio's can be told from forged ones."""
    return bool(settings.voice_twilio_token) and settings.public_url.startswith(("https://", "http://"))
