"""What all stub clouds have in common: a web server in a thread of its own, what was asked of it, and wrong answers."""

from __future__ import annotations

import asyncio
import threading
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]
STOP_S = 5.0


@dataclass
class Asked:
    """One request that came in."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes


@dataclass
class Cloud:
    """Subclasses give `routes`; whoever uses one reads `asked`, and may put wrong answers in `next_answers` by path:
    a web.Response, a number of seconds to hang, or an exception where the connection breaks off."""

    asked: list[Asked] = field(default_factory=list)
    next_answers: dict[str, deque[Any]] = field(default_factory=lambda: defaultdict(deque))
    port: int = 0

    def routes(self) -> list[web.AbstractRouteDef]:
        """What this vendor answers."""
        raise NotImplementedError

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    def answers_next(self, path: str, *answers: Any) -> None:
        """The next requests to this path get these answers instead of the proper one."""
        self.next_answers[path].extend(answers)

    def asked_at(self, path: str) -> list[Asked]:
        """The requests to this path so far."""
        return [one for one in self.asked if one.path == path]

    def start(self) -> Cloud:
        """Listen on a free port of loopback; returns once it does."""
        self._loop = asyncio.new_event_loop()
        listening = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=(listening,), name=type(self).__name__, daemon=True)
        self._thread.start()
        if not listening.wait(STOP_S):
            raise TimeoutError(f"{type(self).__name__} does not listen")
        return self

    def stop(self) -> None:
        """Hang up."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(STOP_S)

    def _serve(self, listening: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._open(listening))
        self._loop.run_forever()
        self._loop.run_until_complete(self._close())
        self._loop.close()

    async def _close(self) -> None:
        """Whoever still hangs is let go."""
        await self._runner.cleanup()
        hanging = asyncio.all_tasks() - {asyncio.current_task()}
        for task in hanging:
            task.cancel()
        await asyncio.gather(*hanging, return_exceptions=True)

    async def _open(self, listening: threading.Event) -> None:
        app = web.Application(middlewares=[self._middleware()], client_max_size=2**24)
        app.add_routes(self.routes())
        self._runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        listening.set()

    def _middleware(self) -> Any:
        @web.middleware
        async def noted(request: web.Request, handler: Answer) -> web.StreamResponse:
            body = await request.read()
            self.asked.append(Asked(request.method, request.path, dict(request.query), dict(request.headers), body))
            wrong = self.next_answers[request.path]
            if not wrong:
                return await handler(request)
            instead = wrong.popleft()
            if isinstance(instead, (int, float)):
                await asyncio.sleep(instead)
                return await handler(request)
            if isinstance(instead, Exception):
                if request.transport is not None:
                    request.transport.abort()
                return web.Response(status=500)
            return instead

        return noted
