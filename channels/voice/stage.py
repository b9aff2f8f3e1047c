"""Where a call stands in the dialogue, what a step asks of the core, and what the core found. All plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Protocol

OPEN, CASE, NUMBER, CONFIRM = "open", "case", "number", "confirm"
OFFER, MORE, DIALLING, WAITING, BYE = "offer", "more", "dialling", "waiting", "bye"


@dataclass(frozen=True)
class Stage:
    """`given` is a number given in this call and not read back yet; `asked`: a number need not be asked for again;
    `told`: a promise was told; `turn` is being answered, and was waited for `waits` times."""

    at: str = OPEN
    silences: int = 0
    noises: int = 0
    cases: int = 0
    tries: int = 0
    given: str = ""
    asked: bool = False
    told: bool = False
    offered: bool = False
    added: int = 0
    turn: str = ""
    waits: int = 0

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Stage:
        """The stage as the core kept it; names of an older or newer version are left out."""
        known = {one.name for one in fields(cls)}
        return cls(**{name: value for name, value in kept.items() if name in known})

    def kept(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)

    def but(self, **values: Any) -> Stage:
        """The same with other values."""
        return replace(self, **values)


class Call(Protocol):
    """As much of a call as the dialogue asks."""

    @property
    def line(self) -> str: ...
    @property
    def number(self) -> str: ...
    @property
    def stage(self) -> Mapping[str, Any]: ...
    @property
    def recording(self) -> str: ...
    @property
    def case(self) -> str | None: ...
    @property
    def promise(self) -> Mapping[str, Any] | None: ...
    @property
    def asked_for(self) -> str: ...
    @property
    def brand(self) -> str: ...


class Spoken(Protocol):
    """A message that is to be said."""

    @property
    def id(self) -> int: ...
    @property
    def text(self) -> str: ...
    @property
    def kind(self) -> str: ...


class Offer(Protocol):
    """Somebody to whom the caller can be put through."""

    @property
    def owner(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def to(self) -> str: ...
    @property
    def expected(self) -> bool: ...


@dataclass(frozen=True)
class Nothing:
    """Nothing is asked of the core."""


@dataclass(frozen=True)
class Tell:
    """Write down what the caller said, and have it answered; `kind` as in `Phone.said`."""

    text: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Look:
    """See whether this turn is answered by now."""

    turn: str


@dataclass(frozen=True)
class Bind:
    """The caller gave the number of a case, in these words."""

    case: str
    text: str = ""


@dataclass(frozen=True)
class PutThrough:
    """Put the caller through to the owner."""


@dataclass(frozen=True)
class Connected:
    """What came of that."""

    answered: bool


@dataclass(frozen=True)
class Decline:
    """Record no more of this call."""


Deed = Nothing | Tell | Look | Bind | PutThrough | Connected | Decline


@dataclass(frozen=True)
class Plan:
    """What a step means: `deed` is done, `first` is said before anything else, and `ask` asked at the end; without it
    the question follows from how the call then stands. `declines` goes with any deed: no more is recorded either."""

    deed: Deed
    stage: Stage
    first: str = ""
    ask: str = ""
    declines: bool = False

    @property
    def ends_recording(self) -> bool:
        """Whether the caller does not want to be recorded."""
        return self.declines or isinstance(self.deed, Decline)


@dataclass(frozen=True)
class Found:
    """How the call stands after the deed. `turn` is not answered yet; `put` picks up, hopefully; `bound` says whether
    there was such a case."""

    call: Call
    messages: tuple[Spoken, ...] = ()
    turn: str = ""
    offer: Offer | None = None
    put: Offer | None = None
    bound: bool = False
    audio: str = ""
