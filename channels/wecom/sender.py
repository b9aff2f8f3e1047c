"""Letters to customers through `kf/send_msg`, and what each refusal means for them.

https://developer.work.weixin.qq.com/document/path/94677 (sending), .../90313 (codes)
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from channels.wecom.api import Api, Declined
from channels.wecom.gateway import CHANNEL, parts_of
from channels.wecom.state import SessionState, State
from handoff.letters import Closed, Later, Letter, Never, NotSent

SEND = "/cgi-bin/kf/send_msg"
# One letter, with a look at the session where it is refused, stays below the post office's own limit.
SEND_S = 4.0
LONGEST_BYTES = 2048
# WeCom is busy (-1), two changed the same thing (6000), too many at once (45033), or too many by now (45009).
BUSY = {-1: 5.0, 6000: 2.0, 45033: 10.0, 45009: 60.0}
# Five messages since the customer's last, 48 hours since then, too many customers for a company not verified.
CLOSED = frozenset({95001, 95002, 95003})
# No such customer, no such account, nothing that could be sent.
NOWHERE = frozenset({40003, 40058, 40096, 95000, 95004})
# The session has ended, may not become what was asked for, or does not let us speak.
STATE = frozenset({95013, 95016, 95018})
# No right to this (48002, 60011), an address that is not allowed (60020), customer service used in another place or not
# switched on for the API (95011, 95012, 95017): until somebody puts it right, it is asked seldom.
NOT_SET_UP = frozenset({48002, 60011, 60020, 95011, 95012, 95017})
SELDOM_S = 120.0


class Sender:
    """The post office's way into WeCom."""

    channel = CHANNEL

    def __init__(self, api: Api, state: SessionState) -> None:
        self._api = api
        self._state = state
        self._under_way: set[asyncio.Task[None]] = set()

    async def send(self, letter: Letter) -> str:
        """Send it; once a promise is told, its owner may take the session over."""
        to = parts_of(letter.address)
        # The vendor takes each `msgid` once, and names it again when a message fails later.
        said = {"touser": to["external_userid"], "open_kfid": to["open_kfid"], "msgid": letter.key,
                "msgtype": "text", "text": {"content": _cut(letter.text)}}  # fmt: skip
        try:
            answer = await self._api.call(SEND, said, SEND_S)
        except Declined as no:
            raise await self._why(letter, no.code) from None
        if letter.promise:
            self._beside(self._state.hand_over(letter.address))
        return str(answer.get("msgid") or letter.key)

    async def _why(self, letter: Letter, code: int) -> NotSent:
        if code in BUSY:
            return Later(str(code), after_s=BUSY[code])
        if code in CLOSED:
            return Closed(str(code))
        if code in NOWHERE:
            return Never(str(code))
        if code in STATE:
            return await self._of_state(letter, code)
        return Later(str(code), after_s=SELDOM_S if code in NOT_SET_UP else None)

    async def _of_state(self, letter: Letter, code: int) -> NotSent:
        """With a person, in the queue and after the end nothing can be said here; what must arrive goes another way."""
        try:
            state = await self._state.now(letter.address)
        except (Declined, NotSent):
            return Later(str(code))
        if state in (State.NEW, State.BOT):
            return Later(str(code), after_s=2.0)
        return Closed(f"{code}-{state.name.lower()}")

    def _beside(self, work: Coroutine[Any, Any, None]) -> None:
        """It must not decide over the letter, which is with the customer."""
        task = asyncio.ensure_future(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)


def _cut(text: str) -> str:
    raw = text.encode("utf-8", "replace")
    return text if len(raw) <= LONGEST_BYTES else raw[: LONGEST_BYTES - 3].decode("utf-8", "ignore") + "…"
