"""The model's file, where the bot began without it: why it is missing, and taking it up as soon as it is there.

Nobody waits for it. Until then whoever writes is handed to a person at once.
"""

from __future__ import annotations

import asyncio
import copy
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path

from rasa.core.agent import Agent
from rasa.model import get_latest_model

from channels.quiet import places
from channels.threads import Threads

log = logging.getLogger(__name__)
LOOK_S, LOAD_LIMIT_S = 1.0, 120.0
Stamp = tuple[int, int, int]
# Set by `python -m channels`; a bot that was started as `rasa run` does not tell which file it was given.
asked_for: Path | None = None


class NotThere(Exception):
    """There is nothing to load. Its words are shown at the health door."""


class MissingModel:
    """One file (or the newest in a folder) that is waited for."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._tried: Stamp | None = None
        self._error = "no model was loaded"

    @property
    def state(self) -> dict[str, object]:
        """What the health door says."""
        then = "is taken up by itself once it is there and whole" if self._path else "restart the bot"
        return {"ok": False, "error": self._error, "then": then}

    async def wait(self, agent: Agent, threads: Threads, taken: Callable[[Agent], Awaitable[None]]) -> None:
        """Until a model could be loaded into a copy of this agent, which `taken` is then given."""
        while self._path is not None:
            loaded = await self._try(agent, threads)
            if loaded is not None:
                await taken(loaded)
                return
            await asyncio.sleep(LOOK_S)

    async def _try(self, agent: Agent, threads: Threads) -> Agent | None:
        """None where there is no file, or the one that was found to be no good before."""
        try:
            file, stamp = await threads.call(self._look)
            if stamp == self._tried:
                return None
            self._tried = stamp
            return await threads.call(_load, agent, file, limit_s=LOAD_LIMIT_S)
        except NotThere as missing:
            self._error = str(missing)
        except Exception as error:
            self._error = f"the model cannot be loaded: {type(error.__context__ or error).__name__}"
            log.error("The model cannot be loaded: %s", places(error))
        return None

    def _look(self) -> tuple[Path, Stamp]:
        path = self._path or Path()
        newest = get_latest_model(str(path)) if path.is_dir() else str(path)
        if not newest or not Path(newest).exists():
            raise NotThere(f"no model in {path.name}" if path.is_dir() else f"{path.name} is not there")
        found = Path(newest).stat()
        return Path(newest), (found.st_ino, found.st_mtime_ns, found.st_size)


def _load(agent: Agent, file: Path) -> Agent:
    """A copy, so that a half-loaded agent answers nobody."""
    fresh = copy.copy(agent)
    fresh.load_model(file)
    return fresh
