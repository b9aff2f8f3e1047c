"""The words of the trade as plain values: people, rota, policy, request, commitment.

Every instant is a timezone-aware datetime; every duration says its unit in its name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
SERVICE_INTENTS = ("complaint", "repair_status", "refund", "hq_contact")
SEVERITIES = ("normal", "repeat", "hardship", "threat", "safety")
ROLES = ("agent", "supervisor", "manager")
# How the company's people are told of reminders and alarms; unless the policy says otherwise, tried in this order.
WAYS = ("wecom", "email", "webhook")


@dataclass(frozen=True)
class Person:
    """Somebody of the company who can own a promise. `reports_to` is None only at the top; `servicer_userid` is their
    name in WeCom's customer service, empty for those who do not chat there; `extension` is what the telephone system
    dials to reach them (a number or a SIP address), empty where callers cannot be put through to them;
    `calls_per_hour` is how many calls they can make (0: as the policy says). `email`, `wecom_userid` (their own
    account, not the one they serve customers with) and `webhook` are where they are told of reminders and alarms."""

    id: str
    name: str
    title: str
    team: str
    organisation: str
    role: str = "agent"
    reports_to: str | None = None
    skills: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset({"zh"})
    servicer_userid: str = ""
    extension: str = ""
    calls_per_hour: int = 0
    email: str = ""
    wecom_userid: str = ""
    webhook: str = ""


@dataclass(frozen=True)
class Team:
    """People who answer for the same intents; `supervisor` takes what the team cannot. A `partner` is another
    organisation's: it owns no case, joins those it is asked to, and sees no other."""

    id: str
    name: str
    intents: tuple[str, ...]
    supervisor: str
    partner: bool = False


@dataclass(frozen=True)
class Shift:
    """A weekly stretch of duty: `weekdays` are 0 (Monday) to 6; valid from `first` to `last`, both included."""

    person: str
    weekdays: frozenset[int]
    starts: time
    ends: time
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class Leave:
    """The person is away from `starts` until `ends`."""

    person: str
    starts: datetime
    ends: datetime
    reason: str = ""


@dataclass(frozen=True)
class Change:
    """Something that a person on the desk changed in the rota: away (`leave`, `sick`, `meeting`) or on `duty` outside
    the weekly shifts, on a day off too. Kept beside the files, which it outlives, and to be read once undone."""

    id: str
    person: str
    kind: str
    starts: datetime
    ends: datetime
    reason: str
    made_by: str
    made_at: datetime
    undone_by: str = ""
    undone_at: datetime | None = None


@dataclass(frozen=True)
class Calendar:
    """Working days. `days` holds every day that is known (statutory and the company's own); beyond
    `announced_until` only weekends and the fixed statutory dates are known."""

    days: Mapping[date, bool]
    announced_until: date


@dataclass(frozen=True)
class Policy:
    """How soon a promise must lie. Limits count working hours of the company (`opens` to `closes`)."""

    opens: time
    closes: time
    limit_hours: Mapping[str, float]
    severity_limit_hours: Mapping[str, float]
    breach_limit_hours: float = 2.0
    slot_minutes: int = 20
    lead_minutes: int = 30
    remind_minutes: int = 15
    action_days: int = 3
    calls_per_hour: int = 0
    reaction_minutes: int = 10
    tell_by: tuple[str, ...] = WAYS


@dataclass(frozen=True)
class Company:
    """Everything the rules need to know of a company; `version` changes whenever it is imported anew."""

    name: str
    brand: str
    people: Mapping[str, Person]
    teams: Mapping[str, Team]
    shifts: tuple[Shift, ...]
    leaves: tuple[Leave, ...]
    calendar: Calendar
    policy: Policy
    duty_manager: str
    outside_fallback: str
    roster: tuple[Change, ...] = ()
    version: int = 0
    timezone: ZoneInfo = SHANGHAI


@dataclass(frozen=True)
class Window:
    """A stretch of time, `starts` included, `ends` excluded."""

    starts: datetime
    ends: datetime


@dataclass(frozen=True)
class Wish:
    """When the customer wants to be called: inside one of `wanted` (any time where empty), never inside `excluded`."""

    wanted: tuple[Window, ...] = ()
    excluded: tuple[Window, ...] = ()


@dataclass(frozen=True)
class Request:
    """What a promise is asked for. Of a team, those who speak the customer's `language` and know what it is about
    (`skills`) come first; where they have no time, anybody's call is better than a late one."""

    intent: str
    severity: str = "normal"
    wish: Wish = Wish()
    about: frozenset[str] = frozenset()
    owner: str | None = None
    limit_hours: float | None = None
    language: str = "zh"
    skills: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Commitment:
    """A promise that can be made: the slot is `slot_start` to `due_at`. `gave_way` names the rules of the contract's
    precedence that had to give way: "limit", "window". `others` could make it as well, in this order."""

    owner: Person
    slot_start: datetime
    due_at: datetime
    gave_way: tuple[str, ...] = ()
    level: str = "team"
    others: tuple[Person, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True)
class Identity:
    """A customer as vouched for by the company's own site or a channel. `phone` is E.164 where present."""

    channel: str
    address: str
    name: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Receipt:
    """What came of a message from outside. `new` is False when its id was seen before; `turn` is there where its turn
    was taken in the same transaction."""

    turn_id: str
    conversation_id: str
    new: bool
    turn: Turn | None = None


@dataclass(frozen=True)
class Turn:
    """One inbound message to be answered once, with what is known when it begins; the dialogue needs nothing else.
    `more` says that others of the same conversation wait behind it."""

    id: str
    conversation_id: str
    channel: str
    text: str
    received_at: datetime
    known: dict[str, object] = field(default_factory=dict)
    dialogue: dict[str, object] = field(default_factory=dict)
    more: bool = False


@dataclass(frozen=True)
class Said:
    """What an action got from a use case. When `closed`, the words are committed and must not be uttered again."""

    closed: bool
    texts: tuple[str, ...] = ()
    known: dict[str, object] = field(default_factory=dict)


# What came with a message: its `kind` (image, voice, location, link, video, file, ...), and the vendor's own ids.
Attachment = Mapping[str, object]


class Refused(Exception):
    """Something asked for is not done; `code` is for programs, `message` tells a person in Chinese what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = message


class NotFound(Refused):
    """There is no such thing, or this person may not see it: both look the same from outside."""

    def __init__(self, what: str = "case") -> None:
        super().__init__("not_found", f"没有找到（{what}），或您无权查看。请返回列表重新选择。")
