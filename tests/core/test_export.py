"""A case as a document for somebody outside: complete, in the exact words, and given by nobody who may not."""

from __future__ import annotations

import hashlib
import html
import json
import re
from datetime import timedelta
from typing import Any

import pytest

from handoff.export_page import VERIFY
from handoff.model import NotFound, Refused
from handoff.recordings import Recordings
from handoff.records import ADMINISTRATOR, Records
from handoff.verify import verify
from tests.core.knowing import PHONE, complains, letters
from tests.core.small import KEY, House

ATTACK = "<script>alert(1)</script>洗衣机坏了没人管"
SAID = "已道歉，<b>下午</b>寄出"


@pytest.fixture
def records(core: House) -> Records:
    return Records(core.store, core.clock, core.companies)


@pytest.fixture
def broken(core: House) -> dict[str, Any]:
    """A promise that broke, was passed on, and was made good 35 minutes late."""
    made = core.complains(ATTACK)
    core.clock.set(made["due_at"])
    core.watcher.sweep()
    core.clock.set(made["due_at"] + timedelta(minutes=35))
    again = core.promises(state="open")[-1]
    assert again["due_at"] > core.clock.now()
    core.casework.start_call(again["owner_id"], again["id"])
    core.later(minutes=3)
    core.casework.reached(again["owner_id"], again["id"], SAID)
    return made


def read(records: Records, case: str, person: str = "li") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(records.export(person, case, "json").data)
    return found


def shown(records: Records, case: str, person: str = "li") -> str:
    return records.export(person, case, "html").data.decode()


def test_each_promise_says_who_when_in_which_words_and_what_became_of_it(records: Records, broken: Any) -> None:
    first, second = read(records, broken["case_id"])["promises"]
    assert first["words"] == broken["words"]
    assert (first["owner"], first["state"], first["late_minutes"]) == (broken["owner_name"], "broken", 35)
    assert (second["state"], second["follows"], second["evidence"]) == ("kept", 1, SAID)
    assert second["late_minutes"] is None
    assert first["told"][0]["channel"] == "webchat"
    page = shown(records, broken["case_id"])
    for text in (html.escape(broken["words"]), "迟了35分钟", "已失约", "已履行", html.escape(SAID), "承诺失约", "2026年6月5日（周五）"):
        assert text in page, text


def test_a_broken_promise_that_nobody_made_good_counts_on(core: House, records: Records) -> None:
    made = core.complains()
    core.clock.set(made["due_at"])
    core.watcher.sweep()
    core.later(minutes=7, seconds=1)
    first = read(records, made["case_id"])["promises"][0]
    assert (first["late_minutes"], first["made_good_at"]) == (8, None)
    assert "到导出时还没有补上" in shown(records, made["case_id"])


def test_how_the_customer_was_told_stands_with_every_way_that_was_tried(core: House, records: Records) -> None:
    made = complains(core, "wechat", "oAbc", phone=PHONE)
    letters(core)
    way = read(records, made["case_id"])["promises"][0]["told"][0]["ways"][0]
    assert (way["channel"], way["form"], way["state"]) == ("wechat", "text", "sent")
    assert "微信公众号 已发送" in shown(records, made["case_id"])


def test_the_page_needs_nothing_from_elsewhere_and_runs_nothing(records: Records, broken: Any) -> None:
    page = shown(records, broken["case_id"])
    assert "<script" not in page
    assert html.escape(ATTACK) in page
    assert not re.search(r"""(?:\bsrc=|href=|url\(|@import|https?:)""", page)
    assert "default-src 'none'" in page
    assert "@media print" in page


def test_the_export_stands_on_the_ledger_with_the_digest_of_the_file(
    core: House, records: Records, broken: Any
) -> None:
    paper = records.export("li", broken["case_id"], "html")
    event = core.rows("events", order="n", case_id=broken["case_id"])[-1]
    assert (event["kind"], event["actor"]) == ("exported", "li")
    assert event["data"]["detail"] == {"form": "html", "sha256": hashlib.sha256(paper.data).hexdigest()}
    assert f"第 {event['n']} 条「导出个案」" in paper.data.decode()
    assert verify(core.store, KEY)[1] == []
    assert paper.sha256 in shown(records, broken["case_id"])


def test_every_event_is_there_with_its_hash_and_how_to_check_it(core: House, records: Records, broken: Any) -> None:
    events = core.rows("events", order="n", case_id=broken["case_id"])
    found = read(records, broken["case_id"])["events"]
    assert [(e["n"], e["prev"], e["hash"]) for e in found] == [(e["n"], e["prev"], e["hash"]) for e in events]
    page = shown(records, broken["case_id"])
    assert all(e["hash"] in page for e in events)
    assert all(step[:20] in page for step in VERIFY)
    assert "ledger verify" in page


