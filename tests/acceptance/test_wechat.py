"""WeChat over real processes: through its door, and back through what its cloud received."""

from __future__ import annotations

import asyncio
import secrets
import sqlite3
import time
from pathlib import Path
from typing import Any

import aiohttp
import httpx
import pytest

from channels.wechat.menu import WORDS
from stubs.pushing import push_xml, signed
from stubs.wechat import WeChatCloud, html_page, refused
from tests.acceptance.customers import WeChat
from tests.acceptance.running import Running, until
from tests.acceptance.vendors import AES_KEYS, APP_ID, TOKENS, House

SEND, DOOR = "/cgi-bin/message/custom/send", "/webhooks/wechat/callback"
PLAIN_TOKEN = "plainTokenOfTheTests"
EVENTS = ("subscribe", "SCAN", "CLICK")


@pytest.fixture
def channel() -> str:
    return "wechat"


class Follower(WeChat):
    """Pushes of every kind."""

    def push(self, kind: str, **fields: Any) -> float:
        """One push; gives how long it took to be acknowledged."""
        now = self.house.now()
        if fields.get("Event", "CLICK") in EVENTS:
            self.house.vendors.wechat.heard(self.address, now, event=kind == "event")
        query, body = self.packed(kind, **fields)
        begun = time.monotonic()
        done = self._http.post(DOOR, params=query, content=body)
        assert (done.status_code, done.text) == (200, "success"), done.text
        return time.monotonic() - begun

    def packed(self, kind: str, **fields: Any) -> tuple[dict[str, str], bytes]:
        """Query and body of a push."""
        number = {} if kind == "event" else {"MsgId": secrets.randbelow(10**16)}
        xml = push_xml(self.address, kind, self.house.now(), **number, **fields)
        return signed(TOKENS["wechat"], self.house.now(), xml, AES_KEYS["wechat"], APP_ID)

    def is_answered(self, before: int = 0) -> str:
        """The newest letter, once there are more than these."""
        return str(self.hears_more_than(before)["text"])


@pytest.fixture
def follower(house: House) -> Follower:
    return Follower(house)


@pytest.mark.parametrize("word", WORDS)
def test_every_button_of_the_menu_leads_to_a_name_and_a_time(follower: Follower, word: str) -> None:
    follower.push("event", Event="CLICK", EventKey=word)
    follower.is_answered()
    if not any("promise" in said for said in follower.heard()):
        assert follower.gets_a_promise("洗衣机坏了，我要投诉，没人管")["case"]


def test_the_button_for_promises_says_the_promise_again(follower: Follower) -> None:
    promise = follower.gets_a_promise("我要投诉，空调修了三次")
    before = len(follower.letters())
    follower.push("event", Event="CLICK", EventKey="我的承诺")
    said = follower.hears_more_than(before)
    assert (said["promise"]["owner"], said["promise"]["due_at"]) == (promise["owner"], promise["due_at"])
    follower.push("event", Event="CLICK", EventKey="投诉")
    follower.is_answered(before + 1)
    assert len(follower.house.promises(promise["case"])) == 1


def test_somebody_new_is_greeted_whether_they_follow_or_scan(follower: Follower) -> None:
    follower.push("event", Event="subscribe", EventKey="qrscene_7")
    assert follower.is_answered()
    follower.push("event", Event="SCAN", EventKey="7")
    assert follower.is_answered(1)


def test_a_recording_is_understood_by_the_words_that_wechat_recognised(follower: Follower) -> None:
    follower.push("voice", MediaId="m", Format="amr", Recognition="我要投诉，冰箱又不制冷了")
    follower.is_answered()
    assert follower.gets_a_promise("我不方便留电话")["case"]


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("voice", {"MediaId": "m", "Format": "amr"}),
        ("image", {"MediaId": "m", "PicUrl": "http://mmbiz.qpic.cn/1"}),
        ("location", {"Location_X": "23.1", "Location_Y": "113.3", "Scale": "20", "Label": "天河路1号"}),
        ("link", {"Title": "保修政策", "Description": "d", "Url": "https://example.cn/1"}),
        ("shortvideo", {"MediaId": "m", "ThumbMediaId": "t"}),
        ("file", {"Title": "发票.pdf", "FileKey": "k"}),
        ("miniprogrampage", {"Title": "t"}),
    ],
)
def test_what_is_no_text_is_kept_and_answered(follower: Follower, kind: str, fields: dict[str, str]) -> None:
    follower.push(kind, **fields)
    assert follower.is_answered()


