"""Who has a customer's session in WeCom: nobody, the bot, a queue, a person.

https://developer.work.weixin.qq.com/document/path/94669
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from enum import IntEnum
from typing import Any

from channels.quiet import places
from channels.threads import Threads
from channels.wecom.api import Api, Declined
from channels.wecom.gateway import CHANNEL, parts_of
from handoff.letters import Later, NotSent, Unsure
from handoff.sessions import Servicer, Sessions

log = logging.getLogger(__name__)
GET, TRANS = "/cgi-bin/kf/service_state/get", "/cgi-bin/kf/service_state/trans"
TRIES = 3
ASK_S = 3.0


class State(IntEnum):
    """WeCom's numbers. Something can be sent to NEW and BOT only."""

    NEW = 0
    BOT = 1
    QUEUE = 2
    PERSON = 3
    ENDED = 4


class SessionState:
    """Asks for the state, changes it, and tells the core."""

    def __init__(self, api: Api, sessions: Callable[[], Sessions], threads: Threads) -> None:
        self._api = api
        self._sessions = sessions
        self._call = threads.call

    async def now(self, address: str) -> State:
        """Who has it, by WeCom's word; the core is told where a person does. Raises Declined, NotSent."""
        answer = await self._api.call(GET, parts_of(address), ASK_S)
        number: Any = answer.get("service_state")
        try:
            state = State(number)
        except ValueError:
            raise Later("no-state") from None
        if state is State.PERSON:
            await self._begun(address, str(answer.get("servicer_userid") or ""))
        return state

    async def hand_over(self, address: str) -> None:
        """Give the session to whom the core names, if it names somebody; a failure here leaves the promise as it is."""
        try:
            servicer = await self._call(lambda: self._sessions().taker(CHANNEL, address))
            if servicer is None:
                return
            why = await self._trans(address, servicer)
            if why:
                await self._call(lambda: self._sessions().refused(CHANNEL, address, servicer, why))
        except Exception as error:
            log.error("A session could not be handed over: %s", places(error))

    async def _trans(self, address: str, servicer: Servicer) -> str:
        """Why they do not have it; empty when they have."""
        asked = {**parts_of(address), "service_state": int(State.PERSON), "servicer_userid": servicer.userid}
        why = ""
        for _ in range(TRIES):
            try:
                await self._api.call(TRANS, asked)
            except Declined as no:
                why = str(no.code)
            except Later as later:
                why = later.reason
                continue
            except Unsure as unsure:
                why = unsure.reason
            else:
                await self._begun(address, servicer.userid, servicer.promise_id)
                return ""
            break
        # Perhaps it was done and the answer lost, or somebody was quicker.
        return "" if await self._with_person(address) else why

    async def _with_person(self, address: str) -> bool:
        try:
            return await self.now(address) is State.PERSON
        except (Declined, NotSent):
            return False

    async def look_again(self, address: str) -> None:
        """Where the core takes a person to be talking, make sure that WeCom does: the event that says otherwise may
        have been lost, and nobody would ever answer the customer."""
        if not await self._call(lambda: self._sessions().with_person(CHANNEL, address)):
            return
        try:
            over = await self.now(address) is not State.PERSON
        except (Declined, NotSent) as no:
            log.warning("The state of a session is not known: %s", places(no))
            return
        if over:
            await self._call(lambda: self._sessions().ended(CHANNEL, address))

    async def _begun(self, address: str, userid: str, promise_id: str | None = None) -> None:
        await self._call(lambda: self._sessions().begun(CHANNEL, address, userid, promise_id))
