"""A server that speaks the doors of the web chat, well or badly, as a test tells it to."""

from __future__ import annotations

import asyncio
import json
import threading
from collections import deque
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

STATIC = Path(__file__).parents[3] / "channels" / "webchat" / "static"
CSP = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:"
NOON = datetime(2026, 6, 5, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
CROSS_SITE = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Last-Event-ID",
}
CUT = "cut"


class WebchatDouble:
    """`refusals` are taken one for each POST of a message; CUT writes the message down and answers nothing."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []
        self.posts: list[tuple[str, str]] = []
        self.sessions: list[dict[str, Any]] = []
        self.streams: list[web.StreamResponse] = []
        self.resumed_from: list[str | None] = []
        self.streams_refused = 0
        self.refusals: deque[tuple[int, dict[str, str]] | str] = deque()
        self.valid = {"token-0"}
        self.identity_refused = False
        self.streaming = True
        self.loop = asyncio.new_event_loop()
        self.started = threading.Event()
        self.posted = threading.Condition()
        self.thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> WebchatDouble:
        self.thread.start()
        assert self.started.wait(10)
        return self

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self.loop).result(10)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)

    def say(self, text: str, sender: str = "bot", **more: Any) -> dict[str, Any]:
        """A message from the company, told to every open stream."""
        message = self._keep(f"m{len(self.messages)}", sender, text, **more)
        self.tell(message)
        return message

    def tell(self, message: dict[str, Any]) -> None:
        asyncio.run_coroutine_threadsafe(self._tell(message), self.loop).result(10)

    def until_posts(self, count: int) -> None:
        """Returns once so many messages were posted in all, refused ones too."""
        with self.posted:
            assert self.posted.wait_for(lambda: len(self.posts) >= count, timeout=20)

    def cut_streams(self) -> None:
        asyncio.run_coroutine_threadsafe(self._cut(), self.loop).result(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_until_complete(self._serve())
        self.started.set()
        self.loop.run_forever()
        self.loop.close()

    async def _close(self) -> None:
        await self._cut()
        await self.runner.cleanup()

    async def _serve(self) -> None:
        door = "/webhooks/webchat"
        app = web.Application(middlewares=[self._cross_site])
        app.router.add_post(f"{door}/sessions", self._session)
        app.router.add_post(f"{door}/messages", self._post)
        app.router.add_get(f"{door}/messages", self._list)
        app.router.add_get(f"{door}/events", self._events)
        app.router.add_get(f"{door}/ways", self._ways)
        app.router.add_get(f"{door}/page", self._page)
        app.router.add_get(f"{door}/widget.js", self._widget)
        app.router.add_static(f"{door}/static", STATIC)
        app.router.add_get("/other-site", self._other_site)
        self.runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self.runner.setup()
        site = web.TCPSite(self.runner, "127.0.0.1", 0)
        await site.start()
        self.port = self.runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{self.port}{door}"

    @web.middleware
    async def _cross_site(self, request: web.Request, handler: Any) -> web.StreamResponse:
        if request.method == "OPTIONS":
            return web.Response(headers=CROSS_SITE)
        answer: web.StreamResponse = await handler(request)
        if not answer.prepared:
            answer.headers.update(CROSS_SITE)
        return answer

    async def _ways(self, request: web.Request) -> web.Response:
        """Nothing to take up earlier matters with, as in a house without text messages."""
        return web.json_response({"code": False, "phone": False})

    async def _page(self, request: web.Request) -> web.FileResponse:
        return web.FileResponse(STATIC / "page.html", headers={"Content-Security-Policy": CSP})

    async def _widget(self, request: web.Request) -> web.FileResponse:
        return web.FileResponse(STATIC / "widget.js")

    async def _other_site(self, request: web.Request) -> web.Response:
        """The hostile page, with the tag pointing at the bot as another origin."""
        here = f'src="http://127.0.0.1:{self.port}/webhooks'
        page = (STATIC / "embed.html").read_text("utf-8").replace('src="/webhooks', here)
        return web.Response(text=page, content_type="text/html")

    async def _session(self, request: web.Request) -> web.Response:
        asked = await request.json()
        self.sessions.append(asked)
        if asked.get("identity") and self.identity_refused:
            return web.json_response({"error": "identity", "message": "登录信息无效。"}, status=401)
        token = f"token-{len(self.sessions)}"
        self.valid.add(token)
        return web.json_response({"token": token}, status=201)

    def _known(self, request: web.Request) -> bool:
        return request.headers.get("Authorization", "").removeprefix("Bearer ") in self.valid

    async def _post(self, request: web.Request) -> web.StreamResponse:
        if not self._known(request):
            return web.json_response({"error": "token", "message": "对话已过期。"}, status=401)
        body = await request.json()
        with self.posted:
            self.posts.append((body["id"], body["text"]))
            self.posted.notify_all()
        refusal = self.refusals.popleft() if self.refusals else None
        if isinstance(refusal, tuple):
            return web.json_response(refusal[1], status=refusal[0])
        if any(message["id"] == body["id"] for message in self.messages):
            return web.json_response({"id": body["id"]}, status=200)
        await self._tell(self._keep(body["id"], "customer", body["text"]))
        if refusal == CUT:
            assert request.transport is not None
            request.transport.abort()
        return web.json_response({"id": body["id"]}, status=202)

    def _keep(self, id_: str, sender: str, text: str, **more: Any) -> dict[str, Any]:
        at = (NOON + timedelta(seconds=len(self.messages))).isoformat()
        message = {"id": id_, "at": at, "from": sender, "text": text, **more}
        self.messages.append(message)
        return message

    def _after(self, last: str | None) -> list[dict[str, Any]]:
        ids = [message["id"] for message in self.messages]
        return self.messages[ids.index(last) + 1 :] if last in ids else list(self.messages)

    async def _list(self, request: web.Request) -> web.Response:
        if not self._known(request):
            return web.json_response({"error": "token", "message": "对话已过期。"}, status=401)
        return web.json_response({"messages": self._after(request.query.get("after"))})

    async def _events(self, request: web.Request) -> web.StreamResponse:
        if not self.streaming:
            self.streams_refused += 1
            return web.json_response({"error": "busy", "message": "稍后再试。"}, status=500)
        last = request.headers.get("Last-Event-ID")
        self.resumed_from.append(last)
        stream = web.StreamResponse(headers={"Content-Type": "text/event-stream", **CROSS_SITE})
        await stream.prepare(request)
        await stream.write(b": here\n\n")
        for message in self._after(last):
            await self._write(stream, message)
        self.streams.append(stream)
        while stream in self.streams:
            await asyncio.sleep(0.05)
        return stream

    async def _tell(self, message: dict[str, Any]) -> None:
        for stream in list(self.streams):
            await self._write(stream, message)

    async def _write(self, stream: web.StreamResponse, message: dict[str, Any]) -> None:
        try:
            await stream.write(f"id: {message['id']}\ndata: {json.dumps(message, ensure_ascii=False)}\n\n".encode())
        except ConnectionError:
            if stream in self.streams:
                self.streams.remove(stream)

    async def _cut(self) -> None:
        self.streams.clear()
