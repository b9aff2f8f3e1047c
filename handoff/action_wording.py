"""What the customer is told about something that a person promised to do, and about what the company pays."""

from __future__ import annotations

from datetime import datetime

from handoff.phrases import Named, action_words, ended, number, who


def action_promised(*, owner: Named, what: str, due_at: datetime, now: datetime, case_id: str) -> str:
    """The customer reads the same words that the agent wrote down."""
    return f"谢谢您刚才和我们沟通。答应您的事记在这里：{action_words(owner, what, due_at, now)}。{number(case_id)}"


def action_restated(*, owner: Named, what: str, due_at: datetime, now: datetime, case_id: str) -> str:
    """The answer to "how does it stand" for something that an agent promised to do."""
    return f"抱歉让您挂心，谢谢您来问。{action_words(owner, what, due_at, now)}。{number(case_id)}"


def action_passed_on(*, earlier: Named, owner: Named, what: str, due_at: datetime, now: datetime, case_id: str) -> str:
    """Somebody else does what was promised."""
    change = f"抱歉，您的事换了负责人：{earlier.name}已全部转交{owner.name}，不用再说一遍。谢谢您。答应您的事接着办："
    return f"{change}{action_words(owner, what, due_at, now)}。{number(case_id)}"


def action_done(*, owner: Named, what: str, case_id: str) -> str:
    """A promised action was done."""
    return f"谢谢您的等待。{who(owner)}答应您的事已经办完：{ended(what)}如有不对，请在这里告诉我们。{number(case_id)}"


def cost_answered(*, owner: Named, answer: str, case_id: str) -> str:
    """The company's answer about what the customer has spent on the strength of the order."""
    return f"抱歉让您多花了钱，谢谢您告诉我们。关于这笔费用，{who(owner)}答复您：{ended(answer)}{number(case_id)}"
