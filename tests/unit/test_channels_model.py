"""A model that comes late: what is said meanwhile, and when it is taken up."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rasa.core.agent import Agent

from channels import model
from channels.model import MissingModel
from channels.threads import Threads


class AgentDouble:
    """Takes every file that does not say that it is damaged."""

    def __init__(self) -> None:
        self.loaded: list[bytes] = []

    def load_model(self, file: Path) -> None:
        said = file.read_bytes()
        self.loaded = [*self.loaded, said]
        if said == b"damaged":
            raise EOFError(said)


@pytest.fixture
def threads() -> Iterator[Threads]:
    made = Threads(1)
    yield made
    made.close()


@pytest.fixture(autouse=True)
def haste(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "LOOK_S", 0.01)


def waiting(path: Path | None, threads: Threads) -> tuple[MissingModel, asyncio.Future[Any], asyncio.Task[None]]:
    missing = MissingModel(path)
    taken: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

    async def take(agent: Agent) -> None:
        taken.set_result(agent)

    double: Any = AgentDouble()
    return missing, taken, asyncio.ensure_future(missing.wait(double, threads, take))


async def says(missing: MissingModel, words: str) -> None:
    async def look() -> None:
        while words not in str(missing.state["error"]):
            await asyncio.sleep(0.01)

    await asyncio.wait_for(look(), 10)


async def test_a_missing_file_is_named_and_taken_up_once_it_is_there(tmp_path: Path, threads: Threads) -> None:
    missing, taken, task = waiting(tmp_path / "m.tar.gz", threads)
    await says(missing, "m.tar.gz is not there")
    assert str(tmp_path) not in str(missing.state)
    (tmp_path / "m.tar.gz").write_bytes(b"good")
    assert (await asyncio.wait_for(taken, 10)).loaded == [b"good"]
    await task


async def test_a_damaged_file_is_tried_once_and_then_only_when_it_changed(tmp_path: Path, threads: Threads) -> None:
    (tmp_path / "m.tar.gz").write_bytes(b"damaged")
    missing, taken, task = waiting(tmp_path / "m.tar.gz", threads)
    await says(missing, "EOFError")
    assert await missing._try(AgentDouble(), threads) is None  # type: ignore[arg-type]
    assert not taken.done()
    (tmp_path / "m.tar.gz").write_bytes(b"whole again")
    assert (await asyncio.wait_for(taken, 10)).loaded == [b"whole again"]
    await task


async def test_of_a_folder_the_newest_model_is_taken(tmp_path: Path, threads: Threads) -> None:
    missing, taken, task = waiting(tmp_path, threads)
    await says(missing, f"no model in {tmp_path.name}")
    (tmp_path / "new.tar.gz").write_bytes(b"new")
    assert (await asyncio.wait_for(taken, 10)).loaded == [b"new"]
    await task


async def test_without_a_known_file_only_a_restart_helps(threads: Threads) -> None:
    missing, taken, task = waiting(None, threads)
    await task
    assert not taken.done()
    assert missing.state["then"] == "restart the bot"
