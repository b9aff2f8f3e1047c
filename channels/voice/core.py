"""What a step asks of the core, off the event loop and within its time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any, TypeVar

from channels.house import House
from channels.voice.answers import Reply, at_once
from channels.voice.stage import Bind, Connected, Deed, Found, Look, Plan, PutThrough, Tell
from channels.voice.verbs import Ringing, kept
from handoff import bootstrap
from handoff.callview import Call, Said
from handoff.through import Offer

T = TypeVar("T")
POLL_S = 0.25
SHORTEST_S = 0.05
CASE_GIVEN = "[编号 {}]"


class Core:
    """The core as the steps see it. `ends` is the event loop's time at which an answer must be there."""

    def __init__(self, house: House) -> None:
        self._turns = house.turns
        self._waiting: dict[str, set[asyncio.Event]] = {}
        house.turns.told.append(self._told)

    def now(self) -> float:
        """The event loop's time."""
        return asyncio.get_running_loop().time()

    async def ring(self, came: Ringing, recorded: bool, ends: float) -> Call:
        """Write down that a call began."""
        given = (came.vendor, came.vendor_id, came.number, came.withheld, recorded)
        return await self._ask(ends, bootstrap.phone().ring, *given)

    async def at(self, call_id: str, ends: float) -> Call | None:
        """The call as it stands."""
        return await self._ask(ends, bootstrap.phone().at, call_id)

    async def done(self, call_id: str, step: int, reply: Reply, ends: float) -> Said:
        """Keep what is answered to a step; gives what was answered in fact."""
        given = (call_id, step, reply.stage.kept(), kept(reply.answer), list(reply.told))
        return await self._ask(ends, bootstrap.phone().step_done, *given)

    async def over(self, vendor: str, vendor_id: str) -> None:
        """The call has ended."""
        await self._turns.threads.call(bootstrap.phone().over, vendor, vendor_id)

    async def tell(self, call: Call, said: Tell, ends: float) -> tuple[str, str, bool]:
        """Write down what the caller said; gives its conversation and its turn, and whether that begins now."""
        given = (call.id, call.step, said.text, said.kind, self._turns.taker)
        receipt = await self._ask(ends, bootstrap.phone().said, *given)
        if receipt.new:
            self._turns.wake(receipt.conversation_id, receipt.turn)
        return receipt.conversation_id, receipt.turn_id, receipt.new

    async def connected(self, call: Call, answered: bool, ends: float) -> None:
        """What came of putting through."""
        await self._ask(ends, bootstrap.phone().connected, call.id, answered)

    async def not_recorded(self, call: Call, ends: float) -> None:
        """The caller does not want to be recorded."""
        await self._ask(ends, bootstrap.phone().decline_recording, call.id)

    async def do(self, call: Call, plan: Plan, ends: float, audio: str) -> Found:
        """Do what the plan asks; gives how the call stands then."""
        if plan.ends_recording:
            await self.not_recorded(call, ends)
        waits, put, bound = await self._deed(call, plan.deed, ends)
        if waits:
            return Found(call, turn=waits, audio=audio)
        found = await self._ask(ends, _found, call.id, put, bound, audio)
        if at_once(plan, found):
            put = await self._ask(ends, bootstrap.phone().put_through, call.id)
            found = replace(found, put=put)
        if bound and isinstance(plan.deed, Bind) and not found.put:
            said = Tell(plan.deed.text) if plan.deed.text else Tell(CASE_GIVEN.format(plan.deed.case), "person")
            waits = await self._told_and_answered(call, said, ends)
            return Found(call, turn=waits) if waits else await self._ask(ends, _found, call.id, None, bound, audio)
        return found

    async def _deed(self, call: Call, deed: Deed, ends: float) -> tuple[str, Offer | None, bool]:
        """The turn that is not answered yet, who was put through, and whether the case was found."""
        phone = bootstrap.phone()
        if isinstance(deed, Tell):
            return await self._told_and_answered(call, deed, ends), None, False
        if isinstance(deed, Look):
            answered = await self._answered(call.conversation_id, deed.turn, ends, False)
            return "" if answered else deed.turn, None, False
        if isinstance(deed, Bind):
            return "", None, await self._ask(ends, phone.belongs_to, call.id, deed.case)
        if isinstance(deed, PutThrough):
            return "", await self._ask(ends, phone.put_through, call.id), False
        if isinstance(deed, Connected):
            await self.connected(call, deed.answered, ends)
        return "", None, False

    async def _told_and_answered(self, call: Call, said: Tell, ends: float) -> str:
        conversation_id, turn, fresh = await self.tell(call, said, ends)
        return "" if await self._answered(conversation_id, turn, ends, fresh) else turn

    async def _answered(self, conversation_id: str, turn: str, ends: float, fresh: bool) -> bool:
        """Wait for a turn's answer, by whoever gives it: this process says so, another's is looked for."""
        news = asyncio.Event()
        waiting = self._waiting.setdefault(conversation_id, set())
        waiting.add(news)
        try:
            while True:
                if not fresh and await self._ask(ends, bootstrap.phone().answered, turn):
                    return True
                fresh, left = False, ends - self.now()
                if left <= 0:
                    return False
                with suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(news.wait(), min(POLL_S, left))
                news.clear()
        finally:
            waiting.discard(news)
            if not waiting:
                self._waiting.pop(conversation_id, None)

    def _told(self, conversation_id: str) -> None:
        for news in self._waiting.get(conversation_id, ()):
            news.set()

    async def _ask(self, ends: float, work: Callable[..., T], *given: Any) -> T:
        return await self._turns.threads.call(work, *given, limit_s=max(SHORTEST_S, ends - self.now()))


def _found(call_id: str, put: Offer | None, bound: bool, audio: str) -> Found:
    """How a call stands, what is to be said in it, and who is free."""
    call, messages, offer = bootstrap.phone().stands(call_id, not put)
    return Found(call, tuple(messages), "", offer, put, bound, audio)
