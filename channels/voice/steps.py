"""One step of a call after the other: from what the telephone application reports to what it is to do.

There is always an answer, within its time: where the turn takes longer the caller is asked to wait, and where the
database is away a person is rung.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from channels.house import House
from channels.quiet import places
from channels.voice import answers, talk, words
from channels.voice.away import PREFIX, Away
from channels.voice.core import Core
from channels.voice.stage import Connected, Plan, Tell
from channels.voice.verbs import (
    Answer,
    Dialled,
    Event,
    Hangup,
    Heard,
    Keys,
    Over,
    Ringing,
    Say,
    Wait,
    Waited,
    kept,
    read_back,
)
from handoff import bootstrap
from handoff.callview import Call, Said

log = logging.getLogger(__name__)
FIRST_S = 0.7
ANSWER_S = 2.5
# What is left of a step's time for writing down what was answered.
WRITE_S = 0.6
RETRY_RING_S = 1.5
# So many steps in a row without the database, and a person is rung.
PATIENCE = 2
MOST_TROUBLES = 1000


class Unknown(Exception):
    """No such call."""


class Foreign(Exception):
    """Another call's name."""


class NotYet(Exception):
    """A step that was not reached."""


@dataclass(frozen=True)
class Trouble:
    """What happened at a step that could not be done, and how often that was tried."""

    event: Event
    tried: int


@dataclass(frozen=True)
class Told:
    """What is said now, and which step of which call comes next."""

    answer: Answer
    call_id: str
    step: int


