"""The house of the acceptance tests, whose parts can be changed, killed and doubled."""

from __future__ import annotations

from pathlib import Path

from tests.acceptance.running import Running, free_port

CHANGER = "tests.drills.process"


class Standing(Running):
    """Parts one by one. The clock runs from an ordinary Monday morning unless a drill moves it."""

    def __init__(self, folder: Path, **settings: str) -> None:
        super().__init__(folder, **settings)
        self.ports = {"bot": self.bot_port}

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

    def door(self, name: str = "bot") -> str:
        """The address of one of the bots."""
        return f"http://127.0.0.1:{self.ports[name]}"

    def kill(self, name: str) -> None:
        """kill -9."""
        self.stop(name, hard=True)
