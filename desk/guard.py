"""Stands before every page: who is it, may they, and did the form come from this desk."""

from __future__ import annotations

import secrets
from urllib.parse import quote

from sanic import HTTPResponse, Request, response
from sanic.response import BaseHTTPResponse

from desk.errors import Turned
from desk.place import from_htmx, here, place
from handoff.model import NotFound

SESSION_COOKIE = "desk_session"
VISIT_COOKIE = "desk_visit"
LANG_COOKIE = "desk_lang"
WITHOUT_SESSION = ("/sign-in", "/language")
# Calendar programs and Prometheus cannot sign in: what they ask for needs a token of its own (desk/subscription.py,
# desk/numbers.py).
PUBLIC = ("/static/", "/health", "/calendar/", "/metrics")
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "media-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


async def admit(request: Request) -> HTTPResponse | None:
    """Before every handler. The feed's position is noted first: what the page then reads is at least as new."""
    desk, ctx = place(request), request.ctx
    ctx.position = desk.live.position
    ctx.lang = language(request)
    ctx.session = ctx.person = ctx.new_visit = None
    if request.path.startswith(PUBLIC):
        return None
    ctx.session = desk.sessions.read(request.cookies.get(SESSION_COOKIE))
    if ctx.session is not None:
        await _load_person(request)
    ctx.token_of = ctx.session.id if ctx.session else _visit(request)
    if request.method == "POST":
        _check_form(request)
    if ctx.person is None and request.path not in WITHOUT_SESSION:
        return _ask_to_sign_in(request)
    return None


async def finish(request: Request, answer: BaseHTTPResponse) -> None:
    """After every handler, errors included: headers, and the visit's cookie where it is new."""
    for name, value in HEADERS.items():
        answer.headers.setdefault(name, value)
    answer.headers.setdefault("Cache-Control", "no-store")
    visit = getattr(request.ctx, "new_visit", None)
    if visit is not None:
        set_cookie(request, answer, VISIT_COOKIE, place(request).sessions.seal(visit))


def language(request: Request) -> str:
    """Chinese unless this browser asked for English on this desk."""
    return "en" if request.cookies.get(LANG_COOKIE) == "en" else "zh"


def set_cookie(
    request: Request, answer: BaseHTTPResponse, name: str, value: str, max_age: int | None = None
) -> None:
    """A cookie that scripts cannot read and other sites' forms do not send."""
    answer.cookies[name] = value
    cookie = answer.cookies[name]
    cookie["path"], cookie["httponly"], cookie["samesite"] = "/", True, "Lax"
    cookie["secure"] = place(request).settings.desk_secure_cookies
    if max_age is not None:
        cookie["max-age"] = max_age


def drop_cookie(request: Request, answer: HTTPResponse, name: str) -> None:
    """Make the browser forget it."""
    set_cookie(request, answer, name, "", max_age=0)


def local(path: str) -> str:
    """The path if it leads to a page of this desk, else the first page: an address from a form never leads outside."""
    inside = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if inside else "/"


async def _load_person(request: Request) -> None:
    """Read anew each time, so that who has left or changed role is known at once."""
    desk, ctx = place(request), request.ctx
    try:
        ctx.person = await desk.call(desk.casework.person, ctx.session.person_id)
    except NotFound:
        ctx.session = None


def _visit(request: Request) -> str:
    """A random name for a browser that is not signed in, so that the sign-in form too carries a token."""
    known = place(request).sessions.unseal(request.cookies.get(VISIT_COOKIE))
    if known is None:
        known = request.ctx.new_visit = secrets.token_urlsafe(16)
    return known


def _check_form(request: Request) -> None:
    token = str((request.form or {}).get("_csrf") or request.headers.get("x-csrf-token") or "")
    if not (_from_this_desk(request) and place(request).sessions.token_is_right(request.ctx.token_of, token)):
        if request.ctx.person is None and request.path not in WITHOUT_SESSION:
            return  # an expired session: the answer is to sign in, and nothing is done
        raise Turned("form")


def _from_this_desk(request: Request) -> bool:
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    if origin is not None and origin.partition("://")[2].lower() != request.host.lower():
        return False
    return site in (None, "same-origin", "none")


def _ask_to_sign_in(request: Request) -> HTTPResponse:
    """A part of a page is refused with 401, so that typed text stays on screen; a page leads to sign-in and back."""
    if from_htmx(request) or request.path == "/events":
        raise Turned("expired")
    if request.path.endswith(".wav"):
        raise Turned("missing")  # a player can show no page
    back = here(request) if request.method == "GET" else "/"
    return response.redirect(f"/sign-in?next={quote(back, safe='')}", status=303)
