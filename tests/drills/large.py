"""Houses for crowds: a company so large that its rota does not fill up, with one bot or several and no keeper, which
would pick up what the bots leave lying."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path

from bench import crowd
from tests.acceptance.forked import Zygote
from tests.acceptance.running import BEGIN
from tests.drills.crowd import Street, street
from tests.drills.house import Standing

BOTS = {"no bot": (), "one bot": ("bot",), "two bots": ("bot", "other")}
MANAGER = "欧阳正"
AGENTS = 10  # in each team; a larger company takes long to check


@dataclass
class Row:
    """A house with its bots in a row."""

    house: Standing
    bots: tuple[str, ...]
    database: str

    @property
    def name(self) -> str:
        """For the record."""
        return f"{'one bot' if len(self.bots) == 1 else 'two bots'} on {self.database}"

    def street(self) -> AbstractAsyncContextManager[Street]:
        """Customers for all of its bots."""
        return street(self.house, *self.bots)


def large(folder: Path, zygote: Zygote | None = None, **settings: str) -> Standing:
    """A prepared house with nothing started yet."""
    folder.mkdir(parents=True, exist_ok=True)
    crowd.write(folder / "company", BEGIN.date(), dict.fromkeys(crowd.AGENTS, AGENTS))
    (folder / "company" / "accounts.yml").write_text(f"top: yinuo-{MANAGER}\n", encoding="utf-8")
    house = Standing(folder, **{"YINUO_COMPANY": str(folder / "company"), **settings})
    house.zygote = zygote
    house.prepare()
    return house


class Rows:
    """Makes them. Houses in which nothing is changed are shared by all drills, which leave them as they were."""

    def __init__(self, folder: Callable[[], Path], zygote: Zygote, new_database: Callable[[], str]) -> None:
        self._folder, self._zygote, self._new_database = folder, zygote, new_database
        self._shared: dict[str, Standing] = {}
        self._all: list[Standing] = []

    def get(self, where: str, changes: tuple[str, ...] = ()) -> Row:
        """`one bot on SQLite`, `one bot on PostgreSQL` or `two bots on PostgreSQL`; one with changes is a new one."""
        number, database = where.split(" on ")
        if changes:
            return self.alone(where, changes)
        if database not in self._shared:
            at_most = "one bot" if database == "SQLite" else "two bots"
            self._shared[database] = self.alone(f"{at_most} on {database}").house
        return Row(self._shared[database], BOTS[number], database)

    def alone(self, where: str, changes: tuple[str, ...] = ()) -> Row:
        """The same, as a house that nobody else uses."""
        number, database = where.split(" on ")
        own = {} if database == "SQLite" else {"YINUO_DATABASE_URL": self._new_database()}
        house = large(self._folder(), self._zygote, **own)
        self._all.append(house)
        for name in BOTS[number]:
            house.start_bot(name, changes)
        return Row(house, BOTS[number], database)

    def tidy(self) -> None:
        """End the houses that nobody shares: they would keep the processor warm for all that comes after."""
        for house in [house for house in self._all if house not in self._shared.values()]:
            house.hang_up()
            house.down()
            self._all.remove(house)

    def down(self) -> None:
        """End everything."""
        self._shared.clear()
        self.tidy()
