"""The pieces that every message to a customer is made of: who, when, how, and the case number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypedDict

from handoff.model import SHANGHAI, Window
from handoff.tongues import SIMPLIFIED, say, table

if TYPE_CHECKING:
    from typing_extensions import NotRequired


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
    tongue: NotRequired[str]
    taken_as: NotRequired[Sequence[Window] | None]


def tongue_of(terms: Terms) -> str:
    """The tongue in which these terms are told."""
    return terms.get("tongue") or SIMPLIFIED


def when(due_at: datetime, now: datetime, tongue: str = SIMPLIFIED) -> str:
    """「6月8日（周一）15:20」, with the year when it is not this year; in English "Monday, 8 June, 15:20"."""
    due, today = due_at.astimezone(SHANGHAI), now.astimezone(SHANGHAI)
    words = table(tongue)
    return words["when" if due.year == today.year else "when.year"].format(
        year=due.year, month=words["months"].split()[due.month - 1], day=due.day, time=f"{due:%H:%M}",
        weekday=words["weekdays"].split()[due.weekday()],
    )  # fmt: skip


def who(owner: Named, tongue: str = SIMPLIFIED) -> str:
    """「王敏（售后投诉专员）」"""
    return say(tongue, "who", name=owner.name, title=owner.title) if owner.title else owner.name


def promise_words(
    owner: Named, due_at: datetime, now: datetime, reach: str, phone: str = "", slot_start: datetime | None = None,
    tongue: str = SIMPLIFIED,
) -> str:  # fmt: skip
    """The promise itself, without a full stop: 「王敏（售后投诉专员）将于6月8日（周一）15:20前致电您」.

    `reach` is what will truly happen: `call` (致电), `message` (no number: in this conversation), or `ring_again`
    (a withheld number: the customer rings within the slot and is put through).
    """
    told = when(due_at, now, tongue)
    if reach == "ring_again" and slot_start:
        told = say(tongue, "when.span", start=when(slot_start, now, tongue), end=f"{due_at.astimezone(SHANGHAI):%H:%M}")
    way = reach if reach in ("call", "ring_again") else "message"
    return say(tongue, f"promise.{way}", who=who(owner, tongue), when=told, tail=tail(phone, tongue))


def promised(terms: Terms, name: str = "promised", **values: str) -> str:
    """The promise as a sentence, or as a part of the one of this name."""
    tongue = tongue_of(terms)
    promise = promise_words(
        terms["owner"], terms["due_at"], terms["now"], terms["reach"], terms.get("phone", ""), terms.get("slot_start"),
        tongue,
    )  # fmt: skip
    return say(tongue, name, promise=promise, **values)


def read_back(terms: Terms) -> str:
    """How a time that could be meant otherwise was understood, or that none was named; empty where there was no
    doubt."""
    windows, now, tongue = terms.get("taken_as"), terms["now"], tongue_of(terms)
    if not windows:
        return "" if windows is None else say(tongue, "promised.open")
    starts, ends = (edge.astimezone(SHANGHAI) for edge in (windows[0].starts, max(one.ends for one in windows)))
    end = f"{ends:%H:%M}" if ends.date() == starts.date() else when(ends, now, tongue)
    return say(tongue, "promised.taken_as", span=say(tongue, "when.span", start=when(starts, now, tongue), end=end))


def last_digits(phone: str) -> str:
    """Only the last four digits are ever repeated; empty where there is no whole number."""
    digits = "".join(sign for sign in phone if sign.isdigit())
    return digits[-4:] if len(digits) >= 7 else ""


def tail(phone: str, tongue: str = SIMPLIFIED) -> str:
    """「（尾号8000）」"""
    digits = last_digits(phone)
    return say(tongue, "tail", digits=digits) if digits else ""


def number(case_id: str, tongue: str = SIMPLIFIED) -> str:
    """The case number, always the last thing said."""
    return say(tongue, "case", case=case_id)


def action_words(owner: Named, what: str, due_at: datetime, now: datetime, tongue: str = SIMPLIFIED) -> str:
    """What an agent promised to do, in the words that stand in the promise."""
    done = {"who": who(owner, tongue), "when": when(due_at, now, tongue), "what": ended(what, tongue)[:-1]}
    return say(tongue, "action", **done)


def ended(what: str, tongue: str = SIMPLIFIED) -> str:
    """An agent's words with exactly one full stop."""
    return what.strip().rstrip("。.；;") + table(tongue)["stop"]
