"""Puts the desk together. Importing this module opens nothing; `create_app` does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import count
from types import ModuleType
from typing import TYPE_CHECKING, Any

from sanic import Sanic

from desk import acts, entry, errors, guard, numbers, pages, papers, rota, sounds, subscription
from desk.live import Live
from desk.place import THREADS, Place, in_thread
from desk.render import STATIC
from desk.sessions import Sessions
from handoff.clock import Clock
from handoff.settings import Settings

if TYPE_CHECKING:
    from handoff.calendars import Calendars
    from handoff.casework import Casework
    from handoff.feed import Feed
    from handoff.metrics import Metrics
    from handoff.numbers import Figuring
    from handoff.recordings import Recordings
    from handoff.records import Records
    from handoff.rotas import Rotas

LARGEST_FORM = 256 * 1024
_number = count(1)  # Sanic wants a name of its own for every app of a process


def create_app(
    casework: Casework | None = None,
    feed: Feed | None = None,
    settings: Settings | None = None,
    clock: Clock | None = None,
    health: Callable[[], dict[str, Any]] | None = None,
    recordings: Recordings | None = None,
    rotas: Rotas | None = None,
    calendars: Calendars | None = None,
    records: Records | None = None,
    figuring: Figuring | None = None,
    metrics: Metrics | None = None,
) -> Sanic:
    """The desk's app. What is not given comes from `handoff.bootstrap`."""
    settings, clock = settings or _own().settings(), clock or _own().clock()
    threads = ThreadPoolExecutor(THREADS, "desk")
    live = Live(partial(in_thread, threads, (feed or _own().feed()).position))
    app = Sanic(f"desk{next(_number)}", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = LARGEST_FORM
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = 3.0
    app.ctx.desk = Place(
        casework or _own().casework(), settings, clock, Sessions(settings.desk_secret, clock), live,
        health or _own().health, recordings or _own().recordings(), rotas or _own().rotas(),
        calendars or _own().calendars(), records or _own().records(), figuring or _own().figuring(),
        metrics or _own().metrics(), threads,
    )
    app.static("/static", STATIC)
    app.register_middleware(guard.admit, "request")
    app.register_middleware(guard.finish, "response")
    for part in (errors, entry, pages, sounds, acts, rota, subscription, papers, numbers):
        part.register(app)
    app.register_listener(_start, "after_server_start")
    app.register_listener(_stop, "before_server_stop")
    return app


def _own() -> ModuleType:
    """Imported when something of it is needed: it brings the database's libraries with it."""
    from handoff import bootstrap

    return bootstrap


async def _start(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
    app.ctx.watching = loop.create_task(app.ctx.desk.live.watch())


async def _stop(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
    """Streams end by themselves, so that the server need not cut them."""
    app.ctx.desk.live.close()
    await app.ctx.watching
    app.ctx.desk.threads.shutdown(wait=False)
