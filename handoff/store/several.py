"""A column that is one of several values."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

import sqlalchemy as sa

P = sa.bindparam
# Stands in no id, name or number; a value that holds it all the same goes the long way.
_BETWEEN = "\x1f"


def rounded(values: Sequence[Any]) -> list[Any]:
    """The same values in one of few lengths, the last of them repeated: a statement is prepared for each length."""
    if not values:
        return []
    return [*values, *[values[-1]] * ((1 << (len(values) - 1).bit_length()) - len(values))]


class Several:
    """The condition and its values. PostgreSQL gets texts as one: to read and plan hundreds of them, one by one, takes
    it longer than to find the rows."""

    def __init__(self, sqlite: bool, name: str, values: Sequence[Any]) -> None:
        self._name = name
        together = not sqlite and all(isinstance(one, str) and _BETWEEN not in one for one in values)
        self._together = together and bool(values)
        given = rounded(values)
        # What tells apart the statements that differ by this condition.
        self.shape: Hashable = "together" if self._together else len(given)
        self.values: dict[str, Any] = {f"{name}_{n}": value for n, value in enumerate(given)}
        if self._together:
            self.values = {name: _BETWEEN.join(values), f"{name}_between": _BETWEEN}

    def holds(self, column: Any) -> Any:
        """That the column is one of them."""
        if self._together:
            texts = sa.func.string_to_array(P(self._name), P(f"{self._name}_between"))
            return column == sa.func.any(texts)
        if not self.shape:
            return sa.false()
        return column.in_([P(f"{self._name}_{n}", type_=column.type) for n in range(len(self.values))])
