"""A vendor's token that all processes share, while those who ask for it come and go."""

from __future__ import annotations

import asyncio
import threading

import pytest

from channels.shared_token import SharedToken
from handoff.letters import Later


class Kept:
    """As much of the database as a token needs: one of all may fetch."""

    def __init__(self) -> None:
        self.held = ""
        self.claimed = False

    def token(self, name: str) -> str | None:
        return self.held or None

    def may_fetch(self, name: str) -> bool:
        mine, self.claimed = not self.claimed, True
        return mine

    def let_go(self, name: str) -> None:
        self.claimed = False

    def keep(self, name: str, token: str, lasts_s: float) -> None:
        self.held, self.claimed = token, False


async def test_whoever_gives_up_waiting_does_not_take_the_token_from_the_others() -> None:
    kept, begun, answer = Kept(), asyncio.Event(), asyncio.Event()

    async def fetch(limit_s: float) -> tuple[str, float]:
        begun.set()
        await answer.wait()
        return "t", 7200

    shared = SharedToken("wechat:wx", lambda: kept, fetch)  # type: ignore[arg-type, return-value]
    first = asyncio.create_task(shared.get(5))
    await begun.wait()
    first.cancel()
    second = asyncio.create_task(shared.get(5))
    answer.set()
    assert await second == "t"
    assert first.cancelled()


async def test_whoever_gives_up_while_claiming_it_leaves_nobody_waiting_for_a_fetch_that_never_begins() -> None:
    """「对方正在输入…」 is called off as soon as the answer is there, and the answer needs the token, too."""
    claiming, go_on, claimed = threading.Event(), threading.Event(), threading.Event()

    class Slow(Kept):
        def may_fetch(self, name: str) -> bool:
            claiming.set()
            go_on.wait(5)
            mine = super().may_fetch(name)
            claimed.set()
            return mine

    async def fetch(limit_s: float) -> tuple[str, float]:
        return "t", 7200

    kept, wait = Slow(), asyncio.get_running_loop().run_in_executor
    shared = SharedToken("wechat:wx", lambda: kept, fetch)  # type: ignore[arg-type, return-value]
    first = asyncio.create_task(shared.get(5))
    await wait(None, claiming.wait, 5)
    first.cancel()
    go_on.set()
    await wait(None, claimed.wait, 5)
    assert await shared.get(5) == "t"


async def test_a_fetch_that_fails_is_told_to_whoever_asked() -> None:
    async def fetch(limit_s: float) -> tuple[str, float]:
        raise Later("token-40125")

    with pytest.raises(Later, match="token-40125"):
        await SharedToken("wechat:wx", Kept, fetch).get(5)  # type: ignore[arg-type]
