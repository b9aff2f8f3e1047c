"""A person's promises for their calendar program, at an address that nobody can guess and no log holds."""

from __future__ import annotations

from urllib.parse import quote, unquote

from sanic import HTTPResponse, Request, Sanic, response

from desk.errors import Turned
from desk.i18n import say
from desk.place import Place, me, place
from desk.words import label
from handoff import ical
from handoff.calendars import Subscription
from handoff.ical import Event
from handoff.model import NotFound
from handoff.views import PromiseView

ENDING = ".ics"
FETCHED_EVERY_MINUTES = 5


def desk_at(request: Request) -> str:
    """Where people reach this desk."""
    settings = place(request).settings
    scheme = "https" if settings.desk_secure_cookies else "http"
    return settings.desk_url.rstrip("/") or f"{scheme}://{quote(request.host, safe=':[]')}"


def address(request: Request, person_id: str, number: int) -> str:
    """The address of a person's calendar, in the language of the page that shows it."""
    token = place(request).sessions.calendar_token(person_id, number)
    lang = "?lang=en" if request.ctx.lang == "en" else ""
    return f"{desk_at(request)}/calendar/{quote(person_id, safe='')}.{token}{ENDING}{lang}"


async def calendar(request: Request, name: str) -> HTTPResponse:
    """The file. Whoever has not this very address gets what a page that does not exist gives."""
    desk = place(request)
    person_id, _, token = unquote(name[: -len(ENDING)]).rpartition(".")
    if not name.endswith(ENDING) or not await desk.call(_may, desk, person_id, token):
        raise Turned("missing")
    found = await desk.call(desk.calendars.subscribed, person_id)
    lang = "en" if request.args.get("lang") == "en" else "zh"
    title = say(lang, "{name}的承诺", name=found.name)
    events = [_event(p, found, lang, desk_at(request)) for p in found.promises]
    answer = response.raw(
        ical.calendar(title, events, FETCHED_EVERY_MINUTES), content_type="text/calendar; charset=utf-8"
    )
    answer.headers["Cache-Control"] = "private, max-age=60"
    return answer


def _may(desk: Place, person_id: str, token: str) -> bool:
    try:
        number = desk.calendars.number(person_id)
    except NotFound:
        return False
    return desk.sessions.calendar_token_is_right(person_id, number, token)


def _event(promise: PromiseView, found: Subscription, lang: str, desk_url: str) -> Event:
    """No customer's name, number or words: calendars are kept on phones and by others' servers."""
    kind, intent = say(lang, label("kind", promise.kind)), say(lang, label("intent", promise.intent))
    url = f"{desk_url}/cases/{quote(promise.case_id, safe='')}"
    return Event(
        uid=promise.id,
        made_at=promise.made_at,
        starts=promise.slot_start or promise.due_at,
        ends=promise.due_at if promise.slot_start else None,
        summary=f"{kind} · {intent} · {promise.case_id}",
        description=f"{say(lang, '客户的姓名、电话和全部经过在工作台：')}\n{url}",
        url=url,
        remind_minutes=found.remind_minutes,
    )


async def renew(request: Request) -> HTTPResponse:
    """A new address in place of one that has come into wrong hands."""
    desk = place(request)
    await desk.call(desk.calendars.renew, me(request).id)
    return response.redirect("/?done=calendar", status=303)


def register(app: Sanic) -> None:
    """The door of calendar programs, and the one by which a person closes it."""
    app.add_route(calendar, "/calendar/<name:str>", methods=["GET"])
    app.add_route(renew, "/new-calendar", methods=["POST"])
