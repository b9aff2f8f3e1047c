"""The page of numbers and the document of a case in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from handoff.export_page import case_page
from handoff.numbers import Tally
from tests.browser.test_desk_pages import CASE_PATH, CONTRAST, chromium, desk, live, page, sign_in, tab_to
from tests.unit.test_desk_double import CASE
from tests.unit.test_desk_server import Desk

pytestmark = pytest.mark.browser
__all__ = ["chromium", "desk", "page"]  # fixtures
TIME = "2026-06-05T10:00:00+08:00"
DOCUMENT = {
    "company": "一诺电器", "made_at": TIME, "made_by": "陈静", "next_event": 3, "linked": [], "recordings": [],
    "told_inside": [{"about": "alarm", "kind": "broken", "at": TIME, "to": "", "seen_at": None, "seen_by": "",
                     "told": [{"to": "陈静", "way": "email", "state": "sent", "at": TIME}]}],
    "case": {"number": CASE.id, "state": "open", "intent": "complaint", "severity": "threat", "opened_at": TIME,
             "closed_at": None, "closed_by": None, "owner": "王敏", "owner_title": "售后投诉专员", "first_owner": "刘洋",
             "customer": "周建国", "phone": CASE.phone, "channel": "webchat", "order": "DD1", "cost": "", "wish": "",
             "cost_answer": "", "threat": ["press"], "why": [{"kind": "threat", "words": "找媒体曝光" * 6}], "about": []},
    "promises": [{"n": 1, "kind": "call_back", "state": "broken", "owner": "王敏", "title": "售后投诉专员", "made_at": TIME,
                  "made_by": "对话", "slot_start": TIME, "due_at": TIME, "words": "王敏将于6月5日10:00前致电您。" * 4,
                  "what": "", "evidence": "", "gave_way": ["limit"], "follows": None, "called_at": None,
                  "ended_at": TIME, "late_minutes": 35, "made_good_at": TIME, "told": []}],
    "conversation": [{"at": TIME, "sender": "customer", "author": "", "text": "洗衣机坏了没人管" * 12, "channel": "webchat",
                      "state": "received", "attachment": "", "link": "", "ways": []}],
    "events": [{"n": n, "at": TIME, "actor": "dialogue", "name": "对话", "kind": "opened", "data": {"detail": {}},
                "prev": "", "hash": "0123456789abcdef" * 4} for n in (1, 2)],
}  # fmt: skip
# Asked of the page directly: its policy forbids the strings that Playwright's own waiting would evaluate in it.
MOVED = """chosen => new Promise(done => {
    const table = document.querySelector(chosen);
    const look = () => { if (table.scrollLeft > 0) done(true); };
    table.addEventListener("scroll", look);
    setTimeout(() => done(false), 10000);
    look();
})"""


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["陈静", "王敏"])
def test_it_fits_and_can_be_read(page: Page, width: int, lang: str, name: str) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    sign_in(page, name)
    if lang == "en":
        page.click("button[name=lang]")
    page.goto("/numbers")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(CONTRAST) == []


def test_days_are_chosen_and_a_wide_table_is_moved_without_a_mouse(page: Page, desk: Desk) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, "陈静")
    page.goto("/numbers")
    tab_to(page, "#by-team .wide")
    page.keyboard.press("ArrowRight")
    assert page.evaluate(MOVED, "#by-team .wide")
    page.fill("input[name=first]", "2026-06-01")
    page.fill("input[name=last]", "2026-06-07")
    page.locator("main form button").click()
    page.wait_for_url("**/numbers?first=2026-06-01&last=2026-06-07")
    assert str(desk.figuring.asked[-1][1]) == "2026-06-01"


def test_days_without_anything_say_so(page: Page, desk: Desk) -> None:
    desk.figuring.busy, desk.figuring.hours = Tally(), 0.0
    sign_in(page)
    page.goto("/numbers")
    expect(page.locator("#nothing")).to_contain_text("没有到期的承诺")


def test_a_case_is_taken_along_as_a_file_and_noted(page: Page, desk: Desk) -> None:
    sign_in(page, "陈静")
    page.goto(CASE_PATH)
    live(page)
    tab_to(page, "#export-html", most=80)
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    assert waiting.value.suggested_filename == f"case-{CASE.id}.html"
    assert desk.records.given == [("chenjing", CASE.id, "html")]


def test_another_case_of_the_customer_appears_by_itself(page: Page, desk: Desk) -> None:
    others, desk.records.others = desk.records.others, []
    sign_in(page)
    page.goto(CASE_PATH)
    live(page)
    expect(page.locator("#linked")).to_be_hidden()
    desk.records.others = others
    desk.work.place += 1
    expect(page.locator("#linked")).to_contain_text("Y260601-0444")


@pytest.mark.parametrize("width", [1000, 390])
def test_the_document_fits_prints_and_asks_for_nothing(chromium: Browser, tmp_path: Path, width: int) -> None:
    target = tmp_path / "case.html"
    target.write_text(case_page(DOCUMENT), "utf-8")
    context = chromium.new_context(viewport={"width": width, "height": 844})
    opened, asked = context.new_page(), list[str]()
    opened.on("request", lambda one: asked.append(one.url))
    opened.goto(target.as_uri())
    assert opened.evaluate("document.documentElement.scrollWidth") <= width
    assert opened.evaluate(CONTRAST) == []
    assert opened.evaluate("getComputedStyle(document.querySelector('h2')).borderBottomStyle") == "solid"
    assert asked == [target.as_uri()]
    assert opened.pdf()[:4] == b"%PDF"
    context.close()
