"""A PostgreSQL server of a drill's own, which can be stopped, killed, frozen and crowded out."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pgserver
import psutil
import psycopg2
from pgserver._commands import pg_ctl  # type: ignore[attr-defined]

from tests.acceptance.running import free_port, until

CONNECTIONS = 60
LIMIT_S = 30


class Server:
    """Listens on a port of its own, as a server on another machine would."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self._made = pgserver.get_server(folder, cleanup_mode="stop")  # knows how to be no root, and makes the files
        self._folder = folder
        self._ctl("stop", "-m", "fast")
        self.start()

    @property
    def url(self) -> str:
        """Straight to the server."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start it, after a crash too: as soon as the last process of before is gone."""
        options = f"-h 127.0.0.1 -p {self.port} -k {self._folder} -c max_connections={CONNECTIONS}"
        self._ctl("start", "-w", "-l", str(self._folder / "log"), "-o", options)

    def close(self) -> None:
        """End it."""
        self._ctl("stop", "-m", "immediate")
        self._made.cleanup()

    @contextmanager
    def stopped(self, mode: str) -> Iterator[str]:
        """Away for a while; `mode` is one of pg_ctl's or `kill`."""
        if mode == "kill":
            self._kill()
        else:
            self._ctl("stop", "-m", mode)
        try:
            yield f"the server was away ({mode})"
        finally:
            self.start()

    @contextmanager
    def frozen(self) -> Iterator[str]:
        """It accepts connections, as the kernel does that for it, and says nothing."""
        processes = self._processes()
        for one in processes:
            one.send_signal(signal.SIGSTOP)
        try:
            yield "all its processes stopped"
        finally:
            for one in processes:
                one.send_signal(signal.SIGCONT)

    @contextmanager
    def crowded(self) -> Iterator[str]:
        """Somebody else has every connection that the server gives."""
        taken: list[psycopg2.extensions.connection] = []
        mine = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name <> 'crowd'"
        end = time.monotonic() + LIMIT_S
        while len(taken) < CONNECTIONS:
            assert time.monotonic() < end, f"only {len(taken)} of {CONNECTIONS} could be taken"
            try:
                taken.append(psycopg2.connect(self.url, application_name="crowd", connect_timeout=5))
                taken[-1].autocommit = True
            except psycopg2.OperationalError:
                taken[0].cursor().execute(mine)  # the others have them: they must go first
        try:
            yield f"all {CONNECTIONS} connections were taken"
        finally:
            for one in taken:
                one.close()

    def _processes(self) -> list[psutil.Process]:
        postmaster = psutil.Process(int((self._folder / "postmaster.pid").read_text().split()[0]))
        return [postmaster, *postmaster.children()]

    def _kill(self) -> None:
        postmaster, *others = self._processes()
        os.kill(postmaster.pid, signal.SIGKILL)
        until(lambda: not any(one.is_running() for one in others) or None, "the server's processes to end", LIMIT_S)

    def _ctl(self, *words: str) -> None:
        pg_ctl(list(words), pgdata=self._folder, user=self._made.system_user, timeout=LIMIT_S)
