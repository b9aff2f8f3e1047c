"""The house of the acceptance tests, whose parts can be changed, killed and doubled."""

from __future__ import annotations

import signal
import subprocess
from pathlib import Path
from typing import Any

from handoff.store import Row, Store
from tests.acceptance.forked import Zygote
from tests.acceptance.running import SECRET, Running, free_port
from tests.drills import points

CHANGER = "tests.drills.process"
POINTS = "tests.drills.points:"


class Standing(Running):
    """Parts one by one. The clock runs from an ordinary Monday morning unless a drill moves it."""

    zygote: Zygote | None = None  # only where a drill says so

    def __init__(self, folder: Path, **settings: str) -> None:
        super().__init__(folder, **settings)
        self.ports = {"bot": self.bot_port}
        self.points = folder / "points"
        self.points.mkdir()
        self.environment[points.FOLDER] = str(self.points)

    def part(self, name: str, *words: str, changes: tuple[str, ...] = ()) -> None:
        """Start a part, with changes in it if there are any."""
        self.start(name, *((CHANGER, ",".join(changes)) if changes else ()), *words)

    def start_bot(self, name: str = "bot", changes: tuple[str, ...] = (), wait: bool = True) -> None:
        """Start a bot; each name has its own port, which it keeps when it is started again."""
        self.bot_port = self.ports.setdefault(name, free_port())
        self.part(name, *self.bot_words(), changes=changes)
        if wait:
            self.wait_for(f"{self.bot}/health/ready", name)
        self.bot_port = self.ports["bot"]

    def start_keeper(self, changes: tuple[str, ...] = ()) -> None:
        """Start the keeper."""
        self.part("keeper", "handoff", "keep", changes=changes)

    def start_desk(self, changes: tuple[str, ...] = ()) -> None:
        """Start the desk."""
        self.part("desk", "desk", changes=changes)
        self.wait_for(f"{self.desk}/health", "desk")

    def door(self, name: str = "bot") -> str:
        """The address of one of the bots."""
        return f"http://127.0.0.1:{self.ports[name]}"

    def kill(self, name: str) -> None:
        """kill -9."""
        self.stop(name, hard=True)

    def rows(self, table: str, **where: Any) -> list[Row]:
        """What stands in a table of the truth: asking the command would take a second."""
        store = Store(self.environment["YINUO_DATABASE_URL"], SECRET)
        with store.read() as tx:
            found: list[Row] = tx.rows(table, **where)
        store.close()
        return found

    def struck(self, name: str, seconds: float = 20) -> None:
        """Wait until a part has killed itself at its point; fails where it never came there."""
        part = self.parts[name]
        try:
            part.process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"{(self.points / 'armed').read_text()}: never reached") from None
        assert not (self.points / "armed").exists(), part.log.read_text()[-3000:]
        del self.parts[name]

    def arm(self, point: str, which: int = 1, how: signal.Signals = signal.SIGKILL) -> None:
        """The part in which this point lies ends itself when it comes there for the `which`th time."""
        points.arm(self.points, point, which, how)
