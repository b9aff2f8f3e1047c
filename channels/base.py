"""The pattern of all channels: from a journaled message to its one answer.

A connector verifies what came in, calls `intake.receive` and then `wake`. From there on the conversation has one
worker, which takes its turns from the journal in order of arrival (the first one comes with the receipt, where nothing
waits before it); whatever fails on the way, the customer is handed to a person with a time by `dead_man`.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import socket
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

from channels.quiet import places
from channels.text import for_rasa
from channels.threads import Threads
from channels.turn import RunningTurn, running
from handoff.journal import Held
from handoff.model import Turn

if TYPE_CHECKING:
    from handoff.intake import Intake

log = logging.getLogger(__name__)
OnNewMessage = Callable[[UserMessage], Awaitable[Any]]

AT_ONCE = 32  # turns in Rasa at the same time; more would only make each of them late
SWEEP_S = 1.0
STOP_S = 3.0
# What an action that went wrong may utter; no answer of ours is nearly as long.
LONGEST_ANSWER = 4000
# Another process may hold the conversation for the message before this one; it is done within moments.
PATIENCE_S = (0.0, 0.03, 0.06, 0.12, 0.25)


class Turns:
    """Answers the turns of this process's conversations, one at a time in each."""

    def __init__(
        self,
        on_new_message: OnNewMessage,
        intake: Callable[[], Intake],
        now: Callable[[], datetime],
        limit_s: float,
        ready: Callable[[], bool],
    ) -> None:
        self._on_new_message = on_new_message
        self._intake = intake
        self._now = now
        self._limit_s = limit_s
        self._ready = ready
        self.threads = Threads()
        self.told: list[Callable[[str], None]] = []
        self.name = f"bot-{secrets.token_hex(8)}"
        self._asked: set[str] = set()
        self._workers: dict[str, asyncio.Task[None]] = {}
        self._given_up: set[asyncio.Task[Any]] = set()
        self._room = asyncio.Semaphore(AT_ONCE)
        self._sweeper: asyncio.Task[None] | None = None
        self._stopping = False

    @property
    def taker(self) -> str:
        """Who takes a message as it comes in: nobody while there is no room here, so that another process may."""
        return "" if self._stopping or self._room.locked() else self.name

    def start(self, port: int | None = None) -> None:
        """Begin to look for turns that nobody handles, those of before a restart included: a process that listens
        where another did has its name, and takes back what that one held when it died."""
        if port:
            self.name = f"bot-{socket.gethostname()}-{port}"
        self._sweeper = asyncio.create_task(self._sweep())

    async def stop(self) -> None:
        """Let the turns in hand end if they can; what stays unanswered is found again after the next start."""
        self._stopping = True
        if self._sweeper is not None:
            self._sweeper.cancel()
        workers = list(self._workers.values())
        if workers:
            _, late = await asyncio.wait(workers, timeout=STOP_S)
            for worker in late:
                worker.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def rehearse(self, text: str, limit_s: float) -> str:
        """Say something to Rasa that no customer said, so that the first customer need not wait while it warms up.
        Gives what failed, if something did; nobody hears the answer."""
        turn = Turn("0", "rehearsal", "rehearsal", text, self._now())
        _, failure = await self._understand(turn, RunningTurn(turn.id, turn.conversation_id), limit_s)
        return failure

    def wake(self, conversation_id: str, turn: Turn | None = None) -> None:
        """There is a turn to answer in this conversation, perhaps one that was taken already. A worker that is there
        has its own turn in hand, and takes this one as any other."""
        self._asked.add(conversation_id)
        if conversation_id not in self._workers:
            self._workers[conversation_id] = asyncio.create_task(self._work(conversation_id, turn))

    async def _sweep(self) -> None:
        released = False
        while True:
            try:
                if not released:
                    await self.threads.call(lambda: self._intake().release(self.name))
                    released = True
                await self.threads.call(lambda: self._intake().note_delivered())
                for conversation_id in await self.threads.call(lambda: self._intake().unanswered(worker=self.name)):
                    if conversation_id not in self._workers:
                        self.wake(conversation_id)
            except Exception as error:
                log.error("Could not look for unanswered turns: %s", places(error))
            await asyncio.sleep(SWEEP_S)

    async def _work(self, conversation_id: str, turn: Turn | None) -> None:
        try:
            while conversation_id in self._asked:
                self._asked.discard(conversation_id)
                await self._empty(conversation_id, turn)
                turn = None
        except Exception as error:
            log.error("The worker of a conversation failed: %s", places(error))
        finally:
            self._workers.pop(conversation_id, None)

    async def _empty(self, conversation_id: str, turn: Turn | None) -> None:
        """Answer all that waits; what another process holds is tried again a little later."""
        for pause in PATIENCE_S:
            await asyncio.sleep(pause)
            try:
                while await self._answer_next(conversation_id, turn):
                    turn = None
            except Held:
                continue
            return

    async def _answer_next(self, conversation_id: str, turn: Turn | None) -> bool:
        """Whether there is more to answer."""
        if self._room.locked():
            turn = None  # by the time there is room, its lease may have run out and another may have answered it
        async with self._room:
            turn = turn or await self.threads.call(self._intake().take, conversation_id, self.name)
            if turn is None:
                return False
            done = await self._answer(turn)
        for told in self.told:
            told(conversation_id)
        # What came in meanwhile through another process is answered by this one, which had the conversation.
        return done and (turn.more or await self.threads.call(self._intake().waits, conversation_id))

    async def _answer(self, turn: Turn) -> bool:
        """False only if nobody could be promised: then the turn still waits, and is not tried again at once."""
        context = RunningTurn(turn.id, turn.conversation_id, dict(turn.known), dict(turn.dialogue))
        texts, failure = await self._understand(turn, context, self._limit_s)
        if context.known.get("answered") == turn.id:
            return True
        if failure:
            return await self._dead_man(turn, failure)
        return await self._close(turn, texts, context)

    async def _understand(self, turn: Turn, context: RunningTurn, limit_s: float) -> tuple[list[str], str]:
        """What Rasa says to the turn, and why that must not be relied on (empty if it may)."""
        if not self._ready():
            return [], "no model"
        heard = CollectingOutputChannel()
        message = UserMessage(
            for_rasa(turn.text), heard, turn.conversation_id, input_channel=turn.channel, message_id=turn.id,
            metadata={"turn": turn.id, "now": self._now().isoformat(), "asked": turn.dialogue.get("requested")},
        )  # fmt: skip
        token = running.set(context)
        try:
            task = asyncio.ensure_future(self._on_new_message(message))
        finally:
            running.reset(token)
        failure = await self._limited(turn, task, limit_s) or context.failed
        # One answer, however many responses Rasa put it together from.
        whole = "".join(said["text"].strip() for said in heard.messages if said.get("text"))
        texts = [whole] if whole else []
        if not failure and len(whole) > LONGEST_ANSWER:
            failure = "too much was said"
        if not failure and not texts and not context.known.get("promise"):
            failure = "nothing was said"
        return texts, failure

    async def _limited(self, turn: Turn, task: asyncio.Future[Any], limit_s: float) -> str:
        """Wait for Rasa as long as a customer may wait. Cancelling lets go of Rasa's lock; a task that does not even
        heed that is left behind, and its late answer falls into a channel that nobody reads."""
        try:
            done, _ = await asyncio.wait({task}, timeout=limit_s)
        except asyncio.CancelledError:
            task.cancel()
            raise
        if not done:
            task.cancel()
            self._given_up.add(asyncio.ensure_future(self._see_off(task)))
            log.error("Turn %s took longer than %s s", turn.id, limit_s)
            return "took too long"
        error = task.exception()
        if error is not None:
            log.error("Turn %s failed: %s", turn.id, places(error))
            return type(error).__name__
        return ""

    async def _see_off(self, task: asyncio.Future[Any]) -> None:
        await asyncio.wait({task})
        if not task.cancelled() and task.exception() is not None:
            log.warning("A turn given up ended with: %s", places(task.exception() or Exception()))
        self._given_up.discard(asyncio.current_task())  # type: ignore[arg-type]

    async def _close(self, turn: Turn, texts: list[str], context: RunningTurn) -> bool:
        def close() -> bool:
            return self._intake().close(turn.id, texts, context.known, context.dialogue)

        try:
            await self.threads.call(close)
        except Exception as error:
            log.error("Turn %s could not be closed: %s", turn.id, places(error))
            return await self._dead_man(turn, f"close: {type(error).__name__}")
        return True

    async def _dead_man(self, turn: Turn, reason: str) -> bool:
        """The hand-off that does not depend on Rasa. If even this fails, the sweep and the keeper come back to it."""
        try:
            await self.threads.call(lambda: self._intake().dead_man(turn.id, by="channel", reason=reason))
        except Exception as error:
            log.error("Turn %s: no hand-off by the channel (%s): %s", turn.id, reason, places(error))
            return False
        return True
