"""Text messages on the mainland over real processes: in by the vendor's push, out by template, and what the vendor says
of it."""

from __future__ import annotations

import json
import random
import string
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from stubs.alibaba import Alibaba
from stubs.tencent import Tencent
from tests.acceptance.running import Agent
from tests.acceptance.talking import until
from tests.acceptance.texting import COMPLAINT, SECRET, Texting, letters, living, new_number


@pytest.fixture(scope="module")
def alibaba(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Texting]:
    for house in living(tmp_path_factory.mktemp("alibaba"), "alibaba", Alibaba()):
        house.cloud.inbound_url = f"{house.bot}{house.door}/inbound"
        house.cloud.receipts_url = f"{house.bot}{house.door}/receipts"
        yield house


@pytest.fixture(scope="module")
def tencent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Texting]:
    for house in living(tmp_path_factory.mktemp("tencent"), "tencent", Tencent()):
        house.cloud.inbound_url = f"{house.bot}{house.door}/inbound"
        house.cloud.receipts_url = f"{house.bot}{house.door}/receipts"
        yield house


@pytest.fixture
def number() -> str:
    """A mainland number that nobody has used."""
    return new_number()


def test_a_complaint_is_answered_by_template_and_its_arrival_noted(alibaba: Texting, number: str) -> None:
    pushed = alibaba.cloud.push(alibaba.cloud.reply(number, COMPLAINT))
    assert (pushed.status_code, pushed.json()) == (200, {"code": 0, "msg": "接收成功"})
    (sent,) = letters(alibaba, number)
    params = json.loads(sent["TemplateParam"])
    assert (sent["TemplateCode"], sent["SignName"], sent["PhoneNumbers"]) == ("SMS_1", "栖禾电器", "86" + number)
    assert set(params) == {"owner", "when", "case"}
    assert all(len(value) <= 20 for value in params.values())
    (promise,) = alibaba.promises(params["case"])
    assert params["owner"].startswith(promise["owner"])
    until(lambda: alibaba.deliveries("+86" + number) == ["sent"], "it to be sent")
    report = alibaba.cloud.report(sent)
    assert alibaba.cloud.push_reports(report, report).status_code == 200
    assert alibaba.deliveries("+86" + number) == ["delivered"]
    agent = alibaba.people()[promise["owner"]]["id"]

    assert COMPLAINT in Agent(alibaba, agent).page(f"/cases/{params['case']}").text


def test_what_did_not_arrive_and_has_no_other_way_is_a_supervisors(alibaba: Texting, number: str) -> None:
    alibaba.cloud.push(alibaba.cloud.reply(number, COMPLAINT))
    (sent,) = letters(alibaba, number)
    until(lambda: alibaba.deliveries("+86" + number) == ["sent"], "it to be sent")
    assert alibaba.cloud.push_reports(alibaba.cloud.report(sent, ok=False, code="MK:0001")).status_code == 200
    assert alibaba.deliveries("+86" + number) == ["failed"]
    assert ("undeliverable",) in alibaba.rows("SELECT kind FROM alarms")


def test_a_busy_vendor_is_tried_again_with_the_same_words(alibaba: Texting, number: str) -> None:
    alibaba.cloud.refuses_next("isp.SYSTEM_ERROR")
    alibaba.cloud.push(alibaba.cloud.reply(number, COMPLAINT))
    until(lambda: alibaba.deliveries("+86" + number) == ["waiting"], "it to be refused")
    alibaba.next_working_morning()
    (sent,) = letters(alibaba, number)
    assert sent["TemplateCode"] in ("SMS_1", "SMS_2")


def test_two_for_another_time_leads_to_the_web_chat_by_a_code(alibaba: Texting, number: str) -> None:
    alibaba.cloud.push(alibaba.cloud.reply(number, COMPLAINT))
    letters(alibaba, number)
    alibaba.cloud.push(alibaba.cloud.reply(number, "２。"))
    sent = letters(alibaba, number, 2)[-1]
    assert sent["TemplateCode"] == "SMS_5"
    assert set(json.loads(sent["TemplateParam"])) == {"code"}


def test_after_td_nothing_goes_to_the_number_until_its_owner_writes_again(alibaba: Texting, number: str) -> None:
    alibaba.cloud.push(alibaba.cloud.reply(number, COMPLAINT))
    (first,) = letters(alibaba, number)
    assert alibaba.cloud.push(alibaba.cloud.reply(number, "ＴＤ")).status_code == 200
    case = json.loads(first["TemplateParam"])["case"]
    (promise,) = alibaba.promises(case)

    people = alibaba.people()
    owner = people[promise["owner"]]
    other = next(p for p in people.values() if p["team"] == owner["team"] and p["role"] == "agent" and p != owner)
    path = f"/cases/{case}/hand-over"
    assert Agent(alibaba, owner["id"]).orders(path, to=other["id"], reason="明天起休假").status_code == 200
    until(lambda: "failed" in alibaba.deliveries("+86" + number), "the change to be given up")
    assert len(letters(alibaba, number)) == 1
    alibaba.cloud.push(alibaba.cloud.reply(number, "我的事怎么样了"))
    assert len(letters(alibaba, number, 2)) == 2


