"""Each core test runs on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pgserver
import psycopg2
import pytest

from tests.core.small import House, house


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A PostgreSQL server of the test run's own."""
    server = pgserver.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="stop")
    yield server
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/y.db"
    server = request.getfixturevalue("postgresql")
    name = f"t{uuid.uuid4().hex}"
    connection = psycopg2.connect(server.get_uri())
    connection.autocommit = True
    connection.cursor().execute(f"CREATE DATABASE {name}")
    connection.close()
    return str(server.get_uri(name))


@pytest.fixture
def core(database_url: str) -> Iterator[House]:
    """The core on an empty database with the small company."""
    made = house(database_url)
    yield made
    made.store.close()
