"""The product without what keeps it whole while its database suffers. Each function is a change for one part."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any


def threads() -> None:
    """The database is waited for on the event loop."""
    from channels.threads import Threads

    async def call(_self: Threads, work: Callable[..., Any], *args: Any, **_limit: Any) -> Any:
        return work(*args)

    Threads.call = call  # type: ignore[assignment,method-assign,unused-ignore]


def transactions() -> None:
    """Each statement stands for itself."""
    from handoff.store.engine import Store

    begun = Store._transaction

    def each_alone(self: Store, begin: str, *before: str, **more: bool) -> Any:
        return begun(self, "" if begin.startswith("BEGIN") else begin, *before, **more)

    Store._transaction = each_alone  # type: ignore[assignment,method-assign,unused-ignore]


def second_try() -> None:
    """What is in the journal and was not answered at once is never looked for again."""
    from handoff.journal import Journal
    from handoff.watcher import Watcher

    Journal.unanswered = lambda *_args, **_more: []  # type: ignore[assignment,method-assign,unused-ignore]
    Watcher._answer = lambda *_args: False  # type: ignore[assignment,method-assign,unused-ignore]


def look_at_the_line() -> None:
    """Connections are handed out whether the server has ended them or not."""
    from handoff.store.limited import Connection

    Connection.broken = lambda _self: False  # type: ignore[assignment,method-assign,unused-ignore]


def limits() -> None:
    """A statement waits for as long as it takes."""
    from handoff.store import limited

    limited.LIMIT_S = 10_000.0


def claim() -> None:
    """A turn is answered whether it was answered before or not."""
    from handoff import intake, journal

    claimed = journal.claim

    def anyway(scene: Any, turn_id: str, by: str) -> Any:
        turn, conversation = claimed(scene, turn_id, by)
        return turn or scene.tx.row("messages", int(turn_id)), conversation

    setattr(journal, "claim", anyway)  # noqa: B010 (neither module offers it)
    setattr(intake, "claim", anyway)  # noqa: B010
    dead_man = intake.Intake.dead_man

    def always(self: intake.Intake, turn_id: str, by: str = "channel", reason: str = "") -> bool:
        work = partial(_dead_man_anyway, self, turn_id)
        return self._store.write(work) if reason else dead_man(self, turn_id, by, reason)

    intake.Intake.dead_man = always  # type: ignore[assignment,method-assign,unused-ignore]


def _dead_man_anyway(taking: Any, turn_id: str, tx: Any) -> bool:
    from handoff import continuing, intake

    taking._answer(tx, turn_id, {}, "dead_man", intake._or_open(continuing.restate))
    return True


def migrate_hint() -> None:
    """An empty database is a database that does not answer."""
    from handoff.store import engine

    engine._unavailable = lambda error: engine.Unavailable(str(error).split("\n")[0])


def trial() -> None:
    """Health only reads."""
    from handoff.store import Store

    Store.try_writing = lambda _self, _work: None  # type: ignore[assignment,method-assign,unused-ignore]
