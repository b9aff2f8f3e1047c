"""Reminders to a program: it can tell that they are ours, and what each of its answers means."""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from aiohttp import web

from channels.bells import webhook
from channels.bells.webhook import ByWebhook
from handoff.letters import Later, Never, NotSent, Unsure
from handoff.model import SHANGHAI
from handoff.ringing import Bell
from stubs.cloud import Cloud

KEY = "k" * 32
AT = datetime(2026, 6, 8, 10, 0, tzinfo=SHANGHAI)
ITEM = {"about": "alarm", "kind": "broken", "what": "承诺失约", "case": "260608-000001"}


class Program(Cloud):
    """What the company runs: it believes only what is signed."""

    def routes(self) -> list[web.AbstractRouteDef]:
        return [web.post("/hook", self._hook), web.post("/elsewhere", self._hook)]

    async def _hook(self, request: web.Request) -> web.Response:
        stamp = request.headers["Yinuo-Timestamp"]
        said = hmac.new(KEY.encode(), f"{stamp}.".encode() + await request.read(), hashlib.sha256).hexdigest()
        right = hmac.compare_digest(f"v1={said}", request.headers["Yinuo-Signature"])
        return web.Response(status=204 if right else 401)


@pytest.fixture
def program() -> Iterator[Program]:
    running = Program()
    running.start()
    yield running
    running.stop()


def bell(address: str) -> Bell:
    return Bell("b" * 32, "webhook", "wang", address, "【一诺】承诺失约", "承诺失约\n工单 260608-000001。", AT, (ITEM,))


async def failure(address: str) -> NotSent:
    with pytest.raises(NotSent) as why:
        await ByWebhook(KEY).send(bell(address))
    return why.value


async def test_it_is_posted_signed_and_can_be_read_by_a_program(program: Program) -> None:
    assert await ByWebhook(KEY).send(bell(f"{program.url}/hook?of=wang")) == ""
    (asked,) = program.asked
    assert json.loads(asked.body) == {
        "id": "b" * 32, "at": "2026-06-08T10:00:00+08:00", "person": "wang", "subject": "【一诺】承诺失约",
        "text": "承诺失约\n工单 260608-000001。", "items": [ITEM],
    }  # fmt: skip
    assert asked.query == {"of": "wang"}
    assert asked.headers["Yinuo-Timestamp"] == str(int(AT.timestamp()))
    assert asked.headers["Content-Type"] == "application/json; charset=utf-8"


async def test_the_signature_covers_the_time_and_every_byte(program: Program) -> None:
    await ByWebhook(KEY).send(bell(f"{program.url}/hook"))
    (asked,) = program.asked
    stamp, given = asked.headers["Yinuo-Timestamp"], asked.headers["Yinuo-Signature"]
    assert given == f"v1={webhook.signature(KEY.encode(), stamp, asked.body)}"
    for other in (webhook.signature(KEY.encode(), str(int(stamp) + 1), asked.body),
                  webhook.signature(KEY.encode(), stamp, asked.body + b" "),
                  webhook.signature(b"x" * 32, stamp, asked.body)):  # fmt: skip
        assert given != f"v1={other}"


async def test_another_key_is_not_believed(program: Program) -> None:
    with pytest.raises(Never) as why:
        await ByWebhook("x" * 32).send(bell(f"{program.url}/hook"))
    assert why.value.reason == "http-401"


@pytest.mark.parametrize(
    ("answer", "kind", "reason"),
    [
        (web.Response(status=400), Never, "http-400"), (web.Response(status=404), Never, "http-404"),
        (web.Response(status=410), Never, "http-410"), (web.Response(status=429), Later, "http-429"),
        (web.Response(status=500), Later, "http-500"), (web.Response(status=503), Later, "http-503"),
        (web.Response(status=504), Unsure, "http-504"),
        (web.Response(status=302, headers={"Location": "/elsewhere"}), Never, "http-302"),
        (ConnectionResetError(), Unsure, "network"),
    ],
)  # fmt: skip
async def test_each_answer_means(program: Program, answer: Any, kind: type[NotSent], reason: str) -> None:
    program.answers_next("/hook", answer)
    why = await failure(f"{program.url}/hook")
    assert (type(why), why.reason) == (kind, reason)
    assert not program.asked_at("/elsewhere")


@pytest.mark.parametrize("status", [200, 201, 202, 299])
async def test_any_good_answer_is_good(program: Program, status: int) -> None:
    program.answers_next("/hook", web.Response(status=status, text="x" * 100_000))
    assert await ByWebhook(KEY).send(bell(f"{program.url}/hook")) == ""


async def test_a_program_that_does_not_answer_is_left_in_time(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "SEND_S", 0.3)
    program.answers_next("/hook", 30)
    why = await failure(f"{program.url}/hook")
    assert (type(why), why.reason) == (Unsure, "timeout")


async def test_a_program_that_is_away_means_later() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    why = await failure(f"http://127.0.0.1:{port}/hook")
    assert (type(why), why.reason) == (Later, "network")


async def test_a_connection_that_stays_half_open_is_left_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook, "SEND_S", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        why = await failure(f"https://127.0.0.1:{deaf.getsockname()[1]}/hook")
    assert (type(why), why.reason) == (Later, "timeout")


async def test_a_message_of_many_items_is_sent_whole(program: Program) -> None:
    many = replace(bell(f"{program.url}/hook"), items=(ITEM,) * 500)
    await ByWebhook(KEY).send(many)
    assert len(json.loads(program.asked[0].body)["items"]) == 500
