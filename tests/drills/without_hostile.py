"""What mends hostile input, each switched off: changes for `tests.drills.process`; and a machine of few descriptors."""

from __future__ import annotations

import re
import resource
from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from handoff.callers import Incoming
    from handoff.model import Receipt


def few_descriptors() -> None:
    """As in a service that was given 256 and may not ask for more."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))


def hurried() -> None:
    """Patience of seconds instead of half a minute, so that a drill can see its end."""
    from channels import house

    house.SLOWEST_REQUEST_S, house.UNUSED_LINE_S = 8, 8


def porch() -> None:
    """Sanic's own connection, as Rasa starts it."""
    import sanic.app
    from sanic.server.protocols.http_protocol import HttpProtocol

    import porch.connection

    porch.connection.Connection = HttpProtocol  # type: ignore[assignment, misc]
    sanic.app.HttpProtocol = HttpProtocol  # type: ignore[misc]


def room() -> None:
    """Whoever comes is let in, whether there is room or not."""
    from porch.connection import Connection

    Connection.most = 1_000_000


def size_limit() -> None:
    """Bodies of any size."""
    from channels import house

    house.LARGEST_REQUEST = 1 << 40


def text_cleaning() -> None:
    """Texts go into the journal and to Rasa as they come."""
    from channels import base
    from channels.webchat import gateway
    from handoff import journal

    def as_it_came(text: str) -> str:
        return text

    gateway.storable = as_it_came  # type: ignore[assignment]
    base.for_rasa = as_it_came  # type: ignore[assignment]
    journal.storable = as_it_came  # type: ignore[assignment]


def visitors() -> None:
    """Conversations without end."""
    from channels.webchat.visitors import Visitors

    Visitors.admit = lambda self, *whence: True  # type: ignore[method-assign]


def once() -> None:
    """The journal takes a message again that it has."""
    from handoff import journal

    receive, numbers = journal.Journal._receive, iter(range(1 << 40))

    def anew(self: journal.Journal, tx: Any, came: Incoming, worker: str) -> Receipt:
        source, name = came.sent_as
        return receive(self, tx, replace(came, sent_as=(f"{source}{next(numbers)}", name)), worker)

    journal.Journal._receive = anew  # type: ignore[assignment, method-assign]


def reading_over_and_over() -> None:
    """For each threat the whole text is put together and searched again."""
    from nlu import signals

    everything_before = re.compile(r"(?:不想|不会|没想)[^,，。!！?？]{0,4}$")

    def threats(doc: Any) -> list[tuple[str, int, int]]:
        return [
            (one.what, one.start, one.end)
            for one in doc._.phrases.get("threat", ())
            if not everything_before.search(doc.text[: one.start])
        ]

    signals.threats = threats
