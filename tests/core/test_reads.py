"""A read costs the database as few round trips as it has questions, and leaves nothing open behind it."""

from __future__ import annotations

from typing import Any

import pytest

from handoff.store import Unavailable
from tests.core.small import House


def lent(core: House) -> Any:
    """The connection that the pool lends next."""
    connection = core.store._engine.raw_connection()
    raw = connection.dbapi_connection
    connection.close()
    return raw


def nothing_open(core: House) -> bool:
    raw = lent(core)
    return not raw.in_transaction if core.store.sqlite else not raw.autocommit and raw.get_transaction_status() == 0


def test_a_read_leaves_its_connection_ready_for_transactions(core: House) -> None:
    core.rows("cases")
    assert nothing_open(core)
    with pytest.raises(ZeroDivisionError), core.store.read():
        _ = 1 / 0
    assert nothing_open(core)
    with pytest.raises(Unavailable), core.store.read() as tx:
        tx.cursor.execute("SELECT nothing FROM nowhere")
    assert nothing_open(core)


def test_what_a_broken_transaction_wrote_is_undone_on_a_connection_that_read_before(core: House) -> None:
    core.rows("cases")

    def breaks(tx: Any) -> None:
        tx.insert("alarms", {"at": core.clock.now(), "kind": "a", "case_id": None, "detail": {}})
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        core.store.write(breaks)
    assert core.rows("alarms") == []


def test_on_postgresql_a_read_is_its_statement_alone(core: House) -> None:
    if core.store.sqlite:
        assert core.rows("cases") == []  # there a transaction costs nothing, and gives one state to all statements
        return
    with core.store.read() as tx:
        tx.rows("cases")
        assert tx.cursor.connection.get_transaction_status() == 0


def test_what_is_told_is_heard_by_another_process_and_nothing_stays_open(core: House) -> None:
    news = core.store.listen()
    core.store.tell("a conversation")
    assert nothing_open(core)
    if news is None:
        assert core.store.sqlite
        return
    assert news.wait(5.0) == {"a conversation"}
    news.close()
