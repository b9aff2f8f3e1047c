"""The sample customer page and the widget, from memory: a name that was not read at the start does not exist."""

from __future__ import annotations

import hashlib
import mimetypes
from pathlib import Path

from sanic.request import Request
from sanic.response import HTTPResponse, empty, raw

STATIC = Path(__file__).parent / "static"
PAGE, WIDGET = "page.html", "widget.js"
# The page and the one script tag change with a release and must not be stale for long; the rest follows the same tag.
ALWAYS_ASK, MINUTES = "no-cache", "public, max-age=300"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
_TEXT = {"text/javascript", "text/html", "text/css", "application/json", "text/plain", "image/svg+xml"}
_TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".woff2": "font/woff2", ".map": "application/json"}


class Asset:
    """One file, with what a browser needs to know of it."""

    def __init__(self, path: Path) -> None:
        self._body = path.read_bytes()
        kind = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        self._type = f"{kind}; charset=utf-8" if kind in _TEXT else kind
        self._tag = f'"{hashlib.sha256(self._body).hexdigest()[:20]}"'

    def answer(self, request: Request, cache: str, headers: dict[str, str] | None = None) -> HTTPResponse:
        """The file, or 304 when the browser has it."""
        told = {"ETag": self._tag, "Cache-Control": cache, "Cross-Origin-Resource-Policy": "cross-origin"}
        told |= headers or {}
        if self._tag in request.headers.get("if-none-match", ""):
            return empty(304, headers=told)
        return raw(self._body, headers=told, content_type=self._type)


class Assets:
    """Every file under `static/`, by its name."""

    def __init__(self, folder: Path = STATIC) -> None:
        files = (path for path in sorted(folder.rglob("*")) if path.is_file()) if folder.is_dir() else ()
        self._files = {path.relative_to(folder).as_posix(): Asset(path) for path in files}

    def page(self, request: Request) -> HTTPResponse | None:
        """The sample customer page; only what comes from this server runs in it."""
        page = self._files.get(PAGE)
        return page.answer(request, ALWAYS_ASK, {"Content-Security-Policy": POLICY}) if page else None

    def widget(self, request: Request) -> HTTPResponse | None:
        """The one script tag."""
        return self.file(request, WIDGET)

    def file(self, request: Request, name: str) -> HTTPResponse | None:
        """Any other file."""
        found = self._files.get(name)
        return found.answer(request, MINUTES) if found else None
