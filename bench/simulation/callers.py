"""Customers on the telephone: who speaks, who hangs up without a word, who rings again with their case's number."""

from __future__ import annotations

import random
from functools import partial
from typing import TYPE_CHECKING

from bench.simulation.customers import Customer
from bench.simulation.workers import LOST, Gone, Worker
from handoff.callview import Call
from handoff.phone import CHANNEL

if TYPE_CHECKING:
    from bench.simulation.bots import Bots
    from bench.simulation.customers import Customers
    from bench.simulation.world import World

VENDOR = "simulated"


class Callers:
    """Their calls, a step at a time."""

    def __init__(self, world: World, bots: Bots) -> None:
        self._world, self._bots = world, bots
        self._random = random.Random(f"callers {world.seed}")
        self._calls = 0
        self.customers: Customers | None = None

    def rings(self, customer: Customer, text: str, case: str = "") -> None:
        """A call begins; where no bot answers, they ring again."""
        bot = self._world.bot()
        self._calls += 1
        number = "anonymous" if customer.withheld else customer.address
        sid = f"C{self._calls}"
        try:
            if bot is None:
                raise Gone
            call = bot.run(lambda: bot.phone.ring(VENDOR, sid, number))
            if case:
                bot.run(lambda: bot.phone.belongs_to(call.id, case))
        except LOST:
            self._world.agenda.after(self._random.uniform(5, 30), partial(self.rings, customer, text, case))
            return
        self._world.counted["calls of customers"] += 1
        if self._random.random() < 0.12 and not case:
            self._world.agenda.after(4, partial(self._over, sid))
        else:
            self._world.agenda.after(6, partial(self._speaks, customer, call, sid, text, case))

    def _speaks(self, customer: Customer, call: Call, sid: str, text: str, case: str) -> None:
        address = f"call:{call.id}" if customer.withheld and not case else customer.address
        if not case:
            came = {"kind": "person", "call": call.id}
            self._bots.hear(CHANNEL, address, f"{call.id}:0", text, partial(self._met, customer), came, call.id)
        self._world.agenda.after(3, partial(self._hears, customer, call, sid, case))

    def _met(self, customer: Customer, conversation_id: str) -> None:
        customer.conversation = conversation_id
        if self.customers:
            self.customers.by_conversation[conversation_id] = customer

    def _hears(self, customer: Customer, call: Call, sid: str, case: str) -> None:
        """What is to be said is said; then they are put through, where they ring at their time, or hang up."""
        bot = self._world.bot()
        if bot is not None:
            try:
                bot.run(partial(self._step, bot, call.id))
                if case and bot.run(lambda: bot.phone.put_through(call.id)):
                    answered = self._random.random() < 0.85
                    self._world.agenda.after(20, partial(self._connected, call.id, answered))
            except LOST:
                self._world.counted["calls cut"] += 1
        if self._random.random() < 0.95:  # else the vendor never says that it is over
            self._world.agenda.after(30, partial(self._over, sid))

    @staticmethod
    def _step(bot: Worker, call_id: str) -> None:
        phone = bot.phone
        call, waiting = phone.at(call_id), phone.stands(call_id, False)[1]
        if call is not None:
            said = phone.step_done(call_id, call.step, {}, [m.text for m in waiting], [m.id for m in waiting])
            phone.step_done(call_id, said.step, {}, [], [])

    def _connected(self, call_id: str, answered: bool) -> None:
        bot = self._world.bot()
        try:
            if bot is None:
                raise Gone
            bot.run(lambda: bot.phone.connected(call_id, answered))
        except LOST:
            self._world.agenda.after(2, partial(self._connected, call_id, answered))

    def _over(self, sid: str) -> None:
        bot = self._world.bot()
        try:
            if bot is None:
                raise Gone
            bot.run(lambda: bot.phone.over(VENDOR, sid))
        except LOST:
            self._world.agenda.after(2, partial(self._over, sid))
