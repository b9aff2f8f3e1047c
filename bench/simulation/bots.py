"""The customers' side of the house: what they say is handed in until it is taken, and answered by a bot that lives."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from bench.simulation import dialogue
from bench.simulation.workers import LOST, Worker
from handoff.journal import Held
from handoff.model import Attachment, Identity, Receipt, Refused, Turn

if TYPE_CHECKING:
    from bench.simulation.world import World

Done = Callable[[str], None]
STALLS_S = 14.0


class Bots:
    """Hands messages in, and has them answered."""

    def __init__(self, world: World, stir: Callable[[], None]) -> None:
        """`stir` is called when something may have to go out."""
        self._world, self._stir = world, stir
        for bot in world.bots:
            bot.back.append(partial(self._begin_anew, bot))

    def hear(
        self, channel: str, address: str, external_id: str, text: str, then: Done | None = None,
        attachment: Attachment | None = None, source: str = "", identity: Identity | None = None,
    ) -> None:  # fmt: skip
        """A message arrives; whoever sent it sends it again while nobody takes it."""
        again = partial(self.hear, channel, address, external_id, text, then, attachment, source, identity)
        bot = self._world.bot()
        if bot is None:
            self._world.agenda.after(1.0, again)
            return

        def receive() -> Receipt:
            return bot.intake.receive(channel, address, external_id, text, identity, source, bot.name, attachment)

        try:
            receipt = bot.run(receive)
        except LOST:
            self._world.agenda.after(self._world.random.uniform(1.0, 3.0), again)
            return
        except Refused:
            self._world.agenda.after(30.0, again)
            return
        self._world.counted["messages"] += receipt.new
        if receipt.turn:
            self._turn(bot, receipt.turn)
        elif receipt.new:
            self._world.agenda.after(0.5, partial(self.drain, receipt.conversation_id))
        if then:
            then(receipt.conversation_id)

    def _turn(self, bot: Worker, turn: Turn) -> None:
        if self._world.faults.due("bot stalls", self._world.part):
            self._world.faults.note("bot stalls")
            self._world.agenda.after(STALLS_S, partial(self._answer, bot, turn))
        else:
            self._answer(bot, turn)

    def _answer(self, bot: Worker, turn: Turn) -> None:
        try:
            bot.run(lambda: dialogue.answer(bot, turn))
        except LOST:
            if bot.up:
                self._world.agenda.after(1.0, partial(self.drain, turn.conversation_id, bot))
            return
        self._stir()
        if turn.more:
            self._world.agenda.after(0.2, partial(self.drain, turn.conversation_id))

    def drain(self, conversation_id: str, bot: Worker | None = None) -> None:
        """Answer what waits in a conversation."""
        taker = bot if bot and bot.up else self._world.bot()
        if taker is None:
            self._world.agenda.after(1.0, partial(self.drain, conversation_id))
            return
        try:
            turn = taker.run(lambda: taker.intake.take(conversation_id, taker.name))
        except (Held, *LOST):
            self._world.agenda.after(2.0, partial(self.drain, conversation_id))
            return
        if turn:
            self._answer(taker, turn)
            self._world.agenda.after(0.3, partial(self.drain, conversation_id))

    def _begin_anew(self, bot: Worker) -> None:
        """A bot that was started again gives back what it held, and answers what waits."""

        def waiting() -> list[str]:
            bot.intake.release(bot.name)
            return bot.intake.unanswered(worker=bot.name)

        try:
            found = bot.run(waiting)
        except LOST:
            self._world.agenda.after(1.0, partial(self._begin_anew, bot))
            return
        for conversation_id in found:
            self.drain(conversation_id, bot)
