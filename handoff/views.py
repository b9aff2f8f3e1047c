"""What the desk shows, as plain values: nothing in them needs the database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class PromiseView:
    """One promise in a list. `state` as in the contract; `at_risk` when its time is near and nobody is calling;
    `off_duty` when its owner will not be there at its time, and a colleague is being found."""

    id: str
    case_id: str
    kind: str
    state: str
    owner_id: str
    owner_name: str
    owner_title: str
    due_at: datetime
    slot_start: datetime | None
    made_by: str
    made_at: datetime
    words: str
    what: str
    intent: str
    severity: str
    customer_name: str
    channel: str
    team: str
    told_at: datetime | None = None
    evidence: str = ""
    previous_id: str | None = None
    calling_since: datetime | None = None
    ended_at: datetime | None = None
    at_risk: bool = False
    off_duty: bool = False


@dataclass(frozen=True)
class AttemptView:
    """One way on which a message was sent. `state` is waiting, sending, sent, delivered, unknown or failed; `reason`
    the vendor's code or a word; `at` when it came to that."""

    channel: str
    form: str
    state: str
    reason: str
    at: datetime


@dataclass(frozen=True)
class MessageView:
    """One line of the conversation. `sender` is customer, bot or person; `state` is that of its delivery: queued,
    sent, delivered, unknown, failed or dropped. `attachment` is what came with it (image, voice, location, link, ...)
    and `link` where it can be looked at; `attempts` are the ways on which it was sent, in order."""

    at: datetime
    sender: str
    author: str
    text: str
    channel: str
    state: str
    attachment: str = ""
    link: str = ""
    attempts: tuple[AttemptView, ...] = ()


@dataclass(frozen=True)
class TrailView:
    """One event of the case's ledger, in words for people: `kind` is for translation, `detail` short facts."""

    at: datetime
    actor: str
    kind: str
    detail: dict[str, str]


@dataclass(frozen=True)
class CaseView:
    """The whole case as its owner needs it. `why` is what makes it pressing: the kind, and the customer's words."""

    id: str
    state: str
    intent: str
    severity: str
    owner_id: str
    owner_name: str
    owner_title: str
    first_owner_name: str
    opened_at: datetime
    closed_at: datetime | None
    customer_name: str
    phone: str
    channel: str
    order_number: str
    cost: str
    threat: tuple[str, ...]
    wish: str
    repeat: bool
    about: tuple[tuple[str, str], ...]
    promises: tuple[PromiseView, ...] = ()
    messages: tuple[MessageView, ...] = ()
    trail: tuple[TrailView, ...] = ()
    reopenable: bool = False
    cost_answer: str = ""
    understood: tuple[tuple[str, tuple[str, ...]], ...] = ()
    extension: str = ""
    why: tuple[tuple[str, str], ...] = ()
    # By when somebody who promises to do something usually has it done.
    action_by: datetime | None = None
    # Who settles it once it has gone round the teams, and whether the reader is of a partner that joined it.
    settled_by: str = ""
    of_partner: bool = False


@dataclass(frozen=True)
class LinkedView:
    """Another case of the same customer. `how` is joined (went into this one), joined_to (this one went into it),
    earlier or later."""

    id: str
    how: str
    intent: str
    state: str
    opened_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True)
class RecordingView:
    """What a caller said in one call: when it began, how long it is, how much of it could not be kept, and its text."""

    id: str
    at: datetime
    seconds: int
    lost_seconds: int
    lines: tuple[MessageView, ...]


@dataclass(frozen=True)
class ReplyBox:
    """What may be written to the customer of a case now. `left` messages until `until` (None where nobody counts and
    nothing closes), each of at most `longest` characters; `goes_as` is text, template (a code in place of the words)
    or page. Where it is not `allowed`, `why` says what to do instead, and `code` is for programs."""

    channel: str
    allowed: bool
    why: str
    left: int | None
    until: datetime | None
    longest: int
    goes_as: str
    code: str = ""


@dataclass(frozen=True)
class ToldView:
    """One person who was told of an alarm where they are: by which way, when, and whether it is sure."""

    name: str
    way: str
    state: str
    at: datetime


@dataclass(frozen=True)
class AlarmView:
    """Something a supervisor must know: a rule that gave way, a dead man's promise, a keeper that stopped. `told` are
    those to whom it was sent, in order; `stays` says why the reader cannot put it away, empty where they can."""

    id: int
    at: datetime
    kind: str
    case_id: str | None
    detail: dict[str, str]
    told: tuple[ToldView, ...] = ()
    stays: str = ""


@dataclass(frozen=True)
class NoticeView:
    """A reminder to one person."""

    id: int
    at: datetime
    kind: str
    case_id: str
    promise_id: str
    detail: dict[str, str]


@dataclass(frozen=True)
class TeamCount:
    """Numbers of one team."""

    team: str
    name: str
    open: int
    at_risk: int
    broken: int


@dataclass(frozen=True)
class Board:
    """The supervisor's board. `at_risk`, `broken` and `open` (with those at risk among them) hold the first of each,
    and `risky`, `lost` and `live` say how many there are. `keeper_age_s` is None when the keeper has never run."""

    at_risk: tuple[PromiseView, ...] = ()
    broken: tuple[PromiseView, ...] = ()
    open: tuple[PromiseView, ...] = ()
    teams: tuple[TeamCount, ...] = ()
    alarms: tuple[AlarmView, ...] = ()
    keeper_age_s: float | None = None
    keeper_ok: bool = False
    notices: tuple[NoticeView, ...] = field(default_factory=tuple)
    live: int = 0
    risky: int = 0
    lost: int = 0
