"""What erasing a customer's data needs beside plain changes of rows."""

from __future__ import annotations

from handoff import tables
from handoff.store.access import Access, P


class Erasing(Access):
    """Writes that leave nothing behind."""

    def overwrite_what_is_deleted(self) -> None:
        """SQLite would leave old content readable in the file until the room is used again:
        https://www.sqlite.org/pragma.html#pragma_secure_delete. PostgreSQL gives it up with its next vacuum."""
        if self.sqlite:
            self.cursor.execute("PRAGMA secure_delete=ON")

    def replace_address(self, channel: str, was: str, now: str) -> None:
        """Another name for an address, at which nothing can be sent any more."""
        t = tables.addresses
        found = t.update().where(t.c.channel == P("on_channel"), t.c.address == P("was"))
        found = found.values(address=P("is"), state="left")
        self._run("replace_address", lambda: found, {"on_channel": channel, "was": was, "is": now})
