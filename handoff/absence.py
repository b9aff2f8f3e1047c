"""Whether somebody will be there when what they promised is due."""

from __future__ import annotations

from handoff import rota
from handoff.model import Company
from handoff.store import Row


def absent(company: Company, bound: Row) -> str:
    """Why the owner of an open promise will not be there: left, or off_duty; empty where they will. A promise that had
    to be made outside all shifts stands whatever the rota says."""
    owner = bound["owner_id"]
    if owner not in company.people:
        return "left"
    held = "shift" in bound["gave_way"] or rota.covers(company, owner, bound["slot_start"], bound["due_at"])
    return "" if held else "off_duty"
