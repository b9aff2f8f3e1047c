"""An empty database of each kind for a run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pgserver
import psycopg2
import pytest


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an empty database on a server of its own."""
    server = pgserver.get_server(tmp_path_factory.mktemp("simulated"), cleanup_mode="stop")
    connection = psycopg2.connect(server.get_uri())
    connection.autocommit = True
    cursor = connection.cursor()
    cursor.execute("ALTER SYSTEM SET fsync = off")  # no run here pulls the plug
    cursor.execute("SELECT pg_reload_conf()")
    cursor.execute("CREATE DATABASE simulated")
    connection.close()
    yield str(server.get_uri("simulated"))
    server.cleanup()


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    """The address of a database that is not there yet."""
    return f"sqlite:///{tmp_path}/simulated.db"
