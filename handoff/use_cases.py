"""What every use case has: the database, the clock, and the company as it stands."""

from __future__ import annotations

from handoff.clock import Clock
from handoff.commitments import Scene
from handoff.companies import Companies
from handoff.store import Store, Tx


class UseCases:
    """Gives each transaction its scene."""

    def __init__(self, store: Store, clock: Clock, companies: Companies) -> None:
        self._store = store
        self._clock = clock
        self._companies = companies

    def _scene(self, tx: Tx) -> Scene:
        return Scene(tx, self._companies.current(tx), self._clock.now())
