"""WeCom customer service over real processes: through its door, by its cursor, and back through what its cloud sent."""

from __future__ import annotations

import asyncio
import random
import re
import secrets
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import aiohttp
import httpx
import pytest

from stubs.wecom import ENDED, NEW, PERSON, WeComCloud, refused
from tests.acceptance.running import UNUSED, Running, until

DOOR, ACCOUNT = "/webhooks/wecom/callback", "wk00000000000000cc"
SEND, SYNC, TRANS = "/cgi-bin/kf/send_msg", "/cgi-bin/kf/sync_msg", "/cgi-bin/kf/service_state/trans"
SERVICERS = {"王敏": "wangmin", "李强": "liqiang"}
NOT_NOW = "没能马上来这里"
TOLD = re.compile(r"(王敏|李强)（售后投诉专员）将于\d+月\d+日（周.）\d\d:\d\d前")


class Customer:
    """Somebody who writes in WeCom."""

    def __init__(self, house: Running, cloud: WeComCloud) -> None:
        self.house, self.cloud = house, cloud
        self.id = "wm" + secrets.token_urlsafe(20)[:28].replace("-", "x")
        met.append(self.id)

    def sends(self, text: str) -> None:
        """Write, and let WeCom push that there is news."""
        self.cloud.says(ACCOUNT, self.id, text)
        assert push(self.house, *self.cloud.push(ACCOUNT)) == (200, "success")

    def letters(self) -> list[str]:
        """What this customer was sent."""
        return [one["text"]["content"] for one in list(self.cloud.sent) if one["touser"] == self.id]

    def hears(self, pattern: str) -> str:
        """Wait for a letter that holds this."""
        return until(lambda: next((one for one in self.letters() if re.search(pattern, one)), None), pattern)

    def gets_a_promise(self) -> str:
        """A complaint, and nothing said to the questions; returns the promise's letter."""
        for text in ("洗衣机坏了没人管，我要投诉", "不方便留电话", "没有"):
            said = self.answer_to(text)
            if TOLD.search(said):
                return said
        raise AssertionError(self.letters())

    def answer_to(self, text: str) -> str:
        """Send this; returns the first letter after it."""
        before = len(self.letters())
        self.sends(text)
        return until(lambda: self.letters()[before:], "an answer")[0]

    @property
    def state(self) -> int:
        return self.cloud.session(ACCOUNT, self.id).state


met: list[str] = []


def push(house: Running, query: dict[str, str], body: bytes) -> tuple[int, str]:
    """One push as WeCom posts it."""
    answer = httpx.post(house.bot + DOOR, params=query, content=body, timeout=15, verify=UNUSED)
    return answer.status_code, answer.text


def rows(house: Running, question: str, *values: Any) -> list[tuple[Any, ...]]:
    """What stands in the database."""
    with sqlite3.connect(f"file:{house.folder}/y.db?mode=ro", uri=True) as db:
        return db.execute(question, values).fetchall()


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WeComCloud]:
    made = WeComCloud(corp_id="ww00000000000000bb", secret=secrets.token_hex(16), token=secrets.token_hex(10))
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, cloud: WeComCloud) -> Iterator[Running]:
    """A house with WeCom alone."""
    made = Running(
        tmp_path_factory.mktemp("wecom"), YINUO_WECOM_TOKEN=cloud.token, YINUO_WECOM_AES_KEY=cloud.aes_key,
        YINUO_WECOM_CORP_ID=cloud.corp_id, YINUO_WECOM_SECRET=cloud.secret, YINUO_WECOM_API_BASE=cloud.url,
    )  # fmt: skip
    cloud.clock = made.now
    try:
        yield made.up()
    finally:
        made.down()
    logs = "".join(path.read_text(errors="replace") for path in made.folder.glob("*.log"))
    assert "Traceback" not in logs, logs[logs.index("Traceback") :][:3000]
    for private in (cloud.secret, cloud.token, cloud.aes_key, "洗衣机", "access-", *met):
        assert private not in logs, logs[max(0, logs.index(private) - 500) :][:1000]


@pytest.fixture
def customer(house: Running, cloud: WeComCloud) -> Customer:
    cloud.on_duty.clear()
    return Customer(house, cloud)


def test_the_address_is_verified_by_its_echo(house: Running, cloud: WeComCloud) -> None:
    query = cloud.verification("6543210987654321")
    answer = httpx.get(house.bot + DOOR, params=query)
    assert (answer.status_code, answer.text) == (200, "6543210987654321")
    assert httpx.get(house.bot + DOOR, params={**query, "nonce": "1"}).status_code == 403
    assert httpx.get(house.bot + DOOR).status_code == 403


@pytest.mark.parametrize("as_json", [False, True])
def test_a_push_is_acknowledged_in_xml_and_in_json(house: Running, cloud: WeComCloud, as_json: bool) -> None:
    assert push(house, *cloud.push(ACCOUNT, as_json)) == (200, "success")


