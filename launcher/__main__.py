"""`python -m launcher run | train`: what `make run` and `make train` call."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from pydantic import ValidationError

from handoff.settings import Settings
from launcher import house, model, parts, ports, secrets_file
from launcher.lock import AlreadyRunning, Lock
from launcher.screen import Screen

ROOT = Path(__file__).resolve().parent.parent


def run(screen: Screen) -> int:
    """One house a folder, with free ports, before anything slow begins."""
    try:
        with Lock(ROOT / "var/run.lock"):
            invented = secrets_file.ensure(ROOT / ".env", os.environ)
            if invented:
                screen.say("secrets", f"invented {len(invented)} and wrote them to .env")
            settings = Settings()
            ports.check(settings.bind, parts.ports(settings))
            return asyncio.run(house.until_told(house.stand(ROOT, settings, screen), screen))
    except AlreadyRunning as other:
        screen.say("yinuo", f"is already running here (pid {other.pid}). Stop it with Ctrl-C in its window first.")
    except ports.PortTaken as taken:
        screen.say("yinuo", str(taken))
    except ValidationError as wrong:
        screen.say("settings", f"do not fit:\n{wrong}\nEvery setting is explained in docs/configuration.md.")
    return 1


def train(screen: Screen) -> int:
    async def work() -> int:
        await model.ensure(ROOT, parts.environment(os.environ, ROOT / ".env"), screen)
        return 0

    return asyncio.run(house.until_told(work(), screen))


def main(arguments: list[str]) -> int:
    verbs = {"run": run, "train": train}
    if len(arguments) != 1 or arguments[0] not in verbs:
        print("usage: python -m launcher run|train", file=sys.stderr)
        return 2
    os.chdir(ROOT)
    return verbs[arguments[0]](Screen())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
