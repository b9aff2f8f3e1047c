"""A house for each drill, ended whatever happens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pgserver
import psycopg2
import pytest

from tests.acceptance.forked import Zygote
from tests.drills.house import Standing
from tests.drills.killing import on_its_feet
from tests.drills.large import Rows
from tests.drills.parts_house import whole_house
from tests.drills.record import LONG

Build = Callable[..., Standing]
Lively = Callable[..., Standing]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Drills without what mends them are shown by `make drills` only: they must fail, and take their time."""
    if LONG:
        return
    shown_later = [item for item in items if item.get_closest_marker("counter")]
    config.hook.pytest_deselected(items=shown_later)
    items[:] = [item for item in items if item not in shown_later]


@pytest.fixture
def build(tmp_path: Path) -> Iterator[Build]:
    """Makes houses, prepared but with nothing started yet; `settings` as environment variables."""
    made: list[Standing] = []

    def one(name: str = "house", **settings: str) -> Standing:
        folder = tmp_path / name
        folder.mkdir()
        house = Standing(folder, **settings)
        made.append(house)
        house.prepare()
        return house

    yield one
    for house in made:
        house.hang_up()
        house.down()


@pytest.fixture(scope="session")
def besieged(tmp_path_factory: pytest.TempPathFactory, zygote: Zygote) -> Iterator[Standing]:
    """One house for all drills that throw something at its doors: it must outlive them all."""
    house = Standing(tmp_path_factory.mktemp("besieged"), YINUO_WEBCHAT_PROXIES="1")
    house.prepare()
    house.zygote = zygote
    house.start_keeper()
    house.start_bot(changes=() if LONG else ("tests.drills.without_hostile:hurried",))
    house.start_desk()
    yield house
    house.hang_up()
    house.down()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, zygote: Zygote) -> Iterator[Standing]:
    """A standing house with bot, keeper and desk, for drills that leave it as they found it."""
    yield from whole_house(tmp_path_factory.mktemp("whole"), zygote)


@pytest.fixture(scope="session")
def new_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], str]]:
    """Empty databases on a PostgreSQL server that all drills of this run share."""
    server = pgserver.get_server(tmp_path_factory.mktemp("postgresql"), cleanup_mode="stop")
    connection = psycopg2.connect(server.get_uri())
    connection.autocommit = True
    number = count(1)

    def make() -> str:
        name = f"drill{next(number)}"
        connection.cursor().execute(f"CREATE DATABASE {name}")
        return str(server.get_uri(name))

    yield make
    connection.close()
    server.cleanup()


@pytest.fixture(scope="module")
def lively(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, zygote: Zygote
) -> Iterator[Lively]:
    """A house with its bot and its keeper, which can be made to kill themselves: one for all drills of a file in short,
    a fresh one for each in the long run, where hundreds of customers would be in each other's way."""
    made: list[Standing] = []

    def one(database: str = "SQLite") -> Standing:
        if LONG or not made:
            url = "" if database == "SQLite" else request.getfixturevalue("new_database")()
            made.append(Standing(tmp_path_factory.mktemp("house"), **({"YINUO_DATABASE_URL": url} if url else {})))
            made[-1].prepare()
            on_its_feet(made[-1], zygote)
        return made[-1]

    yield one
    for each in made:
        each.hang_up()
        each.down()


@pytest.fixture(scope="session")
def shared_rows(
    tmp_path_factory: pytest.TempPathFactory, zygote: Zygote, new_database: Callable[[], str]
) -> Iterator[Rows]:
    """The houses for crowds that drills share."""
    made = Rows(lambda: tmp_path_factory.mktemp("row"), zygote, new_database)
    yield made
    made.down()


@pytest.fixture
def rows(shared_rows: Rows) -> Iterator[Rows]:
    """Houses with one bot or two, for crowds."""
    yield shared_rows
    shared_rows.tidy()
