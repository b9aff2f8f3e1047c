"""What of a request's head is let through, and what is not."""

from __future__ import annotations

import pytest

from porch.head import path_of, proper

GET = b"GET /a HTTP/1.1\r\nHost: x"


@pytest.mark.parametrize(
    "head",
    [
        GET,
        b"GET /a HTTP/1.0",
        b"OPTIONS * HTTP/1.1",
        b"GET http://x/a?b=%e4%bd%a0 HTTP/1.1",
        GET + b"\r\nContent-Length: 0\r\nX-City: \xe5\x8c\x97\r\nX-Empty:\r\nAccept: a\r\nAccept: b",
        GET + b"\r\nTransfer-Encoding: chunked",
        GET + b"\r\ncontent-length:\t12 ",
    ],
)
def test_what_browsers_apps_and_proxies_send_is_let_through(head: bytes) -> None:
    assert proper(head)


@pytest.mark.parametrize("length", [b"-5", b"+5", b"1_0", b"", b"abc", b"5, 5", b"0x5", b"9" * 16, "５".encode()])
def test_a_length_is_a_plain_number(length: bytes) -> None:
    assert not proper(GET + b"\r\nContent-Length: " + length)


@pytest.mark.parametrize(
    "lines",
    [
        b"Content-Length: 5\r\nContent-Length: 5",
        b"Content-Length: 5\r\nTransfer-Encoding: chunked",
        b"Transfer-Encoding: gzip, chunked",
        b"Transfer-Encoding: Chunked",
        b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        b"Authorization: Bearer a\r\nauthorization: Bearer b",
        b"Host: y",
        b"Content-Length : 5",
        b"X: a\r\n b",
        b"X: a\x00",
        b"X: a\nY: b",
        b"no colon",
        b": no name",
    ],
)
def test_what_could_be_read_in_two_ways_is_refused(lines: bytes) -> None:
    assert not proper(GET + b"\r\n" + lines)


def test_chunks_came_with_http_1_1() -> None:
    assert not proper(b"POST /a HTTP/1.0\r\nTransfer-Encoding: chunked")


@pytest.mark.parametrize(
    "first",
    [b"", b"GET /a", b"GET  /a HTTP/1.1", b"GET /a HTTP/2.0", b"G\x00T /a HTTP/1.1", b"GET /\xff HTTP/1.1",
     b"GET http://[ HTTP/1.1", b"GET /a%00 HTTP/1.1", b"GET /a?b=%00 HTTP/1.1", b"\r\nGET /a HTTP/1.1",
     b"CONNECT a:80 HTTP/1.1", b"\x16\x03\x01\x02"],
)  # fmt: skip
def test_a_first_line_says_what_and_where(first: bytes) -> None:
    assert not proper(first)


@pytest.mark.parametrize(
    ("head", "path"),
    [
        (b"GET /a/b?c HTTP/9\r\nX", "/a/b"),
        (b"GET /a/\xff\x00 HTTP/1.1", "/a/"),
        (b"GET", "*"),
        (b"GET http://[ H", "*"),
    ],
)
def test_of_a_bad_request_the_path_is_kept_as_far_as_it_can_be_read(head: bytes, path: str) -> None:
    assert path_of(head) == path
