"""An alarm on the board says who was told of it, when and how, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.unit.test_desk_server import Desk, post, serving


@pytest.fixture()
def desk() -> Iterator[Desk]:
    with serving() as running:
        yield running


def told(page: str) -> list[str]:
    """The lines as they are read."""
    found = re.findall(r'<span class="row-text told [^>]*>(.*?)</span></span>', page, re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", line).split()) for line in found]


def test_the_board_says_who_was_told_when_and_how(desk: Desk) -> None:
    browser = desk.signed_in("陈静")
    assert told(browser.get("/board").text) == [
        "没能通知 陈静 企业微信 · 6月8日（周一）09:21",
        "已通知 陈静 邮件 · 6月8日（周一）09:22",
        "可能没有通知到 赵磊 网络接口 · 6月8日（周一）09:32",
    ]
    post(browser, "/", "/language", lang="en", next="/board")
    assert told(browser.get("/board").text) == [
        "Could not be told: 陈静 WeCom · Mon 8 Jun, 09:21",
        "Told: 陈静 e-mail · Mon 8 Jun, 09:22",
        "Perhaps not told: 赵磊 webhook · Mon 8 Jun, 09:32",
    ]
