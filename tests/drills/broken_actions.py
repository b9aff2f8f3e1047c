"""Actions that fail in every way, and an action server that does.

Which way, the order number in the customer's message says: its last two digits count the names of WAYS. So one house is
struck by all of them at once.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

from tests.drills.record import LONG

# Longer than the keeper waits, which it does half as long in the short form.
BLOCKS_S = 10.0 if LONG else 6.0
HANGS_S = 60.0
_ORDER = re.compile(r"YL202603(\d\d)")


def _raises(_dispatcher: Any) -> Any:
    raise RuntimeError("a broken action")


async def _hangs(_dispatcher: Any) -> Any:
    await asyncio.sleep(HANGS_S)


def _blocks(_dispatcher: Any) -> Any:
    time.sleep(BLOCKS_S)


def _megabyte(dispatcher: Any) -> Any:
    dispatcher.utter_message(text="好" * 350_000)
    return []


def _nonsense_to_remember(dispatcher: Any) -> Any:
    dispatcher.utter_message(text="好的，请问还有什么事？")
    known = {"wish": 7, "phone": ["x"], "severity": "??", "asked": 3, "intent": {}, "threat": 1, "declined": "no",
             "misunderstood": "many", "order_number": {"a": 1}, "cost": [], "turn": 1, "repeat": "x"}  # fmt: skip
    return [{"event": "slot", "timestamp": None, "name": "known", "value": known}]


WAYS: dict[str, Callable[[Any], Any]] = {
    "raises": _raises,
    "hangs": _hangs,
    "answers nothing": lambda _: None,
    "answers a dictionary": lambda _: {"a": 1},
    "answers a text": lambda _: "done",
    "answers a number": lambda _: 5,
    "answers a generator": lambda _: (event for event in [{"event": "slot"}]),
    "answers unknown events": lambda _: [{"event": "nonsense"}],
    "answers half an event": lambda _: [{"event": "slot"}],
    "answers for other slots": lambda _: [{"event": "slot", "timestamp": None, "name": "nobody's", "value": 1}],
    "forgets everything": lambda _: [{"event": "slot", "timestamp": None, "name": "known", "value": None}],
    "answers a megabyte": _megabyte,
    "leaves nonsense to remember": _nonsense_to_remember,
    "blocks everybody": _blocks,
}


def complaint(way: int) -> str:
    """What a customer writes whose hand-off is to fail in this way."""
    return f"热水器漏水没人管，我要投诉，订单号YL202603{way:02}55，电话13800138000"


def _way(text: str) -> int | None:
    found = _ORDER.search(text)
    return int(found.group(1)) if found else None


def install() -> None:
    """Change for a bot, or for an action server: the hand-off fails as its customer's order number says."""
    from actions.form import ActionHandOff

    well = ActionHandOff.run

    async def run(self: Any, dispatcher: Any, tracker: Any, domain: dict[str, Any]) -> Any:
        way = _way(str((tracker.latest_message or {}).get("text", "")))
        if way is None or way >= len(WAYS):
            return await well(self, dispatcher, tracker, domain)
        answer = list(WAYS.values())[way](dispatcher)
        return await answer if asyncio.iscoroutine(answer) else answer

    ActionHandOff.run = run  # type: ignore[method-assign]


# What a server in the place of the action server says: status, kind, body.
SERVED: dict[str, tuple[int, str, bytes]] = {
    "status 500": (500, "application/json", b'{"error": "x"}'),
    "status 404": (404, "text/plain", b"no such thing"),
    "status 400 without a name": (400, "application/json", b"[]"),
    "a page": (200, "text/html", "<html>正在维护</html>".encode()),
    "broken JSON": (200, "application/json", b'{"events": ['),
    "null": (200, "application/json", b"null"),
    "a list": (200, "application/json", b"[1, 2]"),
    "events that are a number": (200, "application/json", b'{"events": 5, "responses": []}'),
    "events of nobody": (200, "application/json", b'{"events": [{"event": "nonsense"}], "responses": []}'),
    "half an answer": (200, "application/json", b'{"events": []'),
    "bytes": (200, "application/octet-stream", bytes(range(256)) * 40),
}


class Impostor(BaseHTTPRequestHandler):
    """Answers each action call in the way that the customer's order number says; hangs where it says nothing."""

    def do_POST(self) -> None:
        call = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        way = _way(str((call["tracker"].get("latest_message") or {}).get("text", "")))
        if way is None or way >= len(SERVED):
            self.server.over.wait(HANGS_S)  # type: ignore[attr-defined]
            return
        status, kind, body = list(SERVED.values())[way]
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body) + (way == list(SERVED).index("half an answer"))))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing: what it is sent are customers' words."""


class ServedBadly:
    """That server, while the block lasts."""

    def __init__(self, port: int) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", port), Impostor)
        self._server.daemon_threads = True
        self._server.over = Event()  # type: ignore[attr-defined]

    def __enter__(self) -> ServedBadly:
        Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.over.set()  # type: ignore[attr-defined]
        self._server.shutdown()
        self._server.server_close()
