"""The page of the rota: a week of the people whom one may see, and the forms that change it."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from datetime import date, timedelta
from functools import partial

from sanic import HTTPResponse, Request, Sanic, response

from desk.acts import again
from desk.errors import Turned
from desk.i18n import say
from desk.orders import Fields, Incomplete
from desk.place import me, place
from desk.render import page
from desk.rota_orders import AT_RISK, KINDS, NONE_AT_RISK, ROTA_DONE, ROTA_ORDERS, day_from
from handoff.model import SHANGHAI, NotFound, Refused

WEEK = timedelta(days=7)
# Weeks before and after these hold nothing that anybody keeps.
FIRST, LAST = date(2020, 1, 6), date(2099, 12, 28)


async def rota_page(request: Request) -> HTTPResponse:
    """A week of the rota, this one unless another is asked for."""
    return await _show(request, _day(request, str(request.args.get("week", ""))))


async def rota_order(request: Request, order: str) -> HTTPResponse:
    """Something changed in the rota; afterwards the page says what that puts at risk."""
    asked = ROTA_ORDERS.get(order)
    if asked is None:
        raise Turned("missing")
    desk, person, fields = place(request), me(request), Fields(dict(request.form or {}))
    day = _day(request, fields.text("week"))

    def wrong(status: int, problems: dict[str, str]) -> Awaitable[HTTPResponse]:
        form = f"{order}-{fields.text('change') or 'rota'}"
        return again(request, form, status, problems, partial(_show, request, day, status, form, fields, problems))

    try:
        given = asked.read(fields, person.id)
        at_risk = await desk.call(asked.send, desk.rotas, person.id, **given)
    except Incomplete as incomplete:
        return await wrong(422, incomplete.problems)
    except NotFound:
        raise
    except Refused as refused:
        return await wrong(409, {"": refused.message})
    shown = given["starts"].astimezone(SHANGHAI).date() if "starts" in given else given.get("day", day)
    return response.redirect(f"/rota?week={shown}&done={order}&n={at_risk}", status=303)


async def _show(
    request: Request, day: date, status: int = 200, form: str = "", fields: Fields | None = None,
    problems: Mapping[str, str] | None = None,
) -> HTTPResponse:  # fmt: skip
    """The page of a week; `form` is the one to be shown filled in with `fields` and with its `problems`."""
    desk, person = place(request), me(request)
    week = await desk.call(desk.rotas.week, person.id, day)
    return page(
        request,
        "rota.html",
        status,
        week=week,
        days=[week.monday + timedelta(days=n) for n in range(WEEK.days)],
        earlier=week.monday - WEEK,
        later=week.monday + WEEK,
        kinds=KINDS,
        here=f"/rota?week={week.monday}",
        form=form,
        kept=fields.kept() if fields else {},
        problems=dict(problems or {}),
        said=_said(request),
    )


def _said(request: Request) -> str:
    """What was done, and what that puts at risk."""
    done, number = str(request.args.get("done", "")), str(request.args.get("n", ""))
    if done not in ROTA_DONE:
        return ""
    lang, several = request.ctx.lang, number.isdecimal() and int(number[:6])
    risk = say(lang, AT_RISK, n=several) if several else say(lang, NONE_AT_RISK)
    return f"{say(lang, ROTA_DONE[done])}{' ' if lang == 'en' else ''}{risk}"


def _day(request: Request, text: str) -> date:
    today = place(request).clock.now().astimezone(SHANGHAI).date()
    return min(max(day_from(text) or today, FIRST), LAST)


def register(app: Sanic) -> None:
    """The doors of the rota."""
    app.add_route(rota_page, "/rota", methods=["GET"])
    app.add_route(rota_order, "/rota/<order:str>", methods=["POST"])
