"""Blocking calls of `handoff`, off the event loop and never without a time limit."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

T = TypeVar("T")
SIZE = 8
LIMIT_S = 4.5


class Threads:
    """The few threads in which this process waits for its database."""

    def __init__(self, size: int = SIZE) -> None:
        self._pool = ThreadPoolExecutor(size, thread_name_prefix="handoff")

    async def call(self, work: Callable[..., T], *args: Any, limit_s: float = LIMIT_S) -> T:
        """Run `work` in a thread. Raises asyncio.TimeoutError; what has begun by then still runs to its end."""
        future = asyncio.get_running_loop().run_in_executor(self._pool, partial(work, *args))
        return await asyncio.wait_for(future, limit_s)

    def close(self) -> None:
        """Begin nothing more; do not wait for what hangs."""
        self._pool.shutdown(wait=False, cancel_futures=True)