@pytest.mark.timeout(300)
def test_the_same_push_a_thousand_times_at_once_is_answered_once(follower: Follower) -> None:
    query, body = follower.packed("text", Content="我要投诉，洗衣机漏水")

    async def one(http: aiohttp.ClientSession) -> tuple[int, str]:
        async with http.post(follower.house.bot + DOOR, params=query, data=body) as answer:
            return answer.status, await answer.text()

    async def all_at_once() -> list[tuple[int, str]]:
        limit = aiohttp.TCPConnector(limit=30)
        async with aiohttp.ClientSession(connector=limit, timeout=aiohttp.ClientTimeout(total=200)) as http:
            return await asyncio.gather(*(one(http) for _ in range(1000)))

    assert set(asyncio.run(all_at_once())) == {(200, "success")}
    follower.is_answered()
    later = follower.gets_a_promise("我不方便留电话")
    assert len(follower.house.promises(later["case"])) == 1


def test_what_is_forged_stale_or_in_clear_is_refused_by_the_running_bot(follower: Follower) -> None:
    def status(query: dict[str, str], body: bytes) -> int:
        return httpx.post(follower.house.bot + DOOR, params=query, content=body, timeout=15).status_code

    query, body = follower.packed("text", Content="我要投诉")
    assert status({**query, "msg_signature": "0" * 40}, body) == 403
    assert status({**query, "timestamp": str(int(query["timestamp"]) - 301)}, body) == 403
    assert status(query, push_xml(follower.address, "text", follower.house.now(), Content="假的").encode()) == 403
    assert status(query, body[:100]) == 400
    assert status(query, b"x" * 70_000) == 413
    assert follower.letters() == []


@pytest.mark.parametrize("answer", [refused(-1), refused(42001), html_page(502)], ids=["busy", "token", "page"])
def test_an_answer_that_wechat_did_not_take_goes_out_again(follower: Follower, answer: Any) -> None:
    follower.house.vendors.wechat.answers_next(SEND, answer)
    assert follower.says("我要投诉，洗衣机漏水")["text"]
    assert len(follower.letters()) == 1


def test_it_is_acknowledged_within_a_second_while_wechats_cloud_hangs(follower: Follower) -> None:
    follower.house.vendors.wechat.answers_next(SEND, 3, 3)
    follower.push("text", Content="我要投诉，洗衣机漏水")
    assert max(follower.push("text", Content=f"还有第{n}点") for n in range(5)) < 1
    assert follower.is_answered()


def test_with_the_token_alone_it_hears_and_what_is_to_be_said_waits_for_the_secret(tmp_path: Path) -> None:
    """In plain mode; and the keeper brings the answers even where the bot has died."""
    cloud = WeChatCloud(app_id=APP_ID, secret="late secret")
    cloud.start()
    house = Running(tmp_path, YINUO_WECHAT_TOKEN=PLAIN_TOKEN, YINUO_WECHAT_APP_ID=APP_ID,
                    YINUO_WECHAT_API_BASE=cloud.url)  # fmt: skip
    try:
        house.up()
        state = httpx.get(f"{house.bot}/health/ready", timeout=15).json()["channels"]["wechat"]
        assert (state["inbound"], state["outbound"], state["missing"]) == (True, False, "YINUO_WECHAT_SECRET")
        _say(house, "我要投诉，洗衣机漏水")
        until(lambda: _alarms(tmp_path).count("no_gateway"), "an alarm that nobody can send")
        assert cloud.asked == []
        house.stop("keeper")
        _say(house, "我不方便留电话")
        house.stop("bot", hard=True)
        house.environment["YINUO_WECHAT_SECRET"] = "late secret"
        house.start("keeper", "handoff", "keep")
        until(lambda: "将于" in "".join(cloud.sent.get("oPlain", ())), "a name and a time", 60)
        assert _alarms(tmp_path).count("no_gateway") == 1
    finally:
        house.down()
        cloud.stop()
    assert "oPlain" not in "".join(path.read_text(errors="replace") for path in tmp_path.glob("*.log"))


def _say(house: Running, text: str) -> None:
    xml = push_xml("oPlain", "text", house.now(), Content=text, MsgId=secrets.randbelow(10**16))
    query, body = signed(PLAIN_TOKEN, house.now(), xml)
    done = httpx.post(house.bot + DOOR, params=query, content=body, timeout=15)
    assert (done.status_code, done.text) == (200, "success")


def _alarms(folder: Path) -> list[str]:
    with sqlite3.connect(folder / "y.db") as db:
        return [kind for (kind,) in db.execute("select kind from alarms")]
