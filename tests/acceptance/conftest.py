"""One house for all acceptance tests; each begins on a new working morning."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.acceptance.running import Customer, Running


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Real processes; the logs of a failed start are in the assertion."""
    made = Running(tmp_path_factory.mktemp("house"))
    try:
        yield made.up()
    finally:
        made.down()


@pytest.fixture
def house(running: Running) -> Iterator[Running]:
    """The house on a morning that no other test has used."""
    running.next_working_morning()
    yield running
    running.hang_up()


@pytest.fixture
def customer(house: Running) -> Customer:
    """Somebody whom nobody knows yet."""
    return Customer(house)
