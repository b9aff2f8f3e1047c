"""Writes that wait for each other: on PostgreSQL each statement is a way to the server and back, and on a busy machine
the way costs more than the work."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any

from handoff.store.access import Access
from handoff.store.prepared import Prepared, Statements


class Deferred(Access):
    """Writes of which nobody needs the result go with the next statement that asks something, or with the commit; so
    whatever is asked sees what was written before. SQLite has no way to go, and writes at once."""

    def __init__(self, cursor: Any, statements: Statements) -> None:
        super().__init__(cursor, statements)
        self._waiting: list[tuple[Prepared, Mapping[str, Any]]] = []

    def _run(self, key: Hashable, build: Callable[[], Any], values: Mapping[str, Any]) -> Prepared:
        if not self._waiting:
            return super()._run(key, build, values)
        prepared = self._statements.get(key, build)
        self.write_waiting(prepared.spelled(self.cursor, values))
        return prepared

    def _later(self, key: Hashable, build: Callable[[], Any], values: Mapping[str, Any]) -> None:
        if self.sqlite:
            self._run(key, build, values)
        else:
            self._waiting.append((self._statements.get(key, build), dict(values)))

    def write_waiting(self, *behind: bytes) -> None:
        """All that waits, in one go, and behind it what is asked: only the last statement's answer can be read."""
        if self._waiting:
            waiting, self._waiting = self._waiting, []
            written = [prepared.spelled(self.cursor, values) for prepared, values in waiting]
            self.cursor.execute(b";".join([*written, *behind]))
