"""What all channels of one bot process share: the turns, the way to the actions, and the health of it all."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

import sanic.app
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

from channels import fast_events, fast_graph, inside, model, quiet
from channels.base import OnNewMessage, Turns
from channels.gateways import gateways
from channels.post import PostOffice
from handoff import bootstrap
from porch.connection import Connection

log = logging.getLogger(__name__)
HEALTH_LIMIT_S = 3.0
REHEARSAL, REHEARSAL_LIMIT_S = "您好", 60.0
# All that comes in is small; a body beyond this is refused before it is read.
LARGEST_REQUEST = 64 * 1024
SLOWEST_REQUEST_S = 20
UNUSED_LINE_S = 30  # Rasa would keep it for two minutes


class House:
    """Joined by every channel's blueprint; the first one builds it."""

    def __init__(self, app: Sanic, on_new_message: OnNewMessage) -> None:
        self._app = app
        self.settings = bootstrap.settings()
        self.turns = Turns(
            on_new_message, bootstrap.intake, lambda: bootstrap.clock().now(), self.settings.turn_limit_s, self.ready
        )
        self.channels: dict[str, dict[str, Any]] = {}
        self.refusals: dict[str, Callable[[Exception], HTTPResponse]] = {}
        self._actions: dict[str, Any] = {"ok": False, "error": "no model"}
        self._furnished: object = None
        self._missing = model.MissingModel(model.asked_for)
        self._waiting: asyncio.Task[None] | None = None
        self._post: PostOffice | None = None
        self._posting: asyncio.Task[None] | None = None

    def ready(self) -> bool:
        """Whether there is a model. A model that was exchanged meanwhile gets its way to the actions first."""
        agent = getattr(self._app.ctx, "agent", None)
        if agent is None or not agent.is_ready():
            return False
        if agent is not self._furnished:
            self._furnish(agent)
        return True

    def _furnish(self, agent: Any) -> None:
        self._furnished = agent
        fast_graph.install(agent)
        fast_events.install(agent)
        try:
            inside.install(agent, self.settings.actions, self.settings.actions_port, self.settings.turn_limit_s)
        except Exception as error:
            # Each turn that needs an action then ends in the dead man's hand-off, and the health door says why.
            log.error("The actions cannot be reached: %s", quiet.places(error))
            self._actions = {"ok": False, "error": type(error).__name__}
        else:
            self._actions = {"ok": True, "where": self.settings.actions}

    async def start(self, app: Sanic, _loop: asyncio.AbstractEventLoop) -> None:
        """After the model is loaded, if it could be."""
        quiet.install()
        agent = getattr(app.ctx, "agent", None)
        if self.ready():
            await self._warm_up()
        elif agent is not None:
            log.error("There is no model: whoever writes is handed to a person at once")
            self._waiting = asyncio.create_task(self._missing.wait(agent, self.turns.threads, self._take_up))
        self._open_post_office()
        self.turns.start(getattr(app.state, "port", None))

    def _open_post_office(self) -> None:
        """Answers on vendors' channels leave from here as soon as they are there; the keeper would be a bit later."""
        served = gateways()
        if served:
            self._post = PostOffice(bootstrap.delivery, served, self.turns.threads)
            self.turns.told.append(self._post.wake)
            self._posting = asyncio.create_task(self._post.run())

    async def _take_up(self, agent: Any) -> None:
        """The model is there at last."""
        self._app.ctx.agent = agent
        if self.ready():
            await self._warm_up()
        log.info("The model is there")

    async def _warm_up(self) -> None:
        failure = await self.turns.rehearse(REHEARSAL, REHEARSAL_LIMIT_S)
        if failure:
            log.error("The rehearsal failed: %s", failure)
        # What is loaded by now stays; a full collection would walk through all of it, with everybody waiting.
        gc.collect()
        gc.freeze()

    async def stop(self, _app: Sanic, _loop: asyncio.AbstractEventLoop) -> None:
        """While the channels' own listeners may still need the core."""
        if self._waiting is not None:
            self._waiting.cancel()
        await self.turns.stop()
        if self._post is not None and self._posting is not None:
            self._posting.cancel()
            await self._post.stop()

    async def close(self, _app: Sanic, _loop: asyncio.AbstractEventLoop) -> None:
        """Last of all."""
        self.turns.threads.close()

    def refuse(self, request: Request, error: Exception) -> HTTPResponse | None:
        """A refusal in the language of the channel whose address it is; None leaves it to Sanic. On the app, because
        an address that does not exist belongs to no blueprint."""
        for prefix, refuse in self.refusals.items():
            if request.path.startswith(prefix):
                return refuse(error)
        return None

    def _model_state(self) -> dict[str, Any]:
        """Without sentence vectors everything still works, and somebody should know."""
        if not self.ready():
            return self._missing.state
        without = fast_graph.doing_without(self._app.ctx.agent)
        return {"ok": True, **({"without_vectors": without} if without else {})}

    async def health(self, _request: Request) -> HTTPResponse:
        """200 once the customer can be served in full. A keeper that stands still is an alarm here: the bot still
        gives a name and a time without it, and taking the bot away would not help anybody."""
        try:
            core = await self.turns.threads.call(bootstrap.health, limit_s=HEALTH_LIMIT_S)
        except Exception as error:
            log.error("The core could not say how it is: %s", quiet.places(error))
            core = {"database": {"ok": False, "error": type(error).__name__}}
        channels = {"ok": all(channel["ok"] for channel in self.channels.values()), **self.channels}
        model_state = self._model_state()
        parts: dict[str, Any] = {"model": model_state, "actions": self._actions, "channels": channels, **core}
        down = [name for name, part in parts.items() if not part["ok"]]
        ready = not set(down) - {"keeper"}
        body = {"ready": ready, "alarms": down, **parts}
        return json(body, status=200 if ready else 503, headers={"Cache-Control": "no-store"})


