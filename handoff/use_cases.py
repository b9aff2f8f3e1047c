"""What every use case has: the database, the clock, the company as it stands, and the customers' tongues."""

from __future__ import annotations

from handoff.clock import Clock
from handoff.companies import Companies
from handoff.recall import tongue_in
from handoff.scene import Scene
from handoff.store import Store, Tx
from handoff.tongues import SIMPLIFIED


class UseCases:
    """Gives each transaction its scene."""

    def __init__(self, store: Store, clock: Clock, companies: Companies) -> None:
        self._store = store
        self._clock = clock
        self._companies = companies

    def _scene(self, tx: Tx) -> Scene:
        return Scene(tx, self._companies.current(tx), self._clock.now())

    def tongue(self, channel: str, address: str) -> str:
        """In which whoever writes from there is answered."""
        with self._store.read() as tx:
            conversation = tx.conversation_at(channel, address)
            return tongue_in(conversation) if conversation else SIMPLIFIED
