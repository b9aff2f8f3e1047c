"""Letters to WeChat: what each of its answers means, and who fetches the token."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest
from aiohttp import web

from channels.wechat import __main__ as commands
from channels.wechat.api import Api
from channels.wechat.menu import WORDS
from channels.wechat.sender import WeChat, cut, sender_of
from handoff.letters import Closed, Later, Letter, Never, NotSent, Unsure
from stubs.wechat import WeChatCloud, html_page, refused
from tests.unit.channels_double import NOW, settings

SEND, TOKEN_DOOR = "/cgi-bin/message/custom/send", "/cgi-bin/stable_token"
OPENID = "oAbc"
FIELDS = {"owner": "thing1", "when": "thing2", "case": "character_string3"}


class VendorsDouble:
    """Tokens in memory, for one name."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.held = False
        self.spoilt: list[str] = []

    def token(self, name: str) -> str | None:
        return self.kept.get(name)

    def may_fetch(self, name: str) -> bool:
        mine, self.held = not self.held, True
        return mine

    def keep(self, name: str, token: str, lasts_s: float) -> None:
        assert lasts_s == 7200
        self.kept[name], self.held = token, False

    def let_go(self, name: str) -> None:
        self.held = False

    def spoil(self, name: str, token: str) -> None:
        self.spoilt.append(token)
        if self.kept.get(name) == token:
            del self.kept[name]


@pytest.fixture
def cloud() -> Iterator[WeChatCloud]:
    made = WeChatCloud(app_id="wx1", secret="s", now=lambda: NOW)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def vendors() -> VendorsDouble:
    return VendorsDouble()


@pytest.fixture
def wechat(cloud: WeChatCloud, vendors: VendorsDouble) -> WeChat:
    return made(cloud, vendors)


def made(cloud: WeChatCloud, vendors: VendorsDouble, secret: str = "s") -> WeChat:
    return WeChat(Api(cloud.url, "wx1", secret, lambda: vendors), "T1", FIELDS)  # type: ignore[arg-type, return-value]


def text(said: str = "王敏（客服经理）将于15:20前致电您。") -> Letter:
    return Letter("k1", "wechat", OPENID, "text", said, promise=True)


def template(**params: str) -> Letter:
    return Letter("k1", "wechat", OPENID, "template", template="changed", params=params)


async def why(wechat: WeChat, letter: Letter) -> NotSent:
    with pytest.raises(NotSent) as refusal:
        await wechat.send(letter)
    return refusal.value


async def test_a_text_goes_out_as_utf8_and_is_read_as_it_was_written(wechat: WeChat, cloud: WeChatCloud) -> None:
    assert await wechat.send(text("您好😀")) == ""
    assert cloud.sent == {OPENID: ["您好😀"]}
    (asked,) = cloud.asked_at(SEND)
    assert "您好😀".encode() in asked.body
    assert b"\\u" not in asked.body


async def test_the_token_is_asked_for_once_and_never_forced(
    wechat: WeChat, cloud: WeChatCloud, vendors: VendorsDouble
) -> None:
    another = made(cloud, vendors)
    await asyncio.gather(*(sender.send(text(f"{n}")) for n, sender in enumerate([wechat, another] * 8)))
    (asked,) = cloud.asked_at(TOKEN_DOOR)
    assert json.loads(asked.body) == {"grant_type": "client_credential", "appid": "wx1", "secret": "s"}
    assert len(cloud.sent[OPENID]) == 16


@pytest.mark.parametrize("code", [40001, 40014, 42001])
async def test_a_refused_token_is_fetched_anew_and_the_letter_sent_once_again(
    wechat: WeChat, cloud: WeChatCloud, vendors: VendorsDouble, code: int
) -> None:
    cloud.answers_next(SEND, refused(code))
    await wechat.send(text())
    assert len(vendors.spoilt) == 1
    assert len(cloud.asked_at(TOKEN_DOOR)) == 2
    assert len(cloud.sent[OPENID]) == 1


async def test_a_token_that_is_refused_again_means_later(wechat: WeChat, cloud: WeChatCloud) -> None:
    cloud.answers_next(SEND, refused(40001), refused(40001))
    found = await why(wechat, text())
    assert (type(found), found.reason) == (Later, "40001")
    assert len(cloud.asked_at(SEND)) == 2


@pytest.mark.parametrize(
    ("answer", "kind", "reason"),
    [
        (-1, Later, "-1"), (45009, Later, "45009"), (45011, Later, "45011"), (99999, Later, "99999"),
        (45015, Closed, "45015"), (45047, Closed, "45047"), (45002, Closed, "45002"), (48001, Closed, "48001"),
        (43004, Never, "43004"), (40003, Never, "40003"), (48002, Never, "48002"),
        (html_page(502), Later, "http-502"), (html_page(504), Unsure, "http-504"), (html_page(200), Unsure, "no-json"),
        (web.Response(text="[]"), Unsure, "no-json"), (web.Response(text='{"errcode": "0"}'), Later, "-1"),
        (web.Response(body=b"\xff" * 100), Unsure, "no-json"),
        (web.Response(status=302, headers={"Location": "/x"}), Unsure, "http-302"),
        (ConnectionResetError(), Unsure, "network"), (30, Unsure, "timeout"),
    ],
    ids=range(20),
)  # fmt: skip
async def test_each_answer_of_wechats_has_its_meaning(
    wechat: WeChat, cloud: WeChatCloud, monkeypatch: pytest.MonkeyPatch, answer: Any, kind: type, reason: str
) -> None:
    monkeypatch.setattr("channels.asking.LIMIT_S", 0.5)
    cloud.answers_next(SEND, refused(answer) if isinstance(answer, int) and answer != 30 else answer)
    found = await why(wechat, text())
    assert (type(found), found.reason) == (kind, reason)
    assert getattr(found, "gone", False) == (reason == "43004")
    assert getattr(found, "after_s", None) == (60 if reason == "45011" else None)


