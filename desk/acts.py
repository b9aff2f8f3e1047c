"""Everything that changes something: one POST each, answered by the page it came from."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from sanic import HTTPResponse, Request, Sanic, response

from desk.casepage import show_case
from desk.errors import Turned
from desk.guard import local
from desk.i18n import say
from desk.orders import CASE_ORDERS, PROMISE_ORDERS, Fields, Incomplete, Order
from desk.place import from_htmx, me, place
from desk.render import page, problem
from handoff.manners import Objected
from handoff.model import NotFound, Refused


async def promise_order(request: Request, case_id: str, promise_id: str, order: str) -> HTTPResponse:
    """Something done about one promise of a case."""
    return await _carry_out(request, PROMISE_ORDERS.get(order), order, case_id, promise_id)


async def case_order(request: Request, case_id: str, order: str) -> HTTPResponse:
    """Something done about the case as a whole."""
    return await _carry_out(request, CASE_ORDERS.get(order), order, case_id, case_id)


async def check_reply(request: Request, case_id: str) -> HTTPResponse:
    """What the customer should not read of a reply that is being typed; nothing is sent or kept."""
    desk, text = place(request), Fields(dict(request.form or {})).text("text")
    box = await desk.call(desk.casework.reply_box, me(request).id, case_id)
    found = await desk.call(desk.casework.check_wording, text)
    over = len(text) if box.allowed and len(text) > box.longest else 0
    return page(request, "objections.html", found=found, over=over, longest=box.longest)


async def notice_seen(request: Request, notice_id: int) -> HTTPResponse:
    """The person has read a reminder."""
    desk = place(request)
    await desk.call(desk.casework.seen_notice, me(request).id, notice_id)
    return _back(request)


async def alarm_seen(request: Request, alarm_id: int) -> HTTPResponse:
    """A supervisor has taken note of an alarm."""
    if me(request).role == "agent":
        raise Turned("board")
    desk = place(request)
    await desk.call(desk.casework.seen_alarm, me(request).id, alarm_id)
    return _back(request)


def register(app: Sanic) -> None:
    """The doors for forms."""
    app.add_route(promise_order, "/cases/<case_id:str>/promises/<promise_id:str>/<order:str>", methods=["POST"])
    app.add_route(check_reply, "/cases/<case_id:str>/reply/check", methods=["POST"])
    app.add_route(case_order, "/cases/<case_id:str>/<order:str>", methods=["POST"])
    app.add_route(notice_seen, "/notices/<notice_id:int>/seen", methods=["POST"])
    app.add_route(alarm_seen, "/alarms/<alarm_id:int>/seen", methods=["POST"])


async def _carry_out(request: Request, order: Order | None, name: str, case_id: str, target: str) -> HTTPResponse:
    if order is None:
        raise Turned("missing")
    desk, fields = place(request), Fields(dict(request.form or {}))
    form = f"{name}-{target}"

    def wrong(status: int, problems: dict[str, str]) -> Awaitable[HTTPResponse]:
        shown = partial(show_case, request, case_id, status, form, fields, problems)
        return again(request, form, status, problems, shown)

    try:
        given = order.read(fields, desk.clock.now())
        await desk.call(order.send, desk.casework, me(request).id, target, **given)
    except Incomplete as incomplete:
        return await wrong(422, incomplete.problems)
    except NotFound:
        raise
    except Objected as objected:
        lang = request.ctx.lang
        lines = [f"「{one.phrase}」{say(lang, one.why)} {say(lang, one.instead)}" for one in objected.found]
        return await wrong(409, {f"#{n}": line for n, line in enumerate(lines)})
    except Refused as refused:
        return await wrong(409, {"": refused.message})
    return _go(request, f"/?done={name}" if order.leaves else f"/cases/{case_id}?done={name}", order.leaves)


async def again(
    request: Request, form: str, status: int, problems: Mapping[str, str], whole: Callable[[], Awaitable[HTTPResponse]]
) -> HTTPResponse:
    """Say what is wrong in the form itself and keep what was typed: with a script only the sentence is exchanged,
    without one the page comes back filled in, as `whole` makes it."""
    if not from_htmx(request):
        return await whole()
    shown = problem(request, status, list(problems.values()))
    wrong = [name for name in problems if name and not name.startswith("#")]
    shown.headers["HX-Trigger"] = json.dumps({"desk:problem": {"form": form, "fields": wrong}})
    return shown


def _go(request: Request, path: str, leave: bool) -> HTTPResponse:
    if leave and from_htmx(request):
        return HTTPResponse(status=204, headers={"HX-Redirect": path})
    return response.redirect(path, status=303)


def _back(request: Request) -> HTTPResponse:
    return response.redirect(local(str((request.form or {}).get("next") or "/")), status=303)
