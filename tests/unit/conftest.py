"""Houses that the tests of several files stand in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.test_desk_server import Desk, serving
from tests.unit.wecom_house import Side, side_in


@pytest.fixture(scope="session")
def serving_desk() -> Iterator[Desk]:
    with serving() as running:
        yield running


@pytest.fixture
def desk(serving_desk: Desk) -> Desk:
    """A desk whose core has not been asked anything yet. Who tries what a desk itself remembers starts one for it."""
    serving_desk.begin_anew()
    return serving_desk


@pytest.fixture
def side(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Side]:
    """WeCom's side of a house."""
    made = side_in(tmp_path, monkeypatch)
    yield made
    made.cloud.stop()
    made.core.store.close()
