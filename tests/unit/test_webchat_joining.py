"""The doors for whoever was in touch before: what they let in, what they refuse, and what they never tell."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from rasa.core.channels.channel import UserMessage

from channels.webchat import joining
from handoff import bootstrap, codes
from handoff.model import Refused
from tests.unit.channels_double import Bot, CoreDouble, running_bot, settings, wire

SITE = "https://www.example.cn"
FAR = {"X-Forwarded-For": "9.9.9.9"}


class BindingDouble:
    """Takes one code for each purpose, and notes what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, str]] = []
        self.refuses: str = ""

    def go_on(self, text: str, channel: str, address: str) -> str:
        return self._take(text, channel, address, "K7MX3QPD")

    def confirm(self, text: str, channel: str, address: str) -> str:
        return self._take(text, channel, address, "123456")

    def ask(self, number: str, channel: str, address: str) -> str:
        return self._take(number, channel, address, number)

    def _take(self, given: str, channel: str, address: str, right: str) -> str:
        self.asked.append((given, channel, address))
        if self.refuses or given != right:
            raise Refused(self.refuses or "code_refused", "验证码不对。")
        return "c1"


async def silent(_message: UserMessage) -> None:
    return None


@pytest.fixture
def binding(monkeypatch: pytest.MonkeyPatch) -> BindingDouble:
    made = BindingDouble()
    monkeypatch.setattr(bootstrap, "binding", lambda: made)
    return made


@pytest_asyncio.fixture
async def bot(monkeypatch: pytest.MonkeyPatch, binding: BindingDouble) -> AsyncIterator[Bot]:
    core = CoreDouble()
    wire(monkeypatch, core, settings(webchat_origins=SITE, webchat_proxies=1))
    monkeypatch.setattr(joining, "gateways", lambda: {"sms": object()})
    async with running_bot(core, silent) as running:
        yield running


async def post(bot: Bot, path: str, body: Any, token: str = "", **headers: str) -> tuple[int, dict[str, Any]]:
    if token:
        headers["Authorization"] = f"Bearer {token}"
    async with bot.http.post(f"{bot.url}{path}", json=body, headers=headers) as answer:
        return answer.status, await answer.json()


async def test_a_code_of_a_text_message_opens_a_session(bot: Bot, binding: BindingDouble) -> None:
    status, said = await post(bot, "/sessions", {"code": "K7MX3QPD"})
    assert status == 201
    ((_, channel, address),) = binding.asked
    assert (channel, address.startswith("anon:")) == ("webchat", True)
    assert await bot.said(said["token"]) == []


async def test_whoever_has_a_session_keeps_it(bot: Bot, binding: BindingDouble) -> None:
    token = await bot.token()
    assert await post(bot, "/sessions", {"code": "K7MX3QPD"}, token) == (201, {"token": token})
    assert (await post(bot, "/sessions", {"code": "K7MX3QPD"}, "forged"))[0] == 401
    assert len(binding.asked) == 1


@pytest.mark.parametrize(
    ("code", "status", "error"),
    [("K7MX3QPE", 401, "code_refused"), ("", 400, "bad_code"), (123456, 400, "bad_code"), (None, 400, "bad_code"),
     (["K7MX3QPD"], 400, "bad_code"), ("\ud800", 400, "bad_code")],
)  # fmt: skip
async def test_what_is_no_code_that_holds_opens_nothing(bot: Bot, code: Any, status: int, error: str) -> None:
    found, said = await post(bot, "/sessions", {"code": code})
    assert (found, said["error"]) == (status, error)
    assert "token" not in said
    assert any("\u4e00" <= sign <= "\u9fff" for sign in said["message"])


async def test_one_visitor_tries_a_few_codes_a_minute_and_others_still_can(bot: Bot, binding: BindingDouble) -> None:
    for _ in range(joining.TRIES_PER_MINUTE):
        assert (await post(bot, "/sessions", {"code": "WRONG"}, **FAR))[0] == 401
    status, said = await post(bot, "/sessions", {"code": "K7MX3QPD"}, **FAR)
    assert (status, said["error"]) == (429, "too_many_tries")
    assert (await post(bot, "/sessions", {"code": "K7MX3QPD"}, **{"X-Forwarded-For": "8.8.8.8"}))[0] == 201


