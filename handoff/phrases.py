"""The pieces that every message to a customer is made of: who, when, how, and the case number."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypedDict

from handoff.model import SHANGHAI

if TYPE_CHECKING:
    from typing_extensions import NotRequired

_WEEKDAYS = "一二三四五六日"


class Named(Protocol):
    """Somebody who is told to the customer by name and title."""

    @property
    def name(self) -> str: ...

    @property
    def title(self) -> str: ...


class Owner(NamedTuple):
    """Name and title as they stand in a promise, for an owner who may have left since."""

    name: str
    title: str


class Terms(TypedDict):
    """The terms of a promise, as its words need them. `slot_start` is used when the customer rings again."""

    owner: Named
    due_at: datetime
    now: datetime
    reach: str
    phone: NotRequired[str]
    case_id: str
    slot_start: NotRequired[datetime | None]


def when(due_at: datetime, now: datetime) -> str:
    """「6月8日（周一）15:20」, with the year in front when it is not this year."""
    due, today = due_at.astimezone(SHANGHAI), now.astimezone(SHANGHAI)
    year = "" if due.year == today.year else f"{due.year}年"
    return f"{year}{due.month}月{due.day}日（周{_WEEKDAYS[due.weekday()]}）{due:%H:%M}"


def who(owner: Named) -> str:
    """「王敏（售后投诉专员）」"""
    return f"{owner.name}（{owner.title}）" if owner.title else owner.name


def promise_words(
    owner: Named, due_at: datetime, now: datetime, reach: str, phone: str = "", slot_start: datetime | None = None
) -> str:
    """The promise itself, without a full stop: 「王敏（售后投诉专员）将于6月8日（周一）15:20前致电您」.

    `reach` is what will truly happen: `call` (致电), `message` (no number: in this conversation), or `ring_again`
    (a withheld number: the customer rings within the slot and is put through).
    """
    if reach == "ring_again":
        start = f"{when(slot_start, now)}至{due_at.astimezone(SHANGHAI):%H:%M}" if slot_start else when(due_at, now)
        return f"请您于{start}再次来电，我们把电话直接接到{who(owner)}，由其当时联系您"
    told = f"{who(owner)}将于{when(due_at, now)}前"
    if reach == "call":
        return f"{told}致电您{tail(phone)}"
    return f"{told}在这里联系您"


def tail(phone: str) -> str:
    """Only the last four digits are ever repeated."""
    digits = "".join(sign for sign in phone if sign.isdigit())
    return f"（尾号{digits[-4:]}）" if len(digits) >= 7 else ""


def number(case_id: str) -> str:
    """The case number, always the last thing said."""
    return f"编号 {case_id}。"


def window_words() -> str:
    """Said plainly when the customer's own time could not be had."""
    return "您希望的时间段里没有空出来的人，没能按您的意思安排，很抱歉；如果上面的时间不方便，请告诉我们哪个时间可以。"


def cost_words(owner: Named) -> str:
    """The consequential cost that the customer stated, which the owner must answer."""
    return f"您为此多花的钱也已记下，{owner.name}会一并答复您。"


def action_words(owner: Named, what: str, due_at: datetime, now: datetime) -> str:
    """What an agent promised to do, in the words that stand in the promise."""
    return f"{who(owner)}将于{when(due_at, now)}前完成：{ended(what)[:-1]}"


def ended(what: str) -> str:
    """An agent's words with exactly one full stop."""
    return what.strip().rstrip("。.；;") + "。"
