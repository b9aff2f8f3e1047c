"""What goes for every answer of the web chat: the sites that may read it, and the one shape of refusals.

Rasa puts sanic-cors around the whole app; without `--cors` that allows no site. Its middleware answers OPTIONS by
itself, so what is allowed is written on the way out, here, for errors as well.
"""

from __future__ import annotations

import logging

from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import BaseHTTPResponse, HTTPResponse, json

from channels.quiet import places
from channels.webchat import gateway
from channels.webchat.gateway import RETRY_AFTER_S, Refusal

log = logging.getLogger(__name__)
ALLOWED = {
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Last-Event-ID",
    "Access-Control-Expose-Headers": "Retry-After",
    "Access-Control-Max-Age": "600",
}
SAFE = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}


class Manners:
    """Headers and refusals under one prefix."""

    def __init__(self, prefix: str, origins: str) -> None:
        self._prefix = prefix
        self._origins = {origin.strip().rstrip("/").lower() for origin in origins.split(",") if origin.strip()}

    async def headers(self, request: Request, response: BaseHTTPResponse) -> None:
        """On the way out."""
        if not request.path.startswith(self._prefix):
            return
        for name, value in SAFE.items():
            response.headers.setdefault(name, value)
        response.headers["Vary"] = "Origin"
        if request.headers.get("origin", "").lower() in self._origins:
            response.headers.update(ALLOWED)
            response.headers["Access-Control-Allow-Origin"] = request.headers["origin"]

    def refuse(self, error: Exception) -> HTTPResponse:
        """An error as JSON that says what to do next."""
        refusal = error if isinstance(error, Refusal) else self._of(error)
        headers = {"Cache-Control": "no-store"}
        if refusal.code in RETRY_AFTER_S:
            headers["Retry-After"] = str(RETRY_AFTER_S[refusal.code])
        return json({"error": refusal.code, "message": refusal.message}, status=refusal.status, headers=headers)

    def _of(self, error: Exception) -> Refusal:
        if isinstance(error, SanicException):
            return gateway.of_status(getattr(error, "status_code", 500))
        log.error("A request failed: %s", places(error))
        return gateway.of_status(500)
