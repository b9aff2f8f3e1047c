"""Recorded calls in a real browser: heard when somebody presses play, found again at any place, never cut off."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_desk_pages import CASE_PATH, CONTRAST, chromium, desk, live, page, sign_in, tab_to
from tests.unit.tapes_double import CALL, ONE, tone
from tests.unit.test_desk_double import CASE
from tests.unit.test_desk_server import Desk

pytestmark = pytest.mark.browser
__all__ = ["chromium", "desk", "page"]  # fixtures
PLAYER = "#recordings audio"
WORDS = "#recordings details"
PLAY = "(one) => { one.muted = true; return one.play(); }"
BEYOND = """(one, at) => new Promise((done) => {
  const look = () => (one.currentTime > at ? done() : requestAnimationFrame(look));
  look();
})"""


def player(page: Page, wanted: str) -> object:
    return page.evaluate("(wanted) => document.querySelector('#recordings audio')[wanted]", wanted)


def test_nothing_is_fetched_before_somebody_presses_play_and_then_it_sounds(page: Page, desk: Desk) -> None:
    desk.tapes.audio = tone(65)
    sign_in(page)
    page.goto(CASE_PATH)
    live(page)
    assert desk.tapes.heard == []
    page.locator(PLAYER).evaluate(PLAY)
    page.locator(PLAYER).evaluate(BEYOND, 0.2)
    assert player(page, "duration") == 65
    assert desk.tapes.heard[0][:3] == ("wangmin", CASE.id, CALL)
    page.locator(PLAYER).evaluate("(one) => { one.currentTime = 60; }")
    page.locator(PLAYER).evaluate(BEYOND, 60.1)
    assert player(page, "error") is None


def test_who_listens_is_not_cut_off_by_what_changes_meanwhile(page: Page, desk: Desk) -> None:
    desk.tapes.audio = tone(65)
    sign_in(page)
    page.goto(CASE_PATH)
    live(page)
    page.locator(PLAYER).evaluate(PLAY)
    page.locator(PLAYER).evaluate(BEYOND, 0.1)
    page.locator(PLAYER).evaluate("(one) => { one.dataset.mine = 'same element'; }")
    desk.tapes.shown = [ONE, replace(ONE, id="a" * 24)]
    desk.work.set("p1", state="broken")
    expect(page.locator("#promises .promise-broken")).to_be_visible()
    assert page.locator(PLAYER).first.get_attribute("data-mine") == "same element"
    assert player(page, "paused") is False
    expect(page.locator("#stale")).to_be_hidden()  # nothing was typed
    page.locator(PLAYER).first.evaluate("(one) => one.pause()")
    desk.work.place += 1
    expect(page.locator(PLAYER)).to_have_count(2)


def test_a_call_that_has_just_ended_appears_by_itself(page: Page, desk: Desk) -> None:
    desk.tapes.shown = []
    sign_in(page)
    page.goto(CASE_PATH)
    live(page)
    expect(page.locator("#recordings")).to_be_hidden()
    desk.tapes.shown = [ONE]
    desk.work.place += 1
    expect(page.locator("#recordings")).to_contain_text("时长1:05")


def test_a_recording_and_its_words_are_reached_without_a_mouse(page: Page) -> None:
    sign_in(page)
    page.goto(CASE_PATH)
    tab_to(page, PLAYER, most=60)
    tab_to(page, f"{WORDS} summary", most=10)
    page.keyboard.press("Enter")
    expect(page.locator(f"{WORDS} .talk")).to_contain_text("内存条到现在还没寄到")


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_fits_and_can_be_read(page: Page, desk: Desk, width: int, lang: str) -> None:
    desk.tapes.shown = [replace(ONE, lost_seconds=12), replace(ONE, id="a" * 24, seconds=9, lines=())]
    page.set_viewport_size({"width": width, "height": 844})
    sign_in(page)
    if lang == "en":
        page.click("button[name=lang]")
    page.goto(CASE_PATH)
    page.locator(f"{WORDS} summary").first.click()
    page.locator(f"{WORDS} summary").last.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(CONTRAST) == []


def test_the_words_open_without_scripts(chromium: Browser, desk: Desk) -> None:
    context = chromium.new_context(base_url=desk.base, java_script_enabled=False)
    page = context.new_page()
    sign_in(page)
    page.goto(CASE_PATH)
    page.locator(f"{WORDS} summary").click()
    expect(page.locator(f"{WORDS} .talk")).to_contain_text("按键输入")
    context.close()
