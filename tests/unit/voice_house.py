"""A house with a telephone application, and what that posts."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest

from channels.voice.connector import Voice
from handoff import bootstrap
from tests.unit.channels_double import CoreDouble, running_bot, settings, wire
from tests.unit.voice_double import PhoneDouble

SECRET = "a secret of the telephone"
PHONE = "+8613800138000"
WORDS = "洗衣机坏了没人管"
LOGIN = aiohttp.BasicAuth("voice", SECRET)


class Doors:
    """A house with a telephone application."""

    def __init__(self, bot: Any, core: CoreDouble, phone: PhoneDouble) -> None:
        self.bot, self.core, self.phone = bot, core, phone
        self.base = bot.url.partition("/webhooks")[0]

    async def post(self, path: str, body: Any, login: Any = LOGIN, **how: Any) -> tuple[int, Any]:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        async with self.bot.http.post(self.base + path, data=content, auth=login, **how) as answer:
            is_json = answer.content_type == "application/json"
            return answer.status, await answer.json() if is_json else answer.headers

    async def ring(self, sid: str = "v1", number: str = PHONE) -> tuple[int, Any]:
        return await self.post("/webhooks/voice/call", body(sid, number))

    async def health(self) -> Any:
        async with self.bot.http.get(self.base + "/health/ready") as answer:
            return (await answer.json())["channels"]


def body(sid: str = "v1", number: str = PHONE, **more: Any) -> dict[str, Any]:
    return {"call_sid": sid, "from": number, "to": "8008100000", "call_status": "in-progress", **more}


def speech(text: str = WORDS, sid: str = "v1") -> dict[str, Any]:
    said = {"is_final": True, "alternatives": [{"transcript": text, "confidence": 0.9}]}
    return body(sid, reason="speechDetected", speech=said)


def texts(verbs: Any) -> str:
    """Everything spoken."""
    return "".join(v.get("text") or v.get("say", {}).get("text", "") for v in verbs)


def kinds(verbs: Any) -> list[str]:
    """The verbs up to the one that waits; what is behind it is for a hook that fails."""
    names = [verb["verb"] for verb in verbs]
    last = next(at for at, name in enumerate(names) if name in ("gather", "dial", "redirect", "hangup"))
    return names[: last + 1]


def hook(verbs: Any) -> str:
    return str(next(verb["actionHook"] for verb in verbs if "actionHook" in verb))


@asynccontextmanager
async def doors(monkeypatch: pytest.MonkeyPatch, answer: Any = None, **values: Any) -> AsyncIterator[Doors]:
    core = CoreDouble()
    phone = PhoneDouble(core)
    wire(monkeypatch, core, settings(**{"voice_secret": SECRET, **values}))
    monkeypatch.setattr(bootstrap, "phone", lambda: phone)
    monkeypatch.setattr("channels.house.gateways", dict)
    async with running_bot(core, answer, Voice) as bot:
        yield Doors(bot, core, phone)
