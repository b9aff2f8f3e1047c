"""A bot with Twilio's doors, behind which the answers are put in, and Twilio's side of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlencode

import pytest

from channels.voice.connector import Voice
from channels.voice.steps import Told, Unknown
from channels.voice.verbs import (
    Ask,
    Event,
    Over,
    Ringing,
)
from stubs.twilio import Twilio
from stubs.twilio_calls import TwilioCall
from tests.unit.channels_double import CoreDouble, running_bot, settings, wire

PUBLIC, ACCOUNT, TOKEN = "https://care.example.cn", "AC00000000000000000000000000000001", "a token of the stub"
SET_UP: dict[str, Any] = {"voice_twilio_token": TOKEN, "voice_twilio_account": ACCOUNT, "public_url": PUBLIC}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class StepsDouble:
    """Answers that were put in, one a step; the same step again hears the same."""

    def __init__(self) -> None:
        self.answers: list[Any] = [(Ask("请问是什么事？", most=1),)]
        self.said: dict[int, Told] = {}
        self.came: list[Any] = []
        self.broken: Exception | None = None
        self.away = AwayDouble()

    def _told(self, step: int) -> Told:
        number = len(self.said)
        answer = self.answers[min(number, len(self.answers) - 1)]
        return self.said.setdefault(step, Told(answer, "c1", number + 1))

    async def ring(self, came: Ringing) -> Told:
        self._check()
        if 0 not in self.said:
            self.came.append(came)
        return self._told(0)

    async def step(self, call_id: str, step: int, vendor_id: str, event: Event) -> Told:
        self._check()
        if call_id != "c1":
            raise Unknown
        if step not in self.said:
            self.came.append(event)
        return self._told(step)

    async def over(self, ended: Over) -> None:
        self._check()
        self.came.append(ended)

    def _check(self) -> None:
        if self.broken is not None:
            raise self.broken


class AwayDouble:
    """Nobody needs to be rung."""

    async def prepare(self, *_: object) -> None:
        return None

    stop = prepare


class Standing:
    """A bot with these doors, and Twilio's side of it."""

    def __init__(self, http: Any, url: str, steps: StepsDouble) -> None:
        self.http, self.steps = http, steps
        self.cloud = Twilio(bot=url.partition("/webhooks")[0], public_url=PUBLIC)
        self.caller = TwilioCall(self.cloud, pause_s=0)

    async def does(self, what: Callable[..., Any], *given: Any, **named: Any) -> Any:
        """What the caller does, beside the server's own loop."""
        return await asyncio.get_running_loop().run_in_executor(None, lambda: what(*given, **named))

    async def post(self, path: str, fields: dict[str, str], **how: Any) -> int:
        """A request made by hand; signed unless it brings headers."""
        body = how.pop("body", urlencode(fields).encode())
        headers = how.pop("headers", FORM | {"X-Twilio-Signature": self.cloud.signature(PUBLIC + path, fields)})
        alone = {**headers, "Connection": "close"}  # what is refused unread is the last of its connection
        async with self.http.post(self.cloud.bot + path, data=body, headers=alone) as answer:
            return int(answer.status)


@asynccontextmanager
async def line(monkeypatch: pytest.MonkeyPatch, **values: Any) -> AsyncIterator[Standing]:
    core = CoreDouble()
    wire(monkeypatch, core, settings(**{**SET_UP, **values}))
    monkeypatch.setattr("channels.house.gateways", dict)
    steps = StepsDouble()
    monkeypatch.setattr("channels.voice.connector.Steps", lambda *_: steps)
    async with running_bot(core, None, Voice, at="voice") as bot:
        yield Standing(bot.http, bot.url, steps)
