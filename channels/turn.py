"""The turn that is being answered, within reach of the tracker store and the action endpoint.

Rasa passes neither of them anything but the conversation's id, so the turn travels in a context variable, which
follows `await`, tasks and `asyncio.to_thread`.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass
class RunningTurn:
    """What a turn began with, and what Rasa has made of it so far.

    `failed` is set by whoever sees an action fail: Rasa itself swallows that and goes on talking.
    """

    id: str
    conversation_id: str
    known: dict[str, object] = field(default_factory=dict)
    dialogue: dict[str, object] = field(default_factory=dict)
    failed: str = ""


running: ContextVar[RunningTurn | None] = ContextVar("running", default=None)


def fail(reason: str) -> None:
    """Note that the running turn must not be trusted to have been answered."""
    turn = running.get()
    if turn is not None and not turn.failed:
        turn.failed = reason
