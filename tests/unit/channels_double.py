"""The core as the channels see it, in memory; and the bot's web server on a port of its own, without Rasa's model."""

from __future__ import annotations

import asyncio
import itertools
import socket
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from functools import cache
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import aiohttp
import jwt
import pytest
from rasa.core.channels.channel import InputChannel, UserMessage, register
from rasa.server import configure_cors
from sanic import Sanic
from sanic.touchup import TouchUp

from channels.webchat.connector import WebChat
from handoff import bootstrap
from handoff.clock import SetClock
from handoff.journal import Held
from handoff.model import SHANGHAI, Identity, Receipt, Refused, Turn
from handoff.settings import Settings

SECRET = "a secret of the site that is long enough"
NOW = datetime(2026, 6, 8, 10, 0, tzinfo=SHANGHAI)
PROMISE = {
    "case": "C1", "owner": "王敏", "title": "售后投诉专员", "due_at": "2026-06-08T15:20:00+08:00", "channel": "webchat",
    "made_by": "dialogue",
}  # fmt: skip
_names = itertools.count()
Answer = Callable[[UserMessage], Awaitable[None]]


class CoreDouble:
    """A journal, an outbox and a feed in memory."""

    def __init__(self, backlog: int = 20) -> None:
        self.backlog = backlog
        self.lock = threading.RLock()
        self.rows: list[dict[str, Any]] = []
        self.conversations: dict[tuple[str, str], str] = {}
        self.identities: list[Identity | None] = []
        self.leases: dict[str, str] = {}
        self.known: dict[str, dict[str, Any]] = {}
        self.dialogue: dict[str, dict[str, Any]] = {}
        self.dead: list[tuple[str, str]] = []
        self.broken: set[str] = set()
        self.begun: list[str] = []  # turns handed out with the receipt
        self.takes = 0
        self.gone: list[tuple[str, str]] = []
        self.told: list[str] = []
        self.speaks = "zh"

    def tongue(self, channel: str, address: str) -> str:
        self._check("tongue")
        return self.speaks

    def _check(self, what: str) -> None:
        if what in self.broken:
            raise RuntimeError(f"{what} is broken")

    def receive(
        self, channel: str, address: str, name: str, text: str, customer: Identity | None = None, source: str = "",
        worker: str = "", attachment: Any = None, event: bool = False,
    ) -> Receipt:  # fmt: skip
        with self.lock:
            self._check("receive")
            conversation = self.conversations.setdefault((channel, address), f"c{len(self.conversations)}")
            for row in self.rows:
                if (row["conversation"], row["sent_as"]) == (conversation, (source, name)):
                    return Receipt(str(row["number"]), conversation, False)
            if len([r for r in self.rows if r["conversation"] == conversation and r["waits"]]) >= self.backlog:
                raise Refused("backlog", "请稍等几秒再发。")
            self.identities.append(customer)
            taken = any(row["id"] == name for row in self.rows if row["conversation"] == conversation)
            number = self._add(conversation, f"{name}-{source}" if taken else name, "customer", text)
            self.rows[-1].update(waits=True, sent_as=(source, name), attachment=attachment, event=event)
            alone = sum(row["waits"] for row in self.rows if row["conversation"] == conversation) == 1
            if not worker or not alone or self.leases.get(conversation, worker) != worker:
                return Receipt(str(number), conversation, True)
            self.begun.append(str(number))
            return Receipt(str(number), conversation, True, self._take(conversation, worker))

    def _add(self, conversation: str, name: str, sender: str, text: str, **more: Any) -> int:
        number = len(self.rows) + 1
        row = {"number": number, "conversation": conversation, "id": name, "from": sender, "text": text, "more": more}
        self.rows.append(row | {"waits": False, "sent_as": None})
        return number

    def say(self, conversation: str, text: str, **more: Any) -> None:
        """A message of the company's, as another process would write it."""
        with self.lock:
            self._add(conversation, f"m{len(self.rows)}", "bot", text, **more)

    def take(self, conversation: str, worker: str) -> Turn | None:
        with self.lock:
            self._check("take")
            self.takes += 1
            return self._take(conversation, worker)

    def _take(self, conversation: str, worker: str) -> Turn | None:
        waiting = [row for row in self.rows if row["conversation"] == conversation and row["waits"]]
        if not waiting:
            return None
        if self.leases.setdefault(conversation, worker) != worker:
            raise Held
        known, dialogue = self.known.get(conversation, {}), self.dialogue.get(conversation, {})
        first = waiting[0]
        return Turn(str(first["number"]), conversation, "webchat", first["text"], NOW, dict(known), dict(dialogue),
                    len(waiting) > 1)  # fmt: skip

    def left(self, channel: str, address: str) -> None:
        with self.lock:
            self._check("left")
            self.gone.append((channel, address))

    def waits(self, conversation: str) -> bool:
        with self.lock:
            return any(row["waits"] for row in self.rows if row["conversation"] == conversation)

    def release(self, worker: str) -> None:
        with self.lock:
            self.leases = {c: w for c, w in self.leases.items() if w != worker}

    def note_delivered(self) -> None:
        return None

    def close(self, turn_id: str, texts: list[str], known: dict[str, Any], dialogue: dict[str, Any]) -> bool:
        with self.lock:
            self._check("close")
            row = self.rows[int(turn_id) - 1]
            if not row["waits"]:
                return False
            row["waits"] = False
            self.leases.pop(row["conversation"], None)
            self.known[row["conversation"]], self.dialogue[row["conversation"]] = known, dialogue
            for text in texts:
                self.say(row["conversation"], text)
            return True

    def dead_man(self, turn_id: str, by: str, reason: str) -> bool:
        with self.lock:
            self._check("dead_man")
            row = self.rows[int(turn_id) - 1]
            if not row["waits"]:
                return False
            row["waits"] = False
            self.leases.pop(row["conversation"], None)
            self.dead.append((row["text"], reason))
            self.say(row["conversation"], "王敏将于15:20前致电您", promise=PROMISE | {"made_by": "dead_man"})
            return True

    def unanswered(self, older_than_s: float = 0.0, worker: str | None = None) -> list[str]:
        with self.lock:
            waiting = [row["conversation"] for row in self.rows if row["waits"]]
            return list(dict.fromkeys(c for c in waiting if self.leases.get(c, worker) == worker))

    def conversation(self, channel: str, address: str) -> str | None:
        return self.conversations.get((channel, address))

    def messages(self, conversation: str, after: str | None = None) -> list[dict[str, Any]]:
        with self.lock:
            said = [row for row in self.rows if row["conversation"] == conversation]
            last = next((row["number"] for row in said if row["id"] == after), 0)
            shown = [row for row in said if row["number"] > last]
            return [{"at": NOW.isoformat()} | {k: r[k] for k in ("id", "from", "text")} | r["more"] for r in shown]

    def last_message(self) -> int:
        return len(self.rows)

    def conversations_after(self, number: int) -> tuple[int, set[str]]:
        with self.lock:
            return len(self.rows), {row["conversation"] for row in self.rows[number:]}

    def begun_after(self, number: int) -> set[str]:
        with self.lock:
            begun = {row["conversation"] for row in self.rows} - {row["conversation"] for row in self.rows[:number]}
            return {address for (_, address), one in self.conversations.items() if one in begun}

    def tell(self, conversation: str) -> None:
        self.told.append(conversation)

    def listen(self) -> None:
        return None


