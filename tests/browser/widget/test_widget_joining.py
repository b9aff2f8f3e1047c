"""Taking up earlier matters in the chat: by a text message's code or by a number, with keys alone, on any screen."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.widget.double import WebchatDouble
from tests.browser.widget.steps import bubbles, field, received, write

pytestmark = pytest.mark.browser
OPEN = "以前联系过？接上以前的事"
WRONG = "验证码不对，或者已经过期。"
SCREENS = {"desktop": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}


def answered(status: int, body: dict[str, Any]) -> Any:
    """A door that always answers this."""
    return lambda route: route.fulfill(status=status, json=body)


def offer(context: BrowserContext, **what: bool) -> None:
    context.route("**/webchat/ways", answered(200, {"code": True, "phone": True, **what}))


@pytest.fixture
def page(customer: BrowserContext, double: WebchatDouble) -> Page:
    offer(customer)
    opened = customer.new_page()
    opened.goto(f"{double.url}/page")
    opened.get_by_role("button", name=OPEN).wait_for()
    return opened


def opened(page: Page) -> None:
    page.get_by_role("button", name=OPEN).press("Enter")


def test_the_code_of_a_text_message_leads_to_the_conversation_with_keys_alone(
    page: Page, double: WebchatDouble
) -> None:
    double.say("王敏（售后投诉专员）将于6月8日（周一）15:20前联系您。")
    opened(page)
    expect(page.get_by_role("heading", name="接上以前的事")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    code = page.get_by_role("textbox", name="我有短信里的接续码")
    expect(code).to_be_focused()
    page.keyboard.type("k7mx3qpd")
    page.keyboard.press("Enter")
    expect(bubbles(page, "bot")).to_have_text("王敏（售后投诉专员）将于6月8日（周一）15:20前联系您。")
    assert double.sessions == [{"code": "k7mx3qpd"}]
    expect(field(page)).to_be_focused()
    expect(page.get_by_role("button", name=OPEN)).to_be_visible()


def test_a_refusal_is_said_aloud_and_stays_with_its_field(page: Page) -> None:
    page.context.route("**/webchat/sessions", answered(401, {"error": "code_refused", "message": WRONG}))
    opened(page)
    code = page.get_by_role("textbox", name="我有短信里的接续码")
    code.fill("22222222")
    code.press("Enter")
    expect(page.get_by_role("alert")).to_have_text(WRONG)
    expect(code).to_have_attribute("aria-invalid", "true")
    expect(code).to_be_focused()
    expect(code).to_have_value("22222222")


def test_a_number_is_confirmed_by_the_code_that_is_sent_to_it(page: Page, double: WebchatDouble) -> None:
    asked: list[tuple[str, Any]] = []

    def took(route: Route) -> None:
        asked.append((route.request.url.rsplit("/", 1)[1], route.request.post_data_json))
        route.fulfill(status=202, json={})

    page.context.route("**/webchat/verifications**", took)
    page.context.route("**/webchat/verifications/confirm", took)
    opened(page)
    page.get_by_role("textbox", name="用手机号接上以前的事").fill("138 0013 8000")
    page.get_by_role("button", name="发验证码").press("Enter")
    code = page.get_by_role("textbox", name="短信里的验证码")
    expect(code).to_be_focused()
    code.fill("123456")
    code.press("Enter")
    expect(field(page)).to_be_focused()
    assert asked == [("verifications", {"phone": "138 0013 8000"}), ("confirm", {"code": "123456"})]


def test_who_mistyped_the_number_can_give_another_one(page: Page) -> None:
    page.context.route("**/webchat/verifications", answered(202, {}))
    opened(page)
    number = page.get_by_role("textbox", name="用手机号接上以前的事")
    number.fill("13800138000")
    number.press("Enter")
    page.get_by_role("button", name="没有收到，重新填号码").press("Enter")
    expect(number).to_be_focused()
    expect(page.get_by_role("textbox", name="短信里的验证码")).to_be_hidden()


def test_escape_closes_it_and_leaves_the_chat_open(customer: BrowserContext, double: WebchatDouble) -> None:
    offer(customer)
    page = customer.new_page()
    page.goto(f"http://localhost:{double.port}/other-site")
    page.get_by_role("button", name="打开客服对话").click()
    opened(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name=OPEN)).to_be_focused()
    expect(field(page)).to_be_visible()


def test_where_no_text_messages_are_sent_nothing_is_offered(customer: BrowserContext, double: WebchatDouble) -> None:
    offer(customer, code=False, phone=False)
    page = customer.new_page()
    page.goto(f"{double.url}/page")
    write(page, "你好")
    received(page)
    expect(page.get_by_role("button", name=OPEN)).to_be_hidden()


@pytest.mark.parametrize("screen", SCREENS)
def test_it_fits_the_screen_beside_the_field_to_write_in(
    chromium: Browser, double: WebchatDouble, screen: str, tmp_path: Path
) -> None:
    size: Any = SCREENS[screen]
    context = chromium.new_context(viewport=size, locale="zh-CN", reduced_motion="reduce")
    offer(context)
    context.route("**/webchat/verifications", answered(202, {}))
    page = context.new_page()
    page.goto(f"{double.url}/page")
    pictures = Path(os.environ.get("YINUO_SHOTS", tmp_path))
    page.get_by_role("button", name=OPEN).wait_for()
    page.screenshot(path=pictures / f"join-{screen}-1.png")
    opened(page)
    page.screenshot(path=pictures / f"join-{screen}-2.png")
    page.get_by_role("textbox", name="用手机号接上以前的事").fill("13800138000")
    page.get_by_role("button", name="发验证码").click()
    confirm = page.get_by_role("textbox", name="短信里的验证码")
    confirm.wait_for()
    page.screenshot(path=pictures / f"join-{screen}-3.png")
    for seen in (confirm, field(page), page.get_by_role("button", name="确认"), page.get_by_text("请看手机短信")):
        expect(seen).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    for button in page.locator(".join button").all():
        box = button.bounding_box()
        assert box is None or box["height"] >= 44
    context.close()
