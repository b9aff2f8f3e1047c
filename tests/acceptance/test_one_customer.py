"""One customer, one case, on whichever channel: real processes, the vendors' clouds beside them, and a browser."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from handoff.binding import Binding
from handoff.companies import Companies
from handoff.store import Store
from tests.acceptance.running import SECRET, Agent, Customer
from tests.acceptance.talking import Talking, until
from tests.acceptance.vendors import House

Meet = Callable[[str], Talking]
LIVE_MS = 20_000
OPEN = "以前联系过？接上以前的事"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        path = os.environ.get("YINUO_CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


def asked(house: House, token: str, path: str, **body: str) -> tuple[int, dict[str, Any]]:
    """One of the doors for whoever was in touch before."""
    http = house.client(f"{house.bot}/webhooks/webchat", headers={"Authorization": f"Bearer {token}"})
    done = http.post(path, json=body)
    return done.status_code, done.json()


def code_in(customer: Talking, before: int, pattern: str = r"(?<!\d)\d{6}(?!\d)") -> str:
    """The code in the newest text message."""
    found = re.search(pattern, customer.hears_more_than(before)["text"])
    assert found
    return found[0]


def confirms(house: House, guest: Customer, holder: Talking) -> None:
    """A guest shows that the number of a text message's sender is theirs."""
    before = len(holder.heard())
    assert asked(house, guest.token, "/verifications", phone=holder.address) == (202, {})
    assert asked(house, guest.token, "/verifications/confirm", code=code_in(holder, before)) == (200, {})


def open_calls(house: House, case: str) -> list[dict[str, Any]]:
    return [p for p in house.promises(case) if p["state"] == "open"]


@pytest.mark.parametrize("channel", ["sms", "twilio", "voice"])
def test_t5_a_text_message_and_the_web_chat_are_one_case(house: House, customer: Talking) -> None:
    told = customer.gets_a_promise("烤箱修了三次还是不热，我要投诉")
    guest = Customer(house)
    confirms(house, guest, customer)
    said = guest.heard()[-1]["promise"]
    assert (said["case"], said["owner"], said["due_at"]) == (told["case"], told["owner"], told["due_at"])
    assert guest.says("维修师傅上次说主板要换")["promise"]["case"] == told["case"]
    assert len(open_calls(house, told["case"])) == 1
    owner = Agent(house, house.people()[told["owner"]]["id"])
    page = owner.page(f"/cases/{told['case']}").text
    assert "烤箱修了三次还是不热" in page
    assert "维修师傅上次说主板要换" in page


def test_t5_a_matter_begun_in_the_web_chat_goes_on_by_text_message(
    house: House, meet: Meet, customer: Customer
) -> None:
    told, sender = customer.gets_a_promise("烤箱修了三次还是不热，我要投诉"), meet("sms")
    confirms(house, customer, sender)
    assert sender.gets_a_promise("烤箱的事怎么样了", replies=())["case"] == told["case"]
    assert len(open_calls(house, told["case"])) == 1
    page = Agent(house, house.people()[told["owner"]]["id"]).page(f"/cases/{told['case']}").text
    assert "烤箱修了三次还是不热" in page
    assert "烤箱的事怎么样了" in page


@pytest.mark.parametrize("channel", ["sms", "twilio", "voice"])
def test_a5_what_was_said_in_a_text_message_is_not_asked_in_the_web_chat(house: House, customer: Talking) -> None:
    told = customer.gets_a_promise("烤箱坏了，我要投诉，订单号YL2026021177")
    guest = Customer(house)
    confirms(house, guest, customer)
    answer = guest.says("我要投诉，烤箱还是坏的")
    assert answer["promise"]["case"] == told["case"]
    assert not re.search(r"订单号|电话号码|怎么联系|[？?]", answer["text"])


@pytest.mark.parametrize("channel", ["sms", "twilio", "voice"])
def test_d3_what_two_channels_brought_apart_goes_on_as_one(house: House, customer: Talking) -> None:
    older = customer.gets_a_promise("烤箱坏了没人管，我要投诉")
    house.go_to(house.now().replace(minute=house.now().minute + 5))
    guest = Customer(house)
    newer = guest.gets_a_promise("烤箱的事我要投诉")
    assert newer["case"] != older["case"]
    confirms(house, guest, customer)
    said = guest.heard()[-1]
    assert newer["case"] in said["text"]
    assert (said["promise"]["case"], said["promise"]["owner"]) == (older["case"], older["owner"])
    assert len(open_calls(house, older["case"])) == 1
    assert open_calls(house, newer["case"]) == []
    assert house.command("ledger", "verify")


