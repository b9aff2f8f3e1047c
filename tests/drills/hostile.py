"""What comes in at a door that is open to everybody: raw lines, crowds of them, and a bystander who notices."""

from __future__ import annotations

import json
import socket
import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event, Thread
from typing import Any

import httpx
import psutil

from tests.acceptance.running import Customer, Running, until
from tests.drills.audit import Sent

GROUP = "hostile input"
DOOR = "/webhooks/webchat"
ANSWER_S = 10.0
# Descriptors and memory that a process may have gained by the end, of caches and of what others do meanwhile.
SPARE_FILES, SPARE_BYTES = 12, 120 * 1024 * 1024


def request(
    token: str = "", body: bytes = b"", *lines: str | bytes, first: str | bytes = f"POST {DOOR}/messages HTTP/1.1",
    length: bool = True,
) -> bytes:  # fmt: skip
    """A request as bytes, with whatever lines in its head."""
    head = [first, "Host: bot", *lines]
    if token:
        head.append(f"Authorization: Bearer {token}")
    if length:
        head.append(f"Content-Length: {len(body)}")
    return b"\r\n".join(one if isinstance(one, bytes) else one.encode() for one in head) + b"\r\n\r\n" + body


def chunked(body: bytes, size: int = 8192) -> bytes:
    """A body in chunks."""
    pieces = (body[at : at + size] for at in range(0, len(body), size))
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


@dataclass
class Answer:
    """What came back; status 0 where the line was cut without a word."""

    status: int
    head: bytes
    body: bytes

    @property
    def said(self) -> dict[str, Any]:
        """The JSON of it; empty where it is none."""
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


def ask(port: int, data: bytes, wait_s: float = ANSWER_S, half: bool = False) -> Answer:
    """Send bytes, and read one answer. TimeoutError where none comes: nobody may be left without one."""
    with socket.create_connection(("127.0.0.1", port), timeout=wait_s) as line:
        try:
            line.sendall(data)
            if half:
                line.shutdown(socket.SHUT_WR)
        except OSError as cut:
            if isinstance(cut, TimeoutError):
                raise
        return _answer(line)


def _answer(line: socket.socket) -> Answer:
    got = b""
    try:
        while not _whole(got) and (more := line.recv(65536)):
            got += more
    except ConnectionError:
        pass  # what came before the line was cut is the answer
    head, _, body = got.partition(b"\r\n\r\n")
    return Answer(int(head.split(b" ", 2)[1]) if head.startswith(b"HTTP/") else 0, head, body)


def _whole(got: bytes) -> bool:
    head, found, body = got.partition(b"\r\n\r\n")
    lengths = [one.split(b":")[1] for one in head.lower().split(b"\r\n") if one.startswith(b"content-length:")]
    return bool(found and lengths) and len(body) >= int(lengths[0])


class Lines:
    """Many open lines, each begun with the same bytes."""

    def __init__(self, port: int, number: int, begun: bytes = b"") -> None:
        self.all = [socket.create_connection(("127.0.0.1", port), timeout=5) for _ in range(number)]
        for line in self.all:
            if begun:
                line.sendall(begun)
            line.setblocking(False)

    def drip(self, piece: bytes = b"a") -> None:
        """One byte more on each."""
        for line in self.all:
            try:
                line.send(piece)
            except OSError:
                continue  # cut off: that is the other side's right

    def open(self) -> int:
        """How many the other side still holds."""
        return sum(self._held(line) for line in self.all)

    def close(self) -> None:
        """Hang up."""
        for line in self.all:
            line.close()

    def _held(self, line: socket.socket) -> bool:
        try:
            while line.recv(65536):
                continue
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False


@contextmanager
def dripping(*crowds: Lines, every_s: float = 0.5) -> Iterator[None]:
    """All of them send a byte now and then."""
    ended = Event()

    def drip() -> None:
        while not ended.wait(every_s):
            for crowd in crowds:
                crowd.drip()

    thread = Thread(target=drip, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


class Bystander(Customer):
    """A customer with a case, who asks again and again when they will be called."""

    def __init__(self, house: Running) -> None:
        super().__init__(house)
        self.promise = self.gets_a_promise("冰箱修了三次还是不制冷，我要投诉")
        self.asked = 0
        self.waits: list[float] = []

    def turn(self) -> float:
        """Seconds from the question to its answer."""
        self.asked += 1
        name, began = f"ask-{self.asked}", time.monotonic()
        sent = self._http.post("/messages", json={"id": name, "text": "什么时候给我打电话"})
        assert sent.status_code == 202, sent.text
        end = began + 30
        while not self._http.get("/messages", params={"after": name}).json()["messages"]:
            assert time.monotonic() < end, "the bystander waits in vain"
            time.sleep(0.004)
        self.waits.append(time.monotonic() - began)
        return self.waits[-1]

    def turns(self, number: int) -> list[float]:
        """So many turns."""
        return [self.turn() for _ in range(number)]

    def sent(self) -> Sent:
        """What the house must have of this customer's questions."""
        return Sent(self, [(f"ask-{n}", "什么时候给我打电话") for n in range(1, self.asked + 1)])


def pace(before: list[float], meanwhile: list[float]) -> str:
    """How long a bystander's turn took before and meanwhile, for the page."""
    ms = [1000 * statistics.median(some) for some in (before, meanwhile)]
    return (
        f"a bystander's turn: median {ms[0]:.0f} ms before, {ms[1]:.0f} ms meanwhile (p95 {1000 * p95(meanwhile):.0f})"
    )


def slowed(before: list[float], meanwhile: list[float]) -> float:
    """How many times its normal time a bystander's turn takes."""
    return statistics.median(meanwhile) / statistics.median(before)


def p95(some: list[float]) -> float:
    """The time within which nineteen of twenty ended."""
    return sorted(some)[min(len(some) - 1, int(len(some) * 0.95))]


class Vitals:
    """Files and memory of a part, as they were."""

    def __init__(self, house: Running, name: str = "bot") -> None:
        self._process = psutil.Process(house.parts[name].process.pid)
        self.files, self.bytes = self._process.num_fds(), self._process.memory_info().rss

    def return_to_normal(self, within_s: float = 45) -> None:
        """Wait until they are again; fails where they are not in time."""
        until(lambda: self._process.num_fds() <= self.files + SPARE_FILES, "the descriptors to be given back", within_s)
        until(lambda: self._process.memory_info().rss <= self.bytes + SPARE_BYTES, "the memory to be given back", 10)


def at_once(number: int, data: bytes, port: int) -> list[Answer]:
    """The same bytes on many lines, sent together."""
    with ThreadPoolExecutor(min(number, 64)) as threads:
        return list(threads.map(lambda _: ask(port, data, wait_s=30), range(number)))


def quiet(house: Running, *words: str, name: str = "bot") -> None:
    """No traceback stands in the log, and none of these words of customers."""
    log = house.parts[name].log.read_text(encoding="utf-8", errors="replace")
    assert "Traceback" not in log, log[log.index("Traceback") :][:3000]
    assert [word for word in words if word in log] == []


def token(house: Running) -> str:
    """A new session."""
    made = httpx.post(f"{house.bot}{DOOR}/sessions", json={}, timeout=30)
    assert made.status_code == 201, made.text
    return str(made.json()["token"])
