"""What people are sent of reminders and alarms: what happened, which case, by when, and where to go. Nothing of what a
customer said, no name of theirs and no number: it leaves the house."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from handoff import kinds
from handoff.model import SHANGHAI, Person
from handoff.phrases import when

# WeCom takes 2048 bytes: https://developer.work.weixin.qq.com/document/path/90236
LONGEST_BYTES = 1800
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_UNKNOWN = ("有新的警报", "A new alarm")
_KINDS = {"alarm": kinds.ALARMS, "notice": kinds.NOTICES}


@dataclass(frozen=True)
class Item:
    """One reminder or alarm. `earlier` was told of it before, at `told_at` (None where they could not be), and nobody
    has reacted."""

    about: str
    kind: str
    at: datetime
    case_id: str = ""
    due_at: datetime | None = None
    link: str = ""
    earlier: str = ""
    told_at: datetime | None = None


def english(person: Person) -> bool:
    """Whether this person reads English alone."""
    return person.languages == frozenset(["en"])


def subject(items: Sequence[Item], in_english: bool) -> str:
    """One line."""
    if len(items) == 1:
        one = f"{_what(items[0], in_english)} {items[0].case_id}".strip()
        return f"[Yinuo] {one}" if in_english else f"【一诺】{one}"
    return f"[Yinuo] {len(items)} alerts" if in_english else f"【一诺】{len(items)}条提醒"


def text(items: Sequence[Item], now: datetime, in_english: bool, board: str) -> str:
    """All of them, as long as a message may be; for the rest, where to see it. The same again is counted."""
    blocks = Counter(_block(item, now, in_english) for item in items)
    said: list[str] = []
    rest = len(items)
    for block, times in blocks.items():
        what, _, more = block.partition("\n")
        counted = block if times == 1 else f"{what} ×{times}\n{more}".strip()
        if said and len("\n\n".join([*said, counted]).encode()) > LONGEST_BYTES:
            break
        said.append(counted)
        rest -= times
    if rest:
        more = f"{rest} more on the board. {board}" if in_english else f"另有{rest}条，请看看板。{board}"
        said.append(more.strip())
    return "\n\n".join(said)


def for_programs(item: Item, in_english: bool) -> Mapping[str, str]:
    """The same as fields, empty ones left out."""
    fields = {"about": item.about, "kind": item.kind, "what": _what(item, in_english), "at": item.at.isoformat(),
              "case": item.case_id, "due_at": item.due_at.isoformat() if item.due_at else "", "link": item.link,
              "unanswered_by": item.earlier}  # fmt: skip
    return {name: value for name, value in fields.items() if value}


def _what(item: Item, in_english: bool) -> str:
    return _KINDS[item.about].get(item.kind, _UNKNOWN)[in_english]


def _block(item: Item, now: datetime, in_english: bool) -> str:
    parts = [_what(item, in_english), _case(item, now, in_english), _earlier(item, in_english), item.link]
    return "\n".join(part for part in parts if part)


def _case(item: Item, now: datetime, in_english: bool) -> str:
    if not item.case_id:
        return ""
    if in_english:
        return f"Case {item.case_id}" + (f", due {_moment(item.due_at)}." if item.due_at else ".")
    return f"工单 {item.case_id}" + (f"，时限{when(item.due_at, now)}。" if item.due_at else "。")


def _earlier(item: Item, in_english: bool) -> str:
    if not item.earlier:
        return ""
    at = f"{item.told_at.astimezone(SHANGHAI):%H:%M}" if item.told_at else ""
    if in_english:
        told = f"{item.earlier} was told at {at}" if at else f"{item.earlier} could not be told"
        return f"{told}, and nobody has reacted yet."
    return f"{at}已通知{item.earlier}，还没有人处理。" if at else f"没能通知到{item.earlier}，还没有人处理。"


def _moment(at: datetime) -> str:
    there = at.astimezone(SHANGHAI)
    return f"{_DAYS[there.weekday()]} {there.day} {_MONTHS[there.month - 1]}, {there:%H:%M}"
