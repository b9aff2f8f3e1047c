"""What all processes share of a vendor's: access tokens, each fetched by one of them, and cursors that outlive them."""

from __future__ import annotations

from datetime import datetime, timedelta

from handoff.clock import Clock
from handoff.store import Row, Store, Tx

# A token that ends within this time may end on the way.
MARGIN = timedelta(seconds=120)
FETCHING = timedelta(seconds=10)


class Vendors:
    """Tokens and cursors by name."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def token(self, name: str) -> str | None:
        """The token that holds now; None when one must be fetched."""
        with self._store.read() as tx:
            row = next(iter(tx.rows("vendor_tokens", name=name)), None)
        holds = row and row["expires_at"] and row["expires_at"] - MARGIN > self._clock.now()
        return str(row["token"]) if row and holds else None

    def may_fetch(self, name: str) -> bool:
        """Whether the asker is the one to fetch it; the others wait a moment and ask for the token again."""

        return self.hold(name, FETCHING)

    def keep(self, name: str, token: str, lasts_s: float) -> None:
        """What was fetched."""
        now = self._clock.now()
        values = {"token": token, "fetched_at": now, "expires_at": now + timedelta(seconds=lasts_s),
                  "fetching_until": None}  # fmt: skip
        self._store.write(lambda tx: tx.update_named("vendor_tokens", name, values))

    def spoil(self, name: str, token: str) -> None:
        """The vendor refused this very token; a newer one is left alone."""
        values = {"expires_at": self._clock.now()}
        self._store.write(lambda tx: tx.update_named("vendor_tokens", name, values, token=token))

    def cursor(self, name: str) -> str:
        """Where to go on; empty at the very beginning."""
        with self._store.read() as tx:
            row = next(iter(tx.rows("cursors", name=name)), None)
        return str(row["value"]) if row else ""

    def move(self, name: str, value: str) -> None:
        """Everything before this was taken over."""

        def work(tx: Tx) -> None:
            values = {"value": value, "at": self._clock.now()}
            if not tx.update_named("cursors", name, values):
                tx.insert("cursors", {"name": name, **values})

        self._store.write(work)

    def known(self, prefix: str) -> dict[str, datetime]:
        """The cursors whose names begin so, without that beginning, with when each was moved last."""
        with self._store.read() as tx:
            rows = tx.rows("cursors")
        return {row["name"][len(prefix) :]: row["at"] for row in rows if row["name"].startswith(prefix)}

    def hold(self, name: str, lasts: timedelta) -> bool:
        """Whether the asker has this for so long: one process at a time does what must not be done by two."""

        def work(tx: Tx) -> bool:
            now = self._clock.now()
            first: Row = {"name": name, "token": "", "fetched_at": None, "expires_at": None, "fetching_until": None}
            tx.insert_unless_there("vendor_tokens", first)
            return tx.begin_fetching(name, now, now + lasts)

        return self._store.write(work, durable=False)

    def let_go(self, name: str) -> None:
        """Whoever held it is done."""
        self._store.write(lambda tx: tx.update_named("vendor_tokens", name, {"fetching_until": None}), durable=False)
