"""Customers whose client repeats a message under its id until it is accepted, as the widget does."""

from __future__ import annotations

import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.acceptance.running import UNUSED, until
from tests.drills.audit import Sent
from tests.drills.house import Standing

COMPLAINTS = (
    "冰箱修了三次还是不制冷，我要投诉", "洗衣机坏了没人管，我要投诉", "空调漏水说了两周都没有人来，我要投诉",
    "我要投诉，上门的师傅迟到了三个小时",
)  # fmt: skip
PHONES = 13800138000
PAUSE_S = 0.5
ANSWER_S = 60.0
# The doors' own limit for the database, and room for a machine that does other things as well.
DOOR_S = 4.5 + 2.0


@dataclass
class Tried:
    """One attempt at a door: what came back and how long that took; 0 is a connection that broke."""

    status: int
    body: dict[str, Any]
    took_s: float


@dataclass
class Insistent:
    """One customer with one complaint."""

    base: str
    number: int
    tried: list[Tried] = field(default_factory=list)
    began: float = 0.0
    accepted_s: float | None = None

    def __post_init__(self) -> None:
        self._http = httpx.Client(base_url=f"{self.base}/webhooks/webchat", timeout=20, verify=UNUSED)
        made = self._http.post("/sessions", json={})
        assert made.status_code == 201, made.text
        self._http.headers["Authorization"] = f"Bearer {made.json()['token']}"
        # All that is needed, so that the first answer asks nothing.
        what = COMPLAINTS[self.number % len(COMPLAINTS)]
        self.text = f"{what}，订单号YL202603{self.number:04}，电话{PHONES + self.number}"

    def send(self, give_up: threading.Event) -> None:
        """Post until it is accepted."""
        self.began = time.monotonic()
        while not give_up.is_set():
            self.tried.append(self._post())
            if self.tried[-1].status in (200, 202):
                self.accepted_s = time.monotonic() - self.began
                return
            give_up.wait(PAUSE_S)

    def _post(self) -> Tried:
        began = time.monotonic()
        try:
            answer = self._http.post("/messages", json={"id": "m1", "text": self.text})
            return Tried(answer.status_code, answer.json(), time.monotonic() - began)
        except (httpx.HTTPError, ValueError):
            return Tried(0, {}, time.monotonic() - began)

    def messages(self) -> list[dict[str, Any]]:
        """The whole conversation."""
        found = self._http.get("/messages")
        assert found.status_code == 200, found.text
        return list(found.json()["messages"])

    def promised(self) -> bool:
        """Whether name and time are readable."""
        try:
            found = self._http.get("/messages")
        except httpx.HTTPError:
            return False
        return found.status_code == 200 and any("promise" in m for m in found.json()["messages"])

    def close(self) -> None:
        """Hang up."""
        self._http.close()


class Crowd:
    """So many customers, each sending at a time of its own."""

    def __init__(self, house: Standing, number: int, first: int = 0) -> None:
        self.customers = [Insistent(house.bot, first + n) for n in range(number)]
        self._give_up = threading.Event()
        self._senders: list[threading.Thread] = []

    def begin(self, apart_s: float = 0.0) -> Crowd:
        """All begin to send, one after the other."""
        for customer in self.customers:
            self._senders.append(threading.Thread(target=customer.send, args=(self._give_up,), daemon=True))
            self._senders[-1].start()
            time.sleep(apart_s)
        return self

    def finish(self, seconds: float = ANSWER_S) -> list[float]:
        """Wait until everybody has a name and a time, or the time is over; how long each waited for it."""
        waited: dict[int, float] = {}

        def all_promised() -> bool:
            for one in self.customers:
                if one.number not in waited and one.promised():
                    waited[one.number] = time.monotonic() - one.began
            return len(waited) == len(self.customers)

        try:
            until(all_promised, "everybody to have a name and a time", seconds)
        finally:
            self._give_up.set()
            for sender in self._senders:
                sender.join(30)
        return list(waited.values())

    def sent(self) -> list[Sent]:
        """For the audit."""
        return [Sent(one, [("m1", one.text)]) for one in self.customers]  # type: ignore[arg-type]

    def statuses(self) -> Counter[int]:
        """What the doors said, over all attempts."""
        return Counter(tried.status for one in self.customers for tried in one.tried)

    def attempts(self) -> list[Tried]:
        """All attempts."""
        return [tried for one in self.customers for tried in one.tried]

    def answers(self) -> int:
        """How many answers tell a promise, over all customers."""
        return sum("promise" in m for one in self.customers for m in one.messages())

    def close(self) -> None:
        """Hang up."""
        self._give_up.set()
        for one in self.customers:
            one.close()


class Bystander:
    """Somebody who only looks at the page, all the while: an event loop that is blocked shows here."""

    def __init__(self, house: Standing, path: str = "/webhooks/webchat/page") -> None:
        self._url = house.bot + path
        self._over = threading.Event()
        self._looks = threading.Thread(target=self._look, daemon=True)
        self.took_s: list[float] = []
        self.statuses: Counter[int] = Counter()

    def __enter__(self) -> Bystander:
        self._looks.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._looks.join(30)

    def _look(self) -> None:
        with httpx.Client(timeout=20) as http:
            while not self._over.wait(0.1):
                began = time.monotonic()
                self.statuses[http.get(self._url).status_code] += 1
                self.took_s.append(time.monotonic() - began)

    @property
    def worst_s(self) -> float:
        """The longest that one look took."""
        return max(self.took_s)
