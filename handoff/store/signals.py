"""Small facts about the house itself: who signed in, which part is alive, what changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from handoff import tables
from handoff.store.access import Access, P, instant
from handoff.store.news import CHANNEL
from handoff.store.prepared import Row


class Signals(Access):
    """Accounts, heartbeats, the newest of everything."""

    def failures(self, key: str, since: datetime) -> int:
        """How often signing in has failed since an instant."""
        return sum(1 for row in self.rows("sign_in_failures", key=key) if row["at"] > since)

    def forget_failures(self, key: str) -> None:
        """Begin counting anew."""
        t = tables.sign_in_failures
        self._run("forget_failures", lambda: t.delete().where(t.c.key == P("k")), {"k": key})

    def set_password(self, person_id: str, hashed: str) -> None:
        """Replace a person's password."""
        t = tables.accounts
        self._run("forget_password", lambda: t.delete().where(t.c.person_id == P("p")), {"p": person_id})
        self._insert("accounts", {"person_id": person_id, "password_hash": hashed}, unless_there=False)

    def beat(self, name: str, now: datetime) -> None:
        """Say that a part is alive."""
        if not self._update("heartbeats", name, {"at": now}, {}, key="name"):
            self._insert("heartbeats", {"name": name, "at": now}, unless_there=False)

    def position(self) -> int:
        """Grows with everything that a screen could show, be it said, sent, noticed or seen. What was seen or sent is
        counted by what was not, which stays little."""

        def build() -> Any:
            t = (tables.messages, tables.events, tables.alarms, tables.notices)
            newest = [sa.select(sa.func.coalesce(sa.func.max(one.c.id), 0)).scalar_subquery() for one in t]
            unseen = [sa.select(sa.func.count()).select_from(one).where(one.c.seen_at.is_(None)).scalar_subquery()
                      for one in (tables.alarms, tables.notices)]  # fmt: skip
            total: Any = newest[0] + newest[1] + 2 * (newest[2] + newest[3]) - unseen[0] - unseen[1]
            for way in (tables.deliveries, tables.bells):
                begun = sa.select(sa.func.coalesce(sa.func.max(way.c.id), 0)).scalar_subquery()
                under_way = way.c.state.in_([sa.literal_column("'waiting'"), sa.literal_column("'sending'")])
                unsent = sa.select(sa.func.count()).select_from(way).where(under_way).scalar_subquery()
                total = total + 2 * begun - unsent
            return sa.select(total.label("n"))

        return self._number("position", build)

    def next_messages(self, count: int) -> list[int]:
        """So many numbers for messages, PostgreSQL's only. Those that are not used are left out for good."""
        taken = "SELECT nextval(pg_get_serial_sequence('messages', 'id')) FROM generate_series(1, %s)"
        self.cursor.execute(taken, (count,))
        return sorted(row[0] for row in self.cursor.fetchall())

    def last_message(self) -> int:
        """The number of the newest message."""
        t = tables.messages
        return self._number("last_message", lambda: sa.select(sa.func.coalesce(sa.func.max(t.c.id), 0).label("n")))

    def last_message_before(self, passed: int, before: datetime) -> int:
        """The number of the newest message behind `passed` that was written before an instant, else `passed`."""
        t = tables.messages

        def build() -> Any:
            found = sa.select(sa.func.max(t.c.id).label("n"))
            return found.where(t.c.id > P("passed"), t.c.at <= instant("before"))

        found = self._one("last_message_before", build, passed=passed, before=before)
        return int(found["n"]) if found and found["n"] else passed

    def said_outside_cases(self, after: int, up_to: int) -> list[Row]:
        """What was said to customers without a case, in this stretch of messages."""
        t = tables.messages

        def build() -> Any:
            said = sa.select(t.c.id, t.c.conversation_id).where(t.c.id > P("after"), t.c.id <= P("up_to"))
            return said.where(t.c.case_id.is_(None), t.c.sender == sa.literal_column("'bot'")).order_by(t.c.id)

        return self._all("said_outside_cases", build, after=after, up_to=up_to)

    def _number(self, key: str, build: Any) -> int:
        found = self._one(key, build)
        return int(found["n"]) if found else 0

    def tell(self, conversation_id: str) -> None:
        """See `Store.tell`. It need not wait for the disk: whoever hears nothing looks for itself."""
        told = "SELECT set_config('synchronous_commit', 'off', true), pg_notify(%s, %s)"
        self.cursor.execute(told, (CHANNEL, conversation_id))

    def conversations_after(self, message_id: int) -> list[tuple[int, str]]:
        """Which conversations have messages behind this number."""
        t = tables.messages

        def build() -> Any:
            return sa.select(t.c.id, t.c.conversation_id).where(t.c.id > P("m")).order_by(t.c.id)

        return [(row["id"], row["conversation_id"]) for row in self._all("news", build, m=message_id)]

    def begun_after(self, message_id: int) -> set[str]:
        """The addresses of the conversations whose first message stands behind this number."""
        t, c, a = tables.messages, tables.conversations, tables.addresses
        e = t.alias("earlier")

        def build() -> Any:
            earlier = sa.select(e.c.id).where(e.c.conversation_id == t.c.conversation_id, e.c.id <= P("n")).exists()
            same = sa.and_(a.c.customer_id == c.c.customer_id, a.c.conversation_id == c.c.id)
            found = sa.select(a.c.address).join(c, same).join(t, t.c.conversation_id == c.c.id)
            return found.where(t.c.id > P("m"), ~earlier)

        return {row["address"] for row in self._all("begun", build, m=message_id, n=message_id)}

    def current_company(self, newer_than: int = 0) -> Row | None:
        """The newest imported company, if it is newer than what the asker has."""
        t = tables.company

        def build() -> Any:
            return sa.select(t).where(t.c.version > P("v")).order_by(t.c.version.desc()).limit(1)

        return self._one("current_company", build, v=newer_than)

    def company_of(self, version: int) -> Row | None:
        """One version of the company; None where it is not kept."""
        return next(iter(self.rows("company", version=version)), None)
