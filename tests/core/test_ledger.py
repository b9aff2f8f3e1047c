"""Nobody can change what happened without `ledger verify` seeing it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from handoff.verify import verify
from tests.core.small import KEY, House


@pytest.fixture
def kept(core: House) -> House:
    """Two cases with a few events each."""
    for address in ("anon:a", "anon:b"):
        made = core.complains(address=address)
        core.casework.start_call("li", made["id"])
    assert verify(core.store, KEY)[1] == []
    return core


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("UPDATE promises SET due_at = made_at", "due_at is not what the events give"),
        ("UPDATE promises SET state = 'kept'", "state is not what the events give"),
        ("UPDATE promises SET words = 'x'", "words is not what the events give"),
        ("UPDATE cases SET owner_id = 'zhao'", "owner_id is not what the events give"),
        ("UPDATE messages SET text = 'x' WHERE sender = 'customer'", "text is not what the events give"),
        ("UPDATE events SET actor = 'x' WHERE n = 1", "was changed"),
        ("DELETE FROM events WHERE n = 1", "is missing"),
        ("DELETE FROM events WHERE n = 2", "events were written"),
        ("UPDATE checkpoints SET events = events - 1", "not sealed"),
        ("DELETE FROM checkpoints", "missing or not sealed"),
        ("DELETE FROM messages; DELETE FROM promises; DELETE FROM cases; DELETE FROM events", "events were written"),
    ],
)
def test_every_edit_behind_its_back_shows(kept: House, change: str, says: str) -> None:
    engine = sa.create_engine(kept.store.url)
    with engine.begin() as connection:
        for statement in change.split(";"):
            connection.execute(sa.text(statement))
    engine.dispose()
    assert any(says in line for line in verify(kept.store, KEY)[1])


def test_another_key_does_not_verify(kept: House) -> None:
    assert verify(kept.store, "another" * 6)[1]


def test_a_broken_seal_is_not_mended_by_the_next_event(kept: House) -> None:
    engine = sa.create_engine(kept.store.url)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE checkpoints SET events = events - 1"))
    engine.dispose()
    for n in range(40):
        kept.complains(address=f"anon:later{n}")
    assert sum("not sealed" in line for line in verify(kept.store, KEY)[1]) >= 1


def test_personal_words_do_not_stand_in_the_ledger(core: House) -> None:
    core.complains("我叫陈小满，电话13800138000", phone="+8613800138000")
    assert not any(word in str(e["data"]) for e in core.rows("events") for word in ("陈小满", "38000", "8000"))


def test_the_ledger_is_read_as_of_one_instant_while_others_write(core: House) -> None:
    core.complains(address="anon:before")
    with core.store.snapshot() as tx:
        events = tx.rows("events")
        core.complains(address="anon:meanwhile")
        assert tx.rows("events") == events
        assert len(tx.rows("cases")) == 1
    assert len(core.rows("cases")) == 2
