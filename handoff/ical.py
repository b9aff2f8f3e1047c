"""Calendar files as RFC 5545 has them, in what a list of calls needs of it.

https://www.rfc-editor.org/rfc/rfc5545
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timezone

from handoff.model import SHANGHAI

LONGEST_LINE = 75
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
# A calendar without any event has to hold something, and this it always holds. Shanghai has kept one time since 1991.
_SHANGHAI = (
    "BEGIN:VTIMEZONE",
    "TZID:Asia/Shanghai",
    "BEGIN:STANDARD",
    "DTSTART:19920101T000000",
    "TZOFFSETFROM:+0800",
    "TZOFFSETTO:+0800",
    "TZNAME:CST",
    "END:STANDARD",
    "END:VTIMEZONE",
)


@dataclass(frozen=True)
class Event:
    """One entry. Without an end it marks an instant; `remind_minutes` before its start the program rings."""

    uid: str
    made_at: datetime
    starts: datetime
    ends: datetime | None
    summary: str
    description: str
    url: str
    remind_minutes: int


def calendar(name: str, events: Iterable[Event], minutes: int) -> bytes:
    """The file, to be fetched anew every so many minutes."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Yinuo//Promises//ZH", "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_text(name)}", "X-WR-TIMEZONE:Asia/Shanghai",
        f"REFRESH-INTERVAL;VALUE=DURATION:PT{minutes}M", f"X-PUBLISHED-TTL:PT{minutes}M", *_SHANGHAI,
    ]  # fmt: skip
    for event in events:
        lines += _event(event)
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def _event(event: Event) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(event.uid)}"
    # A promise has one time as long as it stands: another time is another promise, with an id of its own.
    yield "SEQUENCE:0"
    yield f"DTSTAMP:{event.made_at.astimezone(timezone.utc):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;TZID=Asia/Shanghai:{_local(event.starts)}"
    if event.ends is not None:
        yield f"DTEND;TZID=Asia/Shanghai:{_local(event.ends)}"
    yield f"SUMMARY:{_text(event.summary)}"
    yield f"DESCRIPTION:{_text(event.description)}"
    yield f"URL:{_CONTROL.sub('', event.url)}"
    yield "STATUS:CONFIRMED"
    yield "BEGIN:VALARM"
    yield "ACTION:DISPLAY"
    yield f"DESCRIPTION:{_text(event.summary)}"
    yield f"TRIGGER:-PT{event.remind_minutes}M"
    yield "END:VALARM"
    yield "END:VEVENT"


def _local(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%Y%m%dT%H%M%S}"


def _text(text: str) -> str:
    """A value of the type TEXT."""
    escaped = re.sub(r"([\\;,])", r"\\\1", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _CONTROL.sub("", escaped).replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """The line with its end; a longer one goes on behind a blank on the next, and no character is cut in two."""
    parts, room = [b""], LONGEST_LINE
    for character in line:
        raw = character.encode()
        if len(parts[-1]) + len(raw) > room:
            parts.append(b"")
            room = LONGEST_LINE - 1
        parts[-1] += raw
    return b"\r\n ".join(parts) + b"\r\n"
