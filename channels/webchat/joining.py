"""Doors for whoever was in touch before: by the code of a text message, or by a number of theirs that is confirmed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from sanic.request import Request
from sanic.response import HTTPResponse, json

from channels.gateways import gateways
from channels.house import House
from channels.webchat import gateway
from channels.webchat.gateway import Refusal
from channels.webchat.tokens import CHANNEL, Session, Tokens
from channels.webchat.visitors import Visitors
from handoff import bootstrap

# A person mistypes a few times; many people may share an address.
TRIES_PER_MINUTE, CODES_PER_MINUTE = 20, 10


class Joining:
    """Needs text messages: where none can be sent, nothing is offered."""

    def __init__(self, house: House, tokens: Callable[[], Tokens], session: Callable[[Request], Session]) -> None:
        self._call = house.turns.threads.call
        self._told = house.turns.told
        self._tokens, self._session = tokens, session
        self._offered = "sms" in gateways()
        self._abroad = house.settings.sms_vendor == "twilio"
        self._tries = Visitors(TRIES_PER_MINUTE, house.settings.webchat_proxies)
        self._codes = Visitors(CODES_PER_MINUTE, house.settings.webchat_proxies)

    async def ways(self, request: Request) -> HTTPResponse:
        """What the chat may offer."""
        return json({"code": self._offered, "phone": self._offered}, headers=gateway.FRESH)

    async def by_code(self, request: Request, code: Any) -> HTTPResponse:
        """A session for whoever has the code of a text message: the one they have, else a new one."""
        _admit(self._tries, request, "too_many_tries", gateway.TOO_MANY_TRIES)
        if request.headers.get("authorization"):
            session = self._session(request)
            token = request.headers["authorization"].partition(" ")[2].strip()
        else:
            token = self._tokens().guest()
            session = self._tokens().session(token)
        text = gateway.code_of(code)
        conversation_id = await self._call(lambda: bootstrap.binding().go_on(text, CHANNEL, session.address))
        self._tell(conversation_id)
        return json({"token": token}, status=201, headers=gateway.FRESH)

    async def verifications(self, request: Request) -> HTTPResponse:
        """Send a code to a number; the same answer whether anybody is known by it or not."""
        session = self._session(request)
        if not self._offered:
            raise Refusal(404, "not_offered", gateway.NOT_OFFERED)
        number = gateway.number_of(gateway.body_of(request.body), self._abroad)
        _admit(self._codes, request, "asked_too_often", gateway.TOO_MANY_CODES)
        self._tell(await self._call(lambda: bootstrap.binding().ask(number, CHANNEL, session.address)), session.address)
        return json({}, status=202, headers=gateway.FRESH)

    async def confirm(self, request: Request) -> HTTPResponse:
        """The code that came to the number."""
        session = self._session(request)
        _admit(self._tries, request, "too_many_tries", gateway.TOO_MANY_TRIES)
        text = gateway.code_of(gateway.body_of(request.body).get("code"))
        self._tell(await self._call(lambda: bootstrap.binding().confirm(text, CHANNEL, session.address)))
        return json({}, headers=gateway.FRESH)

    def _tell(self, *keys: str) -> None:
        """Wake the streams that listen to this, and the post office."""
        for told in self._told:
            for key in keys:
                told(key)


def _admit(visitors: Visitors, request: Request, code: str, words: str) -> None:
    forwarded = ",".join(request.headers.getall("x-forwarded-for", []))
    if not visitors.admit(request.ip, forwarded, asyncio.get_running_loop().time()):
        raise Refusal(429, code, words)
