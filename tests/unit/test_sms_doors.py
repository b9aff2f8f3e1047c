"""The doors that SMS vendors call: who gets in, what is written down, and what is answered."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest

from channels.sms.connector import Sms
from handoff import bootstrap
from handoff.model import Identity
from stubs.alibaba import Alibaba
from stubs.tencent import Tencent
from stubs.twilio import Twilio
from tests.unit.channels_double import CoreDouble, running_bot, settings, until, wire

SECRET = "unguessable-part-of-the-path"
PHONE, HERE = "13800138000", "+8613800138000"
PUBLIC = "https://care.example.cn"
MAINLAND: dict[str, Any] = {
    "sms_path_secret": SECRET, "sms_key_id": "id", "sms_key_secret": "secret", "sms_app_id": "1",
    "sms_sign_name": "栖禾电器", "sms_templates": "promise=1,changed=2,ask_closed=3,closed=4,continue=5,code=6",
}  # fmt: skip


class Receipts:
    """What the core was told of letters."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str, bool, str]] = []
        self.broken = False

    def receipt(self, channel: str, vendor_id: str, ok: bool, reason: str = "") -> None:
        if self.broken:
            raise RuntimeError("13800138000")
        self.told.append((channel, vendor_id, ok, reason))


class Doors:
    """A house with one SMS vendor."""

    def __init__(self, vendor: str, bot: Any, core: CoreDouble, receipts: Receipts) -> None:
        self.vendor, self.bot, self.core, self.receipts = vendor, bot, core, receipts
        self.base = bot.url.partition("/webhooks")[0]

    def path(self, door: str = "inbound", secret: str = SECRET, vendor: str = "") -> str:
        return f"/webhooks/sms/{vendor or self.vendor}/{secret}/{door}"

    async def post(self, body: Any, path: str = "", **how: Any) -> tuple[int, str]:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        async with self.bot.http.post(self.base + (path or self.path()), data=content, **how) as answer:
            return answer.status, await answer.text()

    async def health(self) -> Any:
        async with self.bot.http.get(self.base + "/health/ready") as answer:
            return (await answer.json())["channels"]


@asynccontextmanager
async def doors(monkeypatch: pytest.MonkeyPatch, vendor: str, **values: Any) -> AsyncIterator[Doors]:
    core, receipts = CoreDouble(), Receipts()
    wire(monkeypatch, core, settings(sms_vendor=vendor, **{**MAINLAND, **values}))
    monkeypatch.setattr(bootstrap, "delivery", lambda: receipts)
    monkeypatch.setattr("channels.house.gateways", dict)
    async with running_bot(core, None, Sms) as bot:
        yield Doors(vendor, bot, core, receipts)


def signed(cloud: Twilio, path: str, fields: dict[str, str]) -> dict[str, Any]:
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    return {"headers": {"X-Twilio-Signature": cloud.signature(PUBLIC + path, fields), **kind}}


async def test_alibaba_is_answered_as_it_wants_when_all_is_written_down(monkeypatch: pytest.MonkeyPatch) -> None:
    async with doors(monkeypatch, "alibaba") as house:
        cloud = Alibaba()
        items = [cloud.reply(PHONE, "洗衣机坏了", "1"), cloud.reply("13811112222", "您好", "2")]
        status, body = await house.post(items)
        assert (status, json.loads(body)) == (200, {"code": 0, "msg": "接收成功"})
        assert [(row["id"], row["text"]) for row in house.core.rows][:1] == [("1", "洗衣机坏了")]
        assert house.core.identities[0] == Identity("sms", HERE, phone=HERE)
        assert set(house.core.conversations) == {("sms", HERE), ("sms", "+8613811112222")}
        await until(lambda: len(house.core.dead) == 2)  # no model: the turns were woken and handed off


async def test_tencent_is_answered_as_it_wants(monkeypatch: pytest.MonkeyPatch) -> None:
    async with doors(monkeypatch, "tencent") as house:
        assert await house.post(Tencent().reply(PHONE, "洗衣机坏了")) == (200, '{"result":0,"errmsg":"OK"}')
        assert ("sms", HERE) in house.core.conversations


