"""A house for each drill, ended whatever happens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.drills.house import Standing
from tests.drills.record import LONG

Build = Callable[..., Standing]


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
