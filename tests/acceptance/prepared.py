"""What a house begins with, made once in a run of the tests: migrating and importing anew would take each of them
seconds."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from launcher import model
from launcher.screen import Screen

if TYPE_CHECKING:
    from tests.acceptance.running import Running

ROOT = Path(__file__).parents[2]
# What makes a house's database its own; without them all begin with a copy of the same one.
OF_ITS_OWN = {"YINUO_DATABASE_URL", "YINUO_COMPANY"}
_first: list[tuple[Path, Path]] = []


def prepare(house: Running) -> None:
    """Give it its model and its database."""
    if _first and not house.own:
        database, house.model = _first[0]
        shutil.copy(database, house.folder / "y.db")
        return
    house.model = asyncio.run(model.ensure(ROOT, house.environment, Screen()))
    house.command("migrate")
    house.command("import")
    if not house.own:
        _first.append((house.folder / "template.db", house.model))
        shutil.copy(house.folder / "y.db", _first[0][0])
