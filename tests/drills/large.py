"""Houses for crowds: a company so large that its rota does not fill up, on SQLite or on a PostgreSQL of their own."""

from __future__ import annotations

from pathlib import Path

import pgserver
import psycopg2

from bench import crowd
from tests.acceptance.running import BEGIN
from tests.drills.house import Standing

AGENTS = 10  # in each team; a larger company takes long to check


def large(folder: Path, **settings: str) -> Standing:
    """A prepared house with nothing started yet."""
    folder.mkdir(parents=True, exist_ok=True)
    crowd.write(folder / "company", BEGIN.date(), dict.fromkeys(crowd.AGENTS, AGENTS))
    house = Standing(folder, **{"YINUO_COMPANY": str(folder / "company"), **settings})
    house.prepare()
    return house


class Server:
    """A PostgreSQL server for one run of the drills."""

    def __init__(self, folder: Path) -> None:
        self._server = pgserver.get_server(folder, cleanup_mode="stop")
        self._made = 0

    def fresh(self) -> str:
        """The address of a new, empty database."""
        self._made += 1
        name = f"d{self._made}"
        connection = psycopg2.connect(self._server.get_uri())
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
        connection.close()
        return str(self._server.get_uri(name))

    def stop(self) -> None:
        """End it."""
        self._server.cleanup()
