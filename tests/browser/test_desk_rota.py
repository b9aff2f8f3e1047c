"""The rota in a real browser: without a mouse, without scripts, on a phone; and the address of the calendar."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Browser, Page, expect

from handoff.model import Refused
from tests.browser.test_desk_pages import CONTRAST, chromium, desk, live, page, sign_in, tab_to
from tests.unit.test_desk_double import NOW, PROMISES
from tests.unit.test_desk_server import Desk

pytestmark = pytest.mark.browser
__all__ = ["chromium", "desk", "page"]  # fixtures
RISK = "有2个承诺到时无人在岗：守约系统会在几秒内请同事接手，并告诉客户。"


def test_sickness_is_reported_from_the_first_page_on_without_a_mouse(page: Page, desk: Desk) -> None:
    desk.rotas.at_risk = 2
    sign_in(page)
    tab_to(page, 'nav a[href="/rota"]')
    page.keyboard.press("Enter")
    page.wait_for_url("**/rota")
    tab_to(page, "#sick-now")
    page.keyboard.press("Enter")
    expect(page.locator("#flash")).to_have_text(f"已登记病假，请好好休息。{RISK}")
    expect(page.locator("#flash")).to_be_focused()
    assert desk.rotas.asked == [("sick", "wangmin")]


def test_a_supervisor_swaps_a_day_and_undoes_it_without_a_mouse(page: Page, desk: Desk) -> None:
    sign_in(page, "陈静")
    page.goto("/rota")
    tab_to(page, "#open-swap-rota", most=60)
    page.keyboard.press("Enter")
    tab_to(page, "#swap-rota-one")
    page.keyboard.press("ArrowDown")
    tab_to(page, "#swap-rota-other")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.fill("#swap-rota-day", "2026-06-17")
    tab_to(page, "#swap-rota button")
    page.keyboard.press("Enter")
    expect(page.locator("#flash")).to_have_text("已换班。没有承诺受影响。")
    expect(page.locator(".weeks strong")).to_contain_text("6月15日")
    tab_to(page, "#press-undo-c1", most=60)
    page.keyboard.press("Enter")
    expect(page.locator("#flash")).to_have_text("已撤销这条安排。没有承诺受影响。")
    assert desk.rotas.asked == [
        ("swap", "chenjing", "wangmin", "liuyang", date(2026, 6, 17)), ("undo", "chenjing", "c1"),
    ]  # fmt: skip


def test_what_is_wrong_is_said_in_the_form_and_what_was_typed_stays(page: Page, desk: Desk) -> None:
    sign_in(page)
    page.goto("/rota")
    page.click("#open-meeting-rota")
    page.fill("#meeting-rota-reason", "周会")
    page.click("#meeting-rota button")
    expect(page.locator("#said-meeting-rota")).to_contain_text("请选择开始的日期和时间。")
    expect(page.locator("#meeting-rota-starts")).to_be_focused()
    page.fill("#meeting-rota-starts", "2026-06-08T14:00")
    page.fill("#meeting-rota-ends", "2026-06-08T15:00")
    desk.rotas.refusal = Refused("no_stretch", "结束时间要晚于开始时间，也要晚于现在。请改一下时间。")
    page.click("#meeting-rota button")
    expect(page.locator("#said-meeting-rota")).to_contain_text("结束时间要晚于开始时间")
    expect(page.locator("#meeting-rota-reason")).to_have_value("周会")


def test_the_form_for_sickness_is_filled_in_from_now_to_the_end_of_duty(page: Page, desk: Desk) -> None:
    sign_in(page)
    page.goto("/rota")
    page.click("#open-sick-rota")
    expect(page.locator("#sick-rota-starts")).to_have_value("2026-06-08T10:00")
    expect(page.locator("#sick-rota-ends")).to_have_value("2026-06-08T18:00")
    page.click("#sick-rota button")
    expect(page.locator("#flash")).to_be_visible()
    assert desk.rotas.asked == [("change", "wangmin", "wangmin", "sick", NOW, NOW.replace(hour=18), "")]


def test_a_draft_survives_a_live_change_and_the_sending_of_another_form(page: Page, desk: Desk) -> None:
    sign_in(page)
    page.goto("/rota")
    live(page)
    page.click("#open-meeting-rota")
    page.locator("#meeting-rota-reason").type("周会")
    desk.work.place += 1
    expect(page.locator("#meeting-rota-reason")).to_be_focused()
    page.click("#sick-now")
    expect(page.locator("#flash")).to_be_visible()
    expect(page.locator("#meeting-rota-reason")).to_have_value("周会")


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["陈静", "王敏"])
def test_the_week_fits_and_can_be_read(page: Page, desk: Desk, width: int, lang: str, name: str) -> None:
    for promise in PROMISES:
        desk.work.set(promise.id, off_duty=True)
    page.set_viewport_size({"width": width, "height": 780})
    sign_in(page, name)
    if lang == "en":
        page.click("button[name=lang]")
    for path in ("/", "/rota"):
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(CONTRAST) == []
    assert page.locator("[id]").evaluate_all("els => els.length === new Set(els.map((el) => el.id)).size")


def test_the_page_works_without_scripts(chromium: Browser, desk: Desk) -> None:
    desk.rotas.at_risk = 2
    context = chromium.new_context(base_url=desk.base, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, "陈静")
    page.goto("/rota")
    page.click("#open-leave-rota")
    page.select_option("#leave-rota-person", "liuyang")
    page.fill("#leave-rota-starts", "2026-06-16T09:00")
    page.click("#leave-rota button")
    expect(page.locator("#said-leave-rota")).to_contain_text("请选择结束的日期和时间。")
    expect(page.locator("#leave-rota-person")).to_have_value("liuyang")
    page.fill("#leave-rota-ends", "2026-06-16T18:00")
    page.click("#leave-rota button")
    expect(page.locator("#flash")).to_have_text(f"已登记请假。{RISK}")
    page.goto("/")
    expect(page.locator("#calendar-copy")).to_be_hidden()
    context.close()


def test_the_address_of_the_calendar_is_copied_and_replaced(page: Page, desk: Desk) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    sign_in(page)
    first = page.input_value("#calendar-address")
    tab_to(page, "#calendar-copy", most=60)
    page.keyboard.press("Enter")
    expect(page.locator("#calendar-said")).to_have_text("已复制")
    assert page.evaluate("navigator.clipboard.readText()") == first
    page.click("#calendar-renew")
    expect(page.locator("#flash")).to_contain_text("旧地址不再有效")
    assert page.input_value("#calendar-address") != first
