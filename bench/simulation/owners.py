"""What the company's people do with what was promised in their name: call, forget, pass on, promise more."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from bench.simulation.dialogue import mark
from bench.simulation.workers import LOST
from handoff import rota
from handoff.model import Refused
from handoff.partners import KIND

if TYPE_CHECKING:
    from bench.simulation.callers import Callers
    from bench.simulation.customers import Customers
    from bench.simulation.world import World

LOOK_EVERY_S = 600
AHEAD = timedelta(minutes=24)
_WHAT = ("寄出配件", "办理退款", "安排师傅上门")


class Owners:
    """They look at their desk every ten minutes."""

    def __init__(self, world: World, customers: Customers, callers: Callers, stir: Callable[[], None]) -> None:
        self._world, self._customers, self._callers, self._stir = world, customers, callers, stir
        self._random = random.Random(f"owners {world.seed}")
        self._seen: set[str] = set()

    def look(self) -> None:
        """Who has something to do soon plans to do it, or forgets it."""
        world = self._world
        world.agenda.after(LOOK_EVERY_S, self.look)
        desk = world.desk
        try:
            with desk.store.read() as tx:
                near = tx.due(world.clock.now() + AHEAD)
        except LOST:
            return
        for bound in near:
            if bound["id"] not in self._seen and bound["due_at"] > world.clock.now():
                self._seen.add(bound["id"])
                self._plan(bound)

    def _plan(self, bound: dict[str, Any]) -> None:
        r, fate = self._random, self._random.random()
        if fate < 0.06:
            return  # forgets it
        if fate < 0.08:
            self._at(bound["due_at"] + timedelta(seconds=r.uniform(20, 400)), self._call, bound)  # too late
            return
        start = max(bound["slot_start"] or bound["due_at"] - AHEAD, self._world.clock.now())
        at = start + (bound["due_at"] - start) * r.uniform(0.05, 0.95)
        if bound["kind"] == "action":
            self._at(at, self._does, bound)
        elif bound["reach"] == "ring_again":
            self._at(at, self._is_rung, bound)
        else:
            self._at(at, self._before, bound)
            self._at(at, self._call, bound)

    def _at(self, when: datetime, act: Callable[[dict[str, Any]], None], bound: dict[str, Any]) -> None:
        self._world.agenda.at(when - self._world.clock.apart, partial(act, bound))

    def _desk(self, act: Callable[[], None], again: Callable[[], None] | None = None) -> bool:
        """Something done at the desk; pressed again where nothing came back. What is refused, they read."""
        try:
            self._world.desk.run(act)
        except LOST:
            if again:
                self._world.agenda.after(self._random.uniform(3, 20), again)
            return False
        except Refused as refused:
            self._world.counted[f"refused: {refused.code}"] += 1
            return False
        self._stir()
        return True

    def _call(self, bound: dict[str, Any]) -> None:
        """Calling now; some forget to say that the call is over."""
        work = self._world.desk
        if not self._desk(lambda: work.casework.start_call(bound["owner_id"], bound["id"]), partial(self._call, bound)):
            return
        self._world.counted["calls"] += 1
        fate = self._random.random()
        if fate < 0.015:
            return
        after = self._stops if fate < 0.03 else self._not_reached if fate < 0.24 else self._reached
        self._world.agenda.after(self._random.uniform(30, 800), partial(after, bound))

    def _stops(self, bound: dict[str, Any]) -> None:
        self._desk(
            lambda: self._world.desk.casework.stop_call(bound["owner_id"], bound["id"]), partial(self._stops, bound)
        )

    def _not_reached(self, bound: dict[str, Any]) -> None:
        work = self._world.desk
        act = partial(self._not_reached, bound)
        self._desk(lambda: work.casework.not_reached(bound["owner_id"], bound["id"], "没有人接"), act)

    def _reached(self, bound: dict[str, Any]) -> None:
        r, desk = self._random, self._world.desk
        owner, case = bound["owner_id"], bound["case_id"]
        what, due = None, None
        if r.random() < 0.14 and bound["kind"] != KIND:
            what, due = r.choice(_WHAT), self._on_duty(owner)

        def act() -> None:
            try:
                desk.casework.reached(owner, bound["id"], "说明了情况", what if due else None, due)
            except Refused as refused:
                if refused.code != "cost_unanswered":
                    raise
                desk.casework.answer_cost(owner, case, "这笔费用由我们承担")
                desk.casework.reached(owner, bound["id"], "说明了情况", what if due else None, due)

        if self._desk(act, partial(self._reached, bound)):
            self._world.counted["reached"] += 1
            self._tell(case)

    def _tell(self, case: str) -> None:
        found = self._world.own.ask("SELECT conversation_id, state FROM cases WHERE id = ?", [case])
        if found and found[0][1] == "closing":
            self._customers.asked_to_close(str(found[0][0]))

    def _on_duty(self, owner: str) -> datetime | None:
        """A time on one of the next days at which they work, as far as they know."""
        day = self._world.clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=1)
        for n in range(10):
            due = (day + timedelta(days=n)).replace(hour=self._random.choice((10, 11, 15, 16)))
            if rota.covers(self._world.company, owner, None, due):
                return due
        return None

    def _does(self, bound: dict[str, Any]) -> None:
        """An action is done, or taken back by somebody above."""
        desk, case = self._world.desk, bound["case_id"]
        if self._random.random() < 0.08:
            above = self._lead(bound["owner_id"])
            self._desk(lambda: desk.casework.withdraw(above, bound["id"], "配件停产"), partial(self._does, bound))
        elif self._desk(lambda: desk.casework.action_done(bound["owner_id"], bound["id"], "单号SF100200"),
                        partial(self._does, bound)):  # fmt: skip
            self._tell(case)

    def _lead(self, owner: str) -> str:
        person = self._world.company.people[owner]
        return self._world.company.teams[person.team].supervisor

    def _before(self, bound: dict[str, Any]) -> None:
        """Before calling some write, hand over, let a partner join, or are found to be complained about."""
        fate, desk, case, owner = self._random.random(), self._world.desk, bound["case_id"], bound["owner_id"]
        if bound["kind"] == KIND:
            return
        if fate < 0.04:
            self._desk(lambda: desk.casework.reply(owner, case, "您好，您说的我都看到了，谢谢您。"))
        elif fate < 0.07:
            self._desk(partial(self._hand_over, owner, case))
        elif fate < 0.13:
            self._desk(partial(self._join, owner, case))
        elif fate < 0.135:
            self._desk(lambda: desk.casework.set_about(self._lead(owner), case, [owner]))

    def _hand_over(self, owner: str, case: str) -> None:
        """Nobody may have it but the owner where the complaint is about the company's top."""
        desk = self._world.desk
        found = desk.casework.colleagues(owner, case)
        if found:
            desk.casework.hand_over(owner, case, found[0].id, "更熟悉")

    def _join(self, owner: str, case: str) -> None:
        desk = self._world.desk
        found = desk.casework.partners(owner, case)
        if found:
            desk.casework.join_partner(owner, case, self._random.choice(found).id, "请检查机器")
            self._world.counted["partners joined"] += 1

    def _is_rung(self, bound: dict[str, Any]) -> None:
        """A customer without a number rings at their time, most of them; whoever takes the call writes it down."""
        if self._random.random() < 0.3:
            return
        found = self._world.own.ask("SELECT conversation_id FROM cases WHERE id = ?", [bound["case_id"]])
        customer = self._customers.by_conversation.get(str(found[0][0])) if found else None
        if customer is None:
            return
        self._callers.rings(customer, "我是约好来电的" + mark("ask_status"), bound["case_id"])
        self._world.agenda.after(self._random.uniform(120, 600), partial(self._reached, bound))
