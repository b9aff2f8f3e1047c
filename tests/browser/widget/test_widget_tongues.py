"""The chat's labels follow the customer: Simplified, Traditional or English, before and after the first answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from handoff.tongues.letters import SIMPLIFIED_ONLY
from tests.browser.widget.double import STATIC, WebchatDouble

pytestmark = pytest.mark.browser
SCREENS: dict[str, ViewportSize] = {"desktop": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}
PROMISE = {
    "case": "YN-0012", "owner": "王敏", "title": "售后投诉专员", "due_at": "2027-06-07T07:20:00+00:00",
    "channel": "webchat", "made_by": "dialogue",
}  # fmt: skip
SAID = {
    "en": "王敏 (售后投诉专员) will message you here by Monday, 7 June 2027, 15:20.",
    "zh-Hant": "王敏（售后投诉专员）將於2027年6月7日（週一）15:20前在這裡聯繫您。",
}
WRITTEN = {"en": "My fridge is broken", "zh-Hant": "我的冰箱壞了"}
CARD = {
    "en": ("Responsible for your case", "Monday, 7 June 2027, 15:20"),
    "zh-Hant": ("負責您這件事的人", "2027年6月7日（週一）15:20 前"),
}
RECEIVED = {"en": "Received", "zh-Hant": "已收到", "zh": "已收到"}
OPENER = {"en": "Open the customer service chat", "zh-Hant": "打開客服對話", "zh": "打开客服对话"}
# Every text and every label that a reader or a screen reader meets in the chat, but what was said.
LABELS = """host => [...host.shadowRoot.querySelectorAll('*')].flatMap((node) => [
  ...['aria-label', 'placeholder'].map((name) => node.getAttribute(name) ?? ''),
  ...(node.closest('.bubble:not(.greeting *), .owner, .seal, .mark, #title') ? [] :
    [...node.childNodes].filter((one) => one.nodeType === 3).map((one) => one.data)),
]).filter((text) => text.trim())"""
Opened = Callable[..., Page]


@pytest.fixture(params=SCREENS)
def screen(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[BrowserContext]:
    phone = request.param == "phone"
    context = chromium.new_context(
        viewport=SCREENS[request.param], has_touch=phone, is_mobile=phone, reduced_motion="reduce",
        timezone_id="Asia/Shanghai",
    )  # fmt: skip
    context.set_default_timeout(15_000)
    context.route("**/webchat/ways", lambda route: route.fulfill(json={"code": True, "phone": True}))
    yield context
    context.close()


@pytest.fixture
def visit(double: WebchatDouble) -> Opened:
    """Opens the sample page or another one, in whose tag or whose <html> a tongue stands."""

    def opened(context: BrowserContext, where: str = "page", tag: str = "", lang: str = "zh-CN") -> Page:
        page = context.new_page()
        text = (STATIC / f"{where}.html").read_text("utf-8").replace('<html lang="zh-CN">', f'<html lang="{lang}">')
        text = re.sub(r' data-title="[^"]*"', f' data-language="{tag}"' if tag else "", text)
        page.route("**/visited", lambda route: route.fulfill(body=text, content_type="text/html"))
        page.goto(f"http://127.0.0.1:{double.port}/visited")
        return page

    return opened


def said_by_the_chat(page: Page) -> list[str]:
    labels: list[str] = page.locator("yinuo-chat").evaluate(LABELS)
    return [label.replace("王敏", "").replace("售后投诉专员", "") for label in labels]


def foreign(tongue: str, labels: list[str]) -> list[str]:
    """The labels in which another tongue is left."""
    if tongue == "en":
        return [label for label in labels if re.search(r"[\u3000-\u9fff\uff00-\uffef]", label)]
    return [label for label in labels if SIMPLIFIED_ONLY & set(label)]


def write(page: Page, text: str) -> None:
    box = page.locator("textarea")
    box.fill(text)
    box.press("Enter")


@pytest.mark.parametrize("tongue", ["en", "zh-Hant"])
def test_the_labels_and_the_card_turn_to_the_tongue_of_the_answer(
    screen: BrowserContext, double: WebchatDouble, visit: Opened, tongue: str
) -> None:
    page = visit(screen)
    write(page, WRITTEN[tongue])
    expect(page.get_by_text("已收到")).to_have_count(1)
    double.say("好的", language="zh", promise=PROMISE)
    expect(page.get_by_role("region", name="负责您这件事的人")).to_contain_text("2027年6月7日（周一）15:20 前")
    double.say(SAID[tongue], language=tongue, promise=PROMISE)
    name, due = CARD[tongue]
    cards = page.get_by_role("region", name=name)
    expect(cards).to_have_count(2)
    for card in (cards.first, cards.last):
        expect(card.locator(".due")).to_have_text(due)
        expect(card).to_contain_text("王敏 售后投诉专员")
        expect(card).to_contain_text("YN-0012")
    expect(page.get_by_text(RECEIVED[tongue], exact=True)).to_have_count(1)
    labels = said_by_the_chat(page)
    assert len(labels) > 30
    assert foreign(tongue, labels) == []
    assert page.get_by_role("log").evaluate("node => node.scrollWidth <= node.clientWidth")


@pytest.mark.parametrize("tongue", ["en", "zh-Hant"])
def test_a_page_says_in_its_tag_what_stands_before_the_first_message(
    screen: BrowserContext, double: WebchatDouble, visit: Opened, tongue: str
) -> None:
    page = visit(screen, "embed", tag=tongue)
    page.get_by_role("button", name=OPENER[tongue]).click()
    page.locator("textarea").wait_for()
    assert foreign(tongue, said_by_the_chat(page)) == []
    page.locator(".suggestions button").first.click()
    expect(page.get_by_text(RECEIVED[tongue], exact=True)).to_have_count(1)
    double.say("好的", language="zh")
    expect(page.locator(".line.bot .speaker")).to_have_text("自动助手")


@pytest.mark.parametrize(
    ("lang", "tag", "tongue"),
    [("en-GB", "", "en"), ("zh-HK", "", "zh-Hant"), ("zh", "", "zh"), ("de", "", "zh"), ("en", "zh-Hans", "zh")],
)
def test_without_a_tag_the_page_itself_tells_its_tongue(
    customer: BrowserContext, visit: Opened, lang: str, tag: str, tongue: str
) -> None:
    page = visit(customer, "embed", tag=tag, lang=lang)
    expect(page.get_by_role("button", name=OPENER[tongue])).to_be_visible()


def test_a_reload_shows_the_conversation_in_its_tongue_again(
    customer: BrowserContext, double: WebchatDouble, visit: Opened
) -> None:
    page = visit(customer)
    write(page, WRITTEN["en"])
    double.until_posts(1)
    double.say(SAID["en"], language="en", promise=PROMISE)
    expect(page.get_by_role("region", name=CARD["en"][0])).to_be_visible()
    page.reload()
    expect(page.get_by_role("region", name=CARD["en"][0])).to_be_visible()
    assert foreign("en", said_by_the_chat(page)) == []


def test_what_goes_wrong_is_said_in_the_tongue_of_the_conversation(
    customer: BrowserContext, double: WebchatDouble, visit: Opened
) -> None:
    page = visit(customer, tag="en")
    double.refusals.append((413, {"error": "too_long", "message": "这句话太长了。"}))
    write(page, WRITTEN["en"])
    expect(page.locator(".why")).to_have_text("This message is too long. Please send it in parts.")
    expect(page.get_by_role("button", name="Change it and send")).to_be_visible()
    customer.set_offline(True)
    expect(page.get_by_role("status").first).to_contain_text("You are offline.")


def test_a_notice_of_the_chat_follows_as_well(customer: BrowserContext, double: WebchatDouble, visit: Opened) -> None:
    page = visit(customer)
    write(page, "冰箱坏了")
    double.until_posts(1)
    double.valid.clear()
    write(page, WRITTEN["en"])
    expect(page.locator(".notice")).to_contain_text("为保护您的隐私")
    double.until_posts(2)
    double.say(SAID["en"], language="en")
    expect(page.locator(".notice")).to_contain_text("To protect your privacy")


def test_a_chat_that_does_not_open_says_so_in_the_pages_tongue(customer: BrowserContext, visit: Opened) -> None:
    customer.route("**/static/chat.js", lambda route: route.abort())
    page = visit(customer, tag="en")
    expect(page.locator("#chat")).to_have_text(
        "The chat did not open. Please check your network, then reload this page."
    )
