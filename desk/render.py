"""Turns values into pages: templates with auto-escaping, the reader's language, Shanghai times."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sanic import HTTPResponse, Request, response

from desk.i18n import say
from desk.place import from_htmx, here, place
from desk.times import for_form, lasted, length, minutes_left, moment, phone_for_people, span, stretch, weekday
from desk.words import LABELS, label

FOLDER = Path(__file__).parent
STATIC = FOLDER / "static"


@lru_cache(maxsize=1)
def templates() -> Environment:
    """The templates, read on first use."""
    return Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@lru_cache(maxsize=1)
def assets() -> str:
    """Changes with the desk's own style and script, so that no browser keeps an old one."""
    return hashlib.sha256(b"".join((STATIC / name).read_bytes() for name in ("desk.css", "desk.js"))).hexdigest()[:10]


def page(request: Request, template: str, status: int = 200, **values: Any) -> HTTPResponse:
    """A whole page."""
    body = templates().get_template(template).render({**surroundings(request), **values})
    return response.html(body, status=status)


def problem(request: Request, status: int, lines: Sequence[str], reference: str = "") -> HTTPResponse:
    """What is wrong, to be shown inside the form that was sent; a page of its own where there is no script."""
    values = {"lines": lines, "reference": reference}
    if not from_htmx(request):
        return page(request, "problem_page.html", status, **values)
    body = templates().get_template("problem.html").render({**surroundings(request), **values})
    shown = response.html(body, status=status)
    shown.headers["HX-Reselect"] = ".problem"
    return shown


def surroundings(request: Request) -> dict[str, Any]:
    """What every template may use. An error may come before the guard has run: then nobody is signed in."""
    ctx, desk = request.ctx, place(request)
    lang = getattr(ctx, "lang", "zh")
    now = desk.clock.now()
    token_of = getattr(ctx, "token_of", None)
    return {
        "t": partial(say, lang),
        "label": lambda group, code: say(lang, label(group, code)),
        "when": lambda at: moment(at, lang, now),
        "on": lambda day: weekday(day, lang),
        "stretch": stretch,
        "for_form": for_form,
        "phone": phone_for_people,
        "length": length,
        "lasted": lambda seconds: lasted(seconds, lang),
        "fact": partial(_fact, lang, now),
        "left": partial(_left, lang, now),
        "lang": lang,
        "now": now,
        "person": getattr(ctx, "person", None),
        "position": getattr(ctx, "position", 0),
        "csrf": desk.sessions.token(token_of) if token_of else "",
        "here": here(request) if request.method == "GET" else "/",
        "assets": assets(),
    }


def _fact(lang: str, now: datetime, key: str, value: str) -> str:
    """A short fact of an event: instants as people read them, codes in words, everything else as it stands."""
    if key.endswith("_at") or key == "due":
        try:
            return moment(datetime.fromisoformat(value), lang, now)
        except ValueError:
            return value
    return say(lang, label(key, value)) if key in LABELS else value


def _left(lang: str, now: datetime, due: datetime) -> dict[str, Any]:
    """How long until a promise is due, in words and as a degree that the style colours."""
    minutes = minutes_left(due, now)
    degree = "late" if due <= now else "soon" if minutes < 15 else "calm"
    form = "已超时{span}" if degree == "late" else "还有{span}"
    return {"words": say(lang, form, span=span(minutes, lang)), "degree": degree, "minutes": minutes}


