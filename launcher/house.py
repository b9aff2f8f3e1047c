"""From the settings to a standing house, and down again."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path
from time import monotonic
from typing import Any

from handoff.settings import Settings
from launcher import model, parts
from launcher.logs import PartLog
from launcher.screen import Screen
from launcher.step import StepFailed, step
from launcher.watch import GivenUp, Part, Watch
from launcher.welcome import welcome

STEPS = (("database", "migrate"), ("company", "import"))


async def until_told(work: Coroutine[Any, Any, int], screen: Screen) -> int:
    """Runs the work until it ends or a person presses Ctrl-C (or the system asks with SIGTERM)."""
    task = asyncio.ensure_future(work)
    loop = asyncio.get_running_loop()

    def told() -> None:
        screen.plain()
        screen.say("yinuo", "stopping")
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, lambda: None)
        task.cancel()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, told)
    try:
        return await task
    except asyncio.CancelledError:
        screen.say("yinuo", "everything is stopped")
        return 0
    except (StepFailed, GivenUp) as error:
        screen.say("yinuo", f"stopped, because {error} failed (see above)")
        return 1


async def stand(root: Path, settings: Settings, screen: Screen) -> int:
    """Everything in order; returns only when cancelled or when a part cannot be brought up."""
    began = monotonic()
    environ = parts.environment(os.environ, root / ".env")
    trained = await model.or_the_last(root, environ, screen)
    await prepare(root, environ, screen)
    await keep(parts.house(settings, trained), root, environ, screen, lambda: welcome(root, settings, screen, began))
    return 0


async def prepare(root: Path, environ: Mapping[str, str], screen: Screen) -> None:
    for name, verb in STEPS:
        log = PartLog(root / "var/log" / f"{verb}.log")
        said = await step(name, (sys.executable, "-m", "handoff", verb), environ, log, screen)
        for line in [line for line in said[:-1] if line.startswith("warning")] + said[-1:]:
            screen.say(name, line)


async def keep(
    house: list[Part], root: Path, environ: Mapping[str, str], screen: Screen, greet: Callable[[], None]
) -> None:
    """Starts all parts at once; one that can never come up takes the others down with it."""
    logs = [PartLog(root / "var/log" / f"{part.name}.log") for part in house]
    watches = [Watch(part, environ, log, screen) for part, log in zip(house, logs, strict=True)]
    lives = [asyncio.ensure_future(watch.run()) for watch in watches]
    greeting = asyncio.ensure_future(_greet(watches, greet))
    try:
        done, _ = await asyncio.wait(lives, return_when=asyncio.FIRST_EXCEPTION)
        for life in done:
            life.result()
    finally:
        for task in (greeting, *lives):
            task.cancel()
        await asyncio.gather(greeting, *lives, return_exceptions=True)
        for log in logs:
            log.close()


async def _greet(watches: list[Watch], greet: Callable[[], None]) -> None:
    await asyncio.gather(*(watch.ready.wait() for watch in watches))
    greet()