async def test_twilio_is_answered_with_nothing_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    async with doors(monkeypatch, "twilio", sms_from="+15550001111", public_url=PUBLIC + "/") as house:
        cloud = Twilio(token="secret")
        fields = cloud.reply("+14155550123", "")
        fields["Body"] = "fridge"
        status, body = await house.post(urlencode(fields).encode(), **signed(cloud, house.path(), fields))
        assert (status, body) == (200, '<?xml version="1.0" encoding="UTF-8"?><Response></Response>')
        assert ("sms", "+14155550123") in house.core.conversations
        path = house.path() + "?a=1"
        assert (await house.post(urlencode(fields).encode(), path, **signed(cloud, path, fields)))[0] == 200


async def test_a_forged_twilio_request_is_refused_and_nothing_of_it_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    async with doors(monkeypatch, "twilio", sms_from="+15550001111", public_url=PUBLIC) as house:
        cloud = Twilio(token="secret")
        fields = cloud.reply("+14155550123", "fridge")
        right = signed(cloud, house.path(), fields)
        body = urlencode(fields).encode()
        assert (await house.post(urlencode(fields | {"Body": "x"}).encode(), **right))[0] == 403
        assert (await house.post(body, house.path() + "?x=1", **right))[0] == 403
        assert (await house.post(body, house.path("receipts"), **right))[0] == 403
        assert (await house.post(body, **signed(Twilio(token="other"), house.path(), fields)))[0] == 403
        assert (await house.post(body))[0] == 403
        assert house.core.rows == []


async def test_a_wrong_secret_or_vendor_finds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    async with doors(monkeypatch, "alibaba") as house:
        item = Alibaba().reply(PHONE, "您好")
        for path in (house.path(secret="x" * 28), house.path(secret="密" * 9), house.path(vendor="tencent"),
                     house.path(secret=SECRET[:-1]), house.path("other")):  # fmt: skip
            # A line on which a body was refused unread is not used again.
            assert (await house.post([item], path, headers={"Connection": "close"}))[0] == 404
        async with house.bot.http.get(house.base + house.path()) as answer:
            assert answer.status == 405
        assert house.core.rows == []


async def test_only_allowed_addresses_are_let_in(monkeypatch: pytest.MonkeyPatch) -> None:
    item = [Alibaba().reply(PHONE, "您好")]
    async with doors(monkeypatch, "alibaba", sms_allowed_from="8.8.8.0/24") as house:
        assert (await house.post(item))[0] == 403
        assert (await house.post(item, headers={"X-Forwarded-For": "8.8.8.8"}))[0] == 403
    async with doors(monkeypatch, "alibaba", sms_allowed_from="8.8.8.0/24, ::1", webchat_proxies=1) as house:
        assert (await house.post(item, headers={"X-Forwarded-For": "8.8.8.8, 9.9.9.9"}))[0] == 403
        assert (await house.post(item, headers={"X-Forwarded-For": "9.9.9.9, 8.8.8.8"}))[0] == 200
    async with doors(monkeypatch, "alibaba", sms_allowed_from="127.0.0.1") as house:
        assert (await house.post(item))[0] == 200


async def test_the_same_message_a_hundred_times_at_once_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    async with doors(monkeypatch, "alibaba") as house:
        item = Alibaba().reply(PHONE, "洗衣机坏了", "7")
        answers = await asyncio.gather(*(house.post([item]) for _ in range(100)))
        assert {status for status, _ in answers} == {200}
        assert [row["text"] for row in house.core.rows if row["from"] == "customer"] == ["洗衣机坏了"]


async def test_what_is_not_written_down_is_not_acknowledged(monkeypatch: pytest.MonkeyPatch) -> None:
    async with doors(monkeypatch, "alibaba") as house:
        house.core.broken.add("receive")
        assert (await house.post([Alibaba().reply(PHONE, "您好")]))[0] == 503
        house.core.broken.clear()
        house.core.backlog = 0
        assert (await house.post([Alibaba().reply(PHONE, "您好")]))[0] == 503
        house.receipts.broken = True
        report = Alibaba().report({"PhoneNumbers": PHONE, "BizId": "1"})
        assert (await house.post([report], house.path("receipts")))[0] == 503


