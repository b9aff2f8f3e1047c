"""The doors of telephone applications: docs/channels/voice.md says which address goes where."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Sanic
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse, empty

from channels.base import OnNewMessage
from channels.house import ChannelBlueprint, House
from channels.quiet import places
from channels.voice import setup
from channels.voice.applications import Application, JambonzCalls
from channels.voice.audio import Audio
from channels.voice.steps import Foreign, NotYet, Steps, Unknown
from channels.voice.twilio_doors import TwilioCalls
from channels.voice.verbs import Over, Unreadable

log = logging.getLogger(__name__)
CHANNEL = "voice"
# https://docs.jambonz.org/verbs/verbs/overview: anything but 200 ends the verb, and those behind it go on
UNREADABLE, FOREIGN, UNKNOWN, NOT_YET, FAILED = 400, 403, 404, 409, 503
Handler = Callable[..., Coroutine[Any, Any, HTTPResponse]]


class Voice(InputChannel):
    """What `credentials.yml` names."""

    @classmethod
    def name(cls) -> str:
        return CHANNEL

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        return ChannelBlueprint(CHANNEL, on_new_message, move_in)


def move_in(app: Sanic, house: House, blueprint: Blueprint, prefix: str) -> None:
    """Put the channel into the house, where it is set up at all."""
    settings = house.settings
    if not settings.voice_secret and not settings.voice_twilio_token:
        return
    applications: list[Application] = [JambonzCalls(settings)] if settings.voice_secret else []
    applications += [TwilioCalls(settings)] if setup.twilio_is_set_up(settings) else []
    house.refusals[prefix] = refuse
    audio = Audio(settings, house.turns.threads)
    steps = Steps(house, audio.address)
    for listener in (audio.start, steps.away.prepare):
        blueprint.listener("after_server_start")(listener)
    for listener in (audio.stop, steps.away.stop):
        blueprint.listener("before_server_stop")(listener)
    for application in applications:
        Doors(application, steps, prefix).hang(blueprint)
    why = [*setup.wrong(settings), *audio.wrong]
    for reason in why:
        log.error("Calls: %s", reason)
    house.channels[CHANNEL] = {"ok": not why, **({"error": "; ".join(why)} if why else {})}


def refuse(error: Exception) -> HTTPResponse:
    """A refusal without words."""
    return empty(status=error.status_code if isinstance(error, SanicException) else FAILED)


class Doors:
    """The doors of one telephone application."""

    def __init__(self, application: Application, steps: Steps, prefix: str) -> None:
        self._application = application
        self._steps = steps
        self._prefix = prefix.rstrip("/") + application.path

    def hang(self, blueprint: Blueprint) -> None:
        """Put them in."""
        path, name = self._application.path, self._application.name
        doors = {"call": self.call, "status": self.status}
        for door, handler in doors.items():
            blueprint.add_route(self._guarded(handler), f"{path}/{door}", methods=["POST"], name=f"{name}_{door}")
        hook = f"{path}/{self._application.hooks}<call_id:str>/<step:int>"
        blueprint.add_route(self._guarded(self.step), hook, methods=["POST"], name=f"{name}_step")

    def _guarded(self, handler: Handler) -> Handler:
        async def guarded(request: Request, **named: object) -> HTTPResponse:
            try:
                return self._application.refusal(request) or await handler(request, **named)
            except Unreadable:
                return empty(status=UNREADABLE)
            except Foreign:
                return empty(status=FOREIGN)
            except Unknown:
                return empty(status=UNKNOWN)
            except NotYet:
                return empty(status=NOT_YET)
            except Exception as error:
                log.error("A door of the telephone failed: %s", places(error))
                return empty(status=FAILED)

        return guarded

    async def call(self, request: Request) -> HTTPResponse:
        """A call begins, or was over before it began."""
        came = self._application.ringing(request)
        if isinstance(came, Over):
            await self._steps.over(came)
            return self._application.noted()
        told = await self._steps.ring(came)
        return self._application.answer(request, told.answer, self._hook(told.call_id, told.step))

    async def step(self, request: Request, call_id: str, step: int) -> HTTPResponse:
        """What happened at a step, also where the caller hung up over it: both count, in this order."""
        (vendor_id, event), ended = self._application.event(request), self._application.over(request)
        told = await self._steps.step(call_id, step, vendor_id, event)
        if ended is not None:
            await self._steps.over(ended)
        return self._application.answer(request, told.answer, self._hook(told.call_id, told.step))

    async def status(self, request: Request) -> HTTPResponse:
        """A call has ended, perhaps."""
        ended = self._application.over(request)
        if ended is not None:
            await self._steps.over(ended)
        return self._application.noted()

    def _hook(self, call_id: str, step: int) -> str:
        return f"{self._prefix}/{self._application.hooks}{call_id}/{step}"
