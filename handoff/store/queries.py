"""The questions that the use cases ask of the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from handoff import tables
from handoff.store.access import Access, P, instant
from handoff.store.prepared import Row

NEWEST = 50
_ITS = "its conversation's "


class Queries(Access):
    """Reads, and the few writes that concern more than one row."""

    # Conversations and their messages

    def conversation_at(self, channel: str, address: str, lock: bool = False) -> Row | None:
        """The conversation of an address, if there ever was one; `lock` as in `row`."""
        a, c = tables.addresses, tables.conversations

        def build() -> Any:
            found = sa.select(c).join(a, a.c.conversation_id == c.c.id)
            found = found.where(a.c.channel == P("channel"), a.c.address == P("address"))
            return found.with_for_update(of=c) if lock else found

        return self._one(("conversation_at", lock), build, channel=channel, address=address)

    def message_once(self, conversation_id: str, source: str, external_id: str) -> Row | None:
        """The message with the id that its sender gave it."""
        t = tables.messages
        return self._one(
            "message_once",
            lambda: sa.select(t).where(
                t.c.conversation_id == P("c"), t.c.source == P("source"), t.c.external_id == P("external")
            ),
            c=conversation_id, source=source, external=external_id,
        )  # fmt: skip

    def turn(self, turn_id: int) -> tuple[Row, Row] | None:
        """A message as it was when it was asked for, and its conversation, locked as in `row`."""
        m, c = tables.messages, tables.conversations

        def build() -> Any:
            its = [column.label(f"{_ITS}{column.key}") for column in c.c]
            found = sa.select(*m.c, *its).join(c, c.c.id == m.c.conversation_id).where(m.c.id == P("m"))
            return found.with_for_update(of=c)

        both = self._one("turn", build, m=turn_id)
        if both is None:
            return None
        conversation = {name[len(_ITS) :]: both.pop(name) for name in list(both) if name.startswith(_ITS)}
        return both, conversation

    def unanswered(self, conversation_id: str) -> list[Row]:
        """The customer's messages that nobody has answered yet, in order of arrival."""
        t = tables.messages
        return self._all(
            "unanswered",
            lambda: sa.select(t).where(t.c.conversation_id == P("c"), t.c.closed_at.is_(None)).order_by(t.c.id),
            c=conversation_id,
        )

    def backlog(self, conversation_id: str) -> int:
        """How many of them there are."""
        t = tables.messages
        found = self._one(
            "backlog",
            lambda: sa.select(sa.func.count().label("n")).where(t.c.conversation_id == P("c"), t.c.closed_at.is_(None)),
            c=conversation_id,
        )
        return int(found["n"]) if found else 0

    def waiting(self, before: datetime, now: datetime) -> list[Row]:
        """Unanswered messages that came in before this instant, with who holds their conversation; and those that
        came in later than now, as it seems since the clock was set back. In order of arrival."""
        t, c = tables.messages, tables.conversations
        found = self._all(
            "waiting",
            lambda: (
                sa.select(t.c.id, t.c.conversation_id, t.c.at, c.c.leased_by, c.c.leased_until)
                .join(c, c.c.id == t.c.conversation_id)
                .where(t.c.closed_at.is_(None), sa.or_(t.c.at <= instant("before"), t.c.at > instant("now")))
            ),
            before=before, now=now,
        )  # fmt: skip
        # Sorted here: SQLite would rather read all messages there ever were in this order than sort a few.
        return sorted(found, key=itemgetter("id"))

    def lease(self, conversation_id: str, worker: str, now: datetime, until: datetime, never: datetime) -> bool:
        """Take the conversation for one process, unless another has it. A lease beyond `never` is of before the clock
        was set back, and binds nobody."""
        t = tables.conversations

        def build() -> Any:
            over = sa.or_(t.c.leased_until < instant("now"), t.c.leased_until > instant("never"))
            free = sa.or_(t.c.leased_by.is_(None), t.c.leased_by == P("who"), over)
            return t.update().where(t.c.id == P("c"), free).values(leased_by=P("by"), leased_until=instant("until"))

        given = {"c": conversation_id, "who": worker, "by": worker, "now": now, "until": until, "never": never}
        self._run("lease", build, given)
        return bool(self.cursor.rowcount)

    def release(self, worker: str) -> None:
        """Give back every conversation of this worker."""
        t = tables.conversations

        def build() -> Any:
            mine = t.update().where(t.c.leased_by == P("who"))
            return mine.values(leased_by=sa.null(), leased_until=sa.null())

        self._run("release", build, {"who": worker})

    def conversation_after(self, conversation_id: str, after: str) -> list[Row]:
        """The messages of a conversation behind the one with this public id, all of them where there is none; each
        with the terms of the promise that it tells, and the tongue in which the conversation is held by now."""
        t, p, c = tables.messages, tables.promises, tables.conversations

        def build() -> Any:
            last = sa.select(t.c.id).where(t.c.conversation_id == P("c"), t.c.public_id == P("after")).scalar_subquery()
            terms = (p.c.case_id.label("p_case"), p.c.owner_name.label("p_owner"), p.c.owner_title.label("p_title"),
                     p.c.due_at.label("p_due"), p.c.channel.label("p_channel"),
                     p.c.made_by.label("p_made_by"))  # fmt: skip
            tongue = c.c.known["language"].as_string().label("language")
            found = sa.select(t.c.id, t.c.public_id, t.c.at, t.c.sender, t.c.text, t.c.state, tongue, *terms)
            found = found.select_from(t.join(c, c.c.id == t.c.conversation_id).outerjoin(p, p.c.id == t.c.promise_id))
            return found.where(t.c.conversation_id == P("c"), t.c.id > sa.func.coalesce(last, 0)).order_by(t.c.id)

        return self._all("conversation_after", build, c=conversation_id, after=after)

    def person_spoke(self, conversation_id: str, since: datetime) -> str | None:
        """Who of the company's people wrote last in a conversation since an instant; only its newest messages are
        looked at, so that a long one costs no more than a short one."""
        t = tables.messages

        def build() -> Any:
            newest = sa.select(t.c.id, t.c.at, t.c.sender, t.c.author).where(t.c.conversation_id == P("c"))
            newest = newest.order_by(t.c.id.desc()).limit(NEWEST).subquery()
            found = sa.select(newest.c.author).where(newest.c.sender == "person", newest.c.at >= instant("since"))
            return found.order_by(newest.c.id.desc()).limit(1)

        found = self._one("person_spoke", build, c=conversation_id, since=since)
        return str(found["author"]) if found else None

    def delivered(self, ids: Sequence[int], at: datetime) -> None:
        """Note that the customer's side has fetched these messages."""
        t = tables.messages

        def build() -> Any:
            mine = t.update().where(t.c.id == P("m"), t.c.state == "queued")
            return mine.values(state="delivered", delivered_at=instant("at_"))

        for one in ids:
            self._run("delivered", build, {"m": one, "at_": at})

    def drop_queued(self, case_id: str) -> None:
        """Empty the outbox of a case, and of those that were joined into it."""
        t, case = tables.messages, self.row("cases", case_id)

        def build() -> Any:
            return t.update().where(t.c.case_id == P("c"), t.c.state == "queued").values(state="dropped")

        for one in (case_id, *(case["facts"].get("joined") or () if case else ())):
            self._run("drop_queued", build, {"c": one})

    # Cases and promises

    def latest_case(self, customer_id: str) -> Row | None:
        """The customer's open case, else the newest: the clock may have been set back between the two."""
        t = tables.cases
        order = (t.c.state == sa.literal_column("'closed'"), t.c.opened_at.desc())
        return self._one(
            "latest_case",
            lambda: sa.select(t).where(t.c.customer_id == P("c")).order_by(*order).limit(1),
            c=customer_id,
        )

    def opened_behind(self, opened_at: datetime, case_id: str, limit: int) -> list[Row]:
        """The next cases behind this one, in the order in which they were opened."""
        t = tables.cases

        def build() -> Any:
            behind = sa.or_(t.c.opened_at > instant("at_"), t.c.id > P("c"))
            found = sa.select(t).where(t.c.opened_at >= instant("since"), behind)
            return found.order_by(t.c.opened_at, t.c.id).limit(limit)

        return self._all(("opened_behind", limit), build, at_=opened_at, since=opened_at, c=case_id)

    def told(self, promise_ids: Sequence[str]) -> Mapping[str, datetime]:
        """When the customer's side first fetched the words of each promise."""
        said = self.rows("messages", order="id", newest_first=True, promise_id=list(promise_ids))
        return {m["promise_id"]: m["delivered_at"] for m in said if m["delivered_at"]}

    def last_event(self, case_id: str) -> tuple[int, str]:
        """The end of a case's chain: number and hash."""
        t = tables.events

        def build() -> Any:
            newest = sa.select(t.c.n, t.c.hash).where(t.c.case_id == P("c")).order_by(t.c.n.desc()).limit(1)
            return newest.with_for_update()

        found = self._one("last_event", build, c=case_id)
        return (found["n"], found["hash"]) if found else (0, "")

    def last_events(self, case_ids: Sequence[str]) -> dict[str, tuple[int, str]]:
        """The ends of the chains of many cases."""
        t = tables.events
        ids = [P(f"c_{n}") for n in range(len(case_ids))]

        def build() -> Any:
            ends = sa.select(t.c.case_id, sa.func.max(t.c.n).label("n")).where(t.c.case_id.in_(ids))
            end = ends.group_by(t.c.case_id).subquery()
            return sa.select(t.c.case_id, t.c.n, t.c.hash).join(
                end, sa.and_(end.c.case_id == t.c.case_id, end.c.n == t.c.n)
            )

        given = {f"c_{n}": one for n, one in enumerate(case_ids)}
        rows = self._all(("last_events", len(ids)), build, **given)
        found = {row["case_id"]: (row["n"], row["hash"]) for row in rows}
        return dict.fromkeys(case_ids, (0, "")) | found
