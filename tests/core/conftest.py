"""Each core test runs on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pgserver
import psycopg2
import pytest

from handoff import verify
from handoff.binding import Binding
from tests.core.small import KEY, House, house, prepare


@pytest.fixture(scope="session")
def fresh_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], str]:
    """Copies of one prepared SQLite database."""
    template = tmp_path_factory.mktemp("sqlite") / "template.db"
    prepare(f"sqlite:///{template}")

    def make(folder: Path) -> str:
        shutil.copy(template, folder / "y.db")
        return f"sqlite:///{folder}/y.db"

    return make


@pytest.fixture(scope="session")
def fresh_postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path], str]]:
    """Copies of one prepared database on a PostgreSQL server of the test run's own."""
    server = pgserver.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="stop")
    connection = psycopg2.connect(server.get_uri())
    connection.autocommit = True
    cursor = connection.cursor()
    cursor.execute("ALTER SYSTEM SET fsync = off")  # these tests do not pull the plug
    cursor.execute("SELECT pg_reload_conf()")
    cursor.execute("CREATE DATABASE template_y")
    prepare(server.get_uri("template_y"))

    def make(_: Path) -> str:
        name = f"t{uuid.uuid4().hex}"
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE template_y")
        return str(server.get_uri(name))

    yield make
    connection.close()
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A prepared database of this test's own."""
    make: Callable[[Path], str] = request.getfixturevalue(f"fresh_{request.param}")
    return make(tmp_path)


@pytest.fixture
def core(database_url: str) -> Iterator[House]:
    """The core on a database with the small company."""
    made = house(database_url)
    yield made
    made.store.close()


@pytest.fixture
def binding(core: House) -> Binding:
    return Binding(core.store, core.clock, core.companies)


@pytest.fixture
def the_ledger_agrees(core: House) -> Iterator[None]:
    """Whatever a test did to the core, its ledger can be verified afterwards."""
    yield
    assert verify.verify(core.store, KEY)[1] == []
