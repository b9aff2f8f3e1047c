"""WeCom's side of a house over a real database and the stub of WeCom's cloud, without Rasa and Sanic."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

import pytest

from channels.threads import Threads
from channels.wecom import inbox, puller
from channels.wecom.api import Api
from channels.wecom.inbox import Inbox
from channels.wecom.puller import Puller
from channels.wecom.sender import Sender
from channels.wecom.state import SessionState
from stubs.wecom import WeComCloud
from tests.core.small import House, house, prepare

ACCOUNT, CUSTOMER = "wk1", "wm1"
ADDRESS = f"{ACCOUNT}:{CUSTOMER}"
CHAT = ("wecom", ADDRESS)


@dataclass
class Side:
    """Core and cloud, and what stands between them."""

    core: House
    cloud: WeComCloud
    threads: Threads = field(default_factory=Threads)
    woken: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.api = Api(self.cloud.url, self.cloud.corp_id, self.cloud.secret, lambda: self.core.vendors)
        self.state = SessionState(self.api, lambda: self.core.sessions, self.threads)
        self.sender = Sender(self.api, self.state)
        turns: Any = SimpleNamespace(threads=self.threads, taker="", wake=lambda one, _turn: self.woken.append(one))
        self.inbox = Inbox(self.api, self.state, turns)
        self.puller = Puller(self.api, self.inbox, self.threads)

    def texts(self, sender: str = "customer") -> list[str]:
        """What the journal holds, in order."""
        return [m["text"] for m in self.core.rows("messages") if m["sender"] == sender]

    async def fetch(self, token: str = "") -> None:
        """As after a push, until nothing is under way."""
        await self.puller.news(ACCOUNT, token)
        await self.idle()

    async def idle(self) -> None:
        """Until nobody fetches."""
        await until(lambda: not self.puller._at_work)

    async def promised(self) -> dict[str, Any]:
        """A complaint of the customer's, fetched and handed off; returns the promise."""
        self.cloud.says(ACCOUNT, CUSTOMER, "洗衣机坏了没人管")
        await self.fetch()
        conversation = self.core.intake.conversation(*CHAT)
        assert conversation
        turn = self.core.intake.take(conversation, "bot")
        assert turn is not None
        self.core.intake.hand_off(turn.id, {**turn.known, "intent": "complaint"})
        return self.core.promises()[-1]

    async def post(self) -> list[str]:
        """Send what waits; says what came of each letter."""
        ended = []
        for way in self.core.delivery.pending({"wecom"}):
            while (letter := self.core.delivery.claim(*way)) is not None:
                try:
                    self.core.delivery.sent(letter, await self.sender.send(letter))
                    ended.append("sent")
                except Exception as why:
                    self.core.delivery.failed(letter, why)  # type: ignore[arg-type]
                    ended.append(f"{type(why).__name__} {why}")
        await until(lambda: not self.sender._under_way)
        return ended


async def until(done: Callable[[], bool]) -> None:
    """Wait for what runs beside the test."""
    for _ in range(500):
        if done():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("waited in vain")


@cache
def _prepared() -> TemporaryDirectory[str]:
    """A database to copy, as preparing one takes longer than most tests."""
    folder = TemporaryDirectory()
    prepare(f"sqlite:///{folder.name}/y.db")
    return folder


def side_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Side:
    """A new house whose cloud is up; whoever asks for it takes it down."""
    shutil.copy(f"{_prepared().name}/y.db", folder)
    core = house(f"sqlite:///{folder}/y.db")
    cloud = WeComCloud(clock=core.clock.now, on_duty={"WangMin", "ZhaoQiang"})
    cloud.start()
    parts: Any = SimpleNamespace(
        intake=lambda: core.intake, sessions=lambda: core.sessions, vendors=lambda: core.vendors,
        delivery=lambda: core.delivery, clock=lambda: core.clock,
    )  # fmt: skip
    monkeypatch.setattr(inbox, "bootstrap", parts)
    monkeypatch.setattr(puller, "bootstrap", parts)
    return Side(core, cloud)
