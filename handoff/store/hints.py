"""Which index SQLite is to take. It keeps no count of what is in a table, so it thinks that few promises are open and
few messages wait in a certain order, and would read all of them; PostgreSQL counts, and needs no hint."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler

from handoff import tables


class WithHints(SQLiteCompiler):  # type: ignore[misc]  # SQLAlchemy 1.4 carries no types
    """SQLite's words with the hints, which SQLAlchemy leaves out there."""

    def get_from_hint_text(self, table: Any, text: str) -> str:
        return text


def queued() -> Any:
    """The messages that wait, each with the channel that it goes `via`, to be read before anything is asked of them:
    where few conversations are on a channel, PostgreSQL would rather look for those among all conversations."""
    t, c = tables.messages, tables.conversations
    waiting = sa.select(t, c.c.channel.label("via")).join(c, c.c.id == t.c.conversation_id)
    waiting = waiting.where(t.c.state == sa.literal_column("'queued'"))
    return by_index(waiting, t, "messages_undelivered").offset(sa.literal_column("0")).subquery("waiting")


def by_index(statement: Any, table: Any, index: str) -> Any:
    """The statement, reading this table by this index: https://www.sqlite.org/lang_indexedby.html"""
    return statement.with_hint(table, f"INDEXED BY {index}", "sqlite")
