"""`rasa run` with a stop-watch on the steps of a turn: `python -m bench.watched run ...`.

Each step is timed where it is called: how often, how long on the clock, and, where it runs in one thread without
awaiting, how much processor time. On SIGUSR1 the sums so far are written to the file that $BENCH_WHERE names.
"""

from __future__ import annotations

import asyncio
import functools
import importlib
import inspect
import json
import os
import signal
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

# (step, indented under the one that contains it; where it happens)
STEPS = (
    ("message posted", "channels.webchat.connector:Doors.send"),
    ("  written to the journal", "handoff.intake:Intake.receive"),
    ("taken and begun", "handoff.intake:Intake.take"),
    ("in Rasa", "channels.base:Turns._understand"),
    ("  understood", "rasa.core.processor:MessageProcessor.parse_message"),
    ("  policies asked", "rasa.core.processor:MessageProcessor._predict_next_with_tracker"),
    ("  actions", "channels.inside:ActionEndpoint.request"),
    ("    promised, told, noted", "handoff.intake:Intake._answer"),
    ("closed", "handoff.intake:Intake.close"),
    ("read for the stream", "handoff.intake:Intake.messages"),
    ("conversation looked up", "handoff.intake:Intake.conversation"),
    ("news looked for", "handoff.feed:Feed.conversations_after"),
    ("writing transactions, all", "handoff.store.engine:Store.write"),
)
_sums: dict[str, list[float]] = defaultdict(lambda: [0, 0.0, 0.0])
_lock = threading.Lock()


def _add(step: str, wall: float, cpu: float) -> None:
    with _lock:
        sums = _sums[step]
        sums[0] += 1
        sums[1] += wall
        sums[2] += cpu


def timed(step: str, work: Callable[..., Any]) -> Callable[..., Any]:
    """`work` under the stop-watch."""
    if inspect.iscoroutinefunction(work):

        @functools.wraps(work)
        async def awaited(*args: Any, **kwargs: Any) -> Any:
            began = time.perf_counter()
            try:
                return await work(*args, **kwargs)
            finally:
                _add(step, time.perf_counter() - began, 0.0)

        return awaited

    @functools.wraps(work)
    def called(*args: Any, **kwargs: Any) -> Any:
        began, busy = time.perf_counter(), time.thread_time()
        try:
            return work(*args, **kwargs)
        finally:
            _add(step, time.perf_counter() - began, time.thread_time() - busy)

    return called


def watch(step: str, where: str) -> None:
    """Put the stop-watch on one step. Raises AttributeError where the code has moved on."""
    module, _, path = where.partition(":")
    owner = importlib.import_module(module)
    *above, name = path.split(".")
    for one in above:
        owner = getattr(owner, one)
    setattr(owner, name, timed(step, getattr(owner, name)))


def _write() -> None:
    with _lock:
        text = json.dumps(_sums)
    target = Path(os.environ["BENCH_WHERE"])
    draft = target.with_suffix(".draft")
    draft.write_text(text, encoding="utf-8")
    draft.replace(target)


def main() -> None:
    """Watch, then be `rasa`."""
    for step, where in STEPS:
        watch(step, where)
    from channels.base import Turns

    start = Turns.start

    def started(self: Turns, *args: Any, **kwargs: Any) -> None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, _write)
        start(self, *args, **kwargs)

    Turns.start = started  # type: ignore[method-assign]
    from rasa.__main__ import main as rasa

    sys.argv[0] = "rasa"
    rasa()


if __name__ == "__main__":
    main()
