"""What the customer is told about something that a person promised to do, and about what the company pays."""

from __future__ import annotations

from datetime import datetime

from handoff.phrases import Named, action_words, ended, number, who
from handoff.tongues import SIMPLIFIED, say, table, whole


def action_promised(
    *, owner: Named, what: str, due_at: datetime, now: datetime, case_id: str, tongue: str = SIMPLIFIED
) -> str:
    """The customer reads the same words that the agent wrote down."""
    return _told(say(tongue, "action_promised"), owner, what, due_at, now, case_id, tongue)


def action_restated(
    *, owner: Named, what: str, due_at: datetime, now: datetime, case_id: str, tongue: str = SIMPLIFIED
) -> str:
    """The answer to "how does it stand" for something that an agent promised to do."""
    return _told(say(tongue, "action_restated"), owner, what, due_at, now, case_id, tongue)


def action_passed_on(
    *, earlier: Named, owner: Named, what: str, due_at: datetime, now: datetime, case_id: str, tongue: str = SIMPLIFIED
) -> str:
    """Somebody else does what was promised."""
    change = say(tongue, "action_passed_on", earlier=earlier.name, owner=owner.name)
    return _told(change, owner, what, due_at, now, case_id, tongue)


def _told(opening: str, owner: Named, what: str, due_at: datetime, now: datetime, case_id: str, tongue: str) -> str:
    promised = action_words(owner, what, due_at, now, tongue) + table(tongue)["stop"]
    return whole(tongue, opening, promised, number(case_id, tongue))


def action_done(*, owner: Named, what: str, case_id: str, tongue: str = SIMPLIFIED) -> str:
    """A promised action was done."""
    done = say(tongue, "action_done", who=who(owner, tongue), what=ended(what, tongue))
    return whole(tongue, done, number(case_id, tongue))


def cost_answered(*, owner: Named, answer: str, case_id: str, tongue: str = SIMPLIFIED) -> str:
    """The company's answer about what the customer has spent on the strength of the order."""
    told = say(tongue, "cost_answered", who=who(owner, tongue), answer=ended(answer, tongue))
    return whole(tongue, told, number(case_id, tongue))
