"""The questions that the post office asks of the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from handoff import tables
from handoff.store.access import Access, P, instant
from handoff.store.hints import by_index, queued
from handoff.store.prepared import Row

_UNDER_WAY = tables.deliveries.c.state.in_([sa.literal_column("'waiting'"), sa.literal_column("'sending'")])
_QUEUED = tables.messages.c.state == sa.literal_column("'queued'")


class Post(Access):
    """Letters that wait, and what became of those that were sent."""

    def unposted(self, channels: Sequence[str]) -> list[str]:
        """Conversations of these channels with messages that nobody has tried to send."""
        t, d = queued(), tables.deliveries

        def build() -> Any:
            tried = sa.exists().where(d.c.message_id == t.c.id)
            found = sa.select(t.c.conversation_id.label("id")).where(~tried)
            return found.where(t.c.via.in_([P(f"c_{n}") for n in range(len(channels))])).distinct()

        return [row["id"] for row in self._all(("unposted", len(channels)), build, **_named(channels))]

    def untold(self, kinds: Sequence[str], channels: Sequence[str], before: datetime) -> list[Row]:
        """Messages of these kinds, queued before an instant on channels that fetch, with no other way tried."""
        t, d = queued(), tables.deliveries

        def build() -> Any:
            tried = sa.exists().where(d.c.message_id == t.c.id)
            found = sa.select(t).where(t.c.at < instant("before"), ~tried)
            found = found.where(t.c.via.in_([P(f"c_{n}") for n in range(len(channels))]))
            return found.where(t.c.kind.in_([P(f"k_{n}") for n in range(len(kinds))])).order_by(t.c.id)

        kinds_named = {f"k_{n}": kind for n, kind in enumerate(kinds)}
        return self._all(("untold", len(kinds), len(channels)), build, before=before, **kinds_named, **_named(channels))

    def unposted_of(self, conversation_id: str) -> list[Row]:
        """Its messages that nobody has tried to send, in order."""
        t, d = tables.messages, tables.deliveries

        def build() -> Any:
            tried = sa.exists().where(d.c.message_id == t.c.id)
            return sa.select(t).where(t.c.conversation_id == P("c"), _QUEUED, ~tried).order_by(t.c.id)

        return self._all("unposted_of", build, c=conversation_id)

    def under_way_due(self, now: datetime) -> list[Row]:
        """Deliveries whose time has come: to be tried again, or begun by somebody who died."""
        t = tables.deliveries
        return self._all(
            "under_way_due",
            lambda: by_index(
                sa.select(t).where(_UNDER_WAY, t.c.next_at <= instant("now")).order_by(t.c.id), t, "deliveries_due"
            ),
            now=now,
        )

    def under_way_to(self, channel: str, address: str) -> list[Row]:
        """Deliveries to an address that have not ended, in order of their messages."""
        t = tables.deliveries

        def build() -> Any:
            return sa.select(t).where(_UNDER_WAY, t.c.channel == P("ch"), t.c.address == P("ad")).order_by(t.c.id)

        return self._all("under_way_to", build, ch=channel, ad=address)

    def letters_since(self, channel: str, address: str, since: datetime) -> int:
        """How many letters in its own words went to an address since an instant."""
        t = tables.deliveries

        def build() -> Any:
            counted = t.c.state.in_([sa.literal_column(f"'{s}'") for s in ("sending", "sent", "delivered", "unknown")])
            found = sa.select(sa.func.count(t.c.letter.distinct()).label("n")).where(counted, t.c.form == P("form"))
            return found.where(t.c.channel == P("ch"), t.c.address == P("ad"), t.c.at >= instant("since"))

        found = self._one("letters_since", build, ch=channel, ad=address, since=since, form="text")
        return int(found["n"]) if found else 0

    def lock_address(self, channel: str, address: str) -> None:
        """From here to the commit nobody else takes letters for this address."""
        if not self.sqlite:
            self.cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", (f"{channel} {address}",))

    def told_by_post(self, message_id: int, state: str, at: datetime | None) -> None:
        """What became of a message; one that was dropped stays dropped."""
        t = tables.messages

        def build() -> Any:
            mine = t.update().where(t.c.id == P("m"), t.c.state != sa.literal_column("'dropped'"))
            return mine.values(state=P("to"), delivered_at=sa.func.coalesce(t.c.delivered_at, instant("told_at")))

        self._run("told_by_post", build, {"m": message_id, "to": state, "told_at": at})

    def early_receipt(self, channel: str, vendor_id: str) -> Row | None:
        """A receipt that came before its letter's number, which is taken out."""
        t = tables.early_receipts
        found = next(iter(self.rows("early_receipts", channel=channel, vendor_id=vendor_id)), None)
        if found:
            mine = t.delete().where(t.c.channel == P("ch"), t.c.vendor_id == P("v"))
            self._run("early_receipt_taken", lambda: mine, {"ch": channel, "v": vendor_id})
        return found

    def address_state(self, channel: str, address: str, state: str) -> None:
        """The customer left this address, wants nothing more there, or came back."""
        t = tables.addresses

        def build() -> Any:
            return t.update().where(t.c.channel == P("ch"), t.c.address == P("ad")).values(state=P("to"))

        self._run("address_state", build, {"ch": channel, "ad": address, "to": state})

    def heard(self, channel: str, address: str, at: datetime, how: str) -> None:
        """The customer said or did something here."""
        t = tables.addresses

        def build() -> Any:
            mine = t.update().where(t.c.channel == P("ch"), t.c.address == P("ad"))
            return mine.values(heard_at=instant("heard"), heard_how=P("how"))

        self._run("heard", build, {"ch": channel, "ad": address, "heard": at, "how": how})

    def begin_fetching(self, name: str, now: datetime, until: datetime) -> bool:
        """Whether nobody else is fetching this token."""
        t = tables.vendor_tokens

        def build() -> Any:
            free = sa.or_(t.c.fetching_until.is_(None), t.c.fetching_until < instant("now"))
            return t.update().where(t.c.name == P("n"), free).values(fetching_until=instant("until"))

        self._run("begin_fetching", build, {"n": name, "now": now, "until": until})
        return bool(self.cursor.rowcount)

    def update_named(self, table: str, name: str, values: Row, key: str = "name", **only_if: Any) -> bool:
        """Change a row that has a name instead of a number."""
        return self._update(table, name, values, only_if, key=key)


def _named(channels: Sequence[str]) -> dict[str, str]:
    return {f"c_{n}": channel for n, channel in enumerate(channels)}
