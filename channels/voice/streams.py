"""The two ways in which telephone applications send a call's audio through a websocket, both turned into mu-law, 8000
bytes a second, of what the caller says."""

from __future__ import annotations

import audioop
import base64
import binascii
import json
from typing import Any, Protocol

RATE = 8000
_WIDTH = 2
# https://docs.jambonz.org/verbs/verbs/listen (sampleRate)
_RATES = (8000, 16000, 24000, 48000, 64000)
# https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1
PROTOCOL, UNSUPPORTED, UNREADABLE = 1002, 1003, 1007


class Malformed(Exception):
    """What came is not what such an application sends; `code` closes the connection."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class Stream(Protocol):
    """The audio of one connection."""

    over: bool

    def text(self, message: str) -> bytes:
        """What a text frame holds of the caller's voice. Raises Malformed."""

    def binary(self, message: bytes) -> bytes:
        """The same of a binary one."""


def opened(first: str) -> Stream:
    """The stream that begins with this text frame. Raises Malformed."""
    said = _object(first)
    # https://www.twilio.com/docs/voice/media-streams/websocket-messages#connected-message
    if said.get("event") == "connected":
        return Twilio()
    if "sampleRate" in said:
        return Jambonz(said)
    raise Malformed(PROTOCOL, "neither a call nor a stream")


def _object(message: str) -> dict[str, Any]:
    try:
        said = json.loads(message)
    except (ValueError, RecursionError) as error:
        raise Malformed(UNREADABLE, "no JSON") from error
    if not isinstance(said, dict):
        raise Malformed(UNREADABLE, "no JSON object")
    return said


class Jambonz:
    """One text frame about the call, then binary frames of 16-bit samples, low byte first:
    https://docs.jambonz.org/docs/webhooks/listen/. Keys may come as text between them."""

    over = False

    def __init__(self, about: dict[str, Any]) -> None:
        self._rate = about["sampleRate"]
        # mono is one side, mixed both in one, stereo each in its own: https://docs.jambonz.org/verbs/verbs/listen
        self._channels = 2 if about.get("mixType") == "stereo" else 1
        self._state: Any = None
        if isinstance(self._rate, bool) or self._rate not in _RATES:
            raise Malformed(UNSUPPORTED, "another sample rate")

    def text(self, message: str) -> bytes:
        _object(message)  # keys are events of the call's own door
        return b""

    def binary(self, message: bytes) -> bytes:
        if len(message) % (_WIDTH * self._channels):
            raise Malformed(UNREADABLE, "half a sample")
        if self._channels == 2:
            message = audioop.tomono(message, _WIDTH, 0.5, 0.5)
        if self._rate != RATE:
            message, self._state = audioop.ratecv(message, _WIDTH, 1, self._rate, RATE, self._state)
        return audioop.lin2ulaw(message, _WIDTH)


class Twilio:
    """JSON messages with base64 mu-law: https://www.twilio.com/docs/voice/media-streams/websocket-messages"""

    def __init__(self) -> None:
        self.over = False
        self._started = False

    def binary(self, message: bytes) -> bytes:
        raise Malformed(UNSUPPORTED, "binary frames in a stream of messages")

    def text(self, message: str) -> bytes:
        said = _object(message)
        event = said.get("event")
        if event == "start":
            self._start(_inner(said, "start"))
        elif event == "media":
            return self._media(_inner(said, "media"))
        elif event == "stop":
            self.over = True
        elif event not in ("dtmf", "mark", "connected"):
            raise Malformed(PROTOCOL, "no such message")
        return b""

    def _start(self, start: dict[str, Any]) -> None:
        form = _inner(start, "mediaFormat")
        if form.get("encoding") != "audio/x-mulaw" or form.get("sampleRate") != RATE or form.get("channels") != 1:
            raise Malformed(UNSUPPORTED, "another encoding")
        self._started = True

    def _media(self, media: dict[str, Any]) -> bytes:
        if not self._started:
            raise Malformed(PROTOCOL, "sound before the start")
        if media.get("track", "inbound") != "inbound":
            return b""  # what the house says stands in the messages
        try:
            return base64.b64decode(media.get("payload", ""), validate=True)
        except (binascii.Error, ValueError, TypeError) as error:
            raise Malformed(UNREADABLE, "no base64") from error


def _inner(said: dict[str, Any], name: str) -> dict[str, Any]:
    inner = said.get(name)
    if not isinstance(inner, dict):
        raise Malformed(PROTOCOL, f"nothing in {name}")
    return inner
