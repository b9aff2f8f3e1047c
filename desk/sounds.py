"""The door at which a recorded call is listened to."""

from __future__ import annotations

import re

from sanic import HTTPResponse, Request, Sanic

from desk.errors import Turned
from desk.place import me, place

# A player is content with less than it asks for and then asks for the rest:
# https://www.rfc-editor.org/rfc/rfc9110#section-15.3.7
PIECE = 1024 * 1024
# One range, as players ask: https://www.rfc-editor.org/rfc/rfc9110#section-14.1.2
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
SUFFIX = ".wav"


async def recording(request: Request, case_id: str, name: str) -> HTTPResponse:
    """A recording of a case, whole or a piece of it; 404 for whoever may not see the case."""
    recording_id, dot, _ = name.rpartition(SUFFIX)
    if not dot or not name.endswith(SUFFIX):
        raise Turned("missing")
    desk, asked = place(request), _asked(request.headers.get("range", ""))
    first, last = asked or (0, None)
    sound = await desk.call(desk.recordings.read, me(request).id, case_id, recording_id, first, last)
    headers = {"Accept-Ranges": "bytes", "Cache-Control": "no-store", "Content-Disposition": "inline"}
    if asked is None:
        return HTTPResponse(sound.data, headers=headers, content_type="audio/wav")
    if not sound.data:
        return HTTPResponse(status=416, headers={**headers, "Content-Range": f"bytes */{sound.whole}"})
    headers["Content-Range"] = f"bytes {sound.first}-{sound.first + len(sound.data) - 1}/{sound.whole}"
    return HTTPResponse(sound.data, status=206, headers=headers, content_type="audio/wav")


def _asked(header: str) -> tuple[int, int | None] | None:
    """The bytes asked for, no more than a piece, counted from the end where they are; None for all of them, and where
    the header is not understood, which is then to be ignored."""
    found = _RANGE.fullmatch(header.strip())
    if found is None or found.group(1) == found.group(2) == "":
        return None
    first, last = (int(one) if one else None for one in found.groups())
    if first is None:
        return (-min(last or 0, PIECE), None) if last else (10**15, None)
    if last is not None and last < first:
        return None
    return first, first + PIECE - 1 if last is None else min(last, first + PIECE - 1)


def register(app: Sanic) -> None:
    """The door for players."""
    app.add_route(recording, "/cases/<case_id:str>/recordings/<name:str>", methods=["GET"])
