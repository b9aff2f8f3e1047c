"""Connections to PostgreSQL on which no wait lasts for ever.

PostgreSQL's own time limits need a server that runs and a network that carries what it says. Where one is frozen or the
other swallows everything, a thread would wait in the driver until the machine is restarted; so one thread of this
process looks at all waits and hangs up on those that last too long, which the driver then reports as a broken
connection.
"""

from __future__ import annotations

import contextlib
import os
import select
import socket
import threading
import weakref
from collections.abc import Callable, Iterator
from time import monotonic
from typing import Any, TypeVar

from psycopg2 import extensions

T = TypeVar("T")
LIMIT_S = 4.0
LOOK_EVERY_S = 0.2


class Cursor(extensions.cursor):  # type: ignore[misc]  # psycopg2 carries no types
    """Statements with a time limit."""

    connection: Connection

    def execute(self, query: Any, vars: Any = None) -> None:
        """Run a statement. A broken connection, and one that was hung up on, is an OperationalError."""
        self.connection.limited(super().execute, query, vars)


class Connection(extensions.connection):  # type: ignore[misc]
    """What `psycopg2.connect` makes when it is told to."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.cursor_factory = Cursor
        # A name of our own for the same line: libpq may close its one at any time, and the number be used anew.
        self._line = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 0, os.dup(self.fileno()))
        self.until: float | None = None
        self.patience_s = LIMIT_S
        watch.add(self)

    def limited(self, wait: Callable[..., T], *args: Any) -> T:
        """Call what waits for the server."""
        self.until = monotonic() + self.patience_s
        try:
            return wait(*args)
        finally:
            self.until = None

    @contextlib.contextmanager
    def patient(self, patience_s: float) -> Iterator[None]:
        """For now, wait as long as this."""
        self.patience_s = patience_s
        try:
            yield
        finally:
            self.patience_s = LIMIT_S

    def commit(self) -> None:
        """Commit; where the connection breaks meanwhile, nobody knows whether that was done."""
        self.limited(super().commit)

    def rollback(self) -> None:
        """Undo."""
        self.limited(super().rollback)

    def close(self) -> None:
        """Give up the line under both names."""
        super().close()
        self._line.close()

    def hang_up_if_late(self, now: float) -> None:
        """End a wait on this connection that lasts too long."""
        until = self.until
        if until is None or now < until:
            return
        self.until = None
        with contextlib.suppress(OSError):  # the other side hung up at this very moment
            self._line.shutdown(socket.SHUT_RDWR)

    def broken(self) -> bool:
        """Whether the server has said something unasked, as it does when it leaves. Costs no round trip."""
        poll = select.poll()
        poll.register(self._line, select.POLLIN)
        return bool(self.closed or poll.poll(0))


class Watch:
    """Looks after all connections of this process; one that was forked off begins a thread of its own."""

    def __init__(self) -> None:
        self._connections: weakref.WeakSet[Connection] = weakref.WeakSet()
        self._lock = threading.Lock()
        self._process = 0

    def add(self, connection: Connection) -> None:
        """From now on, until it is forgotten elsewhere."""
        with self._lock:
            self._connections.add(connection)
            if self._process != os.getpid():
                self._process = os.getpid()
                threading.Thread(target=self._look, name="time limits", daemon=True).start()

    def _look(self) -> None:
        pause = threading.Event()
        while not pause.wait(LOOK_EVERY_S):
            with self._lock:
                known = list(self._connections)
            for connection in known:
                connection.hang_up_if_late(monotonic())


watch = Watch()
