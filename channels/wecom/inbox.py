"""Where each thing goes that WeCom tells: words to the journal, events to whoever they concern."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from channels.base import Turns
from channels.quiet import places
from channels.sealed import Malformed
from channels.wechat.menu import WORDS
from channels.wecom.api import Api, Declined
from channels.wecom.gateway import CHANNEL
from channels.wecom.messages import Happened, Words, read
from channels.wecom.state import SessionState
from handoff import bootstrap, wording
from handoff.letters import NotSent

log = logging.getLogger(__name__)
ON_EVENT = "/cgi-bin/kf/send_msg_on_event"
# https://developer.work.weixin.qq.com/document/path/96428: the code to greet with lasts 20 s.
GREETABLE_S = 20
# What a change of the session can be: https://developer.work.weixin.qq.com/document/path/94670
BEGUN, ENDED = (1, 2, 4), 3


class Inbox:
    """Takes over what a page holds, one thing after the other."""

    def __init__(self, api: Api, state: SessionState, turns: Turns) -> None:
        self._api = api
        self._state = state
        self._turns = turns
        self._call = turns.threads.call
        self._under_way: set[asyncio.Task[None]] = set()

    async def take(self, item: Any) -> None:
        """Once this returns, it is written down. Whoever gives the same again changes nothing by it."""
        try:
            one = read(item)
        except Malformed as error:
            log.warning("WeCom gave something that cannot be placed: %s", error)
            return
        if isinstance(one, Happened):
            await self._happened(one)
        elif one.by:
            await self._person_said(one)
        else:
            await self._customer_said(one)

    async def _customer_said(self, one: Words) -> None:
        await self._state.look_again(one.address)
        taker = self._turns.taker
        receipt = await self._call(
            lambda: bootstrap.intake().receive(
                CHANNEL, one.address, one.id, one.text, worker=taker, attachment=one.attachment
            )
        )
        if receipt.new:
            self._turns.wake(receipt.conversation_id, receipt.turn)

    async def _person_said(self, one: Words) -> None:
        """One of the company's people wrote in WeCom: never answered by the bot."""
        sessions = bootstrap.sessions()
        await self._call(sessions.begun, CHANNEL, one.address, one.by)
        await self._call(sessions.said, CHANNEL, one.address, one.id, one.by, one.text, one.attachment)

    async def _happened(self, one: Happened) -> None:
        if one.kind == "enter_session":
            self._beside(self._greet(one))
        elif one.kind == "msg_send_fail":
            await self._not_arrived(one)
        elif one.kind == "session_status_change" and one.address:
            await self._changed(one)

    async def _not_arrived(self, one: Happened) -> None:
        name = one.detail.get("fail_msgid")
        if isinstance(name, str) and name:
            reason = f"fail-{one.detail.get('fail_type')}"[:20]
            await self._call(bootstrap.delivery().receipt, CHANNEL, name, False, reason)

    async def _changed(self, one: Happened) -> None:
        change, servicer = one.detail.get("change_type"), one.detail.get("new_servicer_userid")
        if change in BEGUN and isinstance(servicer, str) and servicer:
            await self._call(bootstrap.sessions().begun, CHANNEL, one.address, servicer)
        elif change == ENDED:
            await self._call(bootstrap.sessions().ended, CHANNEL, one.address)

    async def _greet(self, one: Happened) -> None:
        """Only where WeCom gives a code for it: before the customer has written, nothing else may be sent."""
        code = one.detail.get("welcome_code")
        age = bootstrap.clock().now().timestamp() - one.at
        if not isinstance(code, str) or not code or age > GREETABLE_S:
            return
        items = [{"type": "click", "click": {"id": words, "content": words}} for words in WORDS]
        tongue = await self._call(bootstrap.intake().tongue, CHANNEL, one.address)
        menu = {"head_content": wording.greeting(tongue), "list": items}
        try:
            await self._api.call(ON_EVENT, {"code": code, "msgtype": "msgmenu", "msgmenu": menu})
        except (Declined, NotSent) as no:
            log.warning("Nobody was greeted: %s (%s)", type(no).__name__, no)

    def _beside(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(self._logged(work))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _logged(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception as error:
            log.error("An event of WeCom's could not be dealt with: %s", places(error))