class Steps:
    """The calls of this process. Any process can go on with any call: what must last is the core's."""

    def __init__(self, house: House, audio: Callable[[str], str]) -> None:
        self._core = Core(house)
        self._audio = audio
        self.away = Away(house.turns.threads, house.settings.company)
        self._busy: dict[tuple[str, str, int], asyncio.Task[Told]] = {}
        self._troubles: dict[tuple[str, int], Trouble] = {}
        self._ringing: dict[str, Ringing] = {}

    async def ring(self, came: Ringing) -> Told:
        """A call begins. The same one again hears the same."""
        return await self._once((came.vendor, came.vendor_id, 0), lambda: self._ring(came, FIRST_S))

    async def step(self, call_id: str, step: int, vendor_id: str, event: Event) -> Told:
        """What happened at a step. Raises Unknown, Foreign, NotYet."""
        work = self._away_step if call_id.startswith(PREFIX) else self._step
        return await self._once(("", call_id, step), lambda: work(call_id, step, vendor_id, event))

    async def over(self, ended: Over) -> None:
        """A call has ended; if need be, that is written down later."""
        try:
            await self._core.over(ended.vendor, ended.vendor_id)
        except Exception as error:
            log.error("The end of a call is written down later: %s", places(error))
            self.away.keep(lambda: bootstrap.phone().over(ended.vendor, ended.vendor_id))

    async def _once(self, name: tuple[str, str, int], work: Callable[[], Coroutine[Any, Any, Told]]) -> Told:
        """The same request twice at once is one; who asked may hang up meanwhile."""
        task = self._busy.get(name)
        if task is None:
            task = self._busy[name] = asyncio.create_task(work())
            task.add_done_callback(lambda _: self._busy.pop(name, None))
        return await asyncio.shield(task)

    async def _ring(self, came: Ringing, limit_s: float, sorry: str = "") -> Told:
        ends = self._core.now() + limit_s
        try:
            call = await self._core.ring(came, bool(self._audio("")), ends)
        except Exception as error:
            log.error("A call could not be written down: %s", places(error))
            return self._aside(came)
        if call.step:
            return self._again(call)
        return await self._greeted(call, ends, sorry)

    async def _greeted(self, call: Call, ends: float, sorry: str = "") -> Told:
        """The greeting depends on nothing else: where it cannot be written down yet, the next step does."""
        reply = answers.greet(call, self._audio(call.id), sorry)
        try:
            said = await self._core.done(call.id, 0, reply, ends)
        except Exception as error:
            log.warning("A greeting is written down later: %s", places(error))
            return Told(reply.answer, call.id, 1)
        return self._again(said)

    def _again(self, call: Call | Said) -> Told:
        """What the core has kept is what is said, whoever was first."""
        return Told(read_back(call.answer or kept((Hangup(),))), call.id, call.step)

    def _aside(self, came: Ringing) -> Told:
        call_id = self.away.call_id()
        self._ringing[call_id] = came
        self.away.keep(lambda: bootstrap.phone().ring(came.vendor, came.vendor_id, came.number, came.withheld))
        return Told(self.away.answer(), call_id, 1)

    async def _away_step(self, call_id: str, step: int, vendor_id: str, event: Event) -> Told:
        """A person was rung without the database. Where they do not pick up, it may be back by now."""
        came = self._ringing.pop(call_id, None)
        if came is not None and came.vendor_id != vendor_id:
            raise Foreign
        answer = self.away.after(event)
        if came is None or (isinstance(event, Dialled) and event.answered):
            return Told(answer, call_id, step + 1)
        told = await self._ring(came, RETRY_RING_S, words.BACK_AGAIN)
        return Told(answer, call_id, step + 1) if told.call_id.startswith(PREFIX) else told

    async def _step(self, call_id: str, step: int, vendor_id: str, event: Event) -> Told:
        ends = self._core.now() + ANSWER_S
        before = self._troubles.get((call_id, step))
        if before and isinstance(event, Waited):
            event = before.event
        try:
            told = await self._stepped(call_id, step, vendor_id, event, ends)
        except (Unknown, Foreign, NotYet):
            raise
        except Exception as error:
            log.error("A step of a call could not be done: %s", places(error))
            return self._trouble(call_id, step, Trouble(event, before.tried + 1 if before else 1))
        self._troubles.pop((call_id, step), None)
        return told

    async def _stepped(self, call_id: str, step: int, vendor_id: str, event: Event, ends: float) -> Told:
        call = await self._core.at(call_id, ends)
        if call is None:
            raise Unknown
        if call.vendor_id != vendor_id:
            raise Foreign
        if call.step == 0 and step == 1:
            await self._core.done(call_id, 0, answers.greet(call, self._audio(call_id)), ends)
            call = await self._core.at(call_id, ends) or call
        if step > call.step:
            raise NotYet
        if step < call.step:
            return self._again(call)
        plan = talk.hear(call, event)
        if call.over:
            return await self._late(call, plan, ends)
        found = await self._core.do(call, plan, ends - WRITE_S, self._audio(call_id))
        return self._again(await self._core.done(call_id, step, answers.answer(plan, found), ends))

    async def _late(self, call: Call, plan: Plan, ends: float) -> Told:
        """What was said before they hung up is written down, and what came of putting through, once; nobody is there
        to hear an answer."""
        if plan.ends_recording:
            await self._core.not_recorded(call, ends)
        if isinstance(plan.deed, Tell):
            await self._core.tell(call, plan.deed, ends)
        elif isinstance(plan.deed, Connected):
            await self._core.connected(call, plan.deed.answered, ends)
            await self._core.done(call.id, call.step, answers.Reply((Hangup(),), plan.stage), ends)
        return Told((Hangup(),), call.id, call.step)

    def _trouble(self, call_id: str, step: int, trouble: Trouble) -> Told:
        """Wait a little with what was said in mind; in the end a person is rung."""
        if trouble.tried == 1 and isinstance(trouble.event, (Heard, Keys)):
            self.away.keep(lambda: _write(call_id, step, trouble.event))
        if trouble.tried > PATIENCE:
            self._troubles.pop((call_id, step), None)
            return Told(self.away.answer(), call_id, step)
        self._troubles[(call_id, step)] = trouble
        if len(self._troubles) > MOST_TROUBLES:
            self._troubles.pop(next(iter(self._troubles)))  # of a caller who hung up
        said: Answer = (Say(words.ONE_MOMENT),) if trouble.tried == 1 else ()
        return Told((*said, Wait(answers.WAIT_S)), call_id, step)


def _write(call_id: str, step: int, event: Event) -> None:
    """What was said while the database was away, unless the step was done after all."""
    call = bootstrap.phone().at(call_id)
    plan = talk.hear(call, event) if call and call.step == step else None
    if plan and plan.ends_recording:
        bootstrap.phone().decline_recording(call_id)
    if plan and isinstance(plan.deed, Tell):
        bootstrap.phone().said(call_id, step, plan.deed.text, plan.deed.kind)