@pytest.mark.parametrize("channel", ["sms"])
def test_a_number_that_is_merely_typed_shows_nothing_of_its_owner_s_case(house: House, customer: Talking) -> None:
    told = customer.gets_a_promise("烤箱坏了没人管，我要投诉")
    stranger = Customer(house)
    other = stranger.gets_a_promise(f"我要投诉，我的电话是{customer.address}")
    assert other["case"] != told["case"]
    stranger.says("我的承诺进展")
    assert told["case"] not in str(stranger.messages())
    assert asked(house, stranger.token, "/verifications/confirm", code="123456")[0] == 401
    assert told["case"] not in str(stranger.messages())


@pytest.mark.parametrize("channel", ["wechat", "wecom"])
def test_t5_wechat_a_text_message_and_the_web_chat_are_one_case(
    house: House, meet: Meet, customer: Talking, channel: str
) -> None:
    """Their WeChat has no door of its own for a number yet: the core is asked as such a door would ask it."""
    sender = meet("sms")
    told = sender.gets_a_promise("烤箱坏了没人管，我要投诉")
    customer.says("您好")
    store = Store(house.environment["YINUO_DATABASE_URL"], SECRET)
    binding, before = Binding(store, house, Companies()), len(sender.heard())
    with store.read() as tx:
        here = next(a["address"] for a in tx.rows("addresses", channel=channel) if customer.address in a["address"])
    binding.ask("+86" + sender.address, channel, here)
    binding.confirm(code_in(sender, before), channel, here)
    store.close()
    until(lambda: told["case"] in str(customer.heard()), "the promise in WeChat")
    assert customer.says("我的承诺进展")["promise"]["case"] == told["case"]
    guest = Customer(house)
    house.go_to(house.now().replace(minute=house.now().minute + 5))
    confirms(house, guest, sender)
    assert guest.heard()[-1]["promise"]["case"] == told["case"]
    assert len(open_calls(house, told["case"])) == 1


def chat(chromium: Browser, house: House, width: int) -> Page:
    """The sample page, with the corner for earlier matters open."""
    size: Any = {"width": width, "height": 844}
    page = chromium.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", viewport=size).new_page()
    page.goto(f"{house.bot}/webhooks/webchat/page")
    page.get_by_role("button", name=OPEN).click()
    return page


@pytest.mark.browser
@pytest.mark.parametrize("channel", ["sms"])
def test_t5_the_code_of_a_text_message_leads_to_the_web_chat(
    house: House, customer: Talking, chromium: Browser, tmp_path: Path
) -> None:
    customer.sends("您好")
    code = code_in(customer, 0, r"[2-9A-Z]{8}")
    page = chat(chromium, house, 1280)
    page.get_by_role("textbox", name="我有短信里的接续码").fill(code.lower())
    page.get_by_role("button", name="接上", exact=True).click()
    expect(page.get_by_text("谢谢您，已经接上了").first).to_be_visible(timeout=LIVE_MS)
    box = page.get_by_role("textbox", name="请写下发生了什么")
    box.fill("烤箱坏了没人管，我要投诉")
    box.press("Enter")
    expect(page.get_by_text("请问").last).to_be_visible(timeout=LIVE_MS)
    box.fill("没有订单号")
    box.press("Enter")
    expect(page.get_by_text(re.compile("将于.*前致电您")).last).to_be_visible(timeout=LIVE_MS)
    case = re.search(r"\d{6}-\d{6}", page.locator(".case").last.inner_text())
    assert case
    page.screenshot(path=Path(os.environ.get("YINUO_SHOTS", tmp_path)) / "one-code.png")
    assert customer.says("我的承诺进展")["promise"]["case"] == case[0]


@pytest.mark.browser
@pytest.mark.parametrize("channel", ["sms"])
def test_t5_a_confirmed_number_shows_the_promise_on_a_phone(
    house: House, customer: Talking, chromium: Browser, tmp_path: Path
) -> None:
    told = customer.gets_a_promise("烤箱坏了没人管，我要投诉")
    page, before = chat(chromium, house, 390), len(customer.heard())
    page.get_by_role("textbox", name="用手机号接上以前的事").fill(customer.address)
    page.get_by_role("button", name="发验证码").click()
    page.get_by_role("textbox", name="短信里的验证码").fill(code_in(customer, before))
    page.get_by_role("button", name="确认").click()
    card = page.get_by_role("region", name="负责您这件事的人").last
    expect(card).to_contain_text(told["owner"], timeout=LIVE_MS)
    expect(card).to_contain_text(told["case"])
    page.screenshot(path=Path(os.environ.get("YINUO_SHOTS", tmp_path)) / "one-number.png")
