"""A command that must end well before the house can stand: training, migration, loading the company, checking it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence

from launcher.logs import PartLog
from launcher.process import Child, ending
from launcher.screen import Screen

LIMIT_S = 1200.0


class StepFailed(Exception):
    """The step's own words are already on the screen."""


async def step(
    name: str,
    command: Sequence[str],
    environ: Mapping[str, str],
    log: PartLog,
    screen: Screen,
    heard: Callable[[str], None] | None = None,
) -> list[str]:
    """Runs it to its end and returns its last lines. Raises StepFailed after showing what it said."""

    def on_line(line: str) -> None:
        log.write(line)
        if heard is not None:
            heard(line)

    child = await Child.start(command, environ, on_line)
    try:
        code = await asyncio.wait_for(child.ended(), LIMIT_S)
    except asyncio.TimeoutError:
        screen.say(name, f"did not end within {LIMIT_S:g} s")
        raise StepFailed(name) from None
    finally:
        await asyncio.shield(child.stop())
        log.close()
    if code:
        for line in log.reason(12):
            screen.say(name, line[:300])
        screen.say(name, f"failed ({ending(code)}); the whole of it is in {log.path}")
        raise StepFailed(name)
    return log.reason(12)
