"""A process that has imported the heavy libraries and nothing that can hold state, and forks a part for each start.

Most of a bot's start are imports; tests that start dozens and kill hundreds have no time for that. What is forked has
its own group, log and environment, opens everything itself and runs the part's module as `python -m` does. Orders are
JSON, one a line, on standard input; the answer to each is the new process's number. `tests.acceptance.forked` is the
other end.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import runpy
import signal
import sys
from typing import Any

HEAVY = (
    "rasa.__main__", "rasa.core.run", "rasa.server", "rasa.core.agent", "rasa.core.processor", "rasa.core.train",
    "rasa.model_training", "rasa.core.policies.rule_policy", "rasa.engine.recipes.default_recipe",
    "rasa.engine.recipes.default_components", "rasa_sdk.executor", "rasa_sdk.cli.arguments", "sklearn.linear_model",
    "sanic.server", "uvloop", "spacy", "phonenumbers", "opencc", "cn2an", "argon2", "pykwalify.core", "coloredlogs",
    "alembic", "httpx", "jwt", "psycopg2", "sqlalchemy.dialects.sqlite", "sqlalchemy.dialects.postgresql",
    "chinese_calendar",
)  # fmt: skip


def become(order: dict[str, Any]) -> None:
    """In the child: be the part."""
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    with open(os.devnull, "rb") as nothing, open(order["log"], "ab") as out:
        for source, target in ((nothing, 0), (out, 1), (out, 2)):
            os.dup2(source.fileno(), target)
    os.environ.clear()
    os.environ.update(order["environment"])
    module, *arguments = order["words"]
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def main() -> None:
    """Import, then fork a part for each order."""
    for name in HEAVY:
        importlib.import_module(name)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks here how a part ended
    gc.freeze()
    print("ready", flush=True)
    while line := sys.stdin.readline():
        child = os.fork()
        if child == 0:
            become(json.loads(line))
            return
        print(child, flush=True)


if __name__ == "__main__":
    main()
