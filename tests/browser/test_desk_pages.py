"""The desk in a real browser: without a mouse, live, and on a narrow screen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from handoff.model import Refused
from tests.unit.test_desk_double import CASE, PASSWORD
from tests.unit.test_desk_server import Desk, serving

pytestmark = pytest.mark.browser
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync"]  # fmt: skip
CASE_PATH = f"/cases/{CASE.id}"
CONTRAST = """() => {
  const rgb = (css) => css.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => (v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const over = (top, under) => { const a = top[3] ?? 1; return [0, 1, 2].map((i) => top[i] * a + under[i] * (1 - a)); };
  const ground = (el) => {
    const line = [];
    for (let one = el; one; one = one.parentElement) line.unshift(rgb(getComputedStyle(one).backgroundColor));
    return line.reduce((under, top) => over(top, under), [255, 255, 255]);
  };
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), poor = [];
  while (walk.nextNode()) {
    const el = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || !el.checkVisibility() || el.closest(".only-read, .skip, option")) continue;
    const style = getComputedStyle(el), under = ground(el), back = light(under);
    const ink = light(over(rgb(style.color), under));
    const ratio = (Math.max(ink, back) + .05) / (Math.min(ink, back) + .05), size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
    if (ratio < (large ? 3 : 4.5)) poor.push([walk.currentNode.data.trim(), ratio]);
  }
  return poor;
}"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture()
def desk() -> Iterator[Desk]:
    with serving() as running:
        yield running


@pytest.fixture()
def page(chromium: Browser, desk: Desk) -> Iterator[Page]:
    """A page that fails the test when it asks for anything outside, breaks its own policy or throws."""
    context = chromium.new_context(base_url=desk.base, locale="zh-CN", viewport={"width": 1280, "height": 800})
    opened, faults = context.new_page(), list[str]()
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda line: faults.append(line.text) if "Content Security" in line.text else None)
    opened.on("request", lambda asked: None if asked.url.startswith((desk.base, "data:")) else faults.append(asked.url))
    yield opened
    context.close()
    assert faults == []


def sign_in(page: Page, name: str = "王敏") -> None:
    page.goto("/sign-in")
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    page.locator("main button").click()
    page.wait_for_url("**/")


def tab_to(page: Page, selector: str, most: int = 40) -> None:
    """Press Tab until that element has the focus; the focus must be visible on every stop."""
    for _ in range(most):
        page.keyboard.press("Tab")
        assert page.evaluate("""() => { const el = document.activeElement, s = getComputedStyle(el);
            return el === document.body || s.outlineStyle !== 'none'
                || getComputedStyle(el, '::after').outlineStyle !== 'none'; }"""), page.evaluate(
            "document.activeElement.outerHTML")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"Tab never reached {selector}")


def live(page: Page) -> None:
    expect(page.locator("#live")).to_have_text("实时更新")


def test_a_call_is_recorded_from_sign_in_on_without_a_mouse(page: Page, desk: Desk) -> None:
    keys = page.keyboard
    page.goto("/")
    keys.type("王敏")
    keys.press("Tab")
    keys.type(PASSWORD)
    keys.press("Enter")
    page.wait_for_url("**/")
    keys.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    keys.press("Enter")
    tab_to(page, ".next a")
    keys.press("Enter")
    page.wait_for_url(f"**{CASE_PATH}")
    tab_to(page, "#call-p1")
    keys.press("Enter")
    expect(page.locator("#now .countdown")).to_have_text("正在致电")
    expect(page.locator("#call-p1")).to_be_focused()
    expect(page.locator("#call-p1")).to_have_text("停止致电")
    tab_to(page, "textarea[name=said]")
    keys.type("已道歉，明天寄出")
    tab_to(page, "#reached-p1 button")
    keys.press("Enter")
    expect(page.locator("#flash")).to_be_focused()
    expect(page.locator("#flash")).to_have_text("已记录：电话已接通。")
    assert desk.work.asked == [
        ("start_call", "wangmin", "p1"), ("reached", "wangmin", "p1", "已道歉，明天寄出", None, None),
    ]  # fmt: skip


def test_a_live_change_leaves_typed_text_and_focus_alone(page: Page, desk: Desk) -> None:
    sign_in(page)
    page.goto(CASE_PATH)
    live(page)
    said = page.locator("textarea[name=said]")
    said.type("客户说内存条")
    page.evaluate("document.querySelector('textarea[name=said]').dataset.mine = 'same element'")
    desk.work.set("p1", state="broken")
    expect(page.locator("#promises .promise-broken")).to_be_visible()
    expect(page.locator("#stale")).to_contain_text("您输入的文字已保留")
    page.keyboard.type("还没到")
    expect(said).to_have_value("客户说内存条还没到")
    expect(said).to_be_focused()
    assert said.get_attribute("data-mine") == "same element"


