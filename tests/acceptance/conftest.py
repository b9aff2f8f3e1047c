"""One house for all acceptance tests, with every channel; each moment begins on a new working morning."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.acceptance import moments
from tests.acceptance.customers import customer_on
from tests.acceptance.forked import Zygote
from tests.acceptance.running import Running
from tests.acceptance.talking import Talking
from tests.acceptance.vendors import House, Vendors

# What customers say in the tests and no log may hold.
PRIVATE = ("13800138000", "13811112222", "8613800138000", "投诉", "洗衣机")
Meet = Callable[[str], Talking]
_outcomes: dict[str, str] = {}


@pytest.fixture(scope="package", autouse=True)
def quickly(zygote: Zygote) -> Iterator[None]:
    """Houses are forked, but for those that say that they are not."""
    Running.zygote = zygote
    yield
    Running.zygote = None


@contextmanager
def house_in(folder: Path, sms: str, zygote: Zygote | None) -> Iterator[House]:
    """Real processes over one database, and the vendors' clouds; the logs of a failed start are in the assertion."""
    with Vendors(sms) as vendors:
        made = House(folder, vendors)
        made.zygote = zygote
        try:
            made.up()
            yield made
        finally:
            made.down()
        # After everything that the tests have said: no numbers, secrets or words of customers stand in any log.
        logs = "".join(path.read_text(errors="replace") for path in made.folder.glob("*.log"))
        assert "Traceback" not in logs, logs[logs.index("Traceback") :][:3000]
        for private in (*PRIVATE, *vendors.secrets(), *vendors.customers):
            assert private not in logs, logs[max(0, logs.index(private) - 500) :][:1000]


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house on the mainland: web chat, WeChat, WeCom and text messages from templates; its parts start as ever."""
    with house_in(tmp_path_factory.mktemp("house"), "alibaba", zygote=None) as made:
        yield made


@pytest.fixture(scope="session")
def abroad(tmp_path_factory: pytest.TempPathFactory, zygote: Zygote) -> Iterator[House]:
    """A house whose text messages are free in their words."""
    with house_in(tmp_path_factory.mktemp("abroad"), "twilio", zygote) as made:
        yield made


@pytest.fixture
def channel() -> str:
    """Where a test is that says nothing of channels."""
    return "webchat"


@pytest.fixture
def house(request: pytest.FixtureRequest, channel: str) -> Iterator[House]:
    """The house that has this channel, on a morning that no other moment has used; channels share a moment's."""
    running: House = request.getfixturevalue("abroad" if channel == "twilio" else "running")
    name = request.node.originalname
    if channel == "webchat" or running.moment != name:
        running.next_working_morning()
    running.moment = name
    yield running
    running.hang_up()


@pytest.fixture
def meet(house: House) -> Iterator[Meet]:
    """Somebody whom nobody knows yet, on a channel. When the test is over they need nothing any more, so that what was
    promised to them takes nobody's time in the tests that follow."""
    met: list[Talking] = []

    def made(channel: str) -> Talking:
        met.append(customer_on(channel, house))
        return met[-1]

    yield made
    for customer in met:
        customer.has_no_more_wishes()


@pytest.fixture
def customer(meet: Meet, channel: str) -> Talking:
    """One such customer."""
    return meet(channel)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Remember how each test ended."""
    if report.when == "call" or report.outcome != "passed":
        before = _outcomes.get(report.nodeid)
        _outcomes[report.nodeid] = report.outcome if before in (None, "passed") else before


def pytest_sessionfinish() -> None:
    """Write docs/moments.md, when all tests here were asked for it."""
    if os.environ.get("YINUO_MOMENTS") == "1":
        tests = [(*moments.read(test), outcome) for test, outcome in _outcomes.items()]
        moments.PAGE.write_text(moments.page(moments.gather(tests)), encoding="utf-8")
