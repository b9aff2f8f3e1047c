"""What is done with customers as such: two turn out to be one, and something is asked for too often."""

from __future__ import annotations

from datetime import datetime

from handoff import tables
from handoff.store.access import Access, P


class People(Access):
    """Customers, their addresses, and how often they try."""

    def lock_number(self, number: str) -> None:
        """From here to the commit nobody else finds out whose number this is."""
        if not self.sqlite:
            self.cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", (f"number {number}",))

    def hand_over_addresses(self, from_id: str, to_id: str) -> None:
        """All addresses of one customer are another's from now on."""
        t = tables.addresses
        mine = t.update().where(t.c.customer_id == P("was")).values(customer_id=P("is"))
        self._run("hand_over_addresses", lambda: mine, {"was": from_id, "is": to_id})

    def forget_customer(self, customer_id: str) -> None:
        """A customer who has nothing left. Whoever begins something for them at this moment has to look again."""
        t = tables.customers
        self._run("forget_customer", lambda: t.delete().where(t.c.id == P("c")), {"c": customer_id})

    def forget_failures_before(self, before: datetime) -> None:
        """What is too long ago to count."""
        t = tables.sign_in_failures
        old = t.delete().where(t.c.at < P("before", type_=tables.Instant()))
        self._run("forget_failures_before", lambda: old, {"before": before})
