"""The doors of the web chat, as the contract and docs/webchat-api.md describe them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Sanic
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse, json

from channels.base import OnNewMessage
from channels.house import ChannelBlueprint, House
from channels.quiet import places
from channels.webchat import gateway
from channels.webchat.assets import Assets
from channels.webchat.cors import Manners
from channels.webchat.gateway import FRESH, Refusal
from channels.webchat.joining import Joining
from channels.webchat.refusals import in_tongue
from channels.webchat.stream import Streams
from channels.webchat.tokens import CHANNEL, Session, Tokens, Untrusted
from channels.webchat.visitors import Visitors
from handoff import bootstrap
from handoff.model import Receipt, Refused

log = logging.getLogger(__name__)
SSE = FRESH | {"X-Accel-Buffering": "no"}
Door = Callable[..., Coroutine[Any, Any, HTTPResponse | None]]


class WebChat(InputChannel):
    """What `credentials.yml` names."""

    @classmethod
    def name(cls) -> str:
        return CHANNEL

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        return ChannelBlueprint(CHANNEL, on_new_message, move_in)


def move_in(app: Sanic, house: House, blueprint: Blueprint, prefix: str) -> None:
    """Put the web chat into the house."""
    manners = Manners(prefix, house.settings.webchat_origins)
    app.register_middleware(manners.headers, "response")
    house.refusals[prefix] = manners.refuse
    Doors(house).hang(blueprint)


def door(handler: Door) -> Door:
    """A handler of its own for Sanic, in which whatever breaks is logged without words and put in Chinese."""

    @wraps(handler)
    async def answer(request: Request, **kwargs: Any) -> HTTPResponse | None:
        try:
            return await handler(request, **kwargs)
        except SanicException:
            raise
        except Refusal as refusal:
            raise await in_tongue(refusal, request) from None
        except Refused as refused:
            raise gateway.refused(refused) from None
        except Untrusted:
            raise Refusal(401, "unauthorized", gateway.NO_SESSION) from None
        except Exception as error:
            log.error("A door failed: %s", places(error))
            raise gateway.of_status(503) from None

    return answer


class Doors:
    """What each door does."""

    def __init__(self, house: House) -> None:
        self._turns = house.turns
        self._call = house.turns.threads.call
        self._assets = Assets()
        self._streams = Streams(bootstrap.feed, house.turns.threads)
        house.turns.told.append(self._streams.tell)
        self._health = house.health
        self._visitors = Visitors(house.settings.webchat_sessions_per_minute, house.settings.webchat_proxies)
        self._joining = Joining(house, self._known, self._session)
        self._tokens: Tokens | None = None
        house.channels[CHANNEL] = {"ok": True}
        try:
            self._tokens = Tokens(house.settings.webchat_secret)
        except ValueError as error:
            log.error("The web chat stays shut: %s", error)
            house.channels[CHANNEL] = {"ok": False, "error": str(error)}

    def hang(self, blueprint: Blueprint) -> None:
        """Put the doors in."""
        doors: list[tuple[str, str, Door]] = [
            ("POST", "/sessions", self.sessions),
            ("POST", "/messages", self.send),
            ("GET", "/messages", self.messages),
            ("GET", "/events", self.events),
            ("GET", "/ways", self._joining.ways),
            ("POST", "/verifications", self._joining.verifications),
            ("POST", "/verifications/confirm", self._joining.confirm),
            ("GET", "/health", self._health),
            ("GET", "/page", self.page),
            ("GET", "/widget.js", self.widget),
            ("GET", "/static/<name:path>", self.static),
        ]
        for method, path, handler in doors:
            blueprint.add_route(door(handler), path, methods=[method], name=f"webchat_{handler.__name__}")
        for path in ("/sessions", "/messages", "/events", "/ways", "/verifications", "/verifications/confirm"):
            name = path[1:].replace("/", "_")
            blueprint.add_route(door(self.preflight), path, methods=["OPTIONS"], name=f"webchat_allows_{name}")
        blueprint.listener("after_server_start")(self.start)
        blueprint.listener("before_server_stop")(self.stop)

    async def start(self, _app: Sanic, _loop: asyncio.AbstractEventLoop) -> None:
        """Begin to look for what other processes say to customers."""
        self._streams.start()

    async def stop(self, _app: Sanic, _loop: asyncio.AbstractEventLoop) -> None:
        """End the streams, so that the server need not wait for them."""
        self._streams.stop()

    async def preflight(self, request: Request) -> HTTPResponse:
        """What it allows is in the headers, which `Manners` adds."""
        return HTTPResponse(status=204)

    async def sessions(self, request: Request) -> HTTPResponse:
        """A new session: for a customer whom the site vouches for, who has a code, or for a guest."""
        body = gateway.body_of(request.body)
        if "code" in body:
            return await self._joining.by_code(request, body["code"])
        identity = gateway.identity_of(body)
        tokens = self._known()
        if not identity:
            self._admit(request)
            return json({"token": tokens.guest()}, status=201, headers=FRESH)
        try:
            return json({"token": tokens.vouched(identity)}, status=201, headers=FRESH)
        except Untrusted:
            raise Refusal(401, "identity_refused", gateway.IDENTITY_REFUSED) from None

    async def send(self, request: Request) -> HTTPResponse:
        """A message: written down first, acknowledged then, answered after that."""
        session = self._session(request)
        name, text = gateway.message_of(gateway.body_of(request.body))

        taker = self._turns.taker

        def receive() -> Receipt:
            intake = bootstrap.intake()
            return intake.receive(CHANNEL, session.address, name, text, session.identity, session.id, taker)

        receipt = await self._call(receive)
        if receipt.new:
            self._turns.wake(receipt.conversation_id, receipt.turn)
            self._streams.wake(session.address)  # only a stream that waits for this first message listens here
        return json({"id": name}, status=202 if receipt.new else 200, headers=FRESH)

    async def messages(self, request: Request) -> HTTPResponse:
        """What was said, all of it or behind message `after`."""
        conversation_id = await self._conversation(self._session(request))
        after = gateway.place_of(request.args.get("after"))
        said = await self._said(conversation_id, after) if conversation_id else []
        return json({"messages": said}, headers=FRESH)

    async def events(self, request: Request) -> HTTPResponse | None:
        """The same, as it is said."""
        session = self._session(request)
        if request.stream is not None:
            request.stream.keep_alive = False  # when the stream ends, so does the connection
        response = await request.respond(headers=SSE, content_type="text/event-stream; charset=utf-8")
        last = gateway.place_of(request.headers.get("last-event-id"))
        await self._streams.send(response.send, session.address, lambda: self._conversation(session), self._said, last)
        return None

    async def page(self, request: Request) -> HTTPResponse:
        """The sample customer page."""
        return _found(self._assets.page(request))

    async def widget(self, request: Request) -> HTTPResponse:
        """The one script tag."""
        return _found(self._assets.widget(request))

    async def static(self, request: Request, name: str) -> HTTPResponse:
        """What page and widget load."""
        return _found(self._assets.file(request, name))

    async def _conversation(self, session: Session) -> str | None:
        return await self._call(lambda: bootstrap.intake().conversation(CHANNEL, session.address))

    async def _said(self, conversation_id: str, after: str | None) -> list[dict[str, Any]]:
        return await self._call(lambda: bootstrap.intake().messages(conversation_id, after))

    def _admit(self, request: Request) -> None:
        forwarded = ",".join(request.headers.getall("x-forwarded-for", []))
        if not self._visitors.admit(request.ip, forwarded, asyncio.get_running_loop().time()):
            raise Refusal(429, "too_many_sessions", gateway.TOO_MANY)

    def _known(self) -> Tokens:
        if self._tokens is None:
            raise gateway.of_status(503)
        return self._tokens

    def _session(self, request: Request) -> Session:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise Untrusted("no token")
        return self._known().session(token.strip())


def _found(answer: HTTPResponse | None) -> HTTPResponse:
    if answer is None:
        raise gateway.of_status(404)
    return answer
