"""What is worked out of a company once. Companies never change, so nothing of it grows stale."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Generic, TypeVar

from handoff.model import Company

T = TypeVar("T")


class WorkedOut(Generic[T]):
    """Makes it for each company when it is first asked for; it goes when its company goes."""

    def __init__(self, make: Callable[[Company], T]) -> None:
        self._make = make
        self._kept: dict[int, tuple[weakref.ref[Company], T]] = {}

    def __call__(self, company: Company) -> T:
        key = id(company)
        kept = self._kept.get(key)
        if kept is not None and kept[0]() is company:
            return kept[1]
        made, reference = self._make(company), weakref.ref(company)
        self._kept[key] = (reference, made)
        weakref.finalize(company, self._forget, key, reference)
        return made

    def __len__(self) -> int:
        """Of how many companies something is kept."""
        return len(self._kept)

    def _forget(self, key: int, reference: weakref.ref[Company]) -> None:
        """Unless another company already stands at its place in memory."""
        kept = self._kept.get(key)
        if kept is not None and kept[0] is reference:
            self._kept.pop(key, None)
