"""`listen`: the caller's voice to a websocket, as https://docs.jambonz.org/verbs/verbs/listen has it."""

from __future__ import annotations

import asyncio
import json
import queue
import threading
from typing import Any

import aiohttp

from tests.calls.sound import Samples

PROTOCOL = "audio.jambonz.org"
END_S = 5.0


class Stream:
    """One connection: a text frame that says which call, then frames of 16 bit sound until it is closed."""

    def __init__(self, url: str, first: dict[str, Any], login: aiohttp.BasicAuth | None) -> None:
        self.frames, self.failure = 0, ""
        self._waiting: queue.Queue[bytes | None] = queue.Queue()
        self._thread = threading.Thread(target=self._run, args=(url, first, login), daemon=True)
        self._thread.start()

    def send(self, samples: Samples) -> None:
        """Some more of what the caller says."""
        if len(samples):
            self._waiting.put(samples.tobytes())

    def close(self) -> None:
        """Everything is sent, then the connection is closed."""
        self._waiting.put(None)
        self._thread.join(END_S)

    def _run(self, url: str, first: dict[str, Any], login: aiohttp.BasicAuth | None) -> None:
        try:
            asyncio.run(self._talk(url, first, login))
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            self.failure = type(error).__name__

    async def _talk(self, url: str, first: dict[str, Any], login: aiohttp.BasicAuth | None) -> None:
        async with aiohttp.ClientSession(auth=login) as session, session.ws_connect(url, protocols=[PROTOCOL]) as there:
            await there.send_str(json.dumps(first))
            while (frame := await asyncio.to_thread(self._waiting.get)) is not None:
                await there.send_bytes(frame)
                self.frames += 1
