"""The vendors' sides that this house is set up for. They need neither Rasa nor Sanic: the keeper has them too."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterable, Mapping
from typing import Any

from channels.bells.setup import ringers
from channels.post import PostOffice
from channels.sms import sender as sms
from channels.sms import setup as sms_setup
from channels.threads import Threads
from channels.wechat import sender as wechat
from channels.wecom import house as wecom
from handoff import bootstrap
from handoff.letters import Gateway


def gateways() -> Mapping[str, Gateway]:
    """By channel."""
    found: dict[str, Gateway] = {}
    if sms_setup.can_send(bootstrap.settings()):
        found[sms.CHANNEL] = sms.Sms(sms.vendor_of(bootstrap.settings()))
    by_wechat = wechat.sender_of(bootstrap.settings())
    if by_wechat is not None:
        found[by_wechat.channel] = by_wechat
    by_wecom = wecom.sender_of(bootstrap.settings())
    if by_wecom is not None:
        found[by_wecom.channel] = by_wecom
    return found


class InKeeper:
    """The post office in a thread of its own, with a loop of its own; beside it the one for the company's people."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, name="post office", daemon=True)
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to send."""
        self._thread.start()

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        offices = (
            PostOffice(bootstrap.delivery, gateways(), Threads()),
            PostOffice(bootstrap.bells, ringers(bootstrap.settings()), Threads()),
        )
        self._task = self._loop.create_task(_run(offices))
        try:
            self._loop.run_until_complete(self._task)
        except asyncio.CancelledError:
            self._loop.run_until_complete(_stop(offices))

    def stop(self) -> None:
        """Let what is with a vendor come to its end."""
        if self._task is not None:
            self._loop.call_soon_threadsafe(self._task.cancel)
        self._thread.join(10)


async def _run(offices: Iterable[PostOffice[Any]]) -> None:
    await asyncio.gather(*(office.run() for office in offices))


async def _stop(offices: Iterable[PostOffice[Any]]) -> None:
    await asyncio.gather(*(office.stop() for office in offices))
