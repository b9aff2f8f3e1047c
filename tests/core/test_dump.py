"""The whole database goes into a file and comes back, on whichever database; a file that is not whole does not."""

from __future__ import annotations

import gzip
import json
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from handoff.dump import DumpError, dump, restore
from handoff.store import Store
from handoff.tables import metadata
from handoff.verify import verify
from migrations.upgrade import upgrade
from tests.core.every_table import everything, fill
from tests.core.small import KEY, House, house

Make = Callable[[Path], str]


def quiet(_: str) -> None:
    """Nobody reads along."""


@pytest.fixture(params=["sqlite", "postgresql"])
def other(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A migrated database without any row, of each kind."""
    if request.param == "sqlite":
        (tmp_path / "other").mkdir()
        url = f"sqlite:///{tmp_path}/other/y.db"
        upgrade(url)
    else:
        make: Make = request.getfixturevalue("fresh_postgresql")
        url = make(tmp_path)
        engine = sa.create_engine(url)
        with engine.begin() as connection:
            names = ", ".join(table.name for table in metadata.sorted_tables)
            connection.exec_driver_sql(f"TRUNCATE {names} RESTART IDENTITY")
        engine.dispose()
    yield url


@pytest.fixture
def file(core: House, tmp_path: Path) -> Path:
    """A dump of a house in which every table has rows."""
    fill(core)
    path = tmp_path / "house.dump"
    dump(core.store, path, quiet)
    return path


def lines(path: Path) -> list[Any]:
    """What stands in a file."""
    return [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]


def write(path: Path, entries: list[Any]) -> None:
    """A file with these lines."""
    path.write_bytes(gzip.compress(b"".join(json.dumps(one).encode() + b"\n" for one in entries)))


def count(url: str) -> int:
    """All rows of a database."""
    store = Store(url, KEY)
    with store.read() as tx:
        found = sum(tx.count(table.name) for table in metadata.sorted_tables)
    store.close()
    return found


def test_every_row_of_every_table_comes_back_and_the_house_goes_on(core: House, file: Path, other: str) -> None:
    said: list[str] = []
    before = everything(core)
    assert all(before.values())
    store = Store(other, KEY)
    assert restore(store, file, said.append) == sum(map(len, before.values()))
    store.close()
    assert any(line.startswith("promises: ") for line in said)
    new = house(other)
    assert everything(new) == before
    events, wrong = verify(core.store, KEY)
    assert verify(new.store, KEY) == (events, wrong)
    new.clock.set(core.clock.now())
    made = new.complains(address="anon:new")  # numbers go on behind those that came back
    assert made["state"] == "open"
    new.watcher.sweep()
    assert len(new.rows("events")) > len(before["events"])
    new.store.close()


def test_after_a_day_of_the_product_alone_the_ledger_is_clean_on_the_other_side(
    core: House, tmp_path: Path, other: str
) -> None:
    for n in range(2):
        core.complains(address=f"anon:{n}")
    core.later(hours=2)
    core.watcher.sweep()
    dump(core.store, tmp_path / "clean.dump", quiet)
    store = Store(other, KEY)
    restore(store, tmp_path / "clean.dump", quiet)
    assert verify(store, KEY) == (len(core.rows("events")), [])
    store.close()


def test_the_file_is_for_its_owner_only_and_takes_nobody_s_place(core: House, file: Path) -> None:
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    before = file.read_bytes()
    with pytest.raises(DumpError, match="there already"):
        dump(core.store, file, quiet)
    assert file.read_bytes() == before
    assert not list(file.parent.glob("*.part"))


@pytest.mark.parametrize("share", [0, 0.3, 0.99])
def test_a_file_that_is_cut_short_writes_nothing(file: Path, other: str, share: float) -> None:
    data = file.read_bytes()
    file.write_bytes(data[: int(len(data) * share)])
    refused(other, file, "damaged|cut short|not a dump")


def test_a_file_without_its_last_lines_writes_nothing(file: Path, other: str) -> None:
    write(file, lines(file)[:-1])
    refused(other, file, "its end is missing")


def test_a_changed_word_writes_nothing(file: Path, other: str) -> None:
    entries = lines(file)
    bound = next(one for one in entries if isinstance(one, list) and one[0] == "promises")
    bound[1]["owner_name"] = "别人"
    write(file, entries)
    refused(other, file, "was changed")


def test_a_byte_that_turned_over_writes_nothing(file: Path, other: str) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 16
    file.write_bytes(bytes(data))
    refused(other, file, "damaged|changed")


def test_a_file_of_another_revision_writes_nothing(file: Path, other: str) -> None:
    store = Store(other, KEY)
    store.write(lambda tx: tx.cursor.execute("UPDATE alembic_version SET version_num = '0001'"))
    store.close()
    refused(other, file, "of revision")


def test_a_database_that_holds_something_is_left_alone(core: House, file: Path) -> None:
    before = everything(core)
    with pytest.raises(DumpError, match="not empty"):
        restore(core.store, file, quiet)
    assert everything(core) == before


def refused(url: str, file: Path, why: str) -> None:
    """It is said why, and the database is as empty as it was."""
    store = Store(url, KEY)
    with pytest.raises(DumpError, match=why):
        restore(store, file, quiet)
    store.close()
    assert count(url) == 0