def join(app: Sanic, on_new_message: OnNewMessage) -> House:
    """The house of this app, built for the first channel that asks."""
    house = getattr(app.ctx, "house", None)
    if isinstance(house, House):
        return house
    house = app.ctx.house = House(app, on_new_message)
    # Rasa starts the server itself and has no place to name another protocol.
    sanic.app.HttpProtocol = Connection  # type: ignore[misc]
    app.config.REQUEST_MAX_SIZE = LARGEST_REQUEST
    app.config.REQUEST_TIMEOUT = SLOWEST_REQUEST_S
    app.config.KEEP_ALIVE_TIMEOUT = UNUSED_LINE_S
    app.config.ACCESS_LOG = False
    app.register_listener(house.start, "after_server_start")
    app.register_listener(house.stop, "before_server_stop")
    app.register_listener(house.close, "after_server_stop")
    app.error_handler.add(Exception, house.refuse)
    app.add_route(house.health, "/health/ready", name="health_ready")
    return house


class ChannelBlueprint(Blueprint):
    """A channel moves in when Rasa registers it, because some of what it needs stands outside its own prefix."""

    def __init__(
        self, name: str, on_new_message: OnNewMessage, move_in: Callable[[Sanic, House, Blueprint, str], None]
    ) -> None:
        super().__init__(name)
        self.ctx.on_new_message = on_new_message
        self.ctx.move_in = move_in

    def add_route(self, handler: Any, *where: Any, **how: Any) -> Any:
        """Sanic writes its marks on a handler, which a method of an object does not take."""

        @wraps(handler)
        def marked(*given: Any, **named: Any) -> Any:
            return handler(*given, **named)

        return super().add_route(marked, *where, **how)

    def register(self, app: Sanic, options: dict[str, Any]) -> None:
        house = join(app, self.ctx.on_new_message)
        self.ctx.move_in(app, house, self, (options.get("url_prefix") or "").rstrip("/") + "/")
        super().register(app, options)
