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
    # After everything that the tests have said: neither numbers nor words of customers stand in any log.
    logs = "".join(path.read_text(errors="replace") for path in made.folder.glob("*.log"))
    assert "Traceback" not in logs, logs[logs.index("Traceback") :][:3000]
    for private in ("13800138000", "13811112222", "8613800138000", "投诉", "洗衣机"):
        assert private not in logs, logs[max(0, logs.index(private) - 500) :][:1000]


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
