"""A bot that answers by heart, so that the telephones and the gateway can be tried without the product."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any

from aiohttp import BasicAuth, WSMsgType, web

from tests.acceptance.talking import until
from tests.calls.hooks import Door

SECRET = "a secret of the stand-in"
Answer = Callable[[dict[str, Any]], list[dict[str, Any]]]


class StandIn:
    """`answers` gives the verbs for each path; every body that came is in `came`."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.came: list[tuple[str, dict[str, Any]]] = []
        self.refusals = 0
        self.frames: list[bytes] = []
        self.first: dict[str, Any] = {}
        self.port = 0
        self._thread = threading.Thread(target=lambda: asyncio.run(self._listen()), daemon=True)
        self._thread.start()
        until(lambda: self.port, "the stand-in to listen", 5)

    @property
    def door(self) -> Door:
        """Where a line asks it."""
        base = f"http://127.0.0.1:{self.port}"
        return Door(f"{base}/webhooks/voice/call", f"{base}/webhooks/voice/status", SECRET)

    def bodies(self, path: str) -> list[dict[str, Any]]:
        """What came to one path."""
        return [body for there, body in self.came if there == path]

    def close(self) -> None:
        """Stop listening."""
        self._loop.call_soon_threadsafe(self._closing.set)
        self._thread.join(5)

    async def _listen(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._closing = asyncio.Event()
        app = web.Application()
        app.router.add_post("/{path:.*}", self._hook)
        app.router.add_get("/listen", self._stream)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.port = runner.addresses[0][1]
        await self._closing.wait()
        await runner.cleanup()

    async def _hook(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != BasicAuth("voice", SECRET).encode():
            return web.json_response({"error": "unauthorised"}, status=401)
        if self.refusals:
            self.refusals -= 1
            return web.json_response({"error": "later"}, status=503)
        body = await request.json()
        self.came.append((request.path, body))
        answer = self.answers.get(request.path)
        return web.json_response(answer(body) if answer else [])

    async def _stream(self, request: web.Request) -> web.WebSocketResponse:
        there = web.WebSocketResponse(protocols=("audio.jambonz.org",))
        await there.prepare(request)
        async for message in there:
            if message.type is WSMsgType.TEXT:
                self.first = message.json()
            elif message.type is WSMsgType.BINARY:
                self.frames.append(message.data)
        return there
