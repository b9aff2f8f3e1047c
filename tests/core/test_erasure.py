"""What was kept of a customer is gone; that it was kept, promised and done stays, and can still be proved."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from handoff import erasure
from handoff.binding import Binding
from handoff.model import Identity, Refused
from handoff.recordings import Recordings
from handoff.scene import Scene
from handoff.store import Row, log
from handoff.tables import metadata
from handoff.verify import verify
from tests.core.knowing import PHONE, code_for, complains, hears, letters
from tests.core.small import KEY, House

NAME, ORDER, COST, WORDS = "陈小满", "DD20260601887", "另买了内存和电脑包", "洗衣机漏水，住在梧桐路十七号"
EVIDENCE, SITE, SITE_OF, OPENID = "顺丰SF1024运走了", "site:u77", "oSecretOpenId", "oSecretOpenId"
SAID = "陈女士说周一在家"
SOUND = b"\x17\x71" * 4000
PERSONAL = (
    NAME,
    "13800138000",
    ORDER,
    COST,
    "梧桐路",
    "SF1024",
    SITE,
    OPENID,
    "陈女士",
    "photo-9911",
    "CA-secret",
    "n-ext-7",
)
DIALOGUE = {"events": ["梧桐路"]}


@pytest.fixture
def tapes(core: House) -> Recordings:
    return Recordings(core.store, core.clock, core.companies, longest_minutes=1, days=90)


def erase(core: House, customer_id: str) -> dict[str, int]:
    return core.store.write(lambda tx: erasure.erase(_scene(core, tx), customer_id, "administrator"))


def _scene(core: House, tx: Any) -> Scene:
    return Scene(tx, core.companies.current(tx), core.clock.now())


def everything(core: House) -> dict[str, list[Row]]:
    return {name: core.rows(name) for name in metadata.tables}


def traces(core: House) -> list[tuple[str, str, str]]:
    """Where anything of the customer's still stands: table, column, what."""
    found = []
    for table, rows in everything(core).items():
        for row in rows:
            for column, value in row.items():
                text = repr(value) + (json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else "")
                found += [(table, column, one) for one in PERSONAL if one in text]
                if isinstance(value, (bytes, memoryview)) and bytes(value)[:2] == SOUND[:2]:
                    found.append((table, column, "voice"))
    return found


def a_customer_on_every_channel(core: House, binding: Binding, tapes: Recordings) -> str:
    """Web chat with a picture, a code, a text message, a recorded call, a promise kept and an action done."""
    who = Identity("webchat", SITE, NAME, PHONE)
    cost = {"text": COST, "amount": 860}
    receipt = core.intake.receive("webchat", SITE, "n-ext-7", WORDS, who, source="browser-1",
                                  attachment={"kind": "image", "url": "https://cdn.example/photo-9911"})  # fmt: skip
    turn = core.intake.take(receipt.conversation_id, "bot")
    assert turn is not None
    core.intake.close(turn.id, [f"{NAME}您好"], {}, {})
    made = complains(core, "webchat", SITE, phone=PHONE, order_number=ORDER, cost=cost)
    code_for(core, binding, PHONE, "webchat", SITE)
    complains(core, "wechat", OPENID, phone=PHONE)
    call = core.phone.ring("jambonz", "CA-secret", PHONE, recorded=True)
    tapes.begin(call.id)
    tapes.add(call.id, SOUND, "m0")
    core.phone.over("jambonz", "CA-secret")
    core.later(minutes=1)
    core.watcher.sweep()
    letters(core)
    bound = next(p for p in core.promises(kind="call_back") if p["state"] == "open")
    core.casework.start_call(bound["owner_id"], bound["id"])
    due = core.clock.now() + timedelta(hours=4)
    core.casework.reached(bound["owner_id"], bound["id"], SAID, f"给{NAME}换新机", due)
    core.casework.answer_cost(bound["owner_id"], made["case_id"], f"赔付{COST}的费用")
    action = core.promises(kind="action")[-1]
    core.casework.action_done(action["owner_id"], action["id"], EVIDENCE)
    letters(core)
    thanks = core.intake.take(hears(core, "webchat", SITE, "好的谢谢").conversation_id, "bot")
    assert thanks is not None
    core.intake.close(thanks.id, ["不客气"], {"phone": PHONE, "order_number": ORDER}, DIALOGUE)
    return str(core.rows("cases", id=made["case_id"])[0]["customer_id"])


def test_nothing_of_the_customer_stands_anywhere_and_the_ledger_still_verifies(
    core: House, binding: Binding, tapes: Recordings
) -> None:
    customer = a_customer_on_every_channel(core, binding, tapes)
    assert {table for table, _, _ in traces(core)} >= {
        "customers", "addresses", "conversations", "messages", "cases", "promises", "deliveries", "codes",
        "phone_calls", "recording_parts",
    }  # fmt: skip
    erase(core, customer)
    assert traces(core) == []
    assert verify(core.store, KEY)[1] == []


def test_counts_times_and_names_of_the_company_s_people_stay(core: House, binding: Binding, tapes: Recordings) -> None:
    customer = a_customer_on_every_channel(core, binding, tapes)
    before = everything(core)
    erase(core, customer)
    after = everything(core)
    for table in before:
        if table not in ("recording_parts", "events"):
            assert len(after[table]) == len(before[table]), table
    kept = ("state", "owner_name", "due_at", "made_at", "ended_at", "calling_at", "previous_id", "gave_way")
    assert [[p[k] for k in kept] for p in after["promises"]] == [[p[k] for k in kept] for p in before["promises"]]
    assert [(m["at"], m["sender"], m["author"]) for m in after["messages"]] == [
        (m["at"], m["sender"], m["author"]) for m in before["messages"]
    ]
    assert [e["hash"] for e in after["events"]][: len(before["events"])] == [e["hash"] for e in before["events"]]
    assert {e["kind"] for e in after["events"][len(before["events"]) :]} == {"erased"}


