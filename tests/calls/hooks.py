"""Requests to the bot's door as Jambonz makes them, with everything that went to and fro written down."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

import httpx

# What its feature server waits for an answer: lib/utils/http-requestor.js of jambonz-feature-server.
TIMEOUT_S = 10.0
TAKEN = (200, 202, 204)
# `#rc=5&rp=ct,5xx`, the most that can be asked for. How long it waits between them is not documented, so a product
# may not rely on more than this: https://docs.jambonz.org/guides/features/webhook-and-web-socket-retries
PAUSES_S = (0.1, 0.2, 0.3, 0.4, 0.5)


class NoAnswer(Exception):
    """The door did not answer, or not with success, however often it was asked."""


@dataclass(frozen=True)
class Door:
    """Where the company's bot takes calls."""

    call: str
    status: str
    secret: str
    user: str = "voice"


@dataclass
class Log:
    """What happened in a call, in seconds since it was dialled; no secret is ever in it."""

    began: float = field(default_factory=time.monotonic)
    entries: list[dict[str, Any]] = field(default_factory=list)

    def add(self, what: str, **more: Any) -> dict[str, Any]:
        """Write one thing down; returns it, for what is known of it later."""
        entry = {"at_s": round(time.monotonic() - self.began, 3), "what": what, **more}
        self.entries.append(entry)
        return entry

    def all(self, what: str) -> list[dict[str, Any]]:
        """Everything of one kind."""
        return [entry for entry in self.entries if entry["what"] == what]


class Hooks:
    """The requests of one call."""

    def __init__(self, door: Door, log: Log) -> None:
        self._door, self._log = door, log
        self._client = httpx.Client(auth=(door.user, door.secret), timeout=TIMEOUT_S, trust_env=False)

    def close(self) -> None:
        """Let go of the connection."""
        self._client.close()

    def resolved(self, hook: str) -> str:
        """A relative hook belongs to the host of the call hook."""
        return urljoin(self._door.call, hook)

    def post(self, hook: str, body: dict[str, Any]) -> list[dict[str, Any]] | None:
        """Post once, and again after a refused or reset connection or a 5xx; returns the verbs, if there are any."""
        url = self.resolved(hook)
        for pause in (*PAUSES_S, None):
            answer = self._once(url, body)
            if answer is not None:
                return answer.json() if answer.content and "json" in answer.headers.get("content-type", "") else None
            if pause is None:
                break
            time.sleep(pause)
        raise NoAnswer(url)

    def _once(self, url: str, body: dict[str, Any]) -> httpx.Response | None:
        """One try; nothing where it is worth another."""
        entry = self._log.add("hook", path=httpx.URL(url).path, body=_readable(body))
        began = time.monotonic()
        try:
            answer = self._client.post(url, json=body)
        except (httpx.TransportError, OSError) as error:
            entry["error"] = type(error).__name__
            if isinstance(error, httpx.ReadTimeout):
                raise NoAnswer(url) from error
            return None
        finally:
            entry["ms"] = round((time.monotonic() - began) * 1000, 1)
        entry["status"] = answer.status_code
        if answer.status_code >= 500:
            return None
        if answer.status_code not in TAKEN:
            raise NoAnswer(f"{url}: {answer.status_code} {answer.text[:200]}")
        entry["verbs"] = answer.json() if answer.content else None
        return answer


def _readable(body: dict[str, Any]) -> dict[str, Any]:
    """The part of a body that differs from one request to the next."""
    kept = ("call_status", "reason", "speech", "digits", "dial_call_status", "from", "call_sid", "call_termination_by")
    return {name: body[name] for name in kept if name in body}
