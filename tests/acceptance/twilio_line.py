"""A real house with Twilio before it, and what became of its calls."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

from stubs.twilio import Twilio
from stubs.twilio_calls import TwilioCall
from tests.acceptance.running import Running


class Line(Running):
    """A house with Twilio before it."""

    def __init__(self, folder: Any, cloud: Twilio) -> None:
        super().__init__(
            folder, YINUO_VOICE_TWILIO_TOKEN=cloud.token, YINUO_VOICE_TWILIO_ACCOUNT=cloud.account,
            YINUO_PUBLIC_URL=cloud.public_url,
        )  # fmt: skip
        self.cloud = cloud

    def _rows(self, query: str, *values: str) -> list[Any]:
        with closing(sqlite3.connect(self.folder / "y.db", timeout=10)) as database:
            return [value for (value,) in database.execute(query, values)]

    def said(self, call: TwilioCall) -> list[str]:
        """What was written down of what the caller said."""
        return self._rows(
            "SELECT m.text FROM messages m JOIN phone_calls c ON c.conversation_id = m.conversation_id"
            " WHERE c.vendor_id = ? AND m.sender = 'customer' ORDER BY m.id", call.sid,
        )  # fmt: skip

    def promises_to(self, call: TwilioCall) -> list[dict[str, Any]]:
        """The promises of the caller's cases, in the order in which they were made."""
        cases = self._rows(
            "SELECT s.id FROM cases s JOIN phone_calls c ON c.conversation_id = s.conversation_id"
            " WHERE c.vendor_id = ?", call.sid,
        )  # fmt: skip
        rows = [row for row in self.all_promises() if row["case"] in cases]
        return sorted(rows, key=lambda row: row["made_at"])

    def promise_to(self, call: TwilioCall) -> dict[str, Any]:
        """The one that holds."""
        held = [row for row in self.promises_to(call) if row["state"] in ("open", "calling")]
        assert len(held) == 1, held
        return held[0]
