"""Whether the head of a request is proper HTTP/1.1 (RFC 9112), told before Sanic reads anything from it.

Sanic 21.12 takes a length of -5 and then goes round for ever, with everybody waiting; where two headers contradict each
other it picks one, and a proxy in front may pick the other. What is ambiguous here is refused.
"""

from __future__ import annotations

import re

from httptools import parse_url
from httptools.parser.errors import HttpParserInvalidURLError

# A length of more digits than these is not meant to be sent.
_LENGTH = re.compile(rb"[0-9]{1,15}")
_REQUEST = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]{1,32}) ([\x21-\x7e]+) HTTP/1\.([01])")
_FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\x00-\x08\x0a-\x1f\x7f]*)")
_PATH = re.compile(rb"/[\x21-\x7e]*")
_NUL = b"%00"  # in no address that is meant well, and the end of many a library
# Said twice, these have two meanings.
_ONCE = {b"authorization", b"content-length", b"expect", b"host", b"transfer-encoding"}


def proper(head: bytes) -> bool:
    """Whether everything in it can be taken in one way only; `head` is all before the empty line."""
    first, *lines = head.split(b"\r\n")
    request = _REQUEST.fullmatch(first)
    if request is None or not _address(request[2]):
        return False
    fields: dict[bytes, bytes] = {}
    for line in lines:
        field = _FIELD.fullmatch(line)
        if field is None:
            return False
        name, value = field[1].lower(), field[2].rstrip(b" \t")
        if name in fields and name in _ONCE:
            return False
        fields[name] = value
    return _length(fields, request[3] == b"1")


def path_of(head: bytes) -> str:
    """The path that a request names, as far as it can be read; "*" where there is none."""
    words = head.split(b"\r\n", 1)[0].split(b" ")
    path = _PATH.match(words[1].split(b"?", 1)[0]) if len(words) > 1 else None
    return path.group().decode("ascii") if path and _address(path.group()) else "*"


def _address(target: bytes) -> bool:
    try:
        return _NUL not in target and bool(parse_url(target).path)
    except HttpParserInvalidURLError:
        return False


def _length(fields: dict[bytes, bytes], chunks_known: bool) -> bool:
    """One way to know where the body ends: a length, or chunks, which came with HTTP/1.1."""
    length, coding = fields.get(b"content-length"), fields.get(b"transfer-encoding")
    if coding is not None:
        return coding == b"chunked" and length is None and chunks_known
    return length is None or _LENGTH.fullmatch(length) is not None
