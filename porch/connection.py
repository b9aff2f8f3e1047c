"""Sanic's connection with an end to its patience.

Stock Sanic 21.12 begins its time limits anew with every byte that arrives, so that whoever sends one a second never
runs out of time; it keeps as many connections as come; and it hangs up on a body that it refuses before the client can
read why.
"""

from __future__ import annotations

import asyncio
import resource
from time import monotonic
from typing import Any

from sanic.exceptions import InvalidUsage, PayloadTooLarge, RequestTimeout
from sanic.http import Http, Stage
from sanic.server.protocols.http_protocol import HttpProtocol

from porch.head import path_of, proper

LONGEST_HEAD = 8 * 1024
END = b"\r\n\r\n"
# What a client may still send after its answer, before the line is cut.
LINGER_S, LINGER_BYTES = 1.0, 2 * 1024 * 1024
# Files, database connections and everything else of the process that is no client.
RESERVED, MOST_FILES = 96, 65_536


def most_clients() -> int:
    """How many connections this process may keep, after it has asked for as many files as it is allowed."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    return max(1, (MOST_FILES if soft == resource.RLIM_INFINITY else soft) - RESERVED)


class Careful(Http):
    """Reads the requests of one connection; what is no proper request gets its refusal and ends the connection."""

    async def http1_request_header(self) -> None:
        """Look at the whole head before Sanic takes it apart."""
        end = await self._head_end()
        if end < 0:
            raise PayloadTooLarge("The head is too long")
        if not proper(bytes(self.recv_buffer[:end])):
            raise InvalidUsage("No proper HTTP")
        await super().http1_request_header()

    async def read(self) -> bytes | None:
        """Of a body, once the answer is out, nothing is read any more: this request is the last of its connection."""
        if self.stage is Stage.HANDLER:
            data: bytes | None = await super().read()
            return data
        self.keep_alive, self.request_body = False, None
        await self._linger()
        return None

    async def error_response(self, exception: Exception) -> None:
        """Before a request is complete there is its path at most. Whatever stands before the handlers may refuse in its
        turn, as where a form is checked that never came."""
        if self.request is None:
            self.url = path_of(bytes(self.recv_buffer[:LONGEST_HEAD]))
        try:
            await super().error_response(exception)
        except Exception as error:
            await super().error_response(error)
        if not self.keep_alive and not self.request_body:
            await self._linger()

    async def _head_end(self) -> int:
        """Where the head ends, -1 if it does not within its limit."""
        while (end := self.recv_buffer.find(END, 0, LONGEST_HEAD + len(END))) < 0:
            if len(self.recv_buffer) > LONGEST_HEAD:
                return -1
            await self._receive_more()
        return end

    async def _linger(self) -> None:
        """A line that is cut while data arrives takes the answer with it, so the client is heard out for a moment."""
        ends = monotonic() + LINGER_S
        left = min(self.request_bytes_left or LINGER_BYTES, LINGER_BYTES)
        while True:
            left -= len(self.recv_buffer)
            self.recv_buffer.clear()
            if left <= 0 or monotonic() >= ends:
                return
            try:
                await asyncio.wait_for(self._receive_more(), ends - monotonic())
            except asyncio.TimeoutError:
                return


class Connection(HttpProtocol):
    """One client. A request must have arrived as a whole in time, and when there are too many clients, whoever keeps
    the house waiting longest makes room."""

    most = 0

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._http: Careful | None = None
        if not Connection.most:
            Connection.most = most_clients()

    def _setup_connection(self) -> None:
        self._http = Careful(self)
        self._time = monotonic()
        self.check_timeouts()

    def connection_made(self, transport: Any) -> None:
        """Sanic's, if there is room."""
        if len(self.connections) >= Connection.most and not self._make_room():
            transport.abort()
            return
        super().connection_made(transport)

    def data_received(self, data: bytes) -> None:
        """Sanic's, but bytes of a request that is on its way do not begin its time anew."""
        http = self._http
        began, on_its_way = self._time, http is not None and (http.stage is Stage.REQUEST or _reads_body(http))
        super().data_received(data)
        if on_its_way:
            self._time = began

    def check_timeouts(self) -> None:
        """Sanic's, which knows no limit for bodies."""
        http = self._http
        if self._task and http and _reads_body(http) and monotonic() - self._time > self.request_timeout:
            http.exception = RequestTimeout("The body took too long")
            self._task.cancel()
            return
        super().check_timeouts()

    def _make_room(self) -> bool:
        """Cut off who has been silent longest and has no request in hand. Streams come back where they stopped."""
        silent = [one for one in self.connections if one._http is None or one._http.stage is not Stage.HANDLER]
        if not silent:
            return False
        longest = min(silent, key=lambda one: (one._http is not None and one._http.stage is Stage.RESPONSE, one._time))
        self.connections.discard(longest)
        longest.abort()
        return True


def _reads_body(http: Careful) -> bool:
    return http.stage is Stage.HANDLER and bool(http.request_body)
