"""A desk that listens on a free port of this machine, for tests that speak HTTP; and its plain doors."""

from __future__ import annotations

import asyncio
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from sanic import Sanic

from desk.app import create_app
from handoff.clock import SetClock
from handoff.settings import Settings
from tests.unit.numbers_double import FiguringDouble, MetricsDouble, RecordsDouble
from tests.unit.rota_double import CalendarDouble, RotaDouble
from tests.unit.tapes_double import Tapes
from tests.unit.test_desk_double import NOW, PASSWORD, Double

# Sanic rewrites its own methods at the first start in a process; in test mode it keeps the originals for the next.
Sanic.test_mode = True
SETTINGS = Settings(desk_secret="s" * 40, _env_file=None)
WELL = {"database": {"ok": True}, "company": {"ok": True}, "keeper": {"ok": True, "age_s": 1.0}}


class Desk:
    """A running desk, its double and its clock."""

    def __init__(self) -> None:
        self.work, self.clock, self.base, self.health = Double(), SetClock(NOW), "", dict(WELL)
        self.tapes, self.rotas, self.calendars = Tapes(), RotaDouble(), CalendarDouble()
        self.records, self.figuring, self.metrics = RecordsDouble(), FiguringDouble(), MetricsDouble()
        self.browsers: list[httpx.Client] = []

    def begin_anew(self) -> None:
        """What the desk itself remembers, it goes on remembering."""
        for double in (self.work, self.rotas, self.calendars, self.records, self.figuring):
            vars(double).clear()  # what a test has put in the place of its methods, too
            double.__init__()  # type: ignore[misc]
        self.clock.set(NOW)
        self.health = dict(WELL)

    def browser(self, **more: Any) -> httpx.Client:
        self.browsers.append(httpx.Client(base_url=self.base, timeout=10, trust_env=False, **more))
        return self.browsers[-1]

    def signed_in(self, name: str = "王敏") -> httpx.Client:
        browser = self.browser()
        answer = post(browser, "/sign-in", "/sign-in", name=name, password=PASSWORD)
        assert answer.status_code == 303
        return browser


@contextmanager
def serving(settings: Settings = SETTINGS) -> Iterator[Desk]:
    """Serve in a thread until the block ends, then stop in good order."""
    desk, ready, loop = Desk(), threading.Event(), asyncio.new_event_loop()
    parts: Any = (desk.work, desk.work, settings, desk.clock, lambda: desk.health, desk.tapes, desk.rotas,
                  desk.calendars, desk.records, desk.figuring, desk.metrics)  # fmt: skip
    app = create_app(*parts)

    async def serve() -> None:
        server = await app.create_server(sock=door, return_asyncio_server=True, access_log=False)
        assert server is not None
        await server.startup()
        await server.before_start()
        await server.after_start()
        ready.set()
        await stopping.wait()
        await server.before_stop()
        await server.close()
        for connection in list(server.connections):
            connection.close()
        await server.after_stop()

    stopping, door = asyncio.Event(), socket.create_server(("127.0.0.1", 0))
    desk.base = f"http://127.0.0.1:{door.getsockname()[1]}"
    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()), daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield desk
    finally:
        for browser in desk.browsers:
            browser.close()
        loop.call_soon_threadsafe(stopping.set)
        thread.join(10)
        assert not thread.is_alive()
        loop.close()


def token(text: str) -> str:
    """The token in a page's forms."""
    found = re.search(r'name="_csrf" value="(\w+)"', text)
    assert found
    return found.group(1)


def post(browser: httpx.Client, page: str, path: str, htmx: bool = False, **fields: Any) -> httpx.Response:
    """Open a page and send a form of it, as a browser would."""
    fields["_csrf"] = token(browser.get(page).text)
    headers = {"Origin": str(browser.base_url).rstrip("/"), "Sec-Fetch-Site": "same-origin"}
    return browser.post(path, data=fields, headers={**headers, **({"HX-Request": "true"} if htmx else {})})


def test_health_answers_without_sign_in(desk: Desk) -> None:
    answer = desk.browser().get("/health")
    assert answer.status_code == 200
    assert answer.json()["keeper"]["ok"] is True


def test_every_answer_forbids_foreign_and_inline_scripts(desk: Desk) -> None:
    for path in ("/sign-in", "/nothing", "/static/desk.js", "/health"):
        policy = desk.browser(follow_redirects=True).get(path).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy


def test_pages_hold_no_inline_script_style_or_outside_address(desk: Desk) -> None:
    browser = desk.signed_in("陈静")
    for path in ("/", "/board", "/rota", "/search?q=x", "/cases/Y260608-1007"):
        text = browser.get(path).text.replace(f'value="{desk.base}/calendar/', "")
        assert not re.search(r"<script(?! src=\"/static/)|<style| style=| on\w+=|https?://", text), path


def test_pages_are_never_kept_by_the_browser(desk: Desk) -> None:
    assert desk.signed_in().get("/").headers["cache-control"] == "no-store"


def test_a_desk_without_a_secret_does_not_start() -> None:
    with pytest.raises(RuntimeError, match="YINUO_DESK_SECRET"):
        without = Settings(desk_secret="", _env_file=None)
        create_app(Double(), Double(), without, SetClock(NOW))  # type: ignore[arg-type]
