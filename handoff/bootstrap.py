"""The one place where things are put together, each when it is first asked for."""

from __future__ import annotations

import atexit
from functools import lru_cache

from handoff import health as health_rules
from handoff.casework import Casework
from handoff.clock import Clock, clock_from
from handoff.companies import Companies
from handoff.feed import Feed
from handoff.intake import Intake
from handoff.model import Company
from handoff.settings import Settings
from handoff.store import Store
from handoff.watcher import Watcher


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process."""
    return Settings()


@lru_cache(maxsize=1)
def clock() -> Clock:
    """The clock of this process."""
    return clock_from(settings().now)


@lru_cache(maxsize=1)
def store() -> Store:
    """The database. Raises RuntimeError when the ledger has no key: a ledger that anybody can forge proves nothing."""
    if not settings().ledger_key:
        raise RuntimeError("YINUO_LEDGER_KEY is not set: `make run` writes one into .env, or set 32 random characters.")
    made = Store(settings().database_url, settings().ledger_key)
    # SQLite then brings what its log holds into the database itself, even where somebody has deleted the log's file.
    atexit.register(made.close)
    return made


@lru_cache(maxsize=1)
def companies() -> Companies:
    """The imported company and its newer versions."""
    return Companies()


def company() -> Company:
    """The company as it stands now."""
    with store().read() as tx:
        return companies().current(tx)


@lru_cache(maxsize=1)
def intake() -> Intake:
    """What channels and actions ask."""
    return Intake(store(), clock(), companies(), settings().webchat_backlog)


@lru_cache(maxsize=1)
def casework() -> Casework:
    """What the desk asks."""
    return Casework(store(), clock(), companies())


@lru_cache(maxsize=1)
def watcher() -> Watcher:
    """What the keeper runs."""
    return Watcher(store(), clock(), companies(), intake(), settings().unanswered_limit_s)


@lru_cache(maxsize=1)
def feed() -> Feed:
    """News of changes."""
    return Feed(store())


def health() -> dict[str, dict[str, object]]:
    """Whether database, company and keeper are well."""
    return health_rules.health(store(), companies(), clock().now())
