"""How connections to the database are made, and what each is told first."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event, exc
from sqlalchemy.engine import Engine
from sqlalchemy.engine.url import make_url

from handoff.store.hints import WithHints
from handoff.store.same_log import SameLog

BUSY_MS = 4000
# The keeper writes SQLite's log back (`Store.write_back`); whoever commits does it only when it has grown so large, as
# each of those who wait behind them would wait for that, too. 64 MB.
LARGE_LOG_PAGES = 16000


def sqlite(url: str, log: SameLog) -> Engine:
    """An engine for a file or for memory, which opens connections only while the log is the one that it was."""
    database = make_url(url).database
    if database and database != ":memory:":
        Path(database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(
        url, connect_args={"check_same_thread": False, "timeout": BUSY_MS / 1000}, poolclass=sa.pool.QueuePool,
        pool_size=8, pool_timeout=BUSY_MS / 1000, max_overflow=8,
    )  # fmt: skip
    engine.dialect.statement_compiler = WithHints

    @event.listens_for(engine, "connect")  # type: ignore[untyped-decorator]
    def connect(raw: Any, _record: Any) -> None:
        raw.isolation_level = None  # transactions begin where this module says, not where the driver guesses
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", f"busy_timeout={BUSY_MS}", "cache_size=-16000",
                       f"wal_autocheckpoint={LARGE_LOG_PAGES}"):
            raw.execute(f"PRAGMA {pragma}")

    log.watch(engine)
    return engine


def postgresql(url: str) -> Engine:
    """An engine that hands out no connection that the server has ended."""
    from handoff.store.limited import Connection  # needs the driver, which SQLite's houses need not have

    engine = sa.create_engine(
        url, pool_size=8, max_overflow=8, pool_timeout=BUSY_MS / 1000,
        connect_args={"connect_timeout": 2, "options": "-c statement_timeout=3500 -c lock_timeout=3500",
                      "connection_factory": Connection},
    )  # fmt: skip

    @event.listens_for(engine, "checkout")  # type: ignore[untyped-decorator]
    def checkout(raw: Any, _record: Any, _proxy: Any) -> None:
        if raw.broken():
            # The server was restarted: none of the connections from before is any good.
            raise exc.InvalidatePoolError

    return engine
