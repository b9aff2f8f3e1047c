"""Asks a part's door whether it is ready, without any library and with a time limit."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

LIMIT_S = 2.0


async def answers(url: str, limit: float = LIMIT_S) -> bool:
    """True for a 200."""
    try:
        return await asyncio.wait_for(_status(url), limit) == 200
    except (OSError, asyncio.TimeoutError, ValueError, IndexError):
        return False


async def _status(url: str) -> int:
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    try:
        request = f"GET {parts.path or '/'} HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n\r\n"
        writer.write(request.encode("ascii"))
        await writer.drain()
        return int((await reader.readline()).split()[1])
    finally:
        writer.close()


async def until(url: str, period: float = 0.2) -> None:
    """Returns when the door answers 200; the caller sets the limit."""
    while not await answers(url):
        await asyncio.sleep(period)
