"""A closed case: nobody writes to its customer or promises them anything, however long ago the page was opened."""

from __future__ import annotations

from handoff.model import Refused
from handoff.replies import CLOSED, SOLVED
from handoff.store import Row


def require_not(case: Row) -> None:
    """Raises Refused for a closed case, with the sentence that stands in place of its reply box."""
    if case["state"] != "closed":
        return
    if case["closed_by"] == "customer":
        raise Refused("solved", SOLVED)
    raise Refused("closed", CLOSED)
