"""The door through which a call's audio comes in: a websocket server beside the bot's own, in the same event loop.

Each call has an address of its own that nobody can guess: the call's id with a signature. It stands in no log.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
from collections.abc import Callable

from aiohttp import WSMsgType, web

from channels.quiet import WithoutWords, places
from channels.threads import Threads
from channels.voice.streams import Malformed, Stream, opened
from channels.voice.tape import Tape
from handoff import bootstrap
from handoff.recordings import Begun, Recordings
from handoff.settings import Settings

log = logging.getLogger(__name__)
# A request that cannot be read is quoted by the error about it.
_http_log = logging.getLogger(f"{__name__}.http")
_http_log.addFilter(WithoutWords())
# https://docs.jambonz.org/docs/webhooks/listen/
SUBPROTOCOL = "audio.jambonz.org"
# A fifth of a second at Jambonz's highest rate, in both channels; messages of both vendors hold a fiftieth.
LARGEST_FRAME = 64 * 1024
ASK_ALIVE_S, IDLE_S = 20.0, 60.0
MOST_STREAMS = 400
STOP_S = 3.0
REFUSED, UNKNOWN, OVER, NO_SOCKET, TOO_MANY = 403, 404, 409, 426, 503
# https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1
DONE, GOING_AWAY, PROTOCOL = 1000, 1001, 1002


def wrong(settings: Settings) -> list[str]:
    """Why calls cannot be recorded although that was asked for."""
    url = settings.voice_audio_url
    if not url:
        return []
    found = [] if settings.voice_secret else ["YINUO_VOICE_AUDIO_URL needs YINUO_VOICE_SECRET"]
    # Twilio takes no query in it: https://www.twilio.com/docs/voice/twiml/stream
    if not url.startswith(("wss://", "ws://")) or "?" in url or "#" in url:
        found.append("YINUO_VOICE_AUDIO_URL must be like wss://care.example.cn/audio")
    return found


class Audio:
    """The audio door of this process."""

    def __init__(
        self, settings: Settings, threads: Threads, recordings: Callable[[], Recordings] = bootstrap.recordings
    ) -> None:
        self._settings = settings
        self._threads = threads
        self._recordings = recordings
        self._runner: web.AppRunner | None = None
        self._open: dict[str, web.WebSocketResponse] = {}
        self._writing: set[asyncio.Task[None]] = set()
        self._stopping = False
        self.wrong = wrong(settings)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._runner.addresses[0][1]) if self._runner and self._runner.addresses else 0

    def address(self, call_id: str) -> str:
        """Where the audio of this call is to be sent; empty where calls are not recorded."""
        if not self._settings.voice_audio_url or self.wrong:
            return ""
        return f"{self._settings.voice_audio_url.rstrip('/')}/{call_id}.{self._signature(call_id)}"

    async def start(self, *_: object) -> None:
        """Listen, where recording is on. A port that is taken is no reason not to answer calls."""
        for reason in self.wrong:
            log.error("Calls are not recorded: %s", reason)
        if not self._settings.voice_audio_url or self.wrong:
            return
        app = web.Application()
        app.router.add_route("*", "/{any:.*}", self._door)
        self._runner = web.AppRunner(app, access_log=None, logger=_http_log)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._settings.bind, self._settings.voice_audio_port).start()
        except OSError as error:
            self.wrong = [f"port {self._settings.voice_audio_port} cannot be listened on ({type(error).__name__})"]
            log.error("Calls are not recorded: %s", self.wrong[0])
            await self._runner.cleanup()
            self._runner = None

    async def stop(self, *_: object) -> None:
        """Close what is open, and write what has come."""
        self._stopping = True
        for socket in list(self._open.values()):
            await socket.close(code=GOING_AWAY)
        if self._writing:
            late = (await asyncio.wait(self._writing, timeout=STOP_S))[1]
            for task in late:
                task.cancel()
            if late:
                log.error("%d recordings are cut: what was said last could not be written", len(late))
            await asyncio.gather(*late, return_exceptions=True)
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def _signature(self, call_id: str) -> str:
        key = self._settings.voice_secret.encode()
        return hmac.new(key, b"audio " + call_id.encode("utf-8", "surrogateescape"), hashlib.sha256).hexdigest()

    def _call_of(self, path: str) -> str:
        """The call whose address this is; empty where the signature is wrong. A proxy may have changed what stands
        before the last part."""
        call_id, _, signature = path.rpartition("/")[2].partition(".")
        right = self._signature(call_id).encode()
        return call_id if hmac.compare_digest(signature.encode("utf-8", "surrogateescape"), right) else ""

    async def _door(self, request: web.Request) -> web.StreamResponse:
        call_id = self._call_of(request.path)
        if not call_id:
            return web.Response(status=REFUSED)
        socket = web.WebSocketResponse(
            protocols=(SUBPROTOCOL,), max_msg_size=LARGEST_FRAME, heartbeat=ASK_ALIVE_S, compress=False
        )
        if not socket.can_prepare(request):
            return web.Response(status=NO_SOCKET)
        if len(self._open) >= MOST_STREAMS:
            return web.Response(status=TOO_MANY)
        begun = await self._begin(call_id)
        if begun not in ("on", None):
            return web.Response(status=UNKNOWN if begun == "unknown" else OVER)
        await socket.prepare(request)
        await self._record(call_id, socket, Tape(call_id, self._recordings, self._threads, begun == "on"))
        return socket

    async def _begin(self, call_id: str) -> Begun | None:
        """What the core says of this call; None while it cannot be asked. Whoever has this address has it from us."""
        try:
            begun: Begun = await self._threads.call(self._recordings().begin, call_id)
        except Exception as error:
            log.error("A recording begins in memory: %s", places(error))
            return None
        return begun

    async def _record(self, call_id: str, socket: web.WebSocketResponse, tape: Tape) -> None:
        before = self._open.get(call_id)
        self._open[call_id] = socket
        if before is not None:
            await before.close(code=DONE)  # the application has connected anew
        writing = asyncio.create_task(tape.run())
        self._writing.add(writing)
        writing.add_done_callback(self._written)
        try:
            code = await self._listen(socket, tape)
        finally:
            tape.end()
            if self._open.get(call_id) is socket:
                del self._open[call_id]
        await socket.close(code=code)

    async def _listen(self, socket: web.WebSocketResponse, tape: Tape) -> int:
        """Take frame after frame; gives the code with which to close."""
        stream: Stream | None = None
        while not tape.full:
            try:
                message = await socket.receive(timeout=IDLE_S)
                if message.type is WSMsgType.TEXT and stream is None:
                    stream = opened(message.data)
                elif message.type is WSMsgType.TEXT and stream is not None:
                    tape.hear(stream.text(message.data))
                elif message.type is WSMsgType.BINARY and stream is not None:
                    tape.hear(stream.binary(message.data))
                elif message.type is WSMsgType.BINARY:
                    return PROTOCOL
                else:
                    # Closed: by the other side, for a frame that was too large, or by us.
                    return GOING_AWAY if self._stopping else DONE
            except asyncio.TimeoutError:
                return GOING_AWAY
            except Malformed as malformed:
                log.warning("The audio of a call was refused: %s", malformed.reason)
                return malformed.code
            if stream is not None and stream.over:
                return DONE
        return DONE

    def _written(self, task: asyncio.Task[None]) -> None:
        self._writing.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            log.error("What came of a call could not be kept: %s", places(error))
