"""The stream of changes: what it says, when it rests, and that it ends."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest

from desk.live import Live
from tests.unit.test_desk_double import NOW
from tests.unit.test_desk_server import Desk, serving


@pytest.fixture()
def desk() -> Iterator[Desk]:
    with serving() as running:
        yield running


def lines_until(answer: httpx.Response, wanted: str) -> list[str]:
    seen: list[str] = []
    for line in answer.iter_lines():
        seen.append(line)
        if line.startswith(wanted):
            return seen
    return seen


def test_the_stream_is_for_signed_in_people(desk: Desk) -> None:
    assert desk.browser().get("/events").status_code == 401


def test_a_move_of_the_feed_is_told_as_changed_and_nothing_more(desk: Desk) -> None:
    browser = desk.signed_in()
    with browser.stream("GET", "/events?since=1") as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        desk.work.set("p1", state="calling")
        seen = lines_until(answer, "data:")
    assert seen[-3:] == ["id: 2", "event: changed", "data: 2"]
    assert "周建国" not in json.dumps(seen)


def test_a_page_made_before_a_change_hears_of_it_when_it_connects(desk: Desk) -> None:
    desk.work.place = 7
    with desk.signed_in().stream("GET", "/events?since=1") as answer:
        assert lines_until(answer, "data:")[-1] == "data: 7"
    with desk.signed_in().stream("GET", "/events?since=1", headers={"Last-Event-ID": "6"}) as answer:
        assert lines_until(answer, "data:")[-1] == "data: 7"


def test_streams_end_when_the_desk_stops() -> None:
    ended = threading.Event()
    with serving() as desk:
        browser = desk.signed_in()

        def listen() -> None:
            with browser.stream("GET", "/events?since=1") as answer:
                opened.set()
                list(answer.iter_lines())
            ended.set()

        opened = threading.Event()
        listener = threading.Thread(target=listen, daemon=True)
        listener.start()
        assert opened.wait(5)
        browsers, desk.browsers = desk.browsers, []
    assert ended.wait(5)
    for browser in browsers:
        browser.close()


def test_a_stream_ends_with_its_session(desk: Desk) -> None:
    browser = desk.signed_in()
    with browser.stream("GET", "/events?since=1") as answer:
        desk.clock.set(NOW + timedelta(hours=12))
        desk.work.place = 2
        assert not any(line.startswith("event") for line in answer.iter_lines())


async def test_a_quiet_stream_shows_that_it_lives() -> None:
    async def look() -> int:
        return 0

    live = Live(look, beat_every_s=0.01)
    changes = live.changes(0)
    assert await changes.__anext__() is None
    live.close()
    assert [position async for position in changes] == []


async def test_many_changes_are_told_together() -> None:
    place = 0

    async def look() -> int:
        nonlocal place
        place += 1
        return place

    live = Live(look, rest_s=0.05)
    for _ in range(3):
        live._move(await look())
    changes = live.changes(0)
    assert await changes.__anext__() == 3
    live._move(await look())
    live._move(await look())
    assert await changes.__anext__() == 5
    live.close()


async def test_a_feed_that_fails_is_logged_once_and_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    tries, done = 0, asyncio.Event()

    async def look() -> int:
        nonlocal tries
        tries += 1
        if tries < 3:
            raise ConnectionError("private")
        done.set()
        return 9

    live = Live(look)
    watching = asyncio.create_task(live.watch())
    await asyncio.wait_for(done.wait(), 5)
    live.close()
    await watching
    assert live.position == 9
    assert caplog.text.count("feed cannot be read: ConnectionError") == 1
    assert "private" not in caplog.text
