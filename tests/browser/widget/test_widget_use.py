"""The chat in the hands of a customer: keyboard, screen reader, input method, phone, and a page that fights it."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.widget.double import WebchatDouble
from tests.browser.widget.steps import bubbles, field, received, write

pytestmark = pytest.mark.browser
PROMISE = {
    "case": "YN-0012", "owner": "王敏", "title": "售后投诉专员", "due_at": "2026-06-08T07:20:00+00:00",
    "channel": "webchat", "made_by": "dialogue",
}  # fmt: skip
TOUCH_PX = 44


def launcher(page: Page) -> Locator:
    return page.get_by_role("button", name="打开客服对话")


@pytest.fixture
def other_site(customer: BrowserContext, double: WebchatDouble) -> Page:
    """Somebody else's page, of another origin, with hostile style and the one tag."""
    page = customer.new_page()
    page.goto(f"http://localhost:{double.port}/other-site")
    launcher(page).wait_for()
    return page


@pytest.fixture
def phone(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, reduced_motion="reduce"
    )
    yield context
    context.close()


def test_a_promise_is_a_card_with_name_title_weekday_and_time_in_shanghai(
    chromium: Browser, double: WebchatDouble
) -> None:
    context = chromium.new_context(timezone_id="America/New_York")
    page = context.new_page()
    page.goto(f"{double.url}/page")
    write(page, "我要投诉")
    received(page)
    double.say("王敏（售后投诉专员）将于6月8日（周一）15:20前联系您。", promise=PROMISE)
    card = page.get_by_role("region", name="负责您这件事的人")
    expect(card).to_contain_text("王敏 售后投诉专员")
    expect(card).to_contain_text("6月8日（周一）北京时间 15:20 前")
    expect(card).to_contain_text("YN-0012")
    expect(bubbles(page, "bot")).to_have_text("王敏（售后投诉专员）将于6月8日（周一）15:20前联系您。")
    context.close()


def test_a_new_promise_leaves_the_earlier_card_as_it_was(page: Page, double: WebchatDouble) -> None:
    write(page, "换个时间")
    received(page)
    double.say("先前的", promise=PROMISE)
    double.say("改了的", promise={**PROMISE, "due_at": "2026-06-09T10:00:00+08:00"})
    expect(page.locator(".promise:not(.blank) .due")).to_have_text(["6月8日（周一）15:20 前", "6月9日（周二）10:00 前"])


def test_a_person_is_marked_as_one(page: Page, double: WebchatDouble) -> None:
    write(page, "在吗")
    received(page)
    double.say("我是王敏。", sender="person")
    expect(page.locator(".line.person .speaker")).to_have_text("人工")
    expect(page.get_by_text("人工客服说：")).to_have_count(1)


def test_markup_is_shown_as_it_was_written(page: Page, double: WebchatDouble) -> None:
    nasty = '<img src=x onerror="window.hurt=1"><script>window.hurt=1</script> https://a.example'
    write(page, nasty)
    received(page)
    double.say(nasty, promise={**PROMISE, "owner": "<b onclick=alert(1)>王</b>", "title": nasty})
    expect(bubbles(page)).to_have_text(nasty)
    expect(bubbles(page, "bot")).to_have_text(nasty)
    expect(page.locator(".promise .owner strong")).to_have_text("<b onclick=alert(1)>王</b>")
    assert page.evaluate("window.hurt") is None
    expect(page.locator("yinuo-chat :is(img, script, b, a)")).to_have_count(0)


@pytest.mark.parametrize("choosing", [{"isComposing": True}, {"keyCode": 229}])
def test_enter_that_chooses_a_word_in_an_input_method_does_not_send(
    page: Page, double: WebchatDouble, choosing: dict[str, object]
) -> None:
    field(page).fill("bingxiang")
    field(page).dispatch_event("keydown", {"key": "Enter", "bubbles": True, "cancelable": True, **choosing})
    expect(field(page)).to_have_value("bingxiang")
    write(page, "冰箱")
    received(page)
    assert [text for _, text in double.posts] == ["冰箱"]


def test_shift_enter_begins_a_line_and_the_field_grows(page: Page, double: WebchatDouble) -> None:
    before = field(page).bounding_box()
    field(page).press_sequentially("第一行")
    field(page).press("Shift+Enter")
    field(page).press_sequentially("第二行")
    after = field(page).bounding_box()
    assert before and after and after["height"] > before["height"]
    field(page).press("Enter")
    received(page)
    assert double.posts[0][1] == "第一行\n第二行"


def test_a_screen_reader_finds_log_field_and_status(page: Page) -> None:
    expect(page.get_by_role("log", name="对话内容")).to_have_attribute("aria-live", "polite")
    expect(page.get_by_role("status")).to_have_count(1)
    expect(page.locator("yinuo-chat")).to_have_attribute("lang", "zh-CN")
    expect(field(page)).to_have_accessible_description("Enter 发送，Shift + Enter 换行")
    expect(page.get_by_role("button", name="发送")).to_be_visible()


