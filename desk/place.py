"""What every handler of the desk needs, and the one way to do something that blocks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from sanic import Request

from desk.live import Live
from desk.sessions import Session, Sessions
from handoff.clock import Clock
from handoff.model import Person
from handoff.settings import Settings

if TYPE_CHECKING:
    from handoff.calendars import Calendars
    from handoff.casework import Casework
    from handoff.metrics import Metrics
    from handoff.numbers import Figuring
    from handoff.recordings import Recordings
    from handoff.records import Records
    from handoff.rotas import Rotas

T = TypeVar("T")
LONGEST_CALL_S = 10.0
THREADS = 16


@dataclass
class Place:
    """The parts of one desk, put together in `desk.app`."""

    casework: Casework
    settings: Settings
    clock: Clock
    sessions: Sessions
    live: Live
    health: Callable[[], dict[str, Any]]
    recordings: Recordings
    rotas: Rotas
    calendars: Calendars
    records: Records
    figuring: Figuring
    metrics: Metrics
    threads: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(THREADS, "desk"))

    async def call(self, work: Callable[..., T], *args: Any, **more: Any) -> T:
        """Do something that blocks in a thread; TimeoutError when it takes too long."""
        return await in_thread(self.threads, work, *args, **more)


async def in_thread(threads: ThreadPoolExecutor, work: Callable[..., T], *args: Any, **more: Any) -> T:
    """Run `work` beside the event loop, for a limited time."""
    loop = asyncio.get_running_loop()
    running = loop.run_in_executor(threads, lambda: work(*args, **more))
    try:
        return await asyncio.wait_for(running, LONGEST_CALL_S)
    except asyncio.TimeoutError as late:
        raise TimeoutError("a call of the desk took too long") from late


def place(request: Request) -> Place:
    """The desk that serves this request."""
    found: Place = request.app.ctx.desk
    return found


def me(request: Request) -> Person:
    """The signed-in person; the guard has made sure that there is one."""
    person: Person = request.ctx.person
    return person


def session(request: Request) -> Session | None:
    """The session of this request, if signed in."""
    found: Session | None = request.ctx.session
    return found


def from_htmx(request: Request) -> bool:
    """Whether htmx asks for a part of a page, not the browser for a whole one."""
    return request.headers.get("hx-request") == "true"


def here(request: Request) -> str:
    """The address of this page with its query."""
    return request.path + (f"?{request.query_string}" if request.query_string else "")
