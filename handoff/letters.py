"""What travels through a vendor, and how a vendor's side can fail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True)
class Letter:
    """One sending to one address. `form` is "text" (own words, in `text`) or "template" (`template` and its short
    `params`). `promise` says that it must arrive. `key` is what a vendor tells a repetition by: it is the same
    when the same words are tried again."""

    id: str
    channel: str
    address: str
    form: str
    text: str = ""
    template: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    promise: bool = False
    key: str = ""

    def __post_init__(self) -> None:
        if not self.key:
            object.__setattr__(self, "key", self.id)


class NotSent(Exception):
    """`reason` is short and holds nothing personal: the vendor's code, or a word."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Later(NotSent):
    """Not now: the vendor is down or busy. `after_s` where it said when."""

    def __init__(self, reason: str, after_s: float | None = None) -> None:
        super().__init__(reason)
        self.after_s = after_s


class Closed(NotSent):
    """The vendor's window is closed or its quota used up: own words cannot go there now."""


class Never(NotSent):
    """Nothing will get to this address. `gone` when the customer left it (unfollowed, opted out)."""

    def __init__(self, reason: str, gone: bool = False) -> None:
        super().__init__(reason)
        self.gone = gone


class Unsure(NotSent):
    """It may have arrived: the answer did not come back."""


class Gateway(Protocol):
    """A vendor's side."""

    channel: str

    async def send(self, letter: Letter) -> str:
        """Send it within a few seconds; the vendor's id of it, or "". Raises NotSent, each of its kinds."""
