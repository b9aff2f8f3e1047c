"""What a person's calendar program is given: the promises that bind them, and no customer's name, number or word.

Such a program cannot sign in, so its address holds a token; the token is made with a number of the person's own, and
ends when they take a new one.
"""

from __future__ import annotations

from dataclasses import dataclass

from handoff import looking
from handoff.store import Tx
from handoff.use_cases import UseCases
from handoff.views import PromiseView


@dataclass(frozen=True)
class Subscription:
    """Whose calendar it is, how long before a call its program rings, and what stands in it, the soonest first."""

    name: str
    remind_minutes: int
    promises: tuple[PromiseView, ...]


class Calendars(UseCases):
    """The use cases. Who has left the company raises NotFound."""

    def number(self, person_id: str) -> int:
        """The number that the person's address holds for."""
        with self._store.read() as tx:
            looking.person_of(self._companies.current(tx), person_id)
            return _number(tx, person_id)

    def renew(self, person_id: str) -> None:
        """From now on only a new address leads to the calendar."""

        def work(tx: Tx) -> None:
            scene = self._scene(tx)
            looking.person_of(scene.company, person_id)
            values = {"value": str(_number(tx, person_id) + 1), "at": scene.now}
            if not tx.update_named("cursors", _name(person_id), values):
                tx.insert("cursors", {"name": _name(person_id), **values})

        self._store.write(work)

    def subscribed(self, person_id: str) -> Subscription:
        """What stands in the calendar now; what was moved or has ended is gone."""
        with self._store.read() as tx:
            scene = self._scene(tx)
            person = looking.person_of(scene.company, person_id)
            promises = tuple(looking.mine(scene, person))
        return Subscription(person.name, scene.company.policy.remind_minutes, promises)


def _name(person_id: str) -> str:
    return f"calendar:{person_id}"


def _number(tx: Tx, person_id: str) -> int:
    row = next(iter(tx.rows("cursors", name=_name(person_id))), None)
    return int(row["value"]) if row else 0
