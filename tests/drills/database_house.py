"""A house whose database is about to suffer, and what its parts must do meanwhile."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from launcher import model
from launcher.screen import Screen
from tests.acceptance.forked import Zygote
from tests.acceptance.running import ROOT, UNUSED, Agent, until
from tests.drills.audit import count, told_once
from tests.drills.database_faults import Disk
from tests.drills.house import Standing
from tests.drills.insistent import DOOR_S, Bystander, Crowd
from tests.drills.record import Record

GROUP = "database"
SHUT = "还没有收下"
DESK_BUSY = "系统繁忙"
SOON_S = 1.5
UP_AGAIN_S = 20.0
PERSON = "wangmin"
Changes = tuple[str, ...]


@contextmanager
def on_a_small_disk(folder: Path, zygote: Zygote, changes: Changes = (), begin: bool = True) -> Iterator[Suffering]:
    """A house whose SQLite file, logs and all else lie on a file system of their own."""
    inside = folder / "disk"
    inside.mkdir()
    disk = Disk(inside)
    house = Standing(inside, YINUO_DATABASE_URL=f"sqlite:///{inside}/y.db")
    suffering = Suffering(house, zygote, disk)
    try:
        if begin:
            house.prepare()
            suffering.begin(changes)
        yield suffering
    finally:
        house.hang_up()
        house.down()
        disk.unmount()


@dataclass
class Suffering:
    """Bot, keeper and desk, watched from outside while something is wrong with their database."""

    house: Standing
    zygote: Zygote
    disk: Disk | None = None
    customers: int = 0
    ill: set[int] = field(default_factory=set)

    def begin(self, changes: Changes = (), keeper: bool = True, ready: bool = True) -> None:
        """Start all parts, with changes in the bot."""
        self.house.zygote = self.zygote
        self.house.model = asyncio.run(model.ensure(ROOT, self.house.environment, Screen()))
        if keeper:
            self.house.start_keeper()
        self.house.start("desk", "desk")
        self.house.start_bot(changes=changes, wait=ready)

    def crowd(self, number: int) -> Crowd:
        """Customers who have not been here before."""
        self.customers += number
        return Crowd(self.house, number, self.customers)

    def health(self, part: str = "") -> tuple[int, str]:
        """The bot's health, or the desk's."""
        try:
            found = httpx.get(f"{self.house.desk}/health" if part == "desk" else f"{self.house.bot}/health/ready",
                              timeout=DOOR_S, verify=UNUSED)  # fmt: skip
        except httpx.HTTPError:
            return 0, ""
        return found.status_code, found.text

    def comes_to(self, status: int, words: str = "", seconds: float = UP_AGAIN_S) -> float:
        """How long it takes until the bot's health says so."""
        began = time.monotonic()

        def there() -> bool:
            found, text = self.health()
            self.ill.add(found)
            return found == status and words in text

        until(there, f"the bot's health to be {status} {words}", seconds)
        return time.monotonic() - began

    def desk_says_busy(self) -> None:
        """Somebody who signs in at the desk is told in Chinese what is the matter, whatever is."""
        began = time.monotonic()
        with httpx.Client(base_url=self.house.desk, timeout=15, verify=UNUSED) as http:
            form = http.get("/sign-in").text
            token = form.split('name="_csrf" value="')[1].split('"')[0]
            told = http.post("/sign-in", data={"_csrf": token, "name": PERSON, "password": "wrong"})
        assert told.status_code == 503, (told.status_code, told.text[-500:])
        assert DESK_BUSY in told.text and "Traceback" not in told.text
        assert time.monotonic() - began < DOOR_S

    def desk_works(self) -> None:
        """And is let in afterwards."""
        assert Agent(self.house, PERSON).page("/").status_code == 200

    def all_alive(self) -> None:
        """No part has ended."""
        for name, part in self.house.parts.items():
            assert part.process.poll() is None, (name, part.log.read_text()[-2000:])

    def strike(self, record: Record, fault: Callable[[], AbstractContextManager[str | None]], seconds: float,
               number: int = 8) -> None:  # fmt: skip
        """Let the fault happen while customers send, some of whom are in the middle of their turns; hold everything
        against what is promised, and count."""
        before = self.crowd(number // 2).begin()
        with Bystander(self.house) as bystander:
            with fault() as how:
                began = time.monotonic()
                crowd = self.crowd(number).begin()
                self.comes_to(503)
                self.desk_says_busy()
                time.sleep(max(0.0, seconds - (time.monotonic() - began)))
            lasted = time.monotonic() - began
            waited = before.finish() + crowd.finish()
            self.comes_to(200)
        self.desk_works()
        self.all_alive()
        refused_well(crowd)
        assert bystander.worst_s < SOON_S, f"the page took {bystander.worst_s:.1f} s"
        assert set(bystander.statuses) == {200}
        record.times += 1
        record.waited_s += waited
        record.note = f"{how + ', ' if how else ''}for {lasted:.0f} s; {crowd.statuses()[503]} attempts were refused"
        self.count(record, before, crowd)

    def count(self, record: Record, *crowds: Crowd) -> None:
        """What became of these customers' messages; then they hang up."""
        everybody = [sent for crowd in crowds for sent in crowd.sent()]
        told_once(everybody, count(self.house, everybody, record))
        for crowd in crowds:
            crowd.close()


def refused_well(crowd: Crowd) -> None:
    """Nothing was pretended: each attempt was accepted, or refused in time with words that say what to do."""
    statuses = crowd.statuses()
    assert statuses[503], f"the fault never struck: {statuses}"
    assert set(statuses) <= {200, 202, 503}, statuses
    for one in crowd.attempts():
        assert one.took_s < DOOR_S, f"a door took {one.took_s:.1f} s"
        assert one.status != 503 or SHUT in one.body["message"], one


def keep(record: Record) -> None:
    """Write down what was counted, and insist on it."""
    record.keep()
    assert record.clean, record
