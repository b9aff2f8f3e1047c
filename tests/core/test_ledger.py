"""Nobody can change what happened without `ledger verify` seeing it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from handoff import ledger
from handoff.store import Store
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


CASE_AND_WHAT_IT_HAS = ("events", "promises", "messages", "notices", "alarms")


def _did(core: House, *statements: str) -> None:
    """What somebody with the database, and without the key, has done to it."""
    engine = sa.create_engine(core.store.url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(sa.text(statement))
    engine.dispose()


def _take_away(core: House, case_id: str) -> None:
    """Everything of a case, and the seal that counts it."""
    _did(
        core,
        *(f"DELETE FROM {table} WHERE case_id = '{case_id}'" for table in CASE_AND_WHAT_IT_HAS),
        f"DELETE FROM cases WHERE id = '{case_id}'",
        f"DELETE FROM checkpoints WHERE shard = {ledger.shard_of(case_id)}",
    )


def _apart(core: House) -> list[str]:
    """Two cases that are counted by different seals."""
    cases = {}
    for n in range(40):
        case_id = core.complains(address=f"anon:{n}")["case_id"]
        cases[ledger.shard_of(case_id)] = case_id
        if len(cases) == 2:
            return list(cases.values())
    raise AssertionError


def test_a_case_that_is_gone_with_the_seal_that_counted_it_shows(core: House) -> None:
    _take_away(core, _apart(core)[0])
    assert any("missing or not sealed" in line for line in verify(core.store, KEY)[1])


def test_neither_does_another_case_in_its_place_mend_it(core: House) -> None:
    gone = _apart(core)[0]
    _take_away(core, gone)
    later = [core.complains(address=f"anon:later{n}")["case_id"] for n in range(60)]
    assert ledger.shard_of(gone) in {ledger.shard_of(one) for one in later}
    wrong = verify(core.store, KEY)[1]
    assert [line for line in wrong if line.startswith(f"checkpoint {ledger.shard_of(gone)}:")] and len(wrong) == 1
    with core.store.read() as tx:
        assert tx.rows("checkpoints", shard=ledger.shard_of(gone))[0]["events"] > 0
    assert core.store.write(lambda tx: tx.seal_as_a_whole()) is False


def test_all_seals_gone_show_while_anything_is_left_that_they_counted(core: House) -> None:
    first, second = _apart(core)
    _take_away(core, first)
    _did(core, "DELETE FROM checkpoints")
    assert any("missing or not sealed" in line for line in verify(core.store, KEY)[1])
    assert second in {case["id"] for case in core.rows("cases")}


def test_a_house_that_has_not_begun_has_no_seals_and_nothing_wrong(core: House) -> None:
    assert verify(core.store, KEY) == (0, [])
    assert core.rows("checkpoints") == []
    core.complains()
    assert len(core.rows("checkpoints")) == ledger.SHARDS
    assert verify(core.store, KEY)[1] == []


def _of_an_earlier_release(core: House) -> list[str]:
    """Two cases in a ledger that was begun when only shards with a case had a seal."""
    cases = _apart(core)
    for seal in core.rows("checkpoints"):
        mac = ledger.checkpoint_mac(KEY, seal["shard"], seal["events"], seal["total"], whole=False)
        _did(core, f"UPDATE checkpoints SET mac = '{mac}' WHERE shard = {seal['shard']}")
    _did(core, "DELETE FROM checkpoints WHERE events = 0")
    return cases


def test_a_ledger_of_an_earlier_release_verifies_and_goes_on(core: House) -> None:
    _of_an_earlier_release(core)
    assert verify(core.store, KEY)[1] == []
    for n in range(30):
        core.complains(address=f"anon:later{n}")
    assert verify(core.store, KEY)[1] == []


def test_once_it_is_sealed_as_a_whole_it_is_as_if_it_had_been_from_its_beginning(core: House) -> None:
    gone = _of_an_earlier_release(core)[0]
    assert core.store.write(lambda tx: tx.seal_as_a_whole()) is True
    assert verify(core.store, KEY)[1] == []
    core.complains(address="anon:later")
    assert verify(core.store, KEY)[1] == []
    assert core.store.write(lambda tx: tx.seal_as_a_whole()) is False
    _take_away(core, gone)
    assert any("missing or not sealed" in line for line in verify(core.store, KEY)[1])


def test_sealing_as_a_whole_mends_nothing_that_was_wrong_before(core: House) -> None:
    shard = ledger.shard_of(_of_an_earlier_release(core)[0])
    _did(core, f"UPDATE checkpoints SET events = events - 1 WHERE shard = {shard}")
    core.store.write(lambda tx: tx.seal_as_a_whole())
    assert [line for line in verify(core.store, KEY)[1] if line.startswith(f"checkpoint {shard}:")]


def test_with_another_key_nothing_is_sealed(core: House) -> None:
    _of_an_earlier_release(core)
    before = core.rows("checkpoints")
    other = Store(core.store.url, "another" * 6)
    assert other.write(lambda tx: tx.seal_as_a_whole()) is False
    other.close()
    assert core.rows("checkpoints") == before


def test_several_who_begin_the_ledger_at_once_all_write(core: House) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: core.complains(address=f"anon:{n}"), range(8)))
    assert len(core.rows("cases")) == 8
    assert verify(core.store, KEY)[1] == []


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
