"""The real house for tests: bot, desk and keeper as processes over one database, their clock in a file."""

from __future__ import annotations

import contextlib
import json
import os
import random
import re
import socket
import ssl
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import chinese_calendar
import httpx

from handoff import commands
from handoff.clock import FileClock
from handoff.model import SHANGHAI
from handoff.store import Store
from launcher.parts import QUIET
from tests.acceptance import prepared
from tests.acceptance.prepared import ROOT
from tests.acceptance.talking import Talking, until

if TYPE_CHECKING:
    from tests.acceptance.forked import Zygote

SECRET = "a secret of the tests, long enough"
UP_S = 180
# Everything here is plain HTTP on this machine. Reading all certificates anew for each client would take longer than
# what most of them ask.
UNUSED = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
# A Monday with an ordinary week before it.
BEGIN = datetime(2026, 3, 9, 10, 0, tzinfo=SHANGHAI)


def free_port(row: int = 1) -> int:
    """The first of a row of ports that are free. They lie below those that the system gives to whoever calls out, for
    one of these could be taken again, by a call of anybody's, before it is listened on."""
    while True:
        first = random.randrange(12000, 32000 - row)
        with contextlib.ExitStack() as held, contextlib.suppress(OSError):
            for port in range(first, first + row):
                held.enter_context(socket.socket()).bind(("127.0.0.1", port))
            return first


@dataclass
class Part:
    """A process and its log."""

    process: subprocess.Popen[bytes]
    log: Path


class Running:
    """Bot, desk and keeper on ports of their own."""

    # Forks the parts where there is one; they are started as `make run` does where there is none.
    zygote: Zygote | None = None

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self._clock_file = folder / "now"
        self._clock = FileClock(self._clock_file)
        self.go_to(BEGIN)
        self.bot_port, self.desk_port = free_port(), free_port()
        self.environment = os.environ | QUIET | {
            "YINUO_DATABASE_URL": f"sqlite:///{folder}/y.db", "YINUO_COMPANY": str(ROOT / "company"), "YINUO_TEST": "1",
            "YINUO_NOW": f"@{self._clock_file}", "YINUO_LEDGER_KEY": SECRET, "YINUO_WEBCHAT_SECRET": SECRET,
            "YINUO_DESK_SECRET": SECRET, "YINUO_BOT_PORT": str(self.bot_port), "SANIC_HOST": "127.0.0.1",
            "YINUO_DESK_PORT": str(self.desk_port), "YINUO_KEEPER_PERIOD_S": "0.2", **settings,
        }  # fmt: skip
        self.parts: dict[str, Part] = {}
        self.model = ROOT
        self._clients: list[httpx.Client] = []
        self._people: dict[str, dict[str, Any]] = {}
        self.own = bool(prepared.OF_ITS_OWN & settings.keys())

    def client(self, base: str, **options: Any) -> httpx.Client:
        """A client that is closed when the test is over."""
        made = httpx.Client(base_url=base, timeout=15, verify=UNUSED, **options)
        self._clients.append(made)
        return made

    def hang_up(self) -> None:
        """Close every client."""
        while self._clients:
            self._clients.pop().close()

    def now(self) -> datetime:
        """What every part takes the time to be."""
        return self._clock.now()

    def go_to(self, instant: datetime) -> None:
        """Move every part's clock; it runs on from there."""
        fresh = self._clock_file.with_suffix(".new")
        fresh.write_text(instant.isoformat())
        fresh.replace(self._clock_file)

    def next_working_morning(self) -> None:
        """Ten o'clock of a later ordinary weekday, so that tests do not share their slots. No holiday: what is
        due soon would be due a day later."""
        day = self.now() + timedelta(days=1)
        while day.weekday() >= 5 or not chinese_calendar.is_workday(day.date()):
            day += timedelta(days=1)
        self.go_to(day.replace(hour=10, minute=0, second=0, microsecond=0))

    def command(self, *words: str) -> str:
        """`python -m handoff WORDS`, as an administrator types it."""
        done = subprocess.run([sys.executable, "-m", "handoff", *words], cwd=ROOT, env=self.environment,
                              capture_output=True, text=True, timeout=60)  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def promises(self, case: str) -> list[dict[str, Any]]:
        """The promises of a case, in the order in which they were made."""
        rows = [p for p in self.all_promises() if p["case"] == case]
        return sorted(rows, key=lambda p: str(p["made_at"]))

    def all_promises(self) -> list[dict[str, Any]]:
        """As the command lists them, which would take a second each time."""
        store = Store(self.environment["YINUO_DATABASE_URL"], SECRET)
        with store.read() as tx:
            found = commands.listed(tx, SHANGHAI)
        store.close()
        return found

    def people(self) -> dict[str, dict[str, Any]]:
        """The company's people by name; nobody comes or goes."""
        if not self._people:
            self._people = {p["name"]: p for p in json.loads(self.command("people", "--json"))}
        return self._people

    def prepare(self) -> None:
        """Everything that the parts need before they start."""
        prepared.prepare(self)

    def up(self) -> Running:
        """Start everything and wait until it is ready."""
        self.prepare()
        self.start("keeper", "handoff", "keep")
        self.start("desk", "desk")
        self.start("bot", *self.bot_words())
        self.wait_for(self.desk + "/health", "desk")
        self.wait_for(self.bot + "/health/ready", "bot")
        return self

    def bot_words(self) -> tuple[str, ...]:
        """How the bot is started."""
        return (
            "channels", "run", "--interface", "127.0.0.1", "--port", str(self.bot_port), "--model", str(self.model),
            "--credentials", "credentials.yml", "--endpoints", "endpoints.yml",
        )  # fmt: skip

    @property
    def bot(self) -> str:
        """The bot's address."""
        return f"http://127.0.0.1:{self.bot_port}"

    @property
    def desk(self) -> str:
        """The desk's address."""
        return f"http://127.0.0.1:{self.desk_port}"

    def start(self, name: str, *module: str) -> None:
        """Start one part."""
        log = self.folder / f"{name}.log"
        if self.zygote is not None:
            self.parts[name] = self.zygote.start(module, self.environment, log)
            return
        with log.open("ab") as out:
            process = subprocess.Popen([sys.executable, "-m", *module], cwd=ROOT, env=self.environment, stdout=out,
                                       stderr=subprocess.STDOUT, start_new_session=True)  # fmt: skip
        self.parts[name] = Part(process, log)

    def wait_for(self, url: str, name: str) -> None:
        """Until a part's health says ready."""

        def ready() -> bool:
            part = self.parts[name]
            assert part.process.poll() is None, part.log.read_text()[-3000:]
            try:
                return http.get(url).status_code == 200
            except httpx.TransportError:
                return False

        with httpx.Client(timeout=2, verify=UNUSED) as http:
            until(ready, f"{name} to be ready", UP_S)

    def stop(self, name: str, hard: bool = False) -> None:
        """End one part, by its pid."""
        part = self.parts.pop(name)
        part.process.kill() if hard else part.process.terminate()
        try:
            part.process.wait(10)
        except subprocess.TimeoutExpired:
            part.process.kill()
            part.process.wait()

    def down(self) -> None:
        """End everything."""
        for name in list(self.parts):
            self.stop(name)


