"""A company small enough to reckon with by hand, and a store to put it in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from handoff import commitments
from handoff.casework import Casework
from handoff.clock import SetClock
from handoff.companies import Companies, hash_password
from handoff.delivery import Delivery
from handoff.document import to_document
from handoff.intake import Intake
from handoff.model import SHANGHAI, Calendar, Company, Person, Policy, Shift, Team
from handoff.phone import Phone
from handoff.reach import channels
from handoff.scene import Scene
from handoff.sessions import Sessions
from handoff.store import Store
from handoff.vendors import Vendors
from handoff.watcher import Watcher
from migrations.upgrade import upgrade

KEY = "k" * 32
# A Friday; the weekend follows.
FRIDAY = datetime(2026, 6, 5, 10, 0, tzinfo=SHANGHAI)


def company() -> Company:
    """Two complaint agents under a supervisor, one head-office person, a manager at the top, an ombudsman outside."""
    people = [
        Person("wang", "王敏", "售后投诉专员", "care", "本公司", reports_to="li", servicer_userid="WangMin", extension="8001"),
        Person("zhao", "赵强", "售后投诉专员", "care", "本公司", reports_to="li", servicer_userid="ZhaoQiang", extension="8002"),
        Person("li", "李静", "售后主管", "care", "本公司", role="supervisor", reports_to="top", extension="8003"),
        Person("hua", "华宁", "总部客户代表", "head", "本公司", reports_to="top"),
        Person("top", "顾远", "值班经理", "head", "本公司", role="manager", extension="8005"),
        Person("ma", "马鹏", "维修工程师", "station", "顺安维修站", reports_to="luo"),
        Person("luo", "罗海", "维修站站长", "station", "顺安维修站", role="supervisor"),
        Person("om", "莫言之", "消费者监察专员", "outside", "监察办公室", role="manager"),
    ]
    teams = [
        Team("care", "售后", ("complaint", "repair_status", "refund"), "li"),
        Team("head", "总部", ("hq_contact",), "top"),
        Team("station", "维修站", (), "luo", partner=True),
        Team("outside", "监察", (), "om"),
    ]
    week = frozenset(range(7))
    halves = ((time(9), time(12)), (time(13), time(18)))
    shifts = [Shift(p.id, week, starts, ends) for p in people for starts, ends in halves]
    year = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    calendar = Calendar({day: day.weekday() < 5 for day in year}, year[-1])
    policy = Policy(
        opens=time(9), closes=time(18),
        limit_hours={"complaint": 4, "repair_status": 2, "refund": 8, "hq_contact": 8, "other": 8},
        severity_limit_hours={"threat": 2}, breach_limit_hours=2,
    )  # fmt: skip
    return Company(
        name="试验电器", brand="试验", people={p.id: p for p in people}, teams={t.id: t for t in teams},
        shifts=tuple(shifts), leaves=(), calendar=calendar, policy=policy, duty_manager="top", outside_fallback="om",
    )  # fmt: skip


@dataclass
class House:
    """The core put together on one database, with a clock that stands still."""

    store: Store
    clock: SetClock
    backlog: int = 20
    companies: Companies = field(default_factory=Companies)

    def __post_init__(self) -> None:
        self.intake = Intake(self.store, self.clock, self.companies, self.backlog, channels())
        self.sessions = Sessions(self.store, self.clock, self.companies)
        self.phone = Phone(self.store, self.clock, self.companies, self.intake, copies=True)
        self.vendors = Vendors(self.store, self.clock)
        self.delivery = Delivery(self.store, self.clock, self.companies, channels(), untold_s=120)
        self.casework = Casework(self.store, self.clock, self.companies, channels())
        self.watcher = Watcher(self.store, self.clock, self.companies, self.intake, 8.0)

    def says(self, text: str, address: str = "anon:a", **known: Any) -> Any:
        """A customer's message, journaled and begun; returns its turn id and what is known."""
        receipt = self.intake.receive("webchat", address, f"m{self.store_count()}", text)
        turn = self.intake.take(receipt.conversation_id, "bot")
        assert turn is not None
        return turn.id, {**turn.known, **known}

    def complains(self, text: str = "洗衣机坏了没人管", address: str = "anon:a", **known: Any) -> dict[str, Any]:
        """A complaint that is handed off; returns the promise as its row."""
        turn_id, merged = self.says(text, address, **{"intent": "complaint", **known})
        assert self.intake.hand_off(turn_id, merged).closed
        return self.promises()[-1]

    def store_count(self) -> int:
        with self.store.read() as tx:
            return tx.last_message()

    def promises(self, **where: Any) -> list[dict[str, Any]]:
        """Promises in the order in which they were made."""
        with self.store.read() as tx:
            rows = tx.rows("promises", **where)
            order = {m["promise_id"]: m["id"] for m in reversed(tx.rows("messages", order="id")) if m["promise_id"]}
        return sorted(rows, key=lambda p: order[p["id"]])

    def rows(self, table: str, **where: Any) -> list[dict[str, Any]]:
        """Rows of a table."""
        with self.store.read() as tx:
            return tx.rows(table, **where)

    def told(self, address: str = "anon:a") -> list[str]:
        """What the customer was told, oldest first."""
        found = self.intake.conversation("webchat", address)
        assert found is not None
        return [m["text"] for m in self.intake.messages(found) if m["from"] != "customer"]

    def says_to(self, conversation_id: str, text: str, kind: str = "chat") -> None:
        """Something that the house says by itself."""

        def work(tx: Any) -> None:
            scene = Scene(tx, self.companies.current(tx), self.clock.now())
            commitments.say(scene, conversation_id, None, text, kind=kind)

        self.store.write(work)

    def bind(self, channel: str, address: str, customer_id: str, heard_at: Any = None) -> str:
        """A further address of a customer; returns its conversation."""
        row: dict[str, Any] = {"id": f"c-{address}", "channel": channel, "customer_id": customer_id, "known": {},
                               "dialogue": {}, "leased_by": None, "leased_until": None}  # fmt: skip

        def work(tx: Any) -> None:
            tx.insert("conversations", row)
            tx.insert("addresses", {"channel": channel, "address": address, "customer_id": customer_id,
                                    "conversation_id": row["id"], "heard_at": heard_at,
                                    "heard_how": "message"})  # fmt: skip

        self.store.write(work)
        return str(row["id"])

    def later(self, **ago: float) -> None:
        """Move the clock on."""
        self.clock.set(self.clock.now() + timedelta(**ago))


def prepare(url: str) -> None:
    """Migrate a database and put the small company into it."""
    upgrade(url)
    store = Store(url, KEY)
    hashed = hash_password("guessed-by-nobody")

    def work(tx: Any) -> None:
        tx.insert("company", {"version": 1, "imported_at": FRIDAY, "document": to_document(company())})
        tx.insert("accounts", {"person_id": "wang", "password_hash": hashed})

    store.write(work)
    store.close()


def house(url: str) -> House:
    """The core on a prepared database, on a Friday at ten."""
    return House(Store(url, KEY), SetClock(FRIDAY))