@pytest.mark.parametrize("token", ["", "t"])
async def test_a_vendor_that_cannot_be_reached_means_later(vendors: VendorsDouble, token: str) -> None:
    vendors.kept = {"wechat:wx1": token}
    nowhere = Api("http://127.0.0.1:1", "wx1", "s", lambda: vendors)  # type: ignore[arg-type, return-value]
    found = await why(WeChat(nowhere, "", {}), text())
    assert (type(found), found.reason) == (Later, "network")


@pytest.mark.parametrize("answer", [refused(40164), refused(-1), html_page(503), web.Response(text="{}"), 30])
async def test_without_a_token_nothing_was_sent_and_the_next_letter_may_ask_again_at_once(
    wechat: WeChat, cloud: WeChatCloud, monkeypatch: pytest.MonkeyPatch, answer: Any
) -> None:
    monkeypatch.setattr("channels.asking.LIMIT_S", 0.5)
    cloud.answers_next(TOKEN_DOOR, answer)
    assert type(await why(wechat, text())) is Later
    assert cloud.asked_at(SEND) == []
    await wechat.send(text())
    assert len(cloud.sent[OPENID]) == 1


async def test_a_wrong_secret_is_named_by_its_code(cloud: WeChatCloud, vendors: VendorsDouble) -> None:
    assert (await why(made(cloud, vendors, "other"), text())).reason == "token-40125"


async def test_while_another_process_fetches_the_token_it_is_waited_for(
    wechat: WeChat, cloud: WeChatCloud, vendors: VendorsDouble
) -> None:
    vendors.held = True
    sending = asyncio.create_task(wechat.send(text()))
    await asyncio.sleep(0)
    cloud.spoil_token()
    vendors.keep("wechat:wx1", cloud.tokens[-1], 7200)
    await sending
    assert cloud.asked_at(TOKEN_DOOR) == []
    assert not vendors.held


async def test_a_token_that_is_being_fetched_arrives_even_if_the_asker_is_called_off(
    wechat: WeChat, cloud: WeChatCloud, vendors: VendorsDouble
) -> None:
    cloud.answers_next(TOKEN_DOOR, 0.2)
    typing = asyncio.create_task(wechat.typing(OPENID))
    while not cloud.asked_at(TOKEN_DOOR):
        await asyncio.sleep(0.01)
    typing.cancel()
    await wechat.send(text())
    assert len(cloud.asked_at(TOKEN_DOOR)) == 1


async def test_a_template_message_carries_owner_time_and_case_under_the_templates_own_names(
    wechat: WeChat, cloud: WeChatCloud
) -> None:
    letter = template(owner="王敏客服经理", when="6月8日（周一）15:20前", case="260608-123456")
    assert await wechat.send(letter) == await wechat.send(letter)
    (sent,) = cloud.templates
    assert (sent["touser"], sent["template_id"], sent["client_msg_id"]) == (OPENID, "T1", "k1")
    values = {name: field["value"] for name, field in sent["data"].items()}
    assert values == {
        "thing1": "王敏客服经理", "thing2": "6月8日（周一）15:20前", "character_string3": "260608-123456",
    }  # fmt: skip


@pytest.mark.parametrize("params", [{"code": "123456"}, {"case": "260608-123456"}, {}])
async def test_what_does_not_fill_the_template_goes_another_way(
    wechat: WeChat, cloud: WeChatCloud, params: dict[str, str]
) -> None:
    assert type(await why(wechat, template(**params))) is Never
    assert cloud.asked == []


def test_a_text_is_cut_to_what_wechat_takes_and_never_in_the_middle_of_a_sign() -> None:
    assert cut("字" * 682) == "字" * 682
    assert cut("字" * 683) == "字" * 681 + "…"
    assert len(cut("😀" * 600).encode()) <= 2048
    assert cut("a\ud800b") == "a\ud800b"


async def test_the_menu_says_what_its_keys_say(wechat: WeChat, cloud: WeChatCloud) -> None:
    assert await commands.do("menu", wechat)
    buttons = cloud.menus[0]["button"]
    every = [one for button in buttons for one in button.get("sub_button", [button])]
    assert [one["key"] for one in every] == [one["name"] for one in every] == list(WORDS)
    assert len(buttons) <= 3
    assert all(len(button["name"]) <= 4 for button in buttons)


def test_without_a_secret_nobody_sends(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handoff.bootstrap.settings", lambda: settings(wechat_token="t", wechat_app_id="wx1"))
    assert sender_of(settings(wechat_token="t", wechat_app_id="wx1")) is None
    assert commands.main(["check"]) == 1
    assert commands.main(["other"]) == 2
    assert "YINUO_WECHAT_SECRET" in capsys.readouterr().err
