"""What the web chat lets in, what it refuses, and how it says so."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator

import jwt
import pytest
import pytest_asyncio
from rasa.core.channels.channel import UserMessage

from channels.webchat.gateway import place_of
from tests.unit.channels_double import SECRET, Bot, CoreDouble, running_bot, settings, until, wire

SITE = "https://www.example.cn"


async def echo(message: UserMessage) -> None:
    await message.output_channel.send_text_message(message.sender_id, f"听到了：{message.text}")


@pytest_asyncio.fixture
async def bot(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bot]:
    core = CoreDouble()
    wire(monkeypatch, core, settings(webchat_origins=f"{SITE}, https://other.example.cn"))
    async with running_bot(core, echo) as running:
        yield running


async def test_a_message_is_acknowledged_with_202_and_answered(bot: Bot) -> None:
    token = await bot.token()
    assert await bot.post(token, {"id": "a", "text": "你好"}) == (202, {"id": "a"})
    await until(lambda: len(bot.core.rows) == 2)
    assert [(m["from"], m["text"]) for m in await bot.said(token)] == [("customer", "你好"), ("bot", "听到了：你好")]


async def test_the_same_id_again_is_acknowledged_with_200_and_answered_once(bot: Bot) -> None:
    token = await bot.token()
    first = await bot.post(token, {"id": "a", "text": "你好"})
    again = await bot.post(token, {"id": "a", "text": "你好"})
    assert (first[0], again) == (202, (200, {"id": "a"}))
    await until(lambda: len(bot.core.rows) == 2)
    assert len(await bot.said(token)) == 2


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "bad_json"),
        (b"[]", 400, "bad_json"),
        (b"null", 400, "bad_json"),
        (b'"text"', 400, "bad_json"),
        (b"\xff\xfe", 400, "bad_json"),
        (b"[" * 30000, 400, "bad_json"),
        (b'{"a":' * 12000, 400, "bad_json"),
        (b"", 400, "bad_id"),
        (b'{"text": "a"}', 400, "bad_id"),
        (b'{"id": 7, "text": "a"}', 400, "bad_id"),
        (b'{"id": "", "text": "a"}', 400, "bad_id"),
        (b'{"id": "a b", "text": "a"}', 400, "bad_id"),
        (b'{"id": "a\\nb", "text": "a"}', 400, "bad_id"),
        (b'{"id": "a"}', 400, "bad_text"),
        (b'{"id": "a", "text": null}', 400, "bad_text"),
        (b'{"id": "a", "text": ["b"]}', 400, "bad_text"),
        (b'{"id": "a", "text": " \\n\\u200b\\u3000"}', 400, "blank"),
        (b'{"id": "a", "text": "\\u0000\\ud800"}', 400, "blank"),
        ('{"id": "a", "text": "%s"}' % ("长" * 4001), 413, "too_long"),
        (b'{"id": "a", "text": "b"}' + b" " * 65536, 413, "too_large"),
        (b"x" * 1_000_000, 413, "too_large"),
    ],
    ids=range(21),
)
async def test_what_is_no_message_is_refused_in_chinese(bot: Bot, body: bytes | str, status: int, code: str) -> None:
    token = await bot.token()
    found, said = await bot.post(token, data=body)
    assert (found, said["error"]) == (status, code)
    assert any("\u4e00" <= sign <= "\u9fff" for sign in said["message"])
    assert bot.core.rows == []


async def test_a_text_of_4000_signs_is_taken_whole(bot: Bot) -> None:
    token = await bot.token()
    assert (await bot.post(token, {"id": "a", "text": "长" * 4000}))[0] == 202
    assert bot.core.rows[0]["text"] == "长" * 4000


async def test_lone_surrogates_and_nul_never_reach_the_journal(bot: Bot) -> None:
    token = await bot.token()
    assert (await bot.post(token, data=b'{"id": "a", "text": "\\ud800\\u0000ok\\ud83d\\ude00", "id": "b"}'))[0] == 202
    assert (bot.core.rows[0]["id"], bot.core.rows[0]["text"]) == ("b", "ok😀")


async def test_a_body_sent_in_pieces_has_the_same_limit(bot: Bot) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b"x" * 8192

    assert (await bot.post(await bot.token(), data=pieces()))[0] == 413


async def test_a_header_of_more_than_8_kb_is_refused(bot: Bot) -> None:
    async with bot.http.get(f"{bot.url}/messages", headers={"Authorization": "Bearer " + "a" * 9000}) as answer:
        assert answer.status == 413


async def test_a_full_backlog_is_429_and_says_when_to_come_back(bot: Bot) -> None:
    bot.core.backlog = 0
    token = await bot.token()
    async with bot.http.post(
        f"{bot.url}/messages", json={"id": "a", "text": "b"}, headers={"Authorization": f"Bearer {token}"}
    ) as answer:
        assert (answer.status, answer.headers["Retry-After"]) == (429, "3")
        assert (await answer.json())["error"] == "backlog"


async def test_a_core_that_fails_is_503_and_the_same_message_may_come_again(bot: Bot) -> None:
    token = await bot.token()
    bot.core.broken.add("receive")
    status, said = await bot.post(token, {"id": "a", "text": "b"})
    assert (status, said["error"]) == (503, "unavailable")
    bot.core.broken.clear()
    assert (await bot.post(token, {"id": "a", "text": "b"}))[0] == 202


async def test_without_a_session_nothing_is_said_or_read(bot: Bot) -> None:
    identity = jwt.encode({"sub": "u1", "exp": time.time() + 60}, SECRET, "HS256")
    forged = jwt.encode({"adr": "site:u1", "exp": time.time() + 60}, SECRET, "HS256")
    for token in (None, "nonsense", identity, forged, (await bot.token())[:-2]):
        status, said = await bot.post(token, {"id": "a", "text": "b"})
        assert (status, said["error"]) == (401, "unauthorized")
    for path in ("messages", "events"):
        async with bot.http.get(f"{bot.url}/{path}") as answer:
            assert answer.status == 401
    assert bot.core.rows == []


async def test_an_identity_is_known_at_once_and_has_one_conversation_on_every_device(bot: Bot) -> None:
    first, second = [await bot.token(sub="u1", name="李\x00雷", phone="13800138000") for _ in range(2)]
    await bot.post(first, {"id": "a", "text": "你好"})
    await bot.post(second, {"id": "b", "text": "还有"})
    known = [(i.address, i.name, i.phone) for i in bot.core.identities if i]
    assert known == [("site:u1", "李雷", "+8613800138000")] * 2
    assert len({row["conversation"] for row in bot.core.rows}) == 1


async def test_two_devices_of_one_customer_number_their_messages_each_for_itself(bot: Bot) -> None:
    first, second = [await bot.token(sub="u1") for _ in range(2)]
    answers = [(await bot.post(token, {"id": "1", "text": text}))[0] for token, text in ((first, "一"), (second, "二"))]
    again = (await bot.post(second, {"id": "1", "text": "二"}))[0]
    assert (answers, again) == ([202, 202], 200)
    assert [row["text"] for row in bot.core.rows if row["from"] == "customer"] == ["一", "二"]


async def test_guests_are_strangers_to_each_other(bot: Bot) -> None:
    await bot.post(await bot.token(), {"id": "a", "text": "你好"})
    await bot.post(await bot.token(), {"id": "a", "text": "你好"})
    assert len({row["conversation"] for row in bot.core.rows}) == 2
    assert bot.core.identities == [None, None]


@pytest.mark.parametrize(
    ("identity", "status"),
    [
        (jwt.encode({"sub": "u1"}, "another secret that is long enough too", "HS256"), 401),
        (jwt.encode({"sub": "u1", "exp": 1000}, SECRET, "HS256"), 401),
        (jwt.encode({"sub": "u1"}, "", "none"), 401),
        (jwt.encode({"name": "u1"}, SECRET, "HS256"), 401),
        (jwt.encode({"sub": " "}, SECRET, "HS256"), 401),
        (jwt.encode({"sub": ["u1"]}, SECRET, "HS256"), 401),
        (jwt.encode({"sub": "u" * 200}, SECRET, "HS256"), 401),
        ("a.b.c", 401),
        (7, 400),
        ([], 400),
    ],
    ids=["other key", "expired", "unsigned", "nobody", "blank", "list", "long", "no token", "number", "array"],
)
async def test_an_identity_that_the_site_did_not_sign_opens_nothing(bot: Bot, identity: object, status: int) -> None:
    async with bot.http.post(f"{bot.url}/sessions", json={"identity": identity}) as answer:
        assert answer.status == status
        assert (await answer.json())["message"]


async def test_a_session_token_is_no_identity(bot: Bot) -> None:
    async with bot.http.post(f"{bot.url}/sessions", json={"identity": await bot.token()}) as answer:
        assert answer.status == 401


async def test_only_listed_sites_may_read_the_answers(bot: Bot) -> None:
    for origin, allowed in ((SITE, SITE), ("https://evil.example", None), ("null", None), ("", None)):
        async with bot.http.post(f"{bot.url}/sessions", json={}, headers={"Origin": origin}) as answer:
            assert answer.headers.get("Access-Control-Allow-Origin") == allowed
            assert answer.headers["Vary"] == "Origin"
        async with bot.http.get(f"{bot.url}/nowhere", headers={"Origin": origin}) as answer:
            assert answer.headers.get("Access-Control-Allow-Origin") == allowed


async def test_a_preflight_allows_what_the_chat_needs_and_only_to_listed_sites(bot: Bot) -> None:
    asks = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"}
    for path in ("sessions", "messages", "events"):
        async with bot.http.options(f"{bot.url}/{path}", headers={"Origin": SITE, **asks}) as answer:
            assert answer.status in (200, 204)
            assert answer.headers["Access-Control-Allow-Origin"] == SITE
            assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]
            assert "Last-Event-ID" in answer.headers["Access-Control-Allow-Headers"]
        async with bot.http.options(f"{bot.url}/{path}", headers={"Origin": "https://evil.example", **asks}) as answer:
            assert "Access-Control-Allow-Origin" not in answer.headers


async def test_no_door_sets_a_cookie_or_takes_a_token_from_an_address(bot: Bot) -> None:
    token = await bot.token()
    async with bot.http.get(f"{bot.url}/messages", params={"token": token, "access_token": token}) as answer:
        assert (answer.status, answer.headers.get("Set-Cookie")) == (401, None)


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nowhere", 404, "not_found"),
        ("GET", "/static/../connector.py", 404, "not_found"),
        ("GET", "/static/%2e%2e/connector.py", 404, "not_found"),
        ("GET", "/static/..%2fconnector.py", 404, "not_found"),
        ("GET", "/static//etc/passwd", 404, "not_found"),
        ("DELETE", "/messages", 405, "method_not_allowed"),
        ("GET", "/sessions", 405, "method_not_allowed"),
    ],
)
async def test_every_refusal_has_one_shape(bot: Bot, method: str, path: str, status: int, code: str) -> None:
    from yarl import URL

    async with bot.http.request(method, URL(bot.url + path, encoded=True)) as answer:
        said = await answer.json()
        assert (answer.status, said["error"]) == (status, code)
        assert said["message"]


async def test_page_widget_and_assets_are_served_to_be_trusted(bot: Bot) -> None:
    async with bot.http.get(f"{bot.url}/page") as answer:
        assert (answer.status, answer.content_type) == (200, "text/html")
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
    async with bot.http.get(f"{bot.url}/widget.js", headers={"Origin": SITE}) as answer:
        assert (answer.status, answer.content_type) == (200, "text/javascript")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Access-Control-Allow-Origin"] == SITE
        tag = answer.headers["ETag"]
    async with bot.http.get(f"{bot.url}/widget.js", headers={"If-None-Match": tag}) as answer:
        assert answer.status == 304
    async with bot.http.get(f"{bot.url}/static/page.css") as answer:
        assert (answer.status, answer.content_type) == (200, "text/css")


async def test_no_secret_keeps_the_chat_shut_and_the_health_door_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    core = CoreDouble()
    wire(monkeypatch, core, settings(webchat_secret=""))
    async with running_bot(core, echo) as bot:
        async with bot.http.post(f"{bot.url}/sessions", json={}) as answer:
            assert answer.status == 503
        async with bot.http.get(f"{bot.url}/health") as answer:
            assert (answer.status, (await answer.json())["channels"]["webchat"]["ok"]) == (503, False)


@pytest.mark.parametrize("behind", ["\x00", "\udcff", "a b", "一", "a" * 129, "", None])
def test_what_can_be_no_id_is_no_place_to_read_on_from(behind: str | None) -> None:
    assert place_of(behind) is None


def test_any_id_that_a_message_may_have_is_a_place_to_read_on_from() -> None:
    assert place_of("5f3a9c0e7b") == "5f3a9c0e7b"