class Bot:
    """A running server and a client for it."""

    def __init__(self, app: Sanic, core: CoreDouble, http: aiohttp.ClientSession, url: str) -> None:
        self.app, self.core, self.http, self.url = app, core, http, url

    async def token(self, **claims: Any) -> str:
        """A session: a guest's, or that of somebody whom the site vouches for."""
        body = {"identity": jwt.encode(claims, SECRET, "HS256")} if claims else {}
        async with self.http.post(f"{self.url}/sessions", json=body) as answer:
            assert answer.status == 201, await answer.text()
            return str((await answer.json())["token"])

    async def post(self, token: str | None, body: Any = None, **how: Any) -> tuple[int, dict[str, Any]]:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        content = how or {"json": body}
        async with self.http.post(f"{self.url}/messages", headers=headers, **content) as answer:
            return answer.status, await answer.json()

    async def said(self, token: str, after: str = "") -> list[dict[str, Any]]:
        headers = {"Authorization": f"Bearer {token}"}
        async with self.http.get(
            f"{self.url}/messages", headers=headers, params={"after": after} if after else {}
        ) as answer:
            assert answer.status == 200, await answer.text()
            return list((await answer.json())["messages"])


async def until(fact: Callable[[], Any], limit_s: float = 5.0) -> None:
    """Wait for something to become true."""
    ends = asyncio.get_running_loop().time() + limit_s
    while not fact():
        assert asyncio.get_running_loop().time() < ends, "it never became true"
        await asyncio.sleep(0.005)


def settings(**values: Any) -> Settings:
    return Settings(_env_file=None, **{"webchat_secret": SECRET, "turn_limit_s": 1.0} | values)


def wire(monkeypatch: pytest.MonkeyPatch, core: CoreDouble, configured: Settings) -> None:
    """Put the double where the core is asked for."""
    well = {"database": {"ok": True}, "company": {"ok": True}, "keeper": {"ok": True, "age_s": 1.0}}
    monkeypatch.setattr(bootstrap, "settings", lambda: configured)
    monkeypatch.setattr(bootstrap, "intake", lambda: core)
    monkeypatch.setattr(bootstrap, "feed", lambda: core)
    monkeypatch.setattr(bootstrap, "clock", lambda: SetClock(NOW))
    monkeypatch.setattr(bootstrap, "health", lambda: well)


_touch_up = TouchUp.run


@cache
def _once() -> bool:
    return True


def _touch_up_once(app: Sanic) -> None:
    """Sanic rewrites its own methods when an app starts, which works once in a process."""
    if not _once.cache_info().currsize and _once():
        _touch_up(app)


class AgentDouble:
    """As much of Rasa's agent as a channel touches."""

    def __init__(self, answer: Answer) -> None:
        self.handle_message = answer
        self.action_endpoint = self.domain = None
        self.processor = SimpleNamespace()

    def is_ready(self) -> bool:
        return True


@asynccontextmanager
async def running_bot(
    core: CoreDouble, answer: Answer | None, *channels: type[InputChannel], at: str = "webchat"
) -> AsyncIterator[Bot]:
    """Channels (the web chat) on a loopback port, in an app made the way Rasa makes it; no `answer` means no model."""
    app = Sanic(f"bot_{next(_names)}", configure_logging=False)
    configure_cors(app, None)
    register([channel() for channel in channels or (WebChat,)], app, "/webhooks/")
    if answer is not None:
        app.ctx.agent = AgentDouble(answer)
    listening = socket.create_server(("127.0.0.1", 0))
    server = await app.create_server(sock=listening, return_asyncio_server=True, asyncio_server_kwargs={})
    assert server is not None
    with patch("sanic.app.TouchUp.run", _touch_up_once):
        await server.startup()
    await server.before_start()
    await server.after_start()
    try:
        async with aiohttp.ClientSession() as http:
            yield Bot(app, core, http, f"http://127.0.0.1:{listening.getsockname()[1]}/webhooks/{at}")
    finally:
        await server.before_stop()
        server.close()
        await server.after_stop()
