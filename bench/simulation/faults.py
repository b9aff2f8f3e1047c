"""Faults: at which named steps they strike, how often, and in which of two manners a worker is lost."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Sequence

WRITES = (
    "message", "case", "promise", "event", "alarm", "notice", "delivery", "customer", "company", "call", "checkpoint",
    "other",
)  # fmt: skip
# A step of a transaction, or of what follows it. Whoever comes to one of them may be lost there.
STEPS = (
    *(f"{when} write: {what}" for what in WRITES for when in ("before", "after")),
    "before commit", "after commit", "sending: before the vendor", "sending: after the vendor",
    "keeper: between break and tell", "keeper: between tell and alarm",
)  # fmt: skip
# What befalls the house as a whole.
AROUND = (
    "killed -9", "two keepers at once", "clock forward", "clock back", "database away", "message doubled",
    "message late", "messages out of order", "bot stalls",
)  # fmt: skip
# Of all faults, this part befalls the house; of these, so many for each of the others.
_AROUND_PART = 0.25
_SHARES = {"killed -9": 2, "two keepers at once": 5, "clock forward": 1, "clock back": 1, "database away": 1,
           "message doubled": 8, "message late": 8, "messages out of order": 6, "bot stalls": 3}  # fmt: skip
_FREQUENT = 0.03
_TABLES = {
    "messages": "message", "cases": "case", "promises": "promise", "events": "event", "alarms": "alarm",
    "notices": "notice", "deliveries": "delivery", "customers": "customer", "conversations": "customer",
    "addresses": "customer", "company": "company", "phone_calls": "call", "checkpoints": "checkpoint",
}  # fmt: skip
# Statements with a name of their own that write.
_NAMED = {
    "delivered": "message", "drop_queued": "message", "told_by_post": "message", "lease": "customer",
    "release": "customer", "address_state": "customer", "heard": "customer", "hand_over_addresses": "customer",
    "forget_customer": "customer", "early_receipt_taken": "delivery",
}  # fmt: skip
WARY = ("beat",)


class Killed(BaseException):
    """The worker is gone at this very instruction: nothing of it runs on but the unwinding of its transaction."""


def write_of(key: object) -> str | None:
    """What a statement of this name writes; None where it reads."""
    if isinstance(key, tuple) and key[0] in ("insert", "update"):
        return _TABLES.get(str(key[1]), "other")
    return _NAMED.get(str(key))


class Faults:
    """So many over the run, as evenly over time as the house's work allows; what is rarely passed is struck first."""

    def __init__(self, total: int, seed: int) -> None:
        self.struck: Counter[str] = Counter()
        self._random = random.Random(f"faults {seed}")
        around = max(int(total * _AROUND_PART), len(AROUND)) if total else 0
        whole = sum(_SHARES.values())
        self.around = {name: max(1, round(around * share / whole)) if total else 0 for name, share in _SHARES.items()}
        self._share = max(0, total - sum(self.around.values())) / len(STEPS)
        self._part = 0.0
        self._so_far = 0
        self._one = threading.Lock()

    def progress(self, part: float) -> None:
        """How much of the run has passed."""
        self._part = min(part * 1.05, 1.0)

    def due(self, name: str, part: float) -> bool:
        """Whether something that befalls the house is due by now."""
        return self.struck[name] < self.around[name] * part

    def note(self, name: str) -> None:
        """It struck."""
        with self._one:
            self.struck[name] += 1

    def strikes(self, step: str) -> bool:
        """Whether whoever has come to this step is lost here. Each step has its share, as soon as it is passed; what
        the rare ones cannot take falls to the frequent ones."""
        behind = self.struck[step] < int(self._share * self._part + 0.5)
        if not behind and self._so_far >= self._share * len(STEPS) * self._part:
            return False
        with self._one:
            if not behind and self._random.random() > _FREQUENT:
                return False
            self._so_far += 1
            self.struck[step] += 1
            return True

    def cut(self) -> bool:
        """Whether only the line to the database is lost, and not the worker."""
        return self._random.random() < 0.3

    @property
    def total(self) -> int:
        """How many struck."""
        return sum(self.struck.values())

    def counted(self) -> dict[str, int]:
        """By step, each of them."""
        return {step: self.struck[step] for step in (*STEPS, *AROUND)}

    def missing(self) -> Sequence[str]:
        """Steps that nothing struck, though there were faults enough for all."""
        enough = self._share >= 1
        return [step for step, times in self.counted().items() if not times] if enough else []
