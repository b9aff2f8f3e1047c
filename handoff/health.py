"""Whether the core can keep its word right now."""

from __future__ import annotations

from datetime import datetime

from handoff.companies import Companies, NoCompany
from handoff.store import Conflict, LogLost, Store, Unavailable, Unmigrated

KEEPER = "keeper"
KEEPER_LIMIT_S = 10.0
TRIAL = "trial"
NO_ANSWER = "the database does not answer, or takes nothing new"
UNMIGRATED = "the database is empty or of an older release: run `python -m handoff migrate`"
LOG_LOST = "SQLite's log (-wal) was deleted while in use: kill nothing, end every part in order, then start them again"


def health(store: Store, companies: Companies, now: datetime) -> dict[str, dict[str, object]]:
    """A part each, with `ok` and, where it is not, what is wrong. Never raises."""
    try:
        store.try_writing(lambda tx: tx.beat(TRIAL, now))
        with store.read() as tx:
            beat = next(iter(tx.rows("heartbeats", name=KEEPER)), None)
            try:
                company: dict[str, object] = {"ok": True, "version": companies.current(tx).version}
            except NoCompany as error:
                company = {"ok": False, "error": str(error)}
    except (Unavailable, Conflict) as error:
        down: dict[str, object] = {"ok": False, "error": _named(error)}
        return {"database": down, "company": down, "keeper": {"ok": False, "age_s": None}}
    age = abs((now - beat["at"]).total_seconds()) if beat else None  # of before the clock was set back: not alive
    keeper = {"ok": age is not None and age <= KEEPER_LIMIT_S, "age_s": age if age is None else round(age, 1)}
    return {"database": {"ok": True}, "company": company, "keeper": keeper}


def _named(error: Unavailable | Conflict) -> str:
    if isinstance(error, Unmigrated):
        return UNMIGRATED
    return LOG_LOST if isinstance(error, LogLost) else NO_ANSWER
