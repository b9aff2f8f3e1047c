"""SQLite's log beside the database: what it holds stays readable there until it is emptied."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from sqlalchemy.engine.url import make_url

from handoff.store.engine import Store

# Each try waits for whoever reads or writes at that moment.
TRIES, WAIT_S = 5, 2.0


def empty(store: Store, tries: int = TRIES, wait_s: float = WAIT_S) -> bool:
    """Bring what the log holds into the file and cut the log to nothing, so that what was erased stands in neither;
    False where others have been in the way each time. PostgreSQL's log is nobody's to read:
    https://www.sqlite.org/pragma.html#pragma_wal_checkpoint."""
    path = make_url(store.url).database if store.sqlite else None
    if path is None:
        return True
    with closing(sqlite3.connect(path, timeout=wait_s)) as connection:
        return any(_emptied(connection) for _ in range(tries))


def _emptied(connection: sqlite3.Connection) -> bool:
    try:
        in_the_way = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except sqlite3.OperationalError:  # another checkpoint holds the lock
        return False
    return not in_the_way
