"""What a customer does and sees in the chat, in a word each."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect


def field(page: Page) -> Locator:
    return page.get_by_role("textbox", name="请写下发生了什么")


def write(page: Page, text: str) -> None:
    field(page).fill(text)
    field(page).press("Enter")


def bubbles(page: Page, side: str = "customer") -> Locator:
    return page.locator(f".line.{side}:not(.greeting) .bubble")


def received(page: Page, count: int = 1) -> None:
    expect(page.get_by_text(re.compile("^已收到"))).to_have_count(count, timeout=15_000)
