"""The wire between the house and PostgreSQL, which can be cut in the middle of a COMMIT or swallow everything."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from itertools import count

from tests.acceptance.running import free_port

COMMIT = b"COMMIT\0"
CHUNK = 65536
LIMIT_S = 5


class Wire:
    """Passes on what is said. `cut_every` cuts each so manieth COMMIT, in turn before the server hears of it and after
    the server has done it; `swallow` makes holes of the connections that there are."""

    def __init__(self, server_port: int) -> None:
        self.port = free_port()
        self.cut_every = 0
        self.cut = {"before": 0, "after": 0}
        self._server_port = server_port
        self._commits = count(1)
        self._open: list[tuple[socket.socket, socket.socket]] = []
        self._holes: set[socket.socket] = set()
        self._door = socket.create_server(("127.0.0.1", self.port), backlog=100)
        threading.Thread(target=self._accept, daemon=True).start()

    def url(self, database: str) -> str:
        """Through this wire."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def swallow(self) -> int:
        """What is on its way on the connections that there are will never come, nor will anything else on them."""
        self._holes = {end for pair in self._open for end in pair}
        return len(self._open)

    def close(self) -> None:
        """Hang up on everybody."""
        self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        for pair in list(self._open):
            self._end(*pair)

    def _accept(self) -> None:
        with suppress(OSError):  # closed
            while True:
                house, _ = self._door.accept()
                try:
                    server = socket.create_connection(("127.0.0.1", self._server_port), timeout=LIMIT_S)
                except OSError:
                    house.close()
                    continue
                server.settimeout(None)
                self._open.append((house, server))
                for source, target, listens in ((house, server, True), (server, house, False)):
                    threading.Thread(target=self._pump, args=(source, target, listens), daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket, listens: bool) -> None:
        with suppress(OSError):
            while said := source.recv(CHUNK):
                if source in self._holes:
                    continue
                if listens and COMMIT in said and self._cuts(source, target, said):
                    break
                target.sendall(said)
        if listens or source not in self._holes:  # the server never hears that somebody has left; here it may
            self._end(source, target)

    def _cuts(self, house: socket.socket, server: socket.socket, said: bytes) -> bool:
        """Cut here or not. "After": the house never hears that it was done."""
        number = next(self._commits)
        if not self.cut_every or number % self.cut_every:
            return False
        after = (number // self.cut_every) % 2 == 0
        if after:
            self._holes.add(server)  # its answer is dropped
            server.sendall(said)
            threading.Event().wait(0.3)
        self.cut["after" if after else "before"] += 1
        self._end(house, server)
        return True

    def _end(self, *ends: socket.socket) -> None:
        self._open = [pair for pair in self._open if not set(pair) & set(ends)]
        for end in ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
