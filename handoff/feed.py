"""Tells those who show something that there is something new to show."""

from __future__ import annotations

from handoff.store import News, Store


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

    def begun_after(self, message_id: int) -> set[str]:
        """The addresses that sent their first message behind this one, for those who do not know the id of the
        conversation yet."""
        with self._store.read() as tx:
            return tx.begun_after(message_id)

    def tell(self, conversation_id: str) -> None:
        """Tell the other processes at once that a conversation has something new."""
        self._store.tell(conversation_id)

    def listen(self) -> News | None:
        """What other processes tell; None where they cannot, and one has to ask."""
        return self._store.listen()