async def test_receipts_reach_the_core(monkeypatch: pytest.MonkeyPatch) -> None:
    async with doors(monkeypatch, "alibaba") as house:
        cloud, sent = Alibaba(), {"PhoneNumbers": PHONE, "BizId": "1^0"}
        reports = [cloud.report(sent), cloud.report(sent, False, "MK:0001")]
        assert (await house.post(reports, house.path("receipts")))[0] == 200
        assert house.receipts.told == [("sms", "1^0", True, ""), ("sms", "1^0", False, "MK:0001")]


async def test_a_message_without_words_is_shown_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    async with doors(monkeypatch, "alibaba") as house:
        assert (await house.post([Alibaba().reply(PHONE, " \u200b\n")]))[0] == 200
        assert house.core.rows[0]["text"] == "[消息]"


@pytest.mark.parametrize(
    ("vendor", "values", "words"),
    [
        ("alibaba", {"sms_path_secret": "short"}, ["YINUO_SMS_PATH_SECRET"]),
        ("alibaba", {"sms_path_secret": "mit/slash" * 4}, ["YINUO_SMS_PATH_SECRET"]),
        ("alibaba", {"sms_allowed_from": "nowhere"}, ["YINUO_SMS_ALLOWED_FROM"]),
        ("carrier-pigeon", {}, ["YINUO_SMS_VENDOR"]),
        ("twilio", {"sms_key_secret": "", "sms_from": "+1555"}, ["YINUO_SMS_KEY_SECRET", "YINUO_PUBLIC_URL"]),
    ],
)
async def test_with_wrong_settings_the_doors_stay_shut_and_health_says_why(
    monkeypatch: pytest.MonkeyPatch, vendor: str, values: dict[str, Any], words: list[str]
) -> None:
    async with doors(monkeypatch, vendor, **values) as house:
        state = (await house.health())["sms"]
        assert state["ok"] is False
        assert all(word in state["error"] for word in words)
        assert (await house.post([], house.path(secret=str(values.get("sms_path_secret", SECRET)))))[0] == 404


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"sms_templates": "promise=1,closed=4"}, "lacks changed, ask_closed, continue, code"),
        ({"sms_key_id": ""}, "YINUO_SMS_KEY_ID"),
        ({"sms_sign_name": ""}, "YINUO_SMS_SIGN_NAME"),
    ],
)
async def test_who_cannot_send_still_takes_messages_in_and_health_says_why(
    monkeypatch: pytest.MonkeyPatch, values: dict[str, Any], words: str
) -> None:
    async with doors(monkeypatch, "alibaba", **values) as house:
        assert words in (await house.health())["sms"]["error"]
        assert (await house.post([Alibaba().reply(PHONE, "您好")]))[0] == 200


async def test_a_house_without_text_messages_has_no_such_doors(monkeypatch: pytest.MonkeyPatch) -> None:
    async with doors(monkeypatch, "") as house:
        assert "sms" not in await house.health()
        assert (await house.post([], house.path(vendor="alibaba")))[0] == 404


async def test_no_number_text_or_secret_is_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with doors(monkeypatch, "alibaba") as house:
        await house.post([Alibaba().reply(PHONE, "洗衣机坏了")])
        await house.post(b"{13800138000", house.path())
        house.core.broken.add("receive")
        await house.post([Alibaba().reply(PHONE, "洗衣机坏了")])
    for private in (PHONE, "洗衣机", SECRET):
        assert private not in caplog.text


async def test_a_huge_callback_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    async with doors(monkeypatch, "alibaba") as house:
        with suppress(aiohttp.ClientError):  # the line may be cut while it is still being sent
            assert (await house.post(b"[" + b" " * 2_000_000))[0] == 413
        assert house.core.rows == []
