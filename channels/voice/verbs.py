"""What is said and done in a call, and what happens in it, in words of no vendor.

An answer is a tuple of verbs whose last one is Ask, Dial, Wait or Hangup. The core keeps answers as JSON
(`kept` and `read_back`), so that a repeated request hears the same words again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any


class Unreadable(ValueError):
    """A request that is not what the telephone application sends."""


@dataclass(frozen=True)
class Say:
    """Words for the caller, as they are spoken."""

    text: str


@dataclass(frozen=True)
class Ask:
    """Say and listen meanwhile, by key and by ear; what comes is the event of the next step.

    `most` is the number of keys that are enough (0: until `finish` or a pause), `silence_s` how long
    nothing may be heard before that itself is the event.
    """

    text: str
    keys: bool = True
    speech: bool = True
    finish: str = "#"
    most: int = 0
    silence_s: float = 6.0


@dataclass(frozen=True)
class Dial:
    """Put the caller through to `to`, a number or "sip:..."; what came of it is the event of the next step."""

    to: str
    name: str
    limit_s: int = 25


@dataclass(frozen=True)
class Wait:
    """Nothing to say yet: the next step comes after this pause."""

    seconds: float


@dataclass(frozen=True)
class Listen:
    """Begin or end the recording of the call to a websocket."""

    url: str
    on: bool


@dataclass(frozen=True)
class Hangup:
    """The end of the call."""


Verb = Say | Ask | Dial | Wait | Listen | Hangup
Answer = tuple[Verb, ...]


@dataclass(frozen=True)
class Heard:
    """What the recogniser understood; the confidence where the vendor says one, from 0 to 1."""

    text: str
    confidence: float | None = None


@dataclass(frozen=True)
class Keys:
    """Keys the caller pressed, without the one that finishes."""

    digits: str


@dataclass(frozen=True)
class Silence:
    """Neither a word nor a key came."""


@dataclass(frozen=True)
class Dialled:
    """What came of putting through; `reason` is the vendor's short word for it."""

    answered: bool
    reason: str = ""


@dataclass(frozen=True)
class Waited:
    """The pause is over."""


Event = Heard | Keys | Silence | Dialled | Waited


@dataclass(frozen=True)
class Ringing:
    """A call begins; `number` is the caller's as the vendor gave it, empty where it is withheld."""

    vendor: str
    vendor_id: str
    number: str
    withheld: bool
    to: str = ""


@dataclass(frozen=True)
class Over:
    """A call has ended."""

    vendor: str
    vendor_id: str
    reason: str = ""


KINDS: dict[str, type[Any]] = {kind.__name__.lower(): kind for kind in (Say, Ask, Dial, Wait, Listen, Hangup)}


def kept(answer: Iterable[Verb]) -> list[dict[str, Any]]:
    """The answer as JSON that the core keeps."""
    return [{"verb": type(verb).__name__.lower(), **asdict(verb)} for verb in answer]


def read_back(stored: Iterable[dict[str, Any]]) -> Answer:
    """The answer that was kept."""
    return tuple(_verb(dict(one)) for one in stored)


def _verb(fields: dict[str, Any]) -> Verb:
    verb: Verb = KINDS[fields.pop("verb")](**fields)
    return verb
