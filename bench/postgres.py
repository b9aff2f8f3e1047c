"""A PostgreSQL server for one run, as it comes: it waits for the disk at each commit."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import psycopg2

SECURE = ("fsync", "synchronous_commit", "full_page_writes")


@asynccontextmanager
async def server(folder: Path) -> AsyncIterator[tuple[str, int]]:
    """The address of an empty database, and the server's process; stopped and gone at the end."""
    import pgserver  # only where it is wanted: it brings a whole PostgreSQL along

    folder.mkdir(parents=True, exist_ok=True)
    own = await asyncio.to_thread(pgserver.get_server, folder, cleanup_mode="stop")
    try:
        yield own.get_uri(), int(own.get_pid() or 0)
    finally:
        await asyncio.to_thread(own.cleanup)


def describe(url: str) -> str:
    """Which version it is, and that nothing is spared at its commits. Raises ValueError where something is."""
    connection = psycopg2.connect(url, connect_timeout=5)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT " + ", ".join(f"current_setting('{name}')" for name in ("server_version", *SECURE)))
            version, *secure = cursor.fetchone() or ("",)
    finally:
        connection.close()
    if set(secure) != {"on"}:
        raise ValueError(f"not measured: {', '.join(SECURE)} must be on, and are {', '.join(secure)}")
    return f"PostgreSQL {version.split()[0]} ({', '.join(SECURE)} on)"
