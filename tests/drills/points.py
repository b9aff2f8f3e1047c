"""The named points of a turn and of the keeper's and the desk's work, at which a part can be made to kill itself.

A change for `tests.drills.process`: it wraps the function in which a point lies. Whenever a point is reached its name
goes to the file `hits`; if the file `armed` names it (point, which time, signal), the part sends itself that signal.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import os
import signal
import sys
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = "DRILL_POINTS"
PRODUCT = ("channels", "handoff", "actions", "desk")
Test = Callable[[tuple[Any, ...], Any], bool]


@dataclass(frozen=True)
class Place:
    """`where` is module:function or module:Class.method; `when` is before or after it, or inside the transaction that
    it is called in (after its statements, before the commit). `only` looks at its arguments and its result."""

    where: str
    when: str
    only: Test = lambda _given, _result: True


def _an_answer(_given: tuple[Any, ...], said: Any) -> bool:
    return bool(said) and said[-1]["from"] != "customer"


def _a_broken_one(given: tuple[Any, ...], _result: Any) -> bool:
    return bool(given[2] == "broken")


def _a_breach(given: tuple[Any, ...], done: Any) -> bool:
    return bool(done) and given[2].__name__ == "break_it"


SAY = Place("handoff.commitments:say", "inside")
POINTS: dict[str, dict[str, tuple[Place, ...]]] = {
    "bot": {
        "received": (Place("channels.webchat.connector:Doors.send", "before"),),
        "journaled": (Place("handoff.journal:Journal.receive", "after"),),
        "understood": (Place("handoff.heard:merge", "after"),),
        "answer_queued": (SAY,),
        "promise_committed": (
            Place("handoff.intake:Intake.hand_off", "after"),
            Place("handoff.intake:Intake.change_time", "after"),
        ),
        "answer_sent": (Place("handoff.journal:Journal.messages", "after", _an_answer),),
        "turn_claimed": (Place("handoff.journal:claim", "inside"),),
        "turn_closed": (Place("channels.base:Turns._answer", "after"),),
    },
    "keeper": {
        "claimed": (Place("handoff.commitments:lock_case", "inside"),),
        "broken_written": (Place("handoff.commitments:end", "inside", _a_broken_one),),
        "new_promise": (Place("handoff.commitments:record", "inside"),),
        "message_queued": (SAY,),
        "breach_committed": (Place("handoff.watcher:Watcher._share", "after", _a_breach),),
    },
    "desk": {
        "order_begun": (Place("handoff.casework:Casework._act_on", "before"),),
        "order_written": (Place("handoff.store.tx:Tx.event", "inside"),),
        "order_committed": (Place("handoff.casework:Casework._act_on", "after"),),
    },
}


class Reached:
    """What happens at a point."""

    def __init__(self, folder: Path) -> None:
        self._hits, self._armed = folder / "hits", folder / "armed"
        self._counted: Counter[str] = Counter()
        self._one = threading.Lock()

    def __call__(self, name: str, place: Place) -> None:
        """Note it, and die if told to."""
        with self._one, self._hits.open("a") as hits:
            hits.write(f"{name} {place.where}\n")
            hits.flush()
            if self._armed.exists() and self._told_to(name):
                number = signal.Signals[self._armed.read_text().split()[2]]
                self._armed.unlink()
                self._counted.clear()
                os.kill(os.getpid(), number)

    def _told_to(self, name: str) -> bool:
        armed, which, _ = self._armed.read_text().split()
        if armed != name:
            return False
        self._counted[name] += 1
        return self._counted[name] == int(which)


def arm(folder: Path, name: str, which: int, how: signal.Signals = signal.SIGKILL) -> None:
    """Let the part end itself when it comes to this point for the `which`th time. Raises LookupError for a name that
    is nowhere in POINTS."""
    if not any(name in points for points in POINTS.values()):
        raise LookupError(f"no point is called {name}")
    fresh = folder / "arming"
    fresh.write_text(f"{name} {which} {how.name}")
    fresh.rename(folder / "armed")


def hits(folder: Path) -> Counter[tuple[str, str]]:
    """How often each point was reached, and where it lies."""
    lines = (folder / "hits").read_text().splitlines() if (folder / "hits").exists() else []
    return Counter((name, where) for name, where in (line.split() for line in lines))


def bot() -> None:
    """Put the bot's points in."""
    install("bot")


def keeper() -> None:
    """Put the keeper's points in."""
    install("keeper")


def desk() -> None:
    """Put the desk's points in."""
    install("desk")


def install(part: str) -> None:
    """Wrap every function in which a point of this part lies. Raises ImportError or AttributeError where the product
    has moved on: a drill whose point is not there must fail."""
    reached = Reached(Path(os.environ[FOLDER]))
    for name, places in POINTS[part].items():
        for place in places:
            exchange(place.where, functools.partial(_wrapped, functools.partial(reached, name, place), place))


def exchange(where: str, wrap: Callable[[Any], Any]) -> None:
    """Put something around a function, wherever in the product its name was imported to."""
    module, _, path = where.partition(":")
    *holders, name = path.split(".")
    home: Any = importlib.import_module(module)
    for holder in holders:
        home = getattr(home, holder)
    before = getattr(home, name)
    after = wrap(before)
    setattr(home, name, after)
    for loaded in [m for n, m in sys.modules.items() if n.split(".")[0] in PRODUCT]:
        if vars(loaded).get(name) is before:
            setattr(loaded, name, after)


def _wrapped(reached: Callable[[], None], place: Place, work: Callable[..., Any]) -> Callable[..., Any]:
    def check(given: tuple[Any, ...], result: Any) -> None:
        if place.only(given, result):
            reached()

    @functools.wraps(work)
    async def awaited(*given: Any, **more: Any) -> Any:
        if place.when == "before":
            reached()
        result = await work(*given, **more)
        if place.when != "before":
            check(given, result)
        return result

    @functools.wraps(work)
    def called(*given: Any, **more: Any) -> Any:
        if place.when == "before":
            reached()
        result = work(*given, **more)
        if place.when != "before":
            check(given, result)
        return result

    return awaited if inspect.iscoroutinefunction(work) else called