def test_untouched_forms_follow_the_case(page: Page, desk: Desk) -> None:
    sign_in(page)
    page.goto(CASE_PATH)
    live(page)
    desk.work.shown = replace(CASE, cost_answer="由我们退还")
    desk.work.set("p1", state="broken")
    expect(page.locator("#reached-p1")).to_have_count(0)
    expect(page.locator("#propose-close-" + CASE.id)).to_have_count(1)


def test_my_promises_change_by_themselves_and_the_focus_stays(page: Page, desk: Desk) -> None:
    sign_in(page)
    live(page)
    page.locator("#mine-p2").focus()
    desk.work.set("p3", state="cancelled")
    expect(page.locator("#mine-p3")).to_have_count(0)
    expect(page.locator("#mine-p2")).to_be_focused()


def test_a_refusal_appears_in_the_form_and_the_text_stays(page: Page, desk: Desk) -> None:
    sign_in(page)
    page.goto(CASE_PATH)
    desk.work.refusal = Refused("over", "这个承诺已经结束。请刷新页面，看最新的承诺。")
    page.fill("textarea[name=said]", "已道歉")
    page.click("#reached-p1 button")
    expect(page.locator("#said-reached-p1")).to_have_text("这个承诺已经结束。请刷新页面，看最新的承诺。")
    expect(page.locator("textarea[name=said]")).to_have_value("已道歉")
    expect(page.locator("#reached-p1 button")).to_be_enabled()
    desk.work.refusal = None
    page.fill("input[name=next_what]", "寄出内存条")
    page.click("#reached-p1 button")
    expect(page.locator("input[name=next_due]")).to_be_focused()
    expect(page.locator("input[name=next_due]")).to_have_attribute("aria-invalid", "true")


def test_drafts_in_other_forms_survive_sending_one(page: Page, desk: Desk) -> None:
    sign_in(page)
    page.goto(CASE_PATH)
    page.fill("textarea[name=said]", "还在写")
    page.click("#open-not-reached-p1")
    page.fill("textarea[id^=not-reached]", "占线")
    page.click("#not-reached-p1 button")
    expect(page.locator("#flash")).to_be_visible()
    expect(page.locator("textarea[name=said]")).to_have_value("还在写")
    expect(page.locator("textarea[id^=not-reached]")).to_have_value("")


def test_the_countdown_runs_on_the_servers_clock(page: Page, desk: Desk) -> None:
    sign_in(page)
    expect(page.locator(".next .figure")).to_have_text(re.compile(r"还有11分\d\d?秒"))
    expect(page).to_have_title(re.compile(r"12分 · 我的承诺"))


def test_an_expired_session_is_told_without_losing_what_was_typed(page: Page, desk: Desk) -> None:
    sign_in(page)
    page.goto(CASE_PATH)
    page.fill("textarea[name=said]", "已道歉")
    page.context.clear_cookies()
    page.click("#reached-p1 button")
    expect(page.locator("#expired")).to_contain_text("登录已过期")
    expect(page.locator("textarea[name=said]")).to_have_value("已道歉")


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("path", ["/", "/board", CASE_PATH, "/search?q=周建国", "/nothing"])
def test_no_page_scrolls_sideways(page: Page, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    sign_in(page, "陈静")
    page.goto(path)
    page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("path", ["/", "/board", CASE_PATH, "/search?q=周建国", "/nothing"])
def test_every_text_stands_out_from_its_ground(page: Page, path: str) -> None:
    """WCAG AA: 4.5 to 1, or 3 to 1 for large text."""
    sign_in(page, "陈静")
    page.goto(path)
    page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    assert page.evaluate(CONTRAST) == []


def test_forms_work_without_scripts(chromium: Browser, desk: Desk) -> None:
    context = chromium.new_context(base_url=desk.base, java_script_enabled=False)
    page = context.new_page()
    sign_in(page)
    page.locator(".next a").click()
    page.click("#call-p1")
    expect(page.locator("#flash")).to_contain_text("已标记为正在致电")
    page.fill("textarea[name=said]", "已道歉")
    page.fill("input[name=next_what]", "寄出内存条")
    page.click("#reached-p1 button")
    expect(page.locator("#said-reached-p1")).to_have_text("请选择下一步承诺的日期和时间。")
    expect(page.locator("textarea[name=said]")).to_have_value("已道歉")
    page.fill("input[name=next_due]", "2026-06-09T15:00")
    page.click("#reached-p1 button")
    expect(page.locator("#flash")).to_have_text("已记录：电话已接通。")
    context.close()
