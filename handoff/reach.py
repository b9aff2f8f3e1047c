"""What each channel allows, and what a message to the customer may do there.

`kind` of a message says what it is for: chat (questions, courtesies), promise (a name and a time), changed (another
name or time), ask_closed, closed, reply (a person's own words), code (a one-time code).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

# What must reach the customer, if need be on another channel, or in a form of its own once a window has closed. A code
# is not among these: at any other address it would prove the wrong thing, and the customer can ask for another one.
MUST_ARRIVE = frozenset({"promise", "changed", "ask_closed", "closed"})
# Where to turn when the customer's own channel fails, the surest to be seen first.
ORDER = ("wechat", "sms", "wecom")
_TEMPLATES = {
    "promise": "promise",
    "changed": "changed",
    "ask_closed": "ask_closed",
    "closed": "closed",
    "code": "code",
}


@dataclass(frozen=True)
class Rules:
    """`by_post`: a vendor carries it, rather than the customer's page fetching it. `spoken`: it is said while the
    customer is on the phone, and cannot be read. `free_text`: own words may be sent,
    of at most `longest` characters. `template`: there is a form that needs no open window. `receipts`: the vendor says
    later whether it arrived.

    A message of the customer opens the window for `budget` messages; an event such as a click opens a smaller one.
    """

    by_post: bool = True
    spoken: bool = False
    free_text: bool = True
    longest: int = 4000
    template: bool = False
    receipts: bool = False
    window: timedelta | None = None
    budget: int = 0
    event_window: timedelta = timedelta()
    event_budget: int = 0


@dataclass(frozen=True)
class Room:
    """How much may be said on a channel now: `left` is None where nobody counts, `until` where nothing closes."""

    left: int | None = None
    until: datetime | None = None


def channels(sms_free_text: bool = False, wechat_template: bool = False) -> Mapping[str, Rules]:
    """The rules of every channel there is."""
    return {
        "webchat": Rules(by_post=False),
        "voice": Rules(by_post=False, spoken=True),
        # https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Service_Center_messages.html: 5 messages
        # within 48 hours of the customer's, 3 within a minute of a click, scan or follow; 2048 bytes of text.
        "wechat": Rules(
            longest=600, template=wechat_template, window=timedelta(hours=48), budget=5,
            event_window=timedelta(minutes=1), event_budget=3,
        ),
        # https://developer.work.weixin.qq.com/document/path/94677: 5 messages within 48 hours; 2048 bytes of text.
        "wecom": Rules(longest=600, window=timedelta(hours=48), budget=5),
        # On the mainland a text message is an approved template; elsewhere it is free.
        "sms": Rules(free_text=sms_free_text, longest=480, template=not sms_free_text, receipts=True),
    }  # fmt: skip


def room(rules: Rules, heard_at: datetime | None, heard_how: str, sent: int, now: datetime) -> Room:
    """How much of a window is left, when `sent` messages went out since the customer was heard last."""
    if rules.window is None:
        return Room()
    event = heard_how == "event"
    budget, length = (rules.event_budget, rules.event_window) if event else (rules.budget, rules.window)
    until = heard_at + length if heard_at else now
    return Room(max(0, budget - sent) if now < until else 0, until)


def template_of(kind: str) -> str:
    """The template that stands for a message of this kind where own words cannot be sent: at the least, how to go on
    in the web chat."""
    return _TEMPLATES.get(kind, "continue")
