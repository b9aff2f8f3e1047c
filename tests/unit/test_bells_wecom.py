"""Reminders through the company's own WeCom application: to one account, and what each of WeCom's answers means."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from aiohttp import web

from channels.bells import wecom
from channels.bells.wecom import SEND, ByWeCom
from channels.wecom.api import Api
from handoff.clock import SystemClock
from handoff.letters import Closed, Later, Never, NotSent, Unsure
from handoff.model import SHANGHAI
from handoff.ringing import Bell
from handoff.store import Store
from handoff.vendors import Vendors
from migrations.upgrade import upgrade
from stubs.wecom import refused
from stubs.wecom_app import WeComApp

TOKEN = "/cgi-bin/gettoken"
AT = datetime(2026, 6, 8, 10, 0, tzinfo=SHANGHAI)
NAME = "wecom-agent-1000002"


@pytest.fixture(scope="module")
def vendors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vendors]:
    url = f"sqlite:///{tmp_path_factory.mktemp('bells')}/y.db"
    upgrade(url)
    store = Store(url, "k" * 32)
    yield Vendors(store, SystemClock())
    store.close()


@pytest.fixture
def cloud(vendors: Vendors) -> Iterator[WeComApp]:
    running = WeComApp(people={"WangMin", "LiQiang", "Old"}, unseen={"LiQiang"}, unlicensed={"Old"})
    running.start()
    yield running
    running.stop()
    token = vendors.token(NAME)
    if token:
        vendors.spoil(NAME, token)


def sender(cloud: WeComApp, vendors: Vendors, secret: str = "", agent_id: int = 0) -> ByWeCom:
    api = Api(cloud.url, cloud.corp_id, secret or cloud.secret, lambda: vendors, NAME)
    return ByWeCom(api, agent_id or cloud.agent_id)


def bell(to: str = "WangMin", text: str = "承诺即将到期") -> Bell:
    return Bell("b" * 32, "wecom", "wang", to, "【一诺】承诺即将到期", text, AT)


async def failure(by: ByWeCom, one: Bell | None = None) -> NotSent:
    with pytest.raises(NotSent) as why:
        await by.send(one or bell())
    return why.value


async def test_it_reaches_one_account_as_text_of_the_application(cloud: WeComApp, vendors: Vendors) -> None:
    assert (await sender(cloud, vendors).send(bell())).startswith("m")
    (sent,) = cloud.sent
    assert (sent["touser"], sent["agentid"], sent["msgtype"]) == ("WangMin", cloud.agent_id, "text")
    assert sent["text"]["content"] == "承诺即将到期"


async def test_the_token_is_fetched_once_and_apart_from_customer_service(cloud: WeComApp, vendors: Vendors) -> None:
    for _ in range(3):
        await sender(cloud, vendors).send(bell())
    assert len(cloud.asked_at(TOKEN)) == 1
    assert vendors.token("wecom") is None


@pytest.mark.parametrize("code", [40014, 42001, 41001, 40001])
async def test_a_token_that_is_over_is_renewed_once(cloud: WeComApp, vendors: Vendors, code: int) -> None:
    cloud.answers_next(SEND, refused(code))
    await sender(cloud, vendors).send(bell())
    assert len(cloud.asked_at(TOKEN)) == 2
    assert len(cloud.sent) == 1


async def test_a_token_that_stays_refused_means_later(cloud: WeComApp, vendors: Vendors) -> None:
    cloud.answers_next(SEND, refused(40014), refused(40014))
    why = await failure(sender(cloud, vendors))
    assert (type(why), why.reason) == (Later, "40014")


@pytest.mark.parametrize(
    ("answer", "kind", "reason"),
    [
        (refused(-1), Later, "-1"), (refused(45009), Later, "45009"), (refused(45033), Later, "45033"),
        (refused(81013), Never, "81013"), (refused(60011), Never, "60011"), (refused(60111), Never, "60111"),
        (refused(40003), Never, "40003"), (refused(40056), Closed, "40056"), (refused(60020), Closed, "60020"),
        (refused(301002), Closed, "301002"), (refused(48002), Closed, "48002"),
        (web.Response(status=502, text="<html>"), Later, "http-502"),
        (web.Response(status=200, text="<html>"), Unsure, "no-json"),
        (web.json_response({"errcode": "none"}), Unsure, "no-errcode"),
        (web.json_response({"errcode": 0, "invaliduser": "wangmin"}), Never, "invaliduser"),
        (web.json_response({"errcode": 0, "unlicenseduser": "x|wangmin"}), Never, "unlicenseduser"),
        (ConnectionResetError(), Unsure, "network"),
    ],
)  # fmt: skip
async def test_each_answer_means(
    cloud: WeComApp, vendors: Vendors, answer: Any, kind: type[NotSent], reason: str
) -> None:
    cloud.answers_next(SEND, answer)
    why = await failure(sender(cloud, vendors))
    assert (type(why), why.reason) == (kind, reason)
    assert cloud.sent == []


@pytest.mark.parametrize(("to", "reason"), [("Nobody", "81013"), ("LiQiang", "60011"), ("Old", "unlicenseduser")])
async def test_an_account_that_cannot_be_reached_is_left_for_another_way(
    cloud: WeComApp, vendors: Vendors, to: str, reason: str
) -> None:
    why = await failure(sender(cloud, vendors), bell(to))
    assert (type(why), why.reason) == (Never, reason)
    assert cloud.sent == []


async def test_a_wrong_secret_closes_the_way_and_does_not_hold_it_up(cloud: WeComApp, vendors: Vendors) -> None:
    why = await failure(sender(cloud, vendors, secret="wrong"))
    assert (type(why), why.reason) == (Closed, "gettoken-40001")


async def test_another_application_closes_the_way(cloud: WeComApp, vendors: Vendors) -> None:
    why = await failure(sender(cloud, vendors, agent_id=7))
    assert (type(why), why.reason) == (Closed, "40056")


async def test_too_many_requests_are_followed_by_a_minute(cloud: WeComApp, vendors: Vendors) -> None:
    cloud.answers_next(SEND, refused(45009))
    why = await failure(sender(cloud, vendors))
    assert isinstance(why, Later) and why.after_s == 60


async def test_a_cloud_that_does_not_answer_is_left_in_time(
    cloud: WeComApp, vendors: Vendors, monkeypatch: pytest.MonkeyPatch
) -> None:
    await sender(cloud, vendors).send(bell())
    monkeypatch.setattr(wecom, "SEND_S", 0.3)
    cloud.answers_next(SEND, 30)
    why = await failure(sender(cloud, vendors))
    assert (type(why), why.reason) == (Unsure, "timeout")


async def test_a_text_too_long_is_cut_between_signs(cloud: WeComApp, vendors: Vendors) -> None:
    await sender(cloud, vendors).send(bell(text="😀" * 600))
    text = cloud.sent[0]["text"]["content"]
    assert text.endswith("😀…") and len(text.encode()) <= 2048
