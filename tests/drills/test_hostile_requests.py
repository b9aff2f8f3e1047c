"""Requests that are none, or too large, or say two things at once: refused in order, and nobody else notices."""

from __future__ import annotations

import gzip
import json
import socket

import pytest

from tests.drills.audit import count
from tests.drills.hostile import DOOR, Bystander, Vitals, ask, chunked, pace, quiet, request, slowed, token
from tests.drills.house import Standing
from tests.drills.record import Record, often

GROUP = "hostile input"
GOOD = json.dumps({"id": "good", "text": "你好"}).encode()
SECRET = "这句话不该出现在日志里"
DEEP = b"[" * 10_000 + b"]" * 10_000, b'{"a":' * 10_000 + b"1" + b"}" * 10_000
PAGE = f"GET {DOOR}/page HTTP/1.1"


def _body(content: bytes, *lines: str) -> tuple[bytes, tuple[str, ...], bool]:
    return content, lines, True


def _bare(content: bytes, *lines: str) -> tuple[bytes, tuple[str, ...], bool]:
    return content, lines, False


# Name, (body, lines of the head, whether the true length is said), status, error.
BODIES = [
    ("100 KB", _body(b"x" * 100_000), 413, "too_large"),
    ("1 MB", _body(b"x" * 1_000_000), 413, "too_large"),
    ("1 MB in chunks", _bare(chunked(b"x" * 1_000_000), "Transfer-Encoding: chunked"), 413, "too_large"),
    ("a chunk of 281 TB", _bare(b"ffffffffffff\r\nxx", "Transfer-Encoding: chunked"), 413, "too_large"),
    ("a chunk without number", _bare(b"zz\r\nxx", "Transfer-Encoding: chunked"), 400, "bad_request"),
    ("a chunk below nothing", _bare(b"-5\r\nxx", "Transfer-Encoding: chunked"), 400, "bad_request"),
    ("a length below nothing", _bare(GOOD, "Content-Length: -5"), 400, "bad_request"),
    ("a length in letters", _bare(GOOD, "Content-Length: abc"), 400, "bad_request"),
    ("a length of 5,000 digits", _bare(GOOD, "Content-Length: " + "9" * 5000), 400, "bad_request"),
    ("a length too small", _bare(GOOD, "Content-Length: 5"), 400, "bad_json"),
    ("two lengths", _body(GOOD, "Content-Length: 3"), 400, "bad_request"),
    ("length and chunks", _body(GOOD, "Transfer-Encoding: chunked"), 400, "bad_request"),
    ("an unknown coding", _bare(GOOD, "Transfer-Encoding: gzip"), 400, "bad_request"),
    ("two tokens", _body(GOOD, "Authorization: Bearer x"), 400, "bad_request"),
    ("a header of 100 KB", _body(GOOD, "X: " + "a" * 100_000), 413, "too_large"),
    ("NUL in a header", _body(GOOD, "X: \x00"), 400, "bad_request"),
    ("a folded header", _body(GOOD, "X: a\r\n b"), 400, "bad_request"),
    ("a gzip bomb", _body(gzip.compress(b"a" * 10_000_000), "Content-Encoding: gzip"), 400, "bad_json"),
    ("lists in lists", _body(DEEP[0]), 400, "bad_json"),
    ("objects in objects", _body(DEEP[1]), 400, "bad_json"),
    ("a number of 60,000 digits", _body(b'{"id":"n","text":"a","n":' + b"9" * 60_000 + b"}"), 400, "bad_json"),
    ("not a number", _body(b'{"id":NaN,"text":Infinity}'), 400, "bad_id"),
    ("no body", _body(b""), 400, "bad_id"),
    ("a byte order mark", _body(b"\xef\xbb\xbf" + GOOD), 400, "bad_json"),
    ("UTF-16", _body(GOOD.decode().encode("utf-16")), 400, "bad_json"),
    ("half a pair in UTF-8", _body(b'{"id":"h","text":"\xed\xa0\x80"}'), 400, "bad_json"),
    ("wrong types", _body(json.dumps({"id": {}, "text": [SECRET]}).encode()), 400, "bad_id"),
    ("a list for a text", _body(json.dumps({"id": "l", "text": [SECRET]}).encode()), 400, "bad_text"),
    ("NUL in the id", _body(b'{"id":"a\\u0000","text":"a"}'), 400, "bad_id"),
    ("4,001 characters", _body(json.dumps({"id": "x", "text": "长" * 4001}).encode()), 413, "too_long"),
    ("nothing to see", _body(b'{"id":"e","text":"\\u200b\\u3164\\ud800\\u0000"}'), 400, "blank"),
]
# The first line, status.
PLACES = [
    (f"FOO {DOOR}/messages HTTP/1.1", 405),
    (f"G\x00T {DOOR}/messages HTTP/1.1", 400),
    (f"GET {DOOR}/mess\x00ages HTTP/1.1", 400),
    (f"GET {DOOR}/messages?after=%00 HTTP/1.1", 400),
    (f"GET {DOOR}/static/../connector.py HTTP/1.1", 404),
    (f"GET {DOOR}/static/%2e%2e/connector.py HTTP/1.1", 404),
    (f"GET {DOOR}/static/..%2f..%2fhouse.py HTTP/1.1", 404),
    (f"GET {DOOR}/static//etc/passwd HTTP/1.1", 404),
    (f"GET {DOOR}/消息 HTTP/1.1", 400),
    (f"GET {DOOR}/{'a' * 9000} HTTP/1.1", 413),
    (f"GET {DOOR}/messages HTTP/2.0", 400),
]