def test_a_suggestion_sends_its_own_words_as_plain_text(page: Page, double: WebchatDouble) -> None:
    page.get_by_role("button", name="维修进度").click()
    received(page)
    assert [text for _, text in double.posts] == ["维修进度"]
    expect(field(page)).to_be_focused()


def test_everything_works_from_the_keyboard_alone(other_site: Page, double: WebchatDouble) -> None:
    keys = other_site.keyboard
    keys.press("Tab")
    expect(launcher(other_site)).to_be_focused()
    keys.press("Enter")
    expect(field(other_site)).to_be_focused()
    keys.type("hello")
    keys.press("Enter")
    received(other_site)
    keys.press("Shift+Tab")
    expect(other_site.get_by_role("log")).to_be_focused()
    keys.press("Escape")
    expect(other_site.get_by_role("dialog")).to_be_hidden()
    expect(launcher(other_site)).to_be_focused()


def test_what_arrives_while_the_chat_is_closed_is_counted_on_its_button(
    other_site: Page, double: WebchatDouble
) -> None:
    launcher(other_site).click()
    write(other_site, "在吗")
    received(other_site)
    other_site.keyboard.press("Escape")
    double.say("在的")
    expect(other_site.get_by_role("button", name="打开客服对话，1 条新消息")).to_be_visible()


def test_a_page_with_hostile_style_cannot_hide_or_change_the_chat(other_site: Page) -> None:
    launcher(other_site).click()
    expect(field(other_site)).to_be_visible()
    style = (
        "node => { const s = getComputedStyle(node); return [s.fontSize, s.letterSpacing, s.color, s.textTransform] }"
    )
    assert field(other_site).evaluate(style) == ["16px", "normal", "rgb(23, 33, 43)", "none"]
    assert other_site.locator("yinuo-chat").evaluate("node => getComputedStyle(node).transform") == "none"


def test_the_page_can_open_and_close_the_chat_and_its_shortcuts_do_not_take_the_keys(other_site: Page) -> None:
    other_site.evaluate("addEventListener('keydown', () => { window.heard = true })")
    other_site.evaluate("YinuoChat.open()")
    field(other_site).press_sequentially("/s")
    assert other_site.evaluate("window.heard") is None
    other_site.evaluate("YinuoChat.close()")
    expect(other_site.get_by_role("dialog")).to_be_hidden()


@pytest.mark.parametrize("where", ["page", "other site"])
def test_no_request_leaves_for_an_outside_host(customer: BrowserContext, double: WebchatDouble, where: str) -> None:
    asked: set[str] = set()
    page = customer.new_page()
    page.on("request", lambda request: asked.add(urlsplit(request.url).netloc or urlsplit(request.url).scheme))
    page.goto(f"{double.url}/page" if where == "page" else f"http://localhost:{double.port}/other-site")
    if where != "page":
        launcher(page).click()
    write(page, "我要投诉")
    received(page)
    assert asked <= {f"127.0.0.1:{double.port}", f"localhost:{double.port}", "data"}


def test_the_page_obeys_its_own_security_policy(customer: BrowserContext, double: WebchatDouble) -> None:
    page = customer.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{double.url}/page")
    write(page, "你好")
    received(page)
    assert said == []


@pytest.mark.parametrize("where", ["page", "other site"])
def test_on_a_phone_nothing_scrolls_sideways_and_every_button_can_be_hit(
    phone: BrowserContext, double: WebchatDouble, where: str
) -> None:
    page = phone.new_page()
    page.goto(f"{double.url}/page" if where == "page" else f"http://localhost:{double.port}/other-site")
    if where != "page":
        launcher(page).click()
    field(page).wait_for()
    sizes = [box for button in page.get_by_role("button").all() if (box := button.bounding_box())]
    assert sizes
    assert all(box["width"] >= TOUCH_PX and box["height"] >= TOUCH_PX for box in sizes)
    write(page, "长" * 60 + "A" * 300)
    received(page)
    double.say("B" * 300, promise={**PROMISE, "owner": "欧阳" * 12, "title": "专员" * 30, "case": "C" * 80})
    expect(page.get_by_role("region", name="负责您这件事的人")).to_be_visible()
    log = page.get_by_role("log")
    assert log.evaluate("node => node.scrollWidth <= node.clientWidth")
    if where == "page":
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
    else:
        assert page.get_by_role("dialog").bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 844}


def test_on_a_phone_tab_stays_in_the_chat_that_covers_the_page(phone: BrowserContext, double: WebchatDouble) -> None:
    page = phone.new_page()
    page.goto(f"http://localhost:{double.port}/other-site")
    launcher(page).click()
    page.get_by_role("button", name="发送").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="关闭对话")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="发送")).to_be_focused()
