"""The two doors that a turn goes through: the product's web chat, and the REST channel of the stock recipe."""

from __future__ import annotations

import asyncio
import json
import uuid
from typing import Any

import aiohttp

PATIENCE_S = 30.0


class Failed(Exception):
    """A turn without the answer it should have had."""


class Silent(Failed):
    """The turn came to its end, but without a word."""


class WebChat:
    """A guest's session: messages go in by POST, answers are heard on its event stream, as the widget does it."""

    def __init__(self, http: aiohttp.ClientSession, base: str, token: str = "") -> None:
        self._http, self._base, self.key = http, f"{base}/webhooks/webchat", token
        self._heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._ear: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Open the session and begin to listen."""
        if not self.key:
            async with self._http.post(f"{self._base}/sessions", data=b"{}") as answer:
                self.key = (await answer.json())["token"]
        self._headers = {"Authorization": f"Bearer {self.key}"}
        listening = asyncio.Event()
        self._ear = asyncio.create_task(self._listen(listening))
        await asyncio.wait_for(listening.wait(), PATIENCE_S)

    async def _listen(self, listening: asyncio.Event) -> None:
        async with self._http.get(f"{self._base}/events", headers=self._headers) as stream:
            async for line in stream.content:
                listening.set()
                if line.startswith(b"data: "):
                    self._heard.put_nowait(json.loads(line[6:]))

    async def say(self, text: str) -> list[str]:
        """One turn: from the POST to the first answer behind this very message. Returns who made a promise in it."""
        name = uuid.uuid4().hex
        body = json.dumps({"id": name, "text": text}).encode()
        async with self._http.post(f"{self._base}/messages", data=body, headers=self._headers) as answer:
            await answer.read()
            if answer.status != 202:
                raise Failed(f"status {answer.status}")
        mine = False
        while True:
            message = await asyncio.wait_for(self._heard.get(), PATIENCE_S)
            mine = mine or message["id"] == name
            if mine and message["from"] != "customer":
                promise = message.get("promise")
                return [promise["made_by"]] if promise else []

    async def close(self) -> None:
        """Hang up."""
        if self._ear is not None:
            self._ear.cancel()
            await asyncio.gather(self._ear, return_exceptions=True)


class Rest:
    """Rasa's REST channel: the answer comes with the POST."""

    def __init__(self, http: aiohttp.ClientSession, base: str, sender: str = "") -> None:
        self._http, self._url, self.key = http, f"{base}/webhooks/rest/webhook", sender

    async def open(self) -> None:
        """A sender id is all there is."""
        self.key = self.key or uuid.uuid4().hex

    async def say(self, text: str) -> list[str]:
        """One turn. Raises Silent where nothing was said."""
        body = json.dumps({"sender": self.key, "message": text}).encode()
        async with self._http.post(self._url, data=body, headers={"Content-Type": "application/json"}) as answer:
            said = await answer.json()
            if answer.status != 200:
                raise Failed(f"status {answer.status}")
            if not any(one.get("text") for one in said):
                raise Silent("nothing was said")
        return []

    async def close(self) -> None:
        """Nothing to hang up."""


DOORS: dict[str, type[WebChat] | type[Rest]] = {"webchat": WebChat, "rest": Rest}
