"""A customer whose web chat does not give up: what got no answer is sent again with the same id, as the widget does."""

from __future__ import annotations

import threading
import time
from typing import Any

import httpx

from tests.drills.audit import Sent
from tests.drills.house import Standing

AGAIN_S = 0.1
PATIENCE_S = 60.0
# 408, 429, 503: the door says itself that it is worth trying again.
LATER = (408, 429, 500, 503)


class Steadfast:
    """One customer. `sent` is what was ever tried; `waits` is how long each of it waited for its answer; `nobody_there`
    is set whenever there was nobody to take it."""

    def __init__(
        self, house: Standing, patience_s: float = PATIENCE_S, nobody_there: threading.Event | None = None
    ) -> None:
        self.house = house
        self.nobody_there = nobody_there or threading.Event()
        self.waits: list[float] = []
        self.tries = 0
        self._patience_s = patience_s
        self._http = house.client(f"{house.bot}/webhooks/webchat")
        self._http.headers["Authorization"] = f"Bearer {self._asked('POST', '/sessions', json={})['token']}"
        self.sent = Sent(self, [])

    @property
    def authorized(self) -> dict[str, str]:
        """What opens this customer's conversation at any bot's door."""
        return {"Authorization": self._http.headers["Authorization"]}

    def messages(self) -> list[dict[str, Any]]:
        """The whole conversation."""
        return list(self._asked("GET", "/messages")["messages"])

    def says(self, text: str) -> bool:
        """Send a message until it is acknowledged, then wait for its answer; False where none came."""
        name = f"m{len(self.sent.messages) + 1}"
        self.sent.messages.append((name, text))
        began = time.monotonic()
        self._asked("POST", "/messages", json={"id": name, "text": text})
        answered = self._answer(name, began + self._patience_s)
        self.waits.append(time.monotonic() - began)
        return answered

    def post(self, name: str, text: str) -> int:
        """One attempt to send a message; 0 where the connection broke."""
        try:
            return self._http.post("/messages", json={"id": name, "text": text}).status_code
        except httpx.TransportError:
            return 0

    def promises(self) -> list[dict[str, Any]]:
        """What was promised, as the customer reads it."""
        return [m["promise"] for m in self.messages() if "promise" in m]

    def _answer(self, name: str, end: float) -> bool:
        while time.monotonic() < end:
            talk = self.messages()
            mine = [number for number, m in enumerate(talk) if m["id"] == name]
            if mine and any(m["from"] != "customer" for m in talk[mine[0] :]):
                return True
            time.sleep(0.03)
        return False

    def _asked(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        end = time.monotonic() + self._patience_s
        while True:
            self.tries += 1
            try:
                answer = self._http.request(method, path, **options)
                if answer.status_code not in LATER:
                    assert answer.is_success, (answer.status_code, answer.text)
                    return dict(answer.json())
            except httpx.TransportError:
                answer = None
                self.nobody_there.set()
            assert time.monotonic() < end, f"{path}: {answer and answer.status_code}"
            time.sleep(AGAIN_S)
