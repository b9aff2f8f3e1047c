"""The telephone applications that may ring: who is let in, what a request means, and how they are answered."""

from __future__ import annotations

import base64
import binascii
import hmac
from typing import Protocol

from sanic.request import Request
from sanic.response import HTTPResponse, empty, json

from channels.voice import jambonz
from channels.voice.setup import voice_of
from channels.voice.verbs import Answer, Event, Over, Ringing
from handoff.settings import Settings

USER = "voice"
UNNAMED, WRONG = 401, 403


class Application(Protocol):
    """One of them. `path` stands behind the channel's own, `hooks` before a call's name."""

    name: str
    path: str
    hooks: str

    def refusal(self, request: Request) -> HTTPResponse | None: ...

    def ringing(self, request: Request) -> Ringing | Over: ...

    def event(self, request: Request) -> tuple[str, Event]: ...

    def over(self, request: Request) -> Over | None: ...

    def answer(self, request: Request, answer: Answer, hook: str) -> HTTPResponse: ...

    def noted(self) -> HTTPResponse: ...


class JambonzCalls:
    """Jambonz, and whatever speaks as it does."""

    name, path, hooks = "jambonz", "", "call/"

    def __init__(self, settings: Settings) -> None:
        self._login = f"{USER}:{settings.voice_secret}".encode()
        self._voice = voice_of(settings)

    def refusal(self, request: Request) -> HTTPResponse | None:
        """Who names nobody is asked to (401); who names somebody else is not asked again (403)."""
        kind, _, said = request.headers.get("authorization", "").partition(" ")
        if kind.lower() != "basic":
            return empty(status=UNNAMED, headers={"WWW-Authenticate": 'Basic realm="voice"'})
        return None if hmac.compare_digest(_decoded(said), self._login) else empty(status=WRONG)

    def ringing(self, request: Request) -> Ringing | Over:
        return jambonz.ringing(jambonz.body_of(request.body))

    def event(self, request: Request) -> tuple[str, Event]:
        body = jambonz.body_of(request.body)
        return jambonz.vendor_id(body), jambonz.event(body, request.query_string)

    def over(self, request: Request) -> Over | None:
        return jambonz.over(jambonz.body_of(request.body))

    def answer(self, request: Request, answer: Answer, hook: str) -> HTTPResponse:
        return json(jambonz.render(answer, hook, self._voice), ensure_ascii=False)

    def noted(self) -> HTTPResponse:
        return json([])


def _decoded(said: str) -> bytes:
    try:
        return base64.b64decode(said.strip().encode("ascii"), validate=True)
    except (binascii.Error, ValueError):
        return b""
