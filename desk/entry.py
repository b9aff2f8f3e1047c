"""Sign-in, sign-out and the choice of language."""

from __future__ import annotations

from sanic import HTTPResponse, Request, Sanic, response

from desk.guard import LANG_COOKIE, SESSION_COOKIE, VISIT_COOKIE, drop_cookie, local, set_cookie
from desk.place import place, session
from desk.render import page
from desk.sessions import LASTS
from handoff.model import Refused

YEAR_S = 365 * 24 * 3600


async def sign_in_page(request: Request) -> HTTPResponse:
    """The form; whoever is signed in already goes on."""
    target = local(request.args.get("next", "/"))
    if request.ctx.person is not None:
        return response.redirect(target, status=303)
    return page(request, "sign_in.html", target=target, name="", problem="")


async def sign_in(request: Request) -> HTTPResponse:
    """Check name and password. Whatever session the browser had is not continued."""
    desk, form = place(request), request.form or {}
    name, password = str(form.get("name") or "").strip(), str(form.get("password") or "")
    target = local(str(form.get("next") or "/"))
    if not name or not password:
        return page(request, "sign_in.html", 422, target=target, name=name, problem="请填写姓名和密码。")
    try:
        person = await desk.call(desk.casework.sign_in, name, password, request.ip)
    except Refused as refused:
        status = 429 if refused.code == "too_many_attempts" else 401
        return page(request, "sign_in.html", status, target=target, name=name, problem=refused.message)
    _, cookie = desk.sessions.open(person.id)
    answer = response.redirect(target, status=303)
    set_cookie(request, answer, SESSION_COOKIE, cookie, max_age=int(LASTS.total_seconds()))
    drop_cookie(request, answer, VISIT_COOKIE)
    return answer


async def sign_out(request: Request) -> HTTPResponse:
    """End the session on both sides."""
    signed_in = session(request)
    if signed_in is not None:
        place(request).sessions.end(signed_in)
    answer = response.redirect("/sign-in", status=303)
    drop_cookie(request, answer, SESSION_COOKIE)
    return answer


async def choose_language(request: Request) -> HTTPResponse:
    """Remember the language in this browser."""
    form = request.form or {}
    answer = response.redirect(local(str(form.get("next") or "/")), status=303)
    set_cookie(request, answer, LANG_COOKIE, "en" if form.get("lang") == "en" else "zh", max_age=YEAR_S)
    return answer


def register(app: Sanic) -> None:
    """The doors in and out."""
    app.add_route(sign_in_page, "/sign-in", methods=["GET"])
    app.add_route(sign_in, "/sign-in", methods=["POST"])
    app.add_route(sign_out, "/sign-out", methods=["POST"])
    app.add_route(choose_language, "/language", methods=["POST"])
