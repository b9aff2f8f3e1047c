"""Parts that die, hang or never come up, played by small scripts."""

from __future__ import annotations

import asyncio
import io
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from launcher.logs import PartLog
from launcher.process import Child, ending
from launcher.screen import Screen
from launcher.watch import GivenUp, Part, Patience, Watch

HASTE = Patience(first_s=0.01, longest_s=0.02, steady_s=60, tries=2, ready_s=10)


def part(script: str, settle_s: float = 0.05) -> Part:
    return Part("fake", (sys.executable, "-c", script), settle_s=settle_s)


@pytest.fixture
def log(tmp_path: Path) -> Iterator[PartLog]:
    made = PartLog(tmp_path / "fake.log")
    yield made
    made.close()


def watch(log: PartLog, played: Part) -> tuple[Watch, io.StringIO]:
    out = io.StringIO()
    return Watch(played, os.environ, log, Screen(out), HASTE), out


async def eventually(holds: Callable[[], bool], limit: float = 20) -> None:
    async def look() -> None:
        while not holds():
            await asyncio.sleep(0.01)

    await asyncio.wait_for(look(), limit)


def alive(pid: int) -> bool:
    """A process that ended and was not yet waited for counts as gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


async def test_a_part_that_never_comes_up_is_given_up_and_its_last_lines_are_shown(log: PartLog) -> None:
    made, out = watch(log, part("print('no such table'); raise SystemExit(3)", settle_s=30))
    with pytest.raises(GivenUp):
        await made.run()
    assert out.getvalue().count("ended by itself (exit code 3)") == 2
    assert "| no such table" in out.getvalue()


async def test_a_part_that_lives_is_waited_for_beyond_the_time_after_which_it_is_told_of(log: PartLog) -> None:
    out = io.StringIO()
    slow = part("import time; time.sleep(60)", settle_s=0.3)
    made = Watch(slow, os.environ, log, Screen(out), Patience(ready_s=0.05))
    life = asyncio.ensure_future(made.run())
    await asyncio.wait_for(made.ready.wait(), 20)
    life.cancel()
    await asyncio.gather(life, return_exceptions=True)
    assert "not ready after 0.05 s" in out.getvalue()


async def test_a_part_that_dies_after_it_was_ready_is_started_again(log: PartLog) -> None:
    made, out = watch(log, part("import time; time.sleep(60)"))
    life = asyncio.ensure_future(made.run())
    await asyncio.wait_for(made.ready.wait(), 20)
    assert made.child is not None
    first = made.child.pid
    os.kill(first, signal.SIGKILL)
    await eventually(lambda: made.child is not None and made.child.pid != first)
    life.cancel()
    await asyncio.gather(life, return_exceptions=True)
    assert "killed by SIGKILL" in out.getvalue()
    assert not alive(made.child.pid)


async def test_stopping_takes_the_children_of_a_part_along() -> None:
    heard: list[str] = []
    script = "import subprocess as s, sys, time; print(s.Popen(['sleep', '60']).pid, flush=True); time.sleep(60)"
    child = await Child.start((sys.executable, "-c", script), os.environ, heard.append)
    await eventually(lambda: bool(heard))
    await child.stop()
    await eventually(lambda: not alive(int(heard[0])))


async def test_a_part_that_ignores_the_wish_to_stop_is_killed_after_the_grace() -> None:
    heard: list[str] = []
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    script = deaf + "print('up', flush=True); time.sleep(60)"
    child = await Child.start((sys.executable, "-c", script), os.environ, heard.append)
    await eventually(lambda: heard == ["up"])
    assert ending(await child.stop(grace=0.1)) == "killed by SIGKILL"


async def test_a_line_longer_than_any_buffer_does_not_stop_the_reading() -> None:
    heard: list[str] = []
    script = "print('x' * 3_000_000); print('after')"
    child = await Child.start((sys.executable, "-c", script), os.environ, heard.append)
    assert await child.ended() == 0
    assert heard[-1] == "after"


async def test_only_trouble_reaches_the_screen_and_everything_reaches_the_log(log: PartLog) -> None:
    script = "print('INFO all well'); print('ERROR the door is stuck'); raise SystemExit(1)"
    made, out = watch(log, part(script, settle_s=30))
    with pytest.raises(GivenUp):
        await made.run()
    before_the_end = out.getvalue().split("ended by itself")[0]
    assert "ERROR the door is stuck" in before_the_end
    assert "INFO all well" not in before_the_end
    assert "INFO all well" in log.path.read_text()


def test_a_log_stays_under_its_cap(tmp_path: Path) -> None:
    log = PartLog(tmp_path / "part.log", cap=1000)
    for number in range(500):
        log.write(f"line {number} with some words in it")
    log.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["part.log", "part.log.1", "part.log.2", "part.log.3"]
    assert all(path.stat().st_size <= 1000 for path in tmp_path.iterdir())
