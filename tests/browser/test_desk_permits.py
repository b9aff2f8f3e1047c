"""Forms that others have are not on the page; the lines that say so, and the board's counts, fit and can be read."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from handoff import boards
from tests.browser.test_desk_pages import CASE_PATH, CONTRAST, chromium, desk, live, page, sign_in
from tests.unit.test_desk_double import CASE, WANG, at, promise
from tests.unit.test_desk_server import Desk

__all__ = ["chromium", "desk", "page"]
pytestmark = pytest.mark.browser
ACTION = promise(3, CASE.id, 320, kind="action", what="寄出替换的内存条", made_by=WANG.id)


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_a_colleague_reads_in_the_place_of_forms_fits_and_can_be_read(
    page: Page, desk: Desk, width: int, lang: str
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    desk.work.shown = replace(CASE, promises=(*CASE.promises, ACTION))
    sign_in(page, "刘洋")
    if lang == "en":
        page.click("button[name=lang]")
    page.goto(CASE_PATH)
    expect(page.locator("#who-owner")).to_contain_text("王敏")
    expect(page.locator("#who-supervisor")).to_be_visible()
    expect(page.locator("#actions details")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(CONTRAST) == []


def test_forms_go_by_themselves_when_their_promise_is_missed(page: Page, desk: Desk) -> None:
    sign_in(page)
    page.goto(CASE_PATH)
    live(page)
    expect(page.locator("#reached-p1")).to_have_count(1)
    desk.clock.set(at(12))
    desk.work.place += 1
    expect(page.locator("#reached-p1")).to_have_count(0)
    expect(page.locator("#call-p1")).to_have_count(0)
    expect(page.locator("#actions")).to_contain_text("系统正在升级给上一级并告诉客户")


@pytest.mark.parametrize("width", [1280, 390])
def test_a_board_of_many_promises_fits_and_can_be_read(page: Page, desk: Desk, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    board = desk.work.board("chenjing")
    alarms = (replace(board.alarms[0], stays=boards.OWN), replace(board.alarms[0], id=4))
    many = replace(board, live=50001, risky=101, lost=130, alarms=alarms)
    desk.work.board = lambda person_id: many  # type: ignore[method-assign]
    sign_in(page, "陈静")
    page.goto("/board")
    expect(page.locator("#open .count")).to_have_text("49900")
    expect(page.locator("#alarms button")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(CONTRAST) == []
