"""The two houses that are measured: real processes on loopback, with everything they write in a temporary folder."""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import psutil

from bench import crowd
from handoff.model import SHANGHAI
from handoff.settings import Settings
from launcher import parts, ready
from launcher.logs import PartLog
from launcher.process import Child
from launcher.screen import Screen
from launcher.step import step

LOOPBACK = "127.0.0.1"
OPENING_S = 240.0
PYTHON = (sys.executable, "-m")


class Fallen(Exception):
    """A process that is measured ended by itself."""


@dataclass
class House:
    """One of the two, standing."""

    name: str
    door: str
    urls: list[str]
    environ: dict[str, str]
    log: Path
    children: dict[str, Child] = field(default_factory=dict)
    server: int = 0  # the database's first process, where it has some of its own

    async def start(self, part: str, command: tuple[str, ...], door: str = "") -> None:
        """Start one process and wait until its door answers."""
        log = PartLog(self.log / f"{self.name}-{part.replace(' ', '-')}.log")
        child = self.children[part] = await Child.start((*PYTHON, *command), self.environ, log.write)
        if door:
            opening = asyncio.ensure_future(ready.until(door))
            ending = asyncio.ensure_future(child.ended())
            await asyncio.wait({opening, ending}, timeout=OPENING_S, return_when=asyncio.FIRST_COMPLETED)
            opened = opening.done()
            for one in (opening, ending):
                one.cancel()
            await asyncio.gather(opening, ending, return_exceptions=True)
            if not opened:
                raise Fallen(f"{self.name}'s {part} did not open its door:\n" + "\n".join(log.reason(12)))

    def used(self) -> dict[str, tuple[float, float]]:
        """Resident memory in MB and processor seconds so far, by process. Raises Fallen."""
        found = {}
        for part, child in self.children.items():
            try:
                found[part] = _used(psutil.Process(child.pid))
            except psutil.NoSuchProcess:
                raise Fallen(f"{self.name}'s {part} ended by itself") from None
        if self.server:
            found["database"] = _family(psutil.Process(self.server))
        return found

    async def stop(self) -> None:
        """End what was started here, and nothing else."""
        await asyncio.gather(*(child.stop() for child in self.children.values()))


def _used(process: psutil.Process) -> tuple[float, float]:
    times = process.cpu_times()
    return process.memory_info().rss / 2**20, times.user + times.system


def _family(first: psutil.Process) -> tuple[float, float]:
    """A server of many processes, with those that have ended; the memory that they share is left out."""
    times = first.cpu_times()
    seconds = times.children_user + times.children_system
    members = [first, *first.children(recursive=True)]
    private = sum(one.memory_info().rss - one.memory_info().shared for one in members)
    return private / 2**20, seconds + sum(_used(one)[1] for one in members)


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def environment(extra: Mapping[str, str]) -> dict[str, str]:
    """What every process here is started with; nobody's `.env` or settings reach it."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("YINUO_")}
    return parts.environment({**inherited, **extra}, Path(os.devnull))


async def product(
    folder: Path, model: Path, database: str, screen: Screen, bot: tuple[str, ...] = ("channels",), bots: int = 1
) -> House:
    """The product: migrated, with the large company, bots and keeper. The desk takes no part in a turn."""
    crowd.write(folder / "company", datetime.now(SHANGHAI).date())
    settings = Settings(
        _env_file=None, database_url=database or f"sqlite:///{folder}/product.db", company=str(folder / "company"),
        now="", ledger_key=secrets.token_hex(32), webchat_secret=secrets.token_hex(32),
        voice_secret=secrets.token_hex(32),
        desk_secret=secrets.token_hex(32), bind=LOOPBACK, bot_port=free_port(), actions_port=free_port(),
        actions="inside",
    )  # fmt: skip
    own = {f"YINUO_{name.upper()}": str(value) for name, value in settings.dict().items()}
    own["BENCH_WHERE"] = str(folder / "where.json")  # read by a watched bot alone
    house = House("product", "webchat", [], environment(own), folder / "log")
    for verb in ("migrate", "import"):
        await step("product", (*PYTHON, "handoff", verb), house.environ, PartLog(house.log / f"{verb}.log"), screen)
    if database and await _promises(house, screen) != "[]":
        raise Fallen("the database given with --db holds promises already; the bench wants an empty one")
    try:
        for number in range(1, bots + 1):
            own_door = settings.copy(update={"bot_port": free_port()})
            part = next(part for part in parts.house(own_door, model) if part.name == "bot")
            command = (*bot, *part.command[part.command.index("run"):])
            await house.start("bot" if bots == 1 else f"bot {number}", command, part.door)
            house.urls.append(parts.bot_url(own_door))
        keeper = next(part for part in parts.house(settings, model) if part.name == "keeper")
        await house.start("keeper", keeper.command[2:])
    except BaseException:
        await house.stop()
        raise
    return house


async def _promises(house: House, screen: Screen) -> str:
    log = PartLog(house.log / "promises.log")
    return "".join(await step("product", (*PYTHON, "handoff", "promises", "--json"), house.environ, log, screen))


async def stock(folder: Path, model: Path, database: str) -> House:
    """The stock recipe: bot and action server, as its documentation starts them."""
    port, actions = free_port(), free_port()
    own = {
        "BENCH_STOCK_DB": database or f"sqlite:///{folder}/stock.db",
        "BENCH_STOCK_ACTIONS_PORT": str(actions),
        "BENCH_STOCK_TICKETS": str(folder / "tickets.db"),
    }
    url = f"http://{LOOPBACK}:{port}"
    house = House("stock", "rest", [url], environment(own), folder / "log")
    here = "bench/stock"
    files = ("--model", str(model), "--credentials", f"{here}/credentials.yml", "--endpoints", f"{here}/endpoints.yml")
    try:
        await house.start(
            "actions", ("rasa", "run", "actions", "--actions", "bench.stock.actions", "--port", str(actions)),
            f"http://{LOOPBACK}:{actions}/health",
        )  # fmt: skip
        await house.start("bot", ("rasa", "run", "--interface", LOOPBACK, "--port", str(port), *files), url)
    except BaseException:
        await house.stop()
        raise
    return house