def test_a_message_that_merely_contains_the_word_is_answered(alibaba: Texting, number: str) -> None:
    alibaba.cloud.push(alibaba.cloud.reply(number, "我要退订单，你们不给退，投诉"))
    assert letters(alibaba, number)[0]["TemplateCode"] == "SMS_1"


def test_a_thousand_times_the_same_message_at_once_is_answered_once(alibaba: Texting, number: str) -> None:
    reply = alibaba.cloud.reply(number, COMPLAINT)
    with httpx.Client(timeout=60, limits=httpx.Limits(max_connections=40)) as client, ThreadPoolExecutor(40) as pool:
        pushed = list(pool.map(lambda _: client.post(alibaba.cloud.inbound_url, json=[reply]), range(1000)))
    # What was not taken for want of time is brought again by the vendor.
    assert {one.status_code for one in pushed} <= {200, 503}
    assert alibaba.cloud.push(reply).status_code == 200
    letters(alibaba, number)
    assert alibaba.heard("+86" + number) == [COMPLAINT]
    assert len(letters(alibaba, number)) == 1


def test_several_messages_and_the_parts_of_a_long_one_in_one_push(alibaba: Texting, number: str) -> None:
    other, long = new_number(), "我要投诉" * 20
    parts = [long[:67], long[67:]]
    assert len(parts[0]) == 67
    replies = [*(alibaba.cloud.reply(number, part) for part in parts), alibaba.cloud.reply(other, COMPLAINT)]
    assert alibaba.cloud.push(*replies).status_code == 200
    letters(alibaba, number)
    letters(alibaba, other)
    assert alibaba.heard("+86" + number) == [long]


def test_nonsense_at_the_doors_is_refused_and_leaves_the_house_as_it_was(alibaba: Texting, number: str) -> None:
    before = alibaba.rows("SELECT count(*) FROM messages")
    dice = random.Random(4)
    good = json.dumps([alibaba.cloud.reply(number, COMPLAINT)]).encode()
    bodies = [good[: dice.randrange(1, len(good) - 1)] for _ in range(40)]
    bodies += ["".join(dice.choices(string.printable, k=dice.randrange(300))).encode() for _ in range(40)]
    bodies += [b"", b"[" * 60000, b"null", b"[1]", b'[{"phone_number":{}}]', b"\x00\xff" * 500, b'{"a":1}']
    http = alibaba.client(alibaba.bot)
    for body in bodies:
        for door in (alibaba.cloud.inbound_url, alibaba.cloud.receipts_url):
            assert http.post(door, content=body).status_code == 400
    for path in ("x" * 28, SECRET[:-1], SECRET.upper()):
        assert http.post(f"/webhooks/sms/alibaba/{path}/inbound", content=good).status_code == 404
    assert http.post(alibaba.cloud.inbound_url, content=b" " * 100_000).status_code == 413
    assert alibaba.rows("SELECT count(*) FROM messages") == before
    assert http.get("/health/ready").status_code == 200


def test_tencent_asks_in_its_own_format_and_reports(tencent: Texting, number: str) -> None:
    reply = tencent.cloud.reply(number, COMPLAINT)
    for _ in range(2):
        pushed = tencent.cloud.push(reply)
        assert (pushed.status_code, pushed.text) == (200, '{"result":0,"errmsg":"OK"}')
    (sent,) = letters(tencent, number)
    assert sent["TemplateId"] == "SMS_1"
    owner, when, case = sent["TemplateParamSet"]
    (promise,) = tencent.promises(case)
    assert owner.startswith(promise["owner"])
    assert when.endswith("前")
    until(lambda: tencent.deliveries("+86" + number) == ["sent"], "it to be sent")
    assert tencent.cloud.push_reports(tencent.cloud.report(sent)).text == '{"result":0,"errmsg":"OK"}'
    assert tencent.deliveries("+86" + number) == ["delivered"]


def test_whom_tencent_has_on_its_black_list_gets_nothing_more(tencent: Texting, number: str) -> None:
    tencent.cloud.refuses_next("FailedOperation.PhoneNumberInBlacklist")
    tencent.cloud.push(tencent.cloud.reply(number, COMPLAINT))
    until(lambda: tencent.deliveries("+86" + number) == ["failed"], "it to be refused")
    state = tencent.rows("SELECT state FROM addresses WHERE address = ?", "+86" + number)
    assert state == [("left",)]