async def test_the_limit_of_all_together_is_told_as_429(bot: Bot, binding: BindingDouble) -> None:
    binding.refuses = "too_many_tries"
    assert (await post(bot, "/sessions", {"code": "K7MX3QPD"}))[0] == 429


@pytest.mark.parametrize("phone", ["13800138000", "+86 138 0013 8000", "138-0013-8000", "１３８００１３８０００"])
async def test_a_number_gets_a_code_however_it_is_written(bot: Bot, binding: BindingDouble, phone: str) -> None:
    assert await post(bot, "/verifications", {"phone": phone}, await bot.token()) == (202, {})
    assert binding.asked[0][0] == "+8613800138000"


@pytest.mark.parametrize("phone", ["", None, 7, "abc", "010-88886666", "+1 650-253-0000", "1380013800", "9" * 5000])
async def test_what_gets_no_text_message_gets_no_code(bot: Bot, binding: BindingDouble, phone: Any) -> None:
    status, said = await post(bot, "/verifications", {"phone": phone}, await bot.token())
    assert (status, said["error"]) == (400, "bad_phone")
    assert binding.asked == []


async def test_a_code_is_sent_and_confirmed_in_a_session_only(bot: Bot, binding: BindingDouble) -> None:
    assert (await post(bot, "/verifications", {"phone": "13800138000"}))[0] == 401
    assert (await post(bot, "/verifications/confirm", {"code": "123456"}))[0] == 401
    assert binding.asked == []
    token = await bot.token()
    assert await post(bot, "/verifications/confirm", {"code": "123456"}, token) == (200, {})
    assert (await post(bot, "/verifications/confirm", {"code": "654321"}, token))[0] == 401
    assert (await post(bot, "/verifications/confirm", {}, token))[0] == 400


async def test_asking_too_often_is_told_with_when_to_ask_again(bot: Bot, binding: BindingDouble) -> None:
    binding.refuses = "asked_too_often"
    token = await bot.token()
    headers = {"Authorization": f"Bearer {token}"}
    async with bot.http.post(f"{bot.url}/verifications", json={"phone": "13800138000"}, headers=headers) as answer:
        assert (answer.status, answer.headers["Retry-After"]) == (429, "60")


async def test_neither_codes_nor_numbers_stand_in_a_log(bot: Bot, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    token = await bot.token()
    await post(bot, "/sessions", {"code": "K7MX3QPD"})
    await post(bot, "/verifications", {"phone": "13800138000"}, token)
    await post(bot, "/verifications/confirm", {"code": "654321"}, token)
    for private in ("K7MX3QPD", "13800138000", "654321"):
        assert private not in caplog.text


async def test_without_text_messages_nothing_of_it_is_offered(
    monkeypatch: pytest.MonkeyPatch, binding: BindingDouble
) -> None:
    core = CoreDouble()
    wire(monkeypatch, core, settings())
    monkeypatch.setattr(joining, "gateways", dict)
    async with running_bot(core, silent) as bot:
        async with bot.http.get(f"{bot.url}/ways") as answer:
            assert await answer.json() == {"code": False, "phone": False}
        status, said = await post(bot, "/verifications", {"phone": "13800138000"}, await bot.token())
        assert (status, said["error"]) == (404, "not_offered")


async def test_other_sites_pages_may_use_them_when_they_are_on_the_list(bot: Bot) -> None:
    for path in ("/ways", "/verifications", "/verifications/confirm"):
        async with bot.http.options(f"{bot.url}{path}", headers={"Origin": SITE}) as answer:
            assert answer.status in (200, 204)
            assert answer.headers["Access-Control-Allow-Origin"] == SITE


@pytest.mark.parametrize(
    ("purpose", "text", "code"),
    [("continue", " k7mx-3qpd\n", "K7MX3QPD"), ("continue", "ｋ７ＭＸ ３ＱＰＤ", "K7MX3QPD"), ("continue", "K7MX3QP", ""),
     ("continue", "K7MX3QP0", ""), ("verify", "123 456", "123456"), ("verify", "12345a", ""), ("verify", "١٢٣٤٥٦", ""),
     ("continue", "x" * 100000, "")],
)  # fmt: skip
def test_a_code_is_read_as_people_type_it(purpose: str, text: str, code: str) -> None:
    assert codes.typed(purpose, text) == code
