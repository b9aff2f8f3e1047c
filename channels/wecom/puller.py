"""Fetches what customers wrote: page after page by a durable cursor, which moves once all of a page is written down.

A push wakes it with a token; without one, WeCom limits how often may be asked, so that is done seldom and at the start.
https://developer.work.weixin.qq.com/document/path/94670
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from channels.quiet import places
from channels.threads import Threads
from channels.wecom.api import Api, Declined
from channels.wecom.gateway import CHANNEL
from channels.wecom.inbox import Inbox
from handoff import bootstrap
from handoff.letters import Later, NotSent

log = logging.getLogger(__name__)
SYNC = "/cgi-bin/kf/sync_msg"
NAMED = "wecom:"
PAGE = 200
PERIOD_S = 300.0
# WeCom keeps messages for 3 days.
HISTORY = timedelta(days=3)
# When an account was asked last is written down this often, where there was nothing new.
RECENT, LONG_AGO = timedelta(minutes=1), datetime.min.replace(tzinfo=timezone.utc)
# As long as a page may take, with time to write it down; who holds an account for longer has died.
HELD = timedelta(seconds=60)
HELD_ELSEWHERE_S = 1.0
PAUSES_S = (1.0, 2.0, 5.0, 15.0, 30.0, 60.0)
# After this many failures on end somebody must know.
ALARMING = 4
# The token of a push is over (10 min), and a parameter is wrong, which with a cursor means that this is no longer one.
TOKEN_OVER, WRONG_PARAMETER = 95007, 40058


class Puller:
    """One at a time for each account, in all processes together."""

    def __init__(self, api: Api, inbox: Inbox, threads: Threads) -> None:
        self._api = api
        self._inbox = inbox
        self._call = threads.call
        self._asked: dict[str, str] = {}
        self._known: set[str] = set()
        self._at_work: dict[str, asyncio.Task[None]] = {}
        self._failures: dict[str, int] = {}
        self._round: asyncio.Task[None] | None = None
        self._stopped = False

    async def news(self, account: str, token: str) -> None:
        """A push. An account that was never heard of is written down first: from then on no push is needed for it."""
        if account not in self._known:
            await self._call(remember, account)
            self._known.add(account)
        self.wake(account, token)

    def wake(self, account: str, token: str = "") -> None:
        """There may be something to fetch."""
        self._asked[account] = token or self._asked.get(account, "")
        if account not in self._at_work and not self._stopped:
            self._at_work[account] = asyncio.create_task(self._work(account))

    def start(self) -> None:
        """Fetch what came while nobody listened, and look again from time to time."""
        self._round = asyncio.create_task(self._rounds())

    async def stop(self) -> None:
        """What is not written down yet is fetched again after the next start."""
        self._stopped = True
        tasks = [task for task in (self._round, *self._at_work.values()) if task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _rounds(self) -> None:
        while True:
            pause = PERIOD_S
            try:
                for account in await self._call(lambda: bootstrap.vendors().known(NAMED)):
                    self._known.add(account)
                    self.wake(account)
            except Exception as error:
                log.error("Could not look for WeCom's accounts: %s", places(error))
                pause = PAUSES_S[1]
            await asyncio.sleep(pause)

    async def _work(self, account: str) -> None:
        """A failure is followed by a pause, which a push cuts short."""
        try:
            while account in self._asked:
                token = self._asked.pop(account)
                pause = await self._try(account, token)
                if pause:
                    asyncio.get_running_loop().call_later(pause, self.wake, account, token)
                    return
        finally:
            self._at_work.pop(account, None)

    async def _try(self, account: str, token: str) -> float:
        """Seconds after which it is to be tried again; 0 when all was fetched."""
        name = f"wecom pull {account}"
        try:
            if not await self._call(lambda: bootstrap.vendors().hold(name, HELD)):
                return HELD_ELSEWHERE_S
            try:
                await self._empty(account, token)
            finally:
                await asyncio.shield(self._call(lambda: bootstrap.vendors().let_go(name)))
        except Exception as error:
            return await self._failed(account, error)
        self._failures.pop(account, None)
        return 0.0

    async def _failed(self, account: str, error: Exception) -> float:
        number = self._failures[account] = self._failures.get(account, 0) + 1
        known = isinstance(error, (Declined, NotSent))
        reason = str(error) if known else type(error).__name__
        log.error("WeCom's messages could not be fetched: %s", reason if known else places(error))
        if number >= ALARMING:
            try:
                await self._call(lambda: bootstrap.sessions().not_fetched(CHANNEL, reason))
            except Exception as other:
                log.error("Nor could that be made an alarm: %s", places(other))
        pause = PAUSES_S[min(number, len(PAUSES_S)) - 1]
        return max(pause, (error.after_s or 0.0) if isinstance(error, Later) else 0.0)

    async def _empty(self, account: str, token: str) -> None:
        vendors, now = bootstrap.vendors(), bootstrap.clock().now()
        moved: Mapping[str, datetime] = await self._call(lambda: vendors.known(NAMED))
        cursor = await self._call(lambda: vendors.cursor(NAMED + account))
        too_late = bool(cursor) and account in moved and now - moved[account] > HISTORY
        more = True
        while more:
            try:
                page = await self._page(account, cursor, token)
            except Declined as no:
                if no.code != WRONG_PARAMETER or not cursor:
                    raise
                # From the oldest that is kept; what was taken over before is known by its id.
                too_late, cursor = True, ""
                continue
            for item in _list(page):
                await self._inbox.take(item)
            following = str(page.get("next_cursor") or cursor)
            more = bool(page.get("has_more")) and following != cursor
            if following != cursor or now - moved.get(account, LONG_AGO) > RECENT:
                await self._call(vendors.move, NAMED + account, following)
            cursor = following
        if too_late:
            await self._call(lambda: bootstrap.sessions().history_lost(CHANNEL))

    async def _page(self, account: str, cursor: str, token: str) -> dict[str, Any]:
        asked = {"open_kfid": account, "limit": PAGE, "voice_format": 0} | ({"cursor": cursor} if cursor else {})
        try:
            return await self._api.call(SYNC, asked | ({"token": token} if token else {}))
        except Declined as no:
            if no.code != TOKEN_OVER or not token:
                raise
        return await self._api.call(SYNC, asked)


def remember(account: str) -> None:
    """Fetch for this account from now on, whatever happens to the push."""
    vendors = bootstrap.vendors()
    if account not in vendors.known(NAMED):
        vendors.move(NAMED + account, "")


def _list(page: Mapping[str, Any]) -> list[Any]:
    found = page.get("msg_list")
    return found if isinstance(found, list) else []
