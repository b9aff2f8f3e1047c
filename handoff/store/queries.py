"""The questions that the use cases ask of the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from handoff import tables
from handoff.model import Window

Row = dict[str, Any]
LIVE = ("open", "calling")
CURRENT = ("open", "closing")


class Queries:
    """Reads. Every row comes back as a dictionary of its columns."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def _all(self, statement: Any) -> list[Row]:
        return [dict(row) for row in self.connection.execute(statement).mappings()]

    def _one(self, statement: Any) -> Row | None:
        row = self.connection.execute(statement).mappings().first()
        return dict(row) if row else None

    def rows(
        self, table: str, order: str = "", newest_first: bool = False, limit: int | None = None, **where: Any
    ) -> list[Row]:
        """Rows whose columns equal what is given; a list or tuple means any of its values, None means empty."""
        t = tables.metadata.tables[table]
        statement = sa.select(t)
        for column, wanted in where.items():
            c = t.c[column]
            if wanted is None:
                statement = statement.where(c.is_(None))
            else:
                statement = statement.where(c.in_(wanted) if isinstance(wanted, (list, tuple)) else c == wanted)
        if order:
            statement = statement.order_by(t.c[order].desc() if newest_first else t.c[order])
        return self._all(statement.limit(limit) if limit else statement)

    def row(self, table: str, row_id: Any, lock: bool = False) -> Row | None:
        """The row with this id; `lock` keeps other writers off it until the transaction ends."""
        t = tables.metadata.tables[table]
        statement = sa.select(t).where(t.c.id == row_id)
        return self._one(statement.with_for_update() if lock else statement)

    # Conversations and their messages

    def conversation_at(self, channel: str, address: str) -> Row | None:
        """The conversation of an address, if there ever was one."""
        a, c = tables.addresses, tables.conversations
        return self._one(
            sa.select(c).join(a, a.c.conversation_id == c.c.id).where(a.c.channel == channel, a.c.address == address)
        )

    def message_once(self, conversation_id: str, source: str, external_id: str) -> Row | None:
        """The message with the id that its sender gave it."""
        t = tables.messages
        same = (t.c.conversation_id == conversation_id, t.c.source == source, t.c.external_id == external_id)
        return self._one(sa.select(t).where(*same))

    def message_named(self, conversation_id: str, public_id: str) -> Row | None:
        """The message that both sides call by this id."""
        t = tables.messages
        return self._one(sa.select(t).where(t.c.conversation_id == conversation_id, t.c.public_id == public_id))

    def unanswered(self, conversation_id: str) -> list[Row]:
        """The customer's messages that nobody has answered yet, in order of arrival."""
        t = tables.messages
        return self._all(
            sa.select(t).where(t.c.conversation_id == conversation_id, t.c.closed_at.is_(None)).order_by(t.c.id)
        )

    def waiting(self, before: datetime) -> list[Row]:
        """Unanswered messages that came in before this instant, with who holds their conversation."""
        t, c = tables.messages, tables.conversations
        return self._all(
            sa.select(t.c.id, t.c.conversation_id, t.c.at, c.c.leased_by, c.c.leased_until)
            .join(c, c.c.id == t.c.conversation_id)
            .where(t.c.closed_at.is_(None), t.c.at <= before)
            .order_by(t.c.id)
        )

    def lease(self, conversation_id: str, worker: str, now: datetime, until: datetime) -> bool:
        """Take the conversation for one process, unless another has it."""
        t = tables.conversations
        free = sa.or_(t.c.leased_by.is_(None), t.c.leased_by == worker, t.c.leased_until < now)
        values = {"leased_by": worker, "leased_until": until}
        statement = t.update().where(t.c.id == conversation_id, free).values(**values)
        return bool(self.connection.execute(statement).rowcount == 1)

    def release(self, worker: str, conversation_id: str | None = None) -> None:
        """Give a conversation back; all of this worker's when none is named."""
        t = tables.conversations
        statement = t.update().where(t.c.leased_by == worker).values(leased_by=None, leased_until=None)
        if conversation_id:
            statement = statement.where(t.c.id == conversation_id)
        self.connection.execute(statement)

    def conversation_after(self, conversation_id: str, after: int) -> list[Row]:
        """The messages of a conversation behind row number `after`."""
        t = tables.messages
        return self._all(sa.select(t).where(t.c.conversation_id == conversation_id, t.c.id > after).order_by(t.c.id))

    def delivered(self, ids: Sequence[int], at: datetime) -> None:
        """Note that the customer's side has fetched these messages."""
        t = tables.messages
        self.connection.execute(
            t.update().where(t.c.id.in_(ids), t.c.state == "queued").values(state="delivered", delivered_at=at)
        )

    def drop_queued(self, case_id: str) -> None:
        """Empty the outbox of a case."""
        t = tables.messages
        self.connection.execute(t.update().where(t.c.case_id == case_id, t.c.state == "queued").values(state="dropped"))

    # Cases and promises

    def latest_case(self, customer_id: str) -> Row | None:
        """The customer's newest case, open or not."""
        t = tables.cases
        return self._one(sa.select(t).where(t.c.customer_id == customer_id).order_by(t.c.opened_at.desc()).limit(1))

    def live_promises(self, case_id: str) -> list[Row]:
        """The promises of a case that still bind, soonest first."""
        t = tables.promises
        return self._all(sa.select(t).where(t.c.case_id == case_id, t.c.state.in_(LIVE)).order_by(t.c.due_at))

    def busy(self, people: Sequence[str], starts: datetime, ends: datetime) -> Mapping[str, list[Window]]:
        """Slots already given in a stretch of time, by owner."""
        t = tables.promises
        taken: dict[str, list[Window]] = {}
        statement = sa.select(t.c.owner_id, t.c.slot_start, t.c.due_at).where(
            t.c.state.in_(LIVE), t.c.owner_id.in_(people), t.c.slot_start < ends, t.c.due_at > starts
        )
        for row in self.connection.execute(statement):
            taken.setdefault(row.owner_id, []).append(Window(row.slot_start, row.due_at))
        return taken

    def load(self) -> Mapping[str, int]:
        """How many promises bind each person now."""
        t = tables.promises
        statement = sa.select(t.c.owner_id, sa.func.count()).where(t.c.state.in_(LIVE)).group_by(t.c.owner_id)
        return {row[0]: row[1] for row in self.connection.execute(statement)}

    def due(self, before: datetime, state: Sequence[str] = ("open",), reminded: bool | None = None) -> list[Row]:
        """Live promises whose time comes before this instant."""
        t = tables.promises
        statement = sa.select(t).where(t.c.state.in_(state), t.c.state.in_(LIVE), t.c.due_at <= before)
        if reminded is not None:
            statement = statement.where(t.c.reminded_at.is_not(None) if reminded else t.c.reminded_at.is_(None))
        return self._all(statement.order_by(t.c.due_at))

    def told(self, promise_ids: Sequence[str]) -> Mapping[str, datetime]:
        """When the customer's side fetched the words of each promise."""
        t = tables.messages
        statement = (
            sa.select(t.c.promise_id, sa.func.min(t.c.delivered_at).label("at"))
            .where(t.c.promise_id.in_(promise_ids), t.c.delivered_at.is_not(None))
            .group_by(t.c.promise_id)
        )
        return {row["promise_id"]: row["at"] for row in self._all(statement)}

    def last_event(self, case_id: str) -> Row | None:
        """The end of a case's chain."""
        t = tables.events
        return self._one(
            sa.select(t.c.n, t.c.hash).where(t.c.case_id == case_id).order_by(t.c.n.desc()).limit(1).with_for_update()
        )

    def search_cases(self, text: str, limit: int) -> list[Row]:
        """Cases whose number, customer or call-back number contains the text, newest first."""
        t, c = tables.cases, tables.customers
        like = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        found = sa.or_(*(column.like(like, escape="\\") for column in (t.c.id, c.c.name, c.c.phone)))
        statement = sa.select(t).join(c, c.c.id == t.c.customer_id).where(found)
        return self._all(statement.order_by(t.c.opened_at.desc()).limit(limit))

    def failures(self, key: str, since: datetime) -> int:
        """How often signing in has failed since an instant."""
        t = tables.sign_in_failures
        statement = sa.select(sa.func.count()).where(t.c.key == key, t.c.at > since)
        return int(self.connection.execute(statement).scalar_one())

    def forget_failures(self, key: str) -> None:
        """Begin counting anew."""
        t = tables.sign_in_failures
        self.connection.execute(t.delete().where(t.c.key == key))

    def set_password(self, person_id: str, hashed: str) -> None:
        """Replace a person's password."""
        t = tables.accounts
        self.connection.execute(t.delete().where(t.c.person_id == person_id))
        self.connection.execute(t.insert(), {"person_id": person_id, "password_hash": hashed})

    def beat(self, name: str, now: datetime) -> None:
        """Say that a part is alive."""
        t = tables.heartbeats
        if self.connection.execute(t.update().where(t.c.name == name).values(at=now)).rowcount == 0:
            self.connection.execute(t.insert(), {"name": name, "at": now})

    # Changes, for those who wait for them

    def position(self) -> int:
        """Grows with everything that a screen could show."""
        newest = [sa.select(sa.func.coalesce(sa.func.max(t.c.id), 0)).scalar_subquery()
                  for t in (tables.messages, tables.events, tables.alarms, tables.notices)]  # fmt: skip
        seen = [sa.select(sa.func.count()).select_from(t).where(t.c.seen_at.is_not(None)).scalar_subquery()
                for t in (tables.alarms, tables.notices)]  # fmt: skip
        total: Any = sum(newest[1:] + seen, newest[0])
        return int(self.connection.execute(sa.select(total)).scalar_one())

    def last_message(self) -> int:
        """The number of the newest message."""
        newest = sa.select(sa.func.coalesce(sa.func.max(tables.messages.c.id), 0))
        return int(self.connection.execute(newest).scalar_one())

    def conversations_after(self, message_id: int) -> list[tuple[int, str]]:
        """Which conversations have messages behind this number."""
        t = tables.messages
        statement = sa.select(t.c.id, t.c.conversation_id).where(t.c.id > message_id).order_by(t.c.id)
        return [(row[0], row[1]) for row in self.connection.execute(statement)]

    def current_company(self, newer_than: int = 0) -> Row | None:
        """The newest imported company, if it is newer than what the asker has."""
        t = tables.company
        return self._one(sa.select(t).where(t.c.version > newer_than).order_by(t.c.version.desc()).limit(1))
