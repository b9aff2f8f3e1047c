"""The one custom action of the stock recipe: a ticket is a row."""

from __future__ import annotations

import os
import sqlite3
import uuid
from contextlib import closing
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

_CREATE = "CREATE TABLE IF NOT EXISTS tickets (id TEXT PRIMARY KEY, phone TEXT, order_number TEXT)"


class ActionCreateTicket(Action):
    """Writes a ticket and tells its number."""

    def name(self) -> str:
        return "action_create_ticket"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        number = uuid.uuid4().hex[:12]
        with closing(sqlite3.connect(os.environ["BENCH_STOCK_TICKETS"])) as tickets, tickets:
            tickets.execute(_CREATE)
            row = (number, tracker.get_slot("phone"), tracker.get_slot("order_number"))
            tickets.execute("INSERT INTO tickets VALUES (?, ?, ?)", row)
        dispatcher.utter_message(text=f"已为您创建工单 {number}，我们会尽快联系您。")
        return []
