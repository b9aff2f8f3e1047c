"""Pages to read: my promises, the board, search, the stream of changes, health."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sanic import HTTPResponse, Request, Sanic, response

from desk.casepage import case_page
from desk.errors import Turned
from desk.orders import DONE
from desk.place import Place, me, place, session
from desk.render import page
from desk.subscription import address
from handoff.views import NoticeView, PromiseView

HomeRead = tuple[list[PromiseView], list[NoticeView], dict[str, Any], int]


async def home(request: Request) -> HTTPResponse:
    """My promises in order of time, with what I must be reminded of."""
    desk, person = place(request), me(request)
    promises, notices, keeper, number = await desk.call(_read_home, desk, person.id)
    now = desk.clock.now()
    counts = Counter("late" if p.due_at <= now else "later" for p in promises)
    done = DONE.get(request.args.get("done", ""), "")
    return page(
        request, "home.html", promises=promises, notices=notices, keeper=keeper, late=counts["late"], done=done,
        calendar=address(request, person.id, number),
    )


async def board(request: Request) -> HTTPResponse:
    """The supervisor's board."""
    desk, person = place(request), me(request)
    if person.role == "agent":
        raise Turned("board")
    seen = await desk.call(desk.casework.board, person.id)
    keeper = {"ok": seen.keeper_ok, "age_s": seen.keeper_age_s}
    calm = [p for p in seen.open if not p.at_risk]
    return page(request, "board.html", board=seen, calm=calm, keeper=keeper)


async def search(request: Request) -> HTTPResponse:
    """Cases by number, customer or phone."""
    desk, person = place(request), me(request)
    asked = str(request.args.get("q", "")).strip()[:100]
    found = await desk.call(desk.casework.search, person.id, asked) if asked else []
    return page(request, "search.html", asked=asked, found=found)


async def events(request: Request) -> None:
    """Says `changed` whenever anything moved since the page was made; nothing else leaves by this door."""
    desk, signed_in = place(request), session(request)
    since = request.headers.get("last-event-id") or request.args.get("since") or "0"
    stream = await request.respond(content_type="text/event-stream", headers={"X-Accel-Buffering": "no"})
    await stream.send("retry: 2000\n: hello\n\n")
    async for position in desk.live.changes(int(since) if since.isdigit() else 0):
        if signed_in is None or not desk.sessions.alive(signed_in):
            break
        await stream.send(": beat\n\n" if position is None else f"id: {position}\nevent: changed\ndata: {position}\n\n")
    await stream.eof()


async def health(request: Request) -> HTTPResponse:
    """How the parts are, for whoever watches the machine."""
    desk = place(request)
    return response.json(await desk.call(desk.health))


def register(app: Sanic) -> None:
    """The doors for reading."""
    app.add_route(home, "/", methods=["GET"])
    app.add_route(board, "/board", methods=["GET"])
    app.add_route(search, "/search", methods=["GET"])
    app.add_route(case_page, "/cases/<case_id:str>", methods=["GET"])
    app.add_route(events, "/events", methods=["GET"])
    app.add_route(health, "/health", methods=["GET"])


def _read_home(desk: Place, person_id: str) -> HomeRead:
    work = desk.casework
    keeper = desk.health()["keeper"]
    return work.mine(person_id), work.notices(person_id), keeper, desk.calendars.number(person_id)
