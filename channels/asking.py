"""Asking a vendor over HTTP: never for long, and with it known afterwards whether the question had left the house."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import aiohttp

from handoff.letters import Later, Unsure

LIMIT_S = 5.0
CONNECT_S = 3.0
LARGEST_ANSWER = 2 * 1024 * 1024


async def ask(
    url: str, query: Mapping[str, str], body: Mapping[str, Any] | None, limit_s: float = LIMIT_S
) -> dict[str, Any]:
    """The vendor's JSON object. Without a body it is a GET.

    Raises Later when nothing was done, and Unsure when it may have been. A connection of its own for each question: one
    that lay idle may be dead without anybody's knowing, and then nobody could say whether the question arrived.
    """
    # As UTF-8 and not as \u escapes, which WeChat would show to the customer as they are.
    data = None if body is None else json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
    status, raw = await _within(limit_s, url, query, data, {"Content-Type": "application/json"})
    return _object(status, raw)


async def knock(url: str, body: bytes, headers: Mapping[str, str], limit_s: float = LIMIT_S) -> int:
    """Post this; the status of whatever was answered. Raises as `ask`."""
    status, _ = await _within(limit_s, url, {}, body, headers)
    return status


async def _within(
    limit_s: float, url: str, query: Mapping[str, str], data: bytes | None, headers: Mapping[str, str]
) -> tuple[int, bytes]:
    if limit_s <= 0:
        raise Later("no-time")
    written: list[bool] = []
    try:
        return await asyncio.wait_for(_exchange(url, query, data, headers, written), min(limit_s, LIMIT_S))
    except asyncio.TimeoutError:
        raise (Unsure if written else Later)("timeout") from None
    except (aiohttp.ClientError, OSError):
        raise (Unsure if written else Later)("network") from None


async def _exchange(
    url: str, query: Mapping[str, str], data: bytes | None, headers: Mapping[str, str], written: list[bool]
) -> tuple[int, bytes]:
    async def left(*_: object) -> None:
        written.append(True)

    trace = aiohttp.TraceConfig()
    trace.on_request_headers_sent.append(left)
    limits = aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_S)
    async with aiohttp.ClientSession(timeout=limits, trace_configs=[trace]) as http:
        how: dict[str, Any] = {"headers": dict(headers), "data": data} if data else {}
        async with http.request(
            "POST" if data else "GET", url, params=dict(query), allow_redirects=False, **how
        ) as answer:
            return answer.status, await _read(answer.content)


async def _read(content: aiohttp.StreamReader) -> bytes:
    try:
        await content.readexactly(LARGEST_ANSWER)
    except asyncio.IncompleteReadError as all_of_it:
        return all_of_it.partial
    return b""


def _object(status: int, raw: bytes) -> dict[str, Any]:
    """A page instead of JSON comes from something in between, which mostly did not reach the vendor; that it waited in
    vain (504), or a proper page, says the opposite."""
    try:
        answer = json.loads(raw)
    except (ValueError, RecursionError):
        answer = None
    if status >= 400 and status != 504:
        raise Later(f"http-{status}")
    if status != 200 or not isinstance(answer, dict):
        raise Unsure(f"http-{status}" if status != 200 else "no-json")
    return answer