def test_what_is_forged_stale_too_large_or_bent_is_refused(house: Running, cloud: WeComCloud) -> None:
    query, body = cloud.push(ACCOUNT)
    assert push(house, {**query, "msg_signature": "0" * 40}, body)[0] == 403
    assert push(house, {}, body)[0] == 403
    assert push(house, query, body[:-30])[0] == 400
    assert push(house, query, b"x" * (64 * 1024 + 1))[0] == 413
    other = WeComCloud(corp_id="ww-another", token=cloud.token, aes_key=cloud.aes_key, clock=cloud.clock)
    assert push(house, *other.push(ACCOUNT))[0] == 403
    late = WeComCloud(corp_id=cloud.corp_id, token=cloud.token, clock=lambda: house.now() - timedelta(seconds=301))
    assert push(house, *late.push(ACCOUNT))[0] == 403
    assert push(house, *cloud.sealed("<xml><Event>kf_msg_or_event</Event></xml>"))[0] == 400


def test_whatever_strangers_send_the_door_refuses_and_stands(house: Running, cloud: WeComCloud) -> None:
    chance, (query, body) = random.Random(4), cloud.push(ACCOUNT)
    seen = set()
    with httpx.Client(base_url=house.bot, timeout=15) as http:
        for _ in range(200):
            bent = bytearray(body)
            for _ in range(chance.randint(1, 4)):
                at = chance.randrange(len(bent))
                bent[at : at + chance.randint(0, 9)] = chance.randbytes(chance.randint(0, 9))
            changed = {**query, chance.choice(list(query)): chance.choice(["", "鱼", "9" * 300, query["nonce"]])}
            asked = changed if chance.random() < 0.5 else query
            seen.add(http.post(DOOR, params=asked, content=bytes(bent)).status_code)
        assert http.get("/health/ready").status_code == 200
    assert seen <= {200, 400, 403} and {400, 403} <= seen


def test_a_complaint_gets_a_name_and_a_time_and_its_owner_takes_the_chat_over(
    house: Running, cloud: WeComCloud, customer: Customer
) -> None:
    cloud.on_duty |= set(SERVICERS.values())
    letter = customer.gets_a_promise()
    found = TOLD.search(letter)
    assert found
    until(lambda: customer.state == PERSON, "the owner to take over")
    assert cloud.session(ACCOUNT, customer.id).servicer == SERVICERS[found[1]]
    before = len(customer.letters())
    cloud.servicer_says(ACCOUNT, customer.id, SERVICERS[found[1]], "我是负责的同事，正在看您的记录")
    customer.sends("好，我等着")
    ask = "SELECT sender, case_id, closed_by FROM messages WHERE text = ?"
    until(lambda: rows(house, ask, "好，我等着"), "the customer's words")
    assert rows(house, ask, "好，我等着")[0][2] == "person"
    ((sender, case, _),) = rows(house, ask, "我是负责的同事，正在看您的记录")
    assert sender == "person" and case in letter
    cloud.ends(ACCOUNT, customer.id)
    customer.sends("请问什么时候联系我")
    customer.hears("安排没有变")
    assert len(customer.letters()) == before + 1
    assert NOT_NOW not in "".join(customer.letters())


def test_who_cannot_take_over_is_told_and_the_promise_stands(
    house: Running, cloud: WeComCloud, customer: Customer
) -> None:
    letter = customer.gets_a_promise()
    said = customer.hears(NOT_NOW)
    case = re.findall(r"\d{6}-\d{6}", letter)[-1]
    assert case in said
    assert [p["state"] for p in house.promises(case)] == ["open"]
    assert customer.state == NEW
    assert sum(NOT_NOW in one for one in customer.letters()) == 1


def test_a_thousand_times_the_same_push_is_one_message_and_one_answer(
    house: Running, cloud: WeComCloud, customer: Customer
) -> None:
    cloud.says(ACCOUNT, customer.id, "您好")
    query, body = cloud.push(ACCOUNT)

    async def one(http: aiohttp.ClientSession) -> tuple[int, str]:
        async with http.post(house.bot + DOOR, params=query, data=body) as answer:
            return answer.status, await answer.text()

    async def all_at_once() -> list[tuple[int, str]]:
        limit = aiohttp.TCPConnector(limit=100)
        async with aiohttp.ClientSession(connector=limit, timeout=aiohttp.ClientTimeout(total=90)) as http:
            return await asyncio.gather(*(one(http) for _ in range(1000)))

    assert set(asyncio.run(all_at_once())) == {(200, "success")}
    customer.hears("您好")
    address = f"{ACCOUNT}:{customer.id}"
    ask = ("SELECT m.sender FROM messages m JOIN addresses a ON a.conversation_id = m.conversation_id "
           "WHERE a.address = ? ORDER BY m.id")  # fmt: skip
    assert [row[0] for row in rows(house, ask, address)] == ["customer", "bot"]
    assert len(customer.letters()) == 1


def test_an_expired_token_and_a_busy_wecom_delay_the_answer_only(
    house: Running, cloud: WeComCloud, customer: Customer
) -> None:
    cloud.expire()
    cloud.answers_next(SEND, refused(-1))
    customer.sends("您好")
    customer.hears("您好")
    assert len(customer.letters()) == 1


@pytest.mark.timeout(300)
def test_what_was_written_while_the_bot_was_dead_is_answered_without_a_push(
    house: Running, cloud: WeComCloud, customer: Customer
) -> None:
    house.stop("bot", hard=True)
    cloud.says(ACCOUNT, customer.id, "洗衣机坏了没人管，我要投诉")
    house.start("bot", *house.bot_words())
    house.wait_for(house.bot + "/health/ready", "bot")
    until(customer.letters, "an answer")
    assert customer.state != ENDED
