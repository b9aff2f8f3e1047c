"""What other processes say on PostgreSQL, on a connection that does nothing but listen."""

from __future__ import annotations

import os
import select
from typing import Any

CHANNEL = "yinuo_news"


class News:
    """Conversations with something new. Whoever waits for `fileno` to be readable need not ask again and again."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(f"LISTEN {CHANNEL}")
        except BaseException:
            connection.close()
            raise
        # A name of our own for the line: the driver closes its one as soon as the server is gone.
        self._line = os.dup(connection.fileno())

    def fileno(self) -> int:
        """What becomes readable, valid until `close`."""
        return self._line

    def read(self) -> set[str]:
        """What was told since the last time; does not block. Raises the driver's OperationalError once the connection
        is gone."""
        self._connection.poll()
        told = {notice.payload for notice in self._connection.notifies}
        self._connection.notifies.clear()
        return told

    def wait(self, limit_s: float) -> set[str]:
        """The same, but wait for it."""
        select.select([self], [], [], limit_s)
        return self.read()

    def close(self) -> None:
        """Stop listening."""
        self._connection.close()
        os.close(self._line)
