"""Answering the customer in a real browser: the words are checked while they are typed, and drafts are never lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect

from handoff import replies
from tests.browser.test_desk_pages import CASE_PATH, CONTRAST, chromium, desk, live, page, sign_in, tab_to
from tests.unit.test_desk_double import BOX, CASE, NOW
from tests.unit.test_desk_server import Desk

pytestmark = pytest.mark.browser
__all__ = ["chromium", "desk", "page"]  # fixtures
TEXT = f"#reply-{CASE.id}-text"
SEND = f"#reply-{CASE.id} button[type=submit]"


@pytest.fixture()
def case_page(page: Page) -> Iterator[Page]:
    sign_in(page)
    page.goto(CASE_PATH)
    live(page)
    yield page


def test_words_are_objected_to_while_they_are_typed_and_again_when_they_are_sent(case_page: Page, desk: Desk) -> None:
    case_page.locator(TEXT).type("这点小事，")
    heard = case_page.locator(".heard .objection")
    expect(heard).to_have_count(1)
    expect(heard).to_contain_text("改说：这件事给您添了麻烦，很抱歉。")
    expect(case_page.locator(TEXT)).to_be_focused()
    case_page.keyboard.type("请给个好评")
    expect(heard).to_have_count(2)
    case_page.click(SEND)
    expect(case_page.locator(f"#said-reply-{CASE.id} p")).to_have_count(2)
    expect(case_page.locator(TEXT)).to_have_value("这点小事，请给个好评")
    assert desk.work.asked == []
    case_page.fill(TEXT, "很抱歉，今天17:00前告诉您运单号。")
    expect(heard).to_have_count(0)
    case_page.click(SEND)
    expect(case_page.locator("#flash")).to_contain_text("已写给客户")
    expect(case_page.locator("#flash")).to_be_focused()
    expect(case_page.locator(TEXT)).to_have_value("")
    assert desk.work.asked == [("reply", "wangmin", CASE.id, "很抱歉，今天17:00前告诉您运单号。")]


def test_the_check_waits_until_the_typing_rests(case_page: Page) -> None:
    asked: list[str] = []
    case_page.on("request", lambda sent: asked.append(sent.url) if sent.url.endswith("/reply/check") else None)
    case_page.locator(TEXT).type("今天下午三点前告诉您结果，这点小事", delay=20)
    expect(case_page.locator(".heard .objection")).to_have_count(1)
    assert len(asked) == 1


def test_a_reply_is_written_and_sent_without_a_mouse(case_page: Page, desk: Desk) -> None:
    tab_to(case_page, TEXT, most=60)
    case_page.keyboard.type("今天17:00前告诉您。")
    tab_to(case_page, SEND)
    case_page.keyboard.press("Enter")
    expect(case_page.locator("#flash")).to_be_focused()
    assert desk.work.asked == [("reply", "wangmin", CASE.id, "今天17:00前告诉您。")]


def test_the_budget_changes_by_itself_and_leaves_the_draft_alone(case_page: Page, desk: Desk) -> None:
    case_page.locator(TEXT).type("还在写")
    desk.work.box = replace(BOX, left=1)
    desk.work.place += 1
    expect(case_page.locator("#reply-box")).to_contain_text("还可发1条")
    expect(case_page.locator(TEXT)).to_have_value("还在写")
    expect(case_page.locator(TEXT)).to_be_focused()


def test_a_case_that_is_solved_meanwhile_says_so_and_keeps_what_was_typed(case_page: Page, desk: Desk) -> None:
    case_page.locator(TEXT).type("还在写")
    desk.work.shown = replace(CASE, state="closed", closed_at=NOW, promises=())
    desk.work.place += 1
    expect(case_page.locator("#reply-box")).to_contain_text(replies.SOLVED)
    expect(case_page.locator(TEXT)).to_have_value("还在写")


def test_a_draft_to_the_customer_survives_the_sending_of_another_form(case_page: Page) -> None:
    case_page.fill(TEXT, "还在写")
    case_page.click("#open-not-reached-p1")
    case_page.fill("textarea[id^=not-reached]", "占线")
    case_page.click("#not-reached-p1 button")
    expect(case_page.locator("#flash")).to_be_visible()
    expect(case_page.locator(TEXT)).to_have_value("还在写")


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_box_with_its_objections_fits_and_can_be_read(page: Page, width: int, lang: str) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    sign_in(page)
    if lang == "en":
        page.click("button[name=lang]")
    page.goto(CASE_PATH)
    page.fill(TEXT, "这点小事，请给个好评，我们会尽快处理")
    expect(page.locator(".heard .objection")).to_have_count(3)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(CONTRAST) == []


def test_the_box_works_without_scripts(chromium: Browser, desk: Desk) -> None:
    context = chromium.new_context(base_url=desk.base, java_script_enabled=False)
    page = context.new_page()
    sign_in(page)
    page.goto(CASE_PATH)
    page.fill(TEXT, "这点小事")
    page.click(SEND)
    expect(page.locator(f"#said-reply-{CASE.id}")).to_contain_text("改说：这件事给您添了麻烦")
    page.fill(TEXT, "今天17:00前告诉您。")
    page.click(SEND)
    expect(page.locator("#flash")).to_contain_text("已写给客户")
    context.close()
