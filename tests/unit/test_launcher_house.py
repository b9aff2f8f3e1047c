"""The whole house with small scripts for parts: it stands, stops at a word, and falls when a part cannot stand."""

from __future__ import annotations

import asyncio
import io
import os
import signal
import sys
from pathlib import Path

import pytest

from launcher import house
from launcher.logs import PartLog
from launcher.screen import Screen
from launcher.step import StepFailed, step
from launcher.watch import Part

LIVES = "import os, time; print(os.getpid(), flush=True); time.sleep(60)"


def part(name: str, script: str, settle_s: float = 0.2) -> Part:
    return Part(name, (sys.executable, "-c", script), settle_s=settle_s)


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
async def test_one_word_stops_every_part(tmp_path: Path, told: signal.Signals) -> None:
    out = io.StringIO()
    screen = Screen(out)
    names = ("one", "two")

    async def stand() -> int:
        parts = [part(name, LIVES) for name in names]
        await house.keep(parts, tmp_path, os.environ, screen, lambda: os.kill(os.getpid(), told))
        return 0

    assert await house.until_told(stand(), screen) == 0
    assert "everything is stopped" in out.getvalue()
    for name in names:
        pid = int((tmp_path / f"var/log/{name}.log").read_text())
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


async def test_a_part_that_can_never_stand_takes_the_house_down_with_a_reason(tmp_path: Path) -> None:
    out = io.StringIO()
    screen = Screen(out)

    async def stand() -> int:
        parts = [part("well", LIVES), part("ill", "raise SystemExit('no key')", settle_s=30)]
        await house.keep(parts, tmp_path, os.environ, screen, lambda: None)
        return 0

    assert await house.until_told(stand(), screen) == 1
    assert "ill       " in out.getvalue()
    assert "no key" in out.getvalue()
    assert "stopped, because ill failed" in out.getvalue()
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "var/log/well.log").read_text()), 0)


async def test_a_step_that_fails_shows_its_own_words(tmp_path: Path) -> None:
    out = io.StringIO()
    log = PartLog(tmp_path / "check.log")
    command = (sys.executable, "-c", "print('nobody is on duty on Sunday'); raise SystemExit(1)")
    with pytest.raises(StepFailed):
        await step("company", command, os.environ, log, Screen(out))
    assert "nobody is on duty on Sunday" in out.getvalue()


async def test_a_step_is_stopped_with_everything_it_started(tmp_path: Path) -> None:
    started = asyncio.Event()
    log = PartLog(tmp_path / "train.log")
    command = (sys.executable, "-c", LIVES)
    running = asyncio.ensure_future(
        step("model", command, os.environ, log, Screen(io.StringIO()), lambda line: started.set())
    )
    await asyncio.wait_for(started.wait(), 20)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    with pytest.raises(ProcessLookupError):
        os.kill(int(log.path.read_text()), 0)