def test_no_salt_is_left_that_a_guess_could_be_tried_with(core: House, binding: Binding, tapes: Recordings) -> None:
    erase(core, a_customer_on_every_channel(core, binding, tapes))
    for table in ("cases", "promises", "messages"):
        assert {row["salt"] for row in core.rows(table)} == {""}, table


def test_rows_of_one_address_still_belong_together(core: House, binding: Binding, tapes: Recordings) -> None:
    erase(core, a_customer_on_every_channel(core, binding, tapes))
    wechat = next(a["address"] for a in core.rows("addresses") if a["channel"] == "wechat")
    assert wechat.startswith("erased:")
    assert {d["address"] for d in core.rows("deliveries", channel="wechat")} == {wechat}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE messages SET text = 'x' WHERE sender = 'customer' AND case_id IS NOT NULL",
        "UPDATE promises SET words = 'x'",
        "UPDATE promises SET evidence = ''",
        "UPDATE cases SET facts = '[9]'",
        "UPDATE promises SET salt = 'x'",
        "UPDATE promises SET due_at = made_at",
        "UPDATE cases SET closed_by = 'customer'",
    ],
)
def test_an_erased_row_cannot_be_made_to_say_something_else(
    core: House, binding: Binding, tapes: Recordings, change: str
) -> None:
    erase(core, a_customer_on_every_channel(core, binding, tapes))
    engine = sa.create_engine(core.store.url)
    with engine.begin() as connection:
        connection.execute(sa.text(change))
    engine.dispose()
    assert any("is not what the events give" in line for line in verify(core.store, KEY)[1])


def test_erasing_without_the_event_is_found(core: House) -> None:
    core.complains()
    engine = sa.create_engine(core.store.url)
    with engine.begin() as connection:
        connection.execute(sa.text(f"UPDATE messages SET text = '{erasure.WORDS}', salt = ''"))
    engine.dispose()
    assert verify(core.store, KEY)[1]


def test_what_is_promised_must_be_kept_first_and_it_is_said_what(core: House) -> None:
    made = core.complains()
    customer = core.rows("cases")[0]["customer_id"]
    with pytest.raises(Refused) as refused:
        erase(core, customer)
    assert made["case_id"] in refused.value.message
    assert made["owner_name"] in refused.value.message
    assert core.rows("messages", sender="customer")[0]["text"] == "洗衣机坏了没人管"


def test_who_waits_for_an_answer_gets_it_first(core: House) -> None:
    hears(core, "webchat", SITE)
    with pytest.raises(Refused) as refused:
        erase(core, core.rows("customers")[0]["id"])
    assert "not answered" in refused.value.message


def test_only_a_verified_number_finds_a_customer(core: House) -> None:
    core.complains(phone=PHONE)
    complains(core, "webchat", SITE, phone="+8613911112222")
    with core.store.read() as tx:
        assert erasure.customers_with(tx, PHONE) == []
        assert len(erasure.customers_with(tx, "139 1111 2222")) == 1


def test_others_keep_what_is_theirs(core: House, binding: Binding, tapes: Recordings) -> None:
    customer = a_customer_on_every_channel(core, binding, tapes)
    other = core.complains("冰箱不制冷", address="anon:other")
    before = core.rows("messages", case_id=other["case_id"])
    erase(core, customer)
    assert core.rows("messages", case_id=other["case_id"]) == before
    assert core.rows("promises", id=other["id"])[0]["words"] == other["words"]


def test_who_comes_back_begins_as_somebody_new(core: House, binding: Binding, tapes: Recordings) -> None:
    customer = a_customer_on_every_channel(core, binding, tapes)
    erase(core, customer)
    anew = complains(core, "webchat", SITE, phone=PHONE)
    assert core.rows("cases", id=anew["case_id"])[0]["customer_id"] != customer
    assert verify(core.store, KEY)[1] == []


def test_nothing_is_left_in_the_file_either(core: House, binding: Binding, tapes: Recordings, tmp_path: Path) -> None:
    """SQLite keeps deleted content until its room is used again, unless told otherwise."""
    if not core.store.sqlite:
        assert not (tmp_path / "y.db").exists()
        return
    customer = a_customer_on_every_channel(core, binding, tapes)
    core.store.close()
    assert any(one.encode() in (tmp_path / "y.db").read_bytes() for one in PERSONAL)
    erase(core, customer)
    core.store.close()
    left = b"".join(path.read_bytes() for path in tmp_path.glob("y.db*"))
    assert [one for one in PERSONAL if one.encode() in left or json.dumps(one)[1:-1].encode() in left] == []
    assert SOUND[:64] not in left


def left_in_files(folder: Path) -> list[str]:
    left = b"".join(path.read_bytes() for path in folder.glob("y.db*"))
    return [one for one in PERSONAL if one.encode() in left or json.dumps(one)[1:-1].encode() in left]


def test_nor_beside_it_while_the_house_goes_on(
    core: House, binding: Binding, tapes: Recordings, tmp_path: Path
) -> None:
    """The log holds what was written until others have let go of what they read before."""
    customer = a_customer_on_every_channel(core, binding, tapes)
    if not core.store.sqlite:
        assert log.empty(core.store)
        return
    with core.store.snapshot() as tx:
        assert tx.rows("cases")
        erase(core, customer)
        assert not log.empty(core.store, tries=2, wait_s=0.1)
        assert left_in_files(tmp_path)
    assert log.empty(core.store)
    assert left_in_files(tmp_path) == []
    assert core.complains(address="anon:after")["state"] == "open"
    assert verify(core.store, KEY)[1] == []
