"""The post office, and a vendor who fails at times: busy, closed, gone, or silent after it took the letter."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from bench.simulation.workers import LOST
from handoff.letters import Closed, Later, Letter, Never, NotSent, Unsure

if TYPE_CHECKING:
    from bench.simulation.world import World

SERVED = ("wechat", "sms")
NEXT = "SELECT min(next_at) FROM deliveries WHERE state IN ('waiting', 'sending')"
LIMIT = 200


class Post:
    """Everything that goes out through a vendor."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._random = random.Random(f"post {world.seed}")
        self._stirred = False
        self._vendor_ids = 0

    def stir(self) -> None:
        """There may be something to send, in half a second."""
        if not self._stirred:
            self._stirred = True
            self._world.agenda.after(0.5, self._send_all)

    def _send_all(self) -> None:
        self._stirred = False
        office = self._world.office
        try:
            for channel, address in office.run(lambda: office.delivery.pending(SERVED)):
                for _ in range(LIMIT):
                    if not office.run(partial(self._send_one, channel, address)):
                        break
            waiting = self._world.own.read(self._world.own.ask(NEXT)[0][0])
        except LOST:
            self._world.agenda.after(2.0, self.stir)
            return
        if waiting:
            self._world.agenda.at(waiting - self._world.clock.apart, self.stir)

    def _send_one(self, channel: str, address: str) -> bool:
        office = self._world.office
        letter = office.delivery.claim(channel, address)
        if letter is None:
            return False
        try:
            vendor_id = self._vendor(letter)
        except NotSent as why:
            office.delivery.failed(letter, why)
        else:
            office.delivery.sent(letter, vendor_id)
        return True

    def _vendor(self, letter: Letter) -> str:
        """The vendor's answer; receipts come later, twice, or before it."""
        points, r = self._world.points, self._random
        points.reached("sending: before the vendor")
        fate = r.random()
        for limit, why in (
            (0.05, Later("busy")),
            (0.06, Closed("45015")),
            (0.065, Never("gone")),
            (0.08, Unsure("late")),
        ):
            if fate < limit:
                raise why
        self._vendor_ids += 1
        vendor_id = f"v{self._vendor_ids}"
        if letter.channel == "sms":
            tell: Callable[[], None] = partial(self._receipt, letter.channel, vendor_id, r.random() < 0.97)
            for _ in range(r.choice((1, 1, 1, 2))):
                self._world.agenda.after(r.choice((0.0, 1.0, 8.0)), tell)
        points.reached("sending: after the vendor")
        self._world.counted["letters"] += 1
        return vendor_id

    def _receipt(self, channel: str, vendor_id: str, arrived: bool) -> None:
        office = self._world.office
        try:
            office.run(lambda: office.delivery.receipt(channel, vendor_id, arrived, "" if arrived else "undelivered"))
        except LOST:
            self._world.agenda.after(3.0, partial(self._receipt, channel, vendor_id, arrived))
            return
        if not arrived:
            self.stir()