class Customer(Talking):
    """A customer on the web chat, through its doors alone."""

    def __init__(self, house: Running, identity: str | None = None) -> None:
        self.house = house
        self._sent = 0
        self._http = house.client(f"{house.bot}/webhooks/webchat")
        made = self._http.post("/sessions", json={"identity": identity} if identity else {})
        assert made.status_code == 201, made.text
        self.token = made.json()["token"]
        self._http.headers["Authorization"] = f"Bearer {self.token}"

    def messages(self) -> list[dict[str, Any]]:
        """The whole conversation."""
        found = self._http.get("/messages")
        assert found.status_code == 200, found.text
        return list(found.json()["messages"])

    def heard(self) -> list[dict[str, Any]]:
        """What was said to the customer."""
        return [m for m in self.messages() if m["from"] != "customer"]

    def sends(self, text: str) -> None:
        """Send a message, without waiting for what comes of it."""
        self._sent += 1
        sent = self._http.post("/messages", json={"id": f"{self._sent}", "text": text})
        assert sent.status_code == 202, sent.text


class Agent:
    """Somebody signed in at the desk, through its pages alone."""

    def __init__(self, house: Running, person: str) -> None:
        self._http = house.client(house.desk, follow_redirects=True)
        page = self._http.get("/sign-in")
        given = {"name": person, "password": f"yinuo-{person}"}
        done = self._http.post("/sign-in", data={"_csrf": _csrf(page.text), **given})
        assert done.url.path == "/", done.text

    def page(self, path: str) -> httpx.Response:
        """Any page."""
        return self._http.get(path)

    def orders(self, path: str, **fields: str) -> httpx.Response:
        """Send a form."""
        page = self._http.get("/")
        return self._http.post(path, data={"_csrf": _csrf(page.text), **fields})


def _csrf(page: str) -> str:
    found = re.search(r'name="_csrf" value="([^"]+)"', page)
    assert found, page[:2000]
    return found.group(1)