def test_agents_and_partners_do_not_give_cases_away(core: House, records: Records) -> None:
    made = core.complains()
    case = made["case_id"]
    core.casework.join_partner("li", case, "ma", "上门看看压缩机")
    for person in ("wang", "ma", "luo"):
        with pytest.raises(Refused):
            records.export(person, case, "html")
    assert [records.may_export(one) for one in ("wang", "ma", "luo", "li", "top")] == [False, False, False, True, True]
    assert not any(e["kind"] == "exported" for e in core.rows("events"))


def test_whom_a_complaint_is_about_does_not_export_it_nor_learn_of_it_elsewhere(core: House, records: Records) -> None:
    about_li = complains(core, "webchat", "anon:a", phone=PHONE)["case_id"]
    core.casework.set_about("top", about_li, ["li"])
    core.intake.solved(*core.says("解决了", "anon:a"))
    later = complains(core, "webchat", "anon:a", phone=PHONE)["case_id"]
    with pytest.raises(NotFound):
        records.export("li", about_li, "html")
    with pytest.raises(NotFound):
        records.linked("li", about_li)
    assert about_li not in shown(records, later, "li")
    assert records.linked("li", later) == []
    assert about_li in shown(records, later, "top")
    assert [one.id for one in records.linked("top", later)] == [about_li]
    assert records.export(ADMINISTRATOR, about_li, "html").name == f"case-{about_li}.html"


def test_cases_of_one_customer_are_one_trail(core: House, records: Records) -> None:
    first = complains(core, "webchat", "anon:a")["case_id"]
    core.later(minutes=1)
    second = complains(core, "wechat", "oAbc", phone=PHONE)["case_id"]
    core.intake.receive("webchat", "anon:a", "x1", "还是我", _identity())
    assert [(one.id, one.how) for one in records.linked("li", first)] == [(second, "joined")]
    assert [(one.id, one.how) for one in records.linked("li", second)] == [(first, "joined_to")]
    document = read(records, first)
    assert [one["number"] for one in document["linked"]] == [second]
    assert "已并入本案" in shown(records, first)


def _identity() -> Any:
    from handoff.model import Identity

    return Identity("webchat", "anon:a", "陈小满", PHONE)


def test_recordings_are_listed_and_not_given(core: House, records: Records) -> None:
    tapes = Recordings(core.store, core.clock, core.companies, longest_minutes=1, days=90)
    call = core.phone.ring("jambonz", "CA1", PHONE, recorded=True)
    tapes.begin(call.id)
    tapes.add(call.id, b"\x17" * 16000, "m0")
    receipt = core.phone.said(call.id, call.step, "洗衣机坏了没人管")
    turn = core.intake.take(receipt.conversation_id, "bot")
    assert turn is not None
    core.intake.hand_off(turn.id, {**turn.known, "intent": "complaint"})
    core.phone.over("jambonz", "CA1")
    core.later(minutes=3)
    case = core.promises()[-1]["case_id"]
    assert [one["seconds"] for one in read(records, case)["recordings"]] == [2]
    assert "录音本身不在本文件里" in shown(records, case)


def test_a_customer_gets_everything_of_theirs_and_nothing_of_others(core: House, records: Records) -> None:
    made = complains(core, "webchat", "anon:a", phone=PHONE, order_number="DD1")
    complains(core, "wechat", "oAbc", phone=PHONE)
    core.complains("冰箱不制冷", address="anon:other")
    customer = core.rows("cases", id=made["case_id"])[0]["customer_id"]
    data, page = records.all_of(customer)
    found = json.loads(data.data)
    assert {a["address"] for a in found["addresses"]} >= {"anon:a", "oAbc"}
    promised = core.rows("promises", case_id=made["case_id"])
    assert [p["words"] for p in found["promises"]] == [p["words"] for p in promised]
    assert found["cases"][0]["facts"]["order_number"] == "DD1"
    text = data.data.decode() + page.data.decode()
    assert "冰箱不制冷" not in text
    assert '"salt"' not in text
    assert "oAbc" in page.data.decode()
    event = core.rows("events", order="n", case_id=made["case_id"])[-1]
    assert (event["kind"], event["data"]["detail"]["sha256"]) == ("data_given", data.sha256)
    assert verify(core.store, KEY)[1] == []
