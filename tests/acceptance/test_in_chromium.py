"""The main job in a browser: customer and agent, each on their own page, live. Its pictures stand in the README."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.acceptance.running import ROOT, Running

pytestmark = pytest.mark.browser
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync"]  # fmt: skip
DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
LIVE_MS = 20_000


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for this file."""
    with sync_playwright() as playwright:
        path = os.environ.get("YINUO_CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pictures go: into the documentation when YINUO_PICTURES says so, so that a test run changes no file."""
    return ROOT / "docs/pictures" if os.environ.get("YINUO_PICTURES") else tmp_path_factory.mktemp("pictures")


def customer_page(chromium: Browser, house: Running, size: dict[str, int] = DESKTOP) -> Page:
    """The sample page, which must not ask anything of any other host."""
    page = _somebody(chromium, size).new_page()
    page.on("request", lambda asked: _own(asked.url, house.bot))
    page.goto(f"{house.bot}/webhooks/webchat/page")
    return page


def _somebody(chromium: Browser, size: dict[str, int], base: str | None = None) -> BrowserContext:
    """A person in China in front of a screen of this size."""
    seen: Any = size
    return chromium.new_context(base_url=base, locale="zh-CN", timezone_id="Asia/Shanghai", viewport=seen)


def _own(url: str, own: str) -> None:
    assert url.startswith((own, "data:", "blob:")), url


def writes(page: Page, text: str) -> None:
    """Type and send, as a person does."""
    box = page.get_by_role("textbox", name="请写下发生了什么")
    box.fill(text)
    box.press("Enter")


def agent_page(chromium: Browser, house: Running, person: str, size: dict[str, int] = DESKTOP) -> Page:
    """Signed in at the desk."""
    page = _somebody(chromium, size, house.desk).new_page()
    page.on("request", lambda asked: _own(asked.url, house.desk))
    page.goto("/sign-in")
    page.fill("#name", person)
    page.fill("#password", f"yinuo-{person}")
    page.locator("main button").click()
    page.wait_for_url("**/")
    return page


def latest_case(house: Running) -> str:
    """The case whose promise was made last."""
    return str(max(house_promises(house), key=lambda p: p["made_at"])["case"])


def house_promises(house: Running) -> list[dict[str, str]]:
    """Every promise there is."""
    return house.all_promises()


def test_a_complaint_in_free_words_becomes_a_promise_that_is_kept_on_the_desk(
    chromium: Browser, house: Running, pictures: Path
) -> None:
    chat = customer_page(chromium, house)
    everybody = {p["name"]: p["id"] for p in house.people().values() if p["team"] == "complaints"}
    desks = {name: agent_page(chromium, house, person) for name, person in everybody.items()}
    writes(chat, "你们的滚筒洗衣机才用了两个月就漏水，售后电话打了三次都没人管，太让人生气了")
    expect(chat.get_by_text("电话联系您").first).to_be_visible(timeout=LIVE_MS)
    writes(chat, "13800138000")
    expect(chat.get_by_text("订单号或维修单号").last).to_be_visible(timeout=LIVE_MS)
    writes(chat, "YL2026021177")
    said = chat.get_by_text(re.compile(r"（.+）将于\d+月\d+日（周.）\d\d:\d\d前致电您（尾号8000）")).last
    expect(said).to_be_visible(timeout=LIVE_MS)
    case = latest_case(house)
    [promise] = house.promises(case)
    chat.set_viewport_size({"width": 1280, "height": 1000})
    chat.screenshot(path=str(pictures / "chat.png"))

    desk = desks[promise["owner"]]
    expect(desk.get_by_text(case).first).to_be_visible(timeout=LIVE_MS)  # live: the page was open all the time
    desk.screenshot(path=str(pictures / "desk-promises.png"))
    desk.locator(f"a[href='/cases/{case}']").first.click()
    expect(desk.get_by_text("售后电话打了三次都没人管").first).to_be_visible()
    expect(desk.get_by_text("YL2026021177").first).to_be_visible()
    desk.screenshot(path=str(pictures / "desk.png"))
    due = house.now().replace(hour=16, minute=30)
    reached = desk.locator(f"form[action$='/promises/{promise['id']}/reached']")
    if not reached.locator("[name=said]").is_visible():
        desk.get_by_text("已接通").first.click()
    reached.locator("[name=said]").fill("致歉；同意更换门封圈并上门安装")
    reached.locator("[name=next_what]").fill("安排师傅上门更换门封圈")
    reached.locator("[name=next_due]").fill(f"{due:%Y-%m-%dT%H:%M}")
    reached.get_by_role("button").click()
    told = chat.get_by_text(re.compile(f"{promise['owner']}.*16:30前完成：安排师傅上门更换门封圈")).last
    expect(told).to_be_visible(timeout=LIVE_MS)
    chat.screenshot(path=str(pictures / "chat-next-promise.png"))
    assert [p["state"] for p in house.promises(case)] == ["kept", "open"]


def test_a_promise_left_to_lapse_is_broken_passed_on_by_name_and_the_customer_told(
    chromium: Browser, house: Running, pictures: Path
) -> None:
    chat = customer_page(chromium, house, PHONE)
    writes(chat, "我要退货退款，空调装好就不制冷，订单YL2026020951，电话13800138000")
    expect(chat.get_by_text(re.compile("将于.*前致电您")).last).to_be_visible(timeout=LIVE_MS)
    case = latest_case(house)
    [promise] = house.promises(case)
    board = agent_page(chromium, house, "sunyue")
    board.goto("/board")
    expect(board.get_by_text(case).first).to_be_visible(timeout=LIVE_MS)
    house.go_to(datetime.fromisoformat(promise["due_at"]) + timedelta(seconds=1))
    apology = chat.get_by_text(re.compile(f"抱歉，{promise['owner']}没有按答应的时间")).last
    expect(apology).to_be_visible(timeout=LIVE_MS)
    old, new = house.promises(case)
    assert (old["state"], new["made_by"]) == ("broken", "keeper")
    supervisor = house.people()[new["owner"]]
    assert supervisor["role"] != "agent"
    expect(chat.get_by_text(f"{new['owner']}（{new['title']}）将于").last).to_be_visible()
    chat.screenshot(path=str(pictures / "chat-phone.png"))
    expect(board.locator(".row", has_text=case).get_by_text("已失约").first).to_be_visible(timeout=LIVE_MS)
    board.screenshot(path=str(pictures / "board.png"))
    board.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert board.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