def test_what_is_no_message_is_refused_and_told_what_to_do(besieged: Standing) -> None:
    record = Record(GROUP, "requests that are none", mended_by="a porch that refuses what is no proper HTTP")
    bystander, vitals, one = Bystander(besieged), Vitals(besieged), token(besieged)
    before = bystander.turns(12)
    meanwhile = []
    for _ in range(often(1, 5)):
        for name, (body, lines, length), status, error in BODIES:
            answer = ask(besieged.bot_port, request(one, body, *lines, length=length))
            assert (answer.status, answer.said.get("error")) == (status, error), name
            assert any("\u4e00" <= sign <= "\u9fff" for sign in answer.said["message"]), name
            record.times += 1
            meanwhile.append(bystander.turn())
        for first, status in PLACES:
            answer = ask(besieged.bot_port, request(one, first=first, length=False))
            assert (answer.status, set(answer.said)) == (status, {"error", "message"}), first
            record.times += 1
    assert talk_of(besieged, one) == []
    vitals.return_to_normal()
    record.waited_s, record.note = meanwhile, pace(before, meanwhile)
    count(besieged, [bystander.sent()], record).keep()
    assert record.clean, record
    assert slowed(before, meanwhile) < 2, record.note
    quiet(besieged, SECRET, one)


def test_a_body_that_is_announced_and_never_comes_leaves_nothing_behind(besieged: Standing) -> None:
    one = token(besieged)
    assert ask(besieged.bot_port, request(one, GOOD, "Content-Length: 500", length=False), half=True).status == 0
    assert talk_of(besieged, one) == []


def test_requests_in_one_breath_are_answered_one_by_one(besieged: Standing) -> None:
    one = token(besieged)
    posts = [request(one, json.dumps({"id": f"p{n}", "text": "你好"}).encode()) for n in range(10)]
    with socket.create_connection(("127.0.0.1", besieged.bot_port), timeout=10) as line:
        line.sendall(b"".join(posts))
        got = b""
        while got.count(b"HTTP/1.1 202") < 10:
            more = line.recv(65536)
            assert more, got
            got += more
    assert [m["id"] for m in talk_of(besieged, one) if m["from"] == "customer"] == [f"p{n}" for n in range(10)]


@pytest.mark.parametrize("path", ["/sign-in", "/", "/events", "/search?q=a", "/cases/x/notes"])
def test_the_desk_refuses_what_is_no_request_and_stays_for_its_agents(besieged: Standing, path: str) -> None:
    for name, (body, lines, length), _, _ in BODIES:
        answer = ask(besieged.desk_port, request("", body, *lines, first=f"POST {path} HTTP/1.1", length=length))
        assert 300 <= answer.status < 500, name
    for bad in ("Cookie: desk_session=\xff\x01", "Cookie: desk_visit=" + "a" * 7000, "Origin: http://[", "Host: "):
        answer = ask(besieged.desk_port, request("", b"_csrf=%00&name=%ff%00", bad, first=f"POST {path} HTTP/1.1"))
        assert 300 <= answer.status < 500, bad
    assert ask(besieged.desk_port, request(first="GET /static/%ff%00 HTTP/1.1", length=False)).status < 500
    assert ask(besieged.desk_port, request(first="GET /sign-in HTTP/1.1", length=False)).status == 200
    quiet(besieged, name="desk")


def talk_of(house: Standing, one: str) -> list[dict[str, str]]:
    """What the house has of this session's conversation."""
    answer = ask(house.bot_port, request(one, first=f"GET {DOOR}/messages HTTP/1.1", length=False))
    return list(answer.said["messages"])
