"""Tells those who show something that there is something new to show."""

from __future__ import annotations

from handoff.store import Store


class Feed:
    """Cheap enough to be asked several times a second by each process."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def position(self) -> int:
        """A number that grows with every change that a screen could show. Raises Unavailable."""
        with self._store.read() as tx:
            return tx.position()

    def last_message(self) -> int:
        """The number of the newest message: where to begin with `conversations_after`."""
        with self._store.read() as tx:
            return tx.last_message()

    def conversations_after(self, message_id: int) -> tuple[int, set[str]]:
        """The newest message number, and the conversations that got messages behind `message_id`."""
        with self._store.read() as tx:
            found = tx.conversations_after(message_id)
        return max((number for number, _ in found), default=message_id), {conversation for _, conversation in found}
