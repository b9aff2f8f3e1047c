"""What the channel asks of every SMS vendor, in one form for all of them."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import phonenumbers
from requests import exceptions as http

from handoff.letters import Later, Letter, NotSent, Unsure
from handoff.model import Attachment

T = TypeVar("T")
CHANNEL = "sms"
# A vendor is given this long to take a connection, and then to answer.
CONNECT_S, READ_S = 2.0, 2.8
LONGEST_TEXT = 4000
_SHORTEST_NUMBER = 7
_CODE = re.compile(r"[^A-Za-z0-9_.:-]+")
_NUMBER = re.compile(r"\d{7,}")
LONGEST_CODE = 60


class Unreadable(Exception):
    """A request that is not in the vendor's format."""


@dataclass(frozen=True)
class Inbound:
    """A message of a customer's. `number` is E.164; `id` is the vendor's, the same when it is delivered again."""

    id: str
    number: str
    text: str
    attachment: Attachment | None = None


@dataclass(frozen=True)
class Report:
    """What became of a message that was sent; `reason` is the vendor's code."""

    id: str
    ok: bool
    reason: str = ""


@dataclass(frozen=True)
class Request:
    """As much of a callback as a vendor looks at. `url` is the public one, which some vendors sign."""

    url: str
    body: bytes
    signature: str = ""


@dataclass(frozen=True)
class Answer:
    """What a vendor takes for an acknowledgement."""

    body: str
    content_type: str


class Vendor(Protocol):
    """One vendor. `inbound` and `reports` raise Unreadable; what is unreadable in the midst of others is left out."""

    name: str
    taken: Answer

    def genuine(self, request: Request) -> bool:
        """Whether the vendor itself signed this; always true where vendors do not sign."""

    def inbound(self, request: Request) -> list[Inbound]:
        """The messages in a callback, in order."""

    def reports(self, request: Request) -> list[Report]:
        """The final delivery reports in a callback."""

    def send(self, letter: Letter) -> str:
        """Blocks for a few seconds at most; the vendor's id of the message. Raises NotSent."""


def e164(number: object, country_code: object = "86") -> str | None:
    """A number as vendors write it, mainland ones without +86, in E.164. None for what no customer writes from, such
    as the short numbers of services."""
    text = str(number).strip() if isinstance(number, (str, int)) else ""
    if not text or len(text) > 40:
        return None
    code = str(country_code).strip().lstrip("+")
    region = phonenumbers.region_code_for_country_code(int(code)) if code.isdecimal() else "CN"
    try:
        found = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(found) or len(str(found.national_number)) < _SHORTEST_NUMBER:
        return None
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)


def json_of(body: bytes) -> Any:
    """The JSON of a body. Raises Unreadable."""
    try:
        return json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        raise Unreadable("no JSON") from None


def each(found: list[Any], read: Callable[[Mapping[str, Any]], T | None]) -> list[T]:
    """What stands in the objects of a callback, without what `read` leaves out. What is no such object is passed over;
    raises Unreadable where nothing else is there."""
    good, bad = [], 0
    for item in found:
        try:
            one = read(item if isinstance(item, Mapping) else {})
        except Unreadable:
            bad += 1
        else:
            good += [] if one is None else [one]
    if bad and bad == len(found):
        raise Unreadable("nothing in it")
    return good


def field(item: Mapping[str, Any], name: str) -> str:
    """A text in an object. Raises Unreadable."""
    value = item.get(name)
    if not isinstance(value, str):
        raise Unreadable(name)
    return value


def id_in(item: Mapping[str, Any], name: str) -> str:
    """An id in an object. Raises Unreadable."""
    found = word(item.get(name))
    if not found:
        raise Unreadable(name)
    return found


def word(value: object, longest: int = 128) -> str:
    """A vendor's id as text; empty for what can be none."""
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return ""
    text = str(value).strip()
    return text if len(text) <= longest and text.isprintable() else ""


def digest(*parts: object) -> str:
    """An id for what the vendor gives none."""
    return hashlib.sha256("\x1f".join(str(part) for part in parts).encode("utf-8", "replace")).hexdigest()


def code(value: object) -> str:
    """A vendor's code as a reason: short, and nothing personal in it."""
    return _NUMBER.sub("", _CODE.sub("", str(value)))[:LONGEST_CODE] or "unknown"


def of_network(error: BaseException) -> NotSent:
    """Whether a request that failed on the way can have been heard, from what lies beneath a vendor's exception."""
    beneath: BaseException | None = error
    while beneath is not None and not isinstance(beneath, http.RequestException):
        beneath = getattr(beneath, "inner_exception", None) or beneath.__cause__ or beneath.__context__
    if beneath is None:
        return Unsure(type(error).__name__)
    if isinstance(beneath, http.ReadTimeout):
        return Unsure("timeout")
    never_there = (http.ConnectTimeout, http.SSLError, http.ProxyError, http.InvalidURL)
    if isinstance(beneath, never_there) or "NewConnectionError" in repr(beneath) or "NameResolution" in repr(beneath):
        return Later("connect")
    return Unsure("connection")
