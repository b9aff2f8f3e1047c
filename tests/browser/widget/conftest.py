"""A browser and a server of its own for every test of the chat."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.widget.double import WebchatDouble
from tests.browser.widget.steps import field

CHROMIUM = os.environ.get("YINUO_CHROMIUM", "/usr/bin/chromium")
QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", *QUIET])
        yield browser
        browser.close()


@pytest.fixture
def double() -> Iterator[WebchatDouble]:
    server = WebchatDouble().start()
    yield server
    server.stop()


@pytest.fixture
def customer(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def page(customer: BrowserContext, double: WebchatDouble) -> Page:
    opened = customer.new_page()
    opened.goto(f"{double.url}/page")
    field(opened).wait_for()
    return opened
