"""The page of numbers, and the same for Prometheus."""

from __future__ import annotations

import hmac
from datetime import date

from sanic import HTTPResponse, Request, Sanic, response

from desk.place import me, place
from desk.render import page

CAUSES = (
    "nobody_called", "not_reminded", "not_finished", "covered_late", "again", "no_evidence", "partner",
)  # fmt: skip
RULES = ("limit", "window", "shift", "exclusion")
MOVES = ("by_customer", "in_time", "last_minute")
MEDIA = "text/plain; version=0.0.4; charset=utf-8"


async def numbers(request: Request) -> HTTPResponse:
    """How promises were kept in a stretch of days: one's own, one's team's, or everybody's."""
    desk, first, last = place(request), _day(request, "first"), _day(request, "last")
    found = await desk.call(desk.figuring.of, me(request).id, first, last)
    lines = [line for line in (found.whole, *found.teams, *found.people) if line is not None]
    return page(request, "numbers.html", numbers=found, widest=lines[0] if lines else None,
                causes=CAUSES, rules=RULES, moves=MOVES)  # fmt: skip


async def metrics(request: Request) -> HTTPResponse:
    """For programs that show the token. Without one set there is no such door."""
    desk = place(request)
    wanted = desk.settings.metrics_token
    if not wanted:
        return response.text("", status=404)
    given = str(request.headers.get("authorization") or "")
    if not hmac.compare_digest(given.encode(), f"Bearer {wanted}".encode()):
        return response.text("", status=401, headers={"WWW-Authenticate": "Bearer"})
    return HTTPResponse(await desk.call(desk.metrics.text), content_type=MEDIA)


def register(app: Sanic) -> None:
    """The doors."""
    app.add_route(numbers, "/numbers", methods=["GET"])
    app.add_route(metrics, "/metrics", methods=["GET"])


def _day(request: Request, name: str) -> date | None:
    """A day as a date field sends it; None for anything else."""
    try:
        day = date.fromisoformat(str(request.args.get(name, "")))
    except ValueError:
        return None
    return day if 2000 <= day.year < 2100 else None
