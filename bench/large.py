"""A database with as many open promises as are wanted, written past the product: fast, and without a ledger event each.

The rows are those that the product writes: a customer with an address, a conversation, a case, its promise, and the
message that told it and was read. Four of five promises are calls in slots of the rota, which are never given twice;
the fifth is something that a person promised to do.
"""

from __future__ import annotations

import csv
import io
import json
import random
import sqlite3
import uuid
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date, datetime, time, timedelta, timezone
from itertools import islice
from typing import Any

import psycopg2
from sqlalchemy.engine.url import make_url

from handoff import at_risk, waiting
from handoff.document import to_document
from handoff.model import SHANGHAI, Calendar, Company, Person, Policy, Shift, Team
from handoff.store import Store, Tx
from handoff.tables import metadata
from migrations.upgrade import upgrade

KEY = "0123456789abcdef" * 4
# A Friday at ten. What is open falls due from three o'clock on, so that until then nothing does but what is added.
NOW = datetime(2026, 6, 5, 10, 0, tzinfo=SHANGHAI)
FIRST_DUE = NOW.replace(hour=15)
DAYS = 90
SLOT = timedelta(minutes=20)
TEAMS, AGENTS = 100, 12
UNIT = "客户服务中心"
INTENTS = ("complaint", "repair_status", "refund", "hq_contact")
HALVES = ((time(9), time(12)), (time(13), time(18)))
FILLED = ("customers", "addresses", "conversations", "cases", "promises", "messages")
CHUNK = 20_000
_FAMILY = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏"
_GIVEN = "文雨思佳俊梦浩诗明欣子若泽静博桐远怡杰洁然涵轩妍昂曦宇安宁"

Rows = dict[str, list[dict[str, Any]]]


def company() -> Company:
    """1,200 agents in 100 teams, each under a supervisor of its own, a quarter of the teams for each intent."""
    people = [
        Person("top", "欧阳正", "值班经理", "team-000", UNIT, role="manager"),
        Person("outside", "司马公", "监察专员", "outside", "监察室", role="manager"),
    ]
    teams = [Team("outside", "监察室", (), "outside")]
    for number in range(TEAMS):
        team, lead = f"team-{number:03d}", f"team-{number:03d}-lead"
        teams.append(Team(team, team, (INTENTS[number % len(INTENTS)],), lead))
        people.append(Person(lead, _name(number * 13), "主管", team, UNIT, role="supervisor", reports_to="top"))
        people += [
            Person(f"{team}-{n:02d}", _name(number * 13 + n + 1), "客户专员", team, UNIT, reports_to=lead)
            for n in range(AGENTS)
        ]
    days = [NOW.date() + timedelta(days=n) for n in range(-30, 400)]
    week = frozenset(range(7))
    return Company(
        name="量器电器有限公司", brand="量器", people={p.id: p for p in people}, teams={t.id: t for t in teams},
        shifts=tuple(Shift(p.id, week, starts, ends) for p in people for starts, ends in HALVES), leaves=(),
        calendar=Calendar({day: day.weekday() < 5 for day in days}, days[-1]),
        policy=Policy(opens=time(9), closes=time(18), limit_hours=dict.fromkeys((*INTENTS, "other"), 8.0),
                      severity_limit_hours={"threat": 2.0}),
        duty_manager="top", outside_fallback="outside",
    )  # fmt: skip


def _name(number: int) -> str:
    family, given = divmod(number, len(_GIVEN) ** 2)
    first, second = divmod(given, len(_GIVEN))
    return _FAMILY[(family + number) % len(_FAMILY)] + _GIVEN[first] + _GIVEN[second]


def prepare(url: str, open_promises: int) -> None:
    """Migrate an empty database, put the company into it, and so many promises."""
    upgrade(url)
    store, made = Store(url, KEY), company()
    store.write(lambda tx: _begin(tx, made))
    store.close()
    fill(url, _spread(made, open_promises))


def _begin(tx: Tx, made: Company) -> None:
    """The company, and a keeper that has looked long ago at its rota and at who has waited long."""
    tx.insert("company", {"version": 1, "imported_at": NOW, "document": to_document(made)})
    for cursor, passed in ((at_risk.CURSOR, "1"), (waiting.CURSOR, f"{(NOW - timedelta(days=7)).isoformat()} -")):
        tx.insert("cursors", {"name": cursor, "value": passed, "at": NOW})


def _spread(made: Company, count: int) -> Iterator[tuple[Person, datetime | None, datetime]]:
    """Owners with slot and time, each owner's slots drawn from all that their rota has."""
    chance = random.Random(6)
    agents = [p for p in made.people.values() if p.role == "agent"]
    free = [slot for slot in _slots(made) if slot >= FIRST_DUE]
    for n, agent in enumerate(agents):
        mine = count // len(agents) + (n < count % len(agents))
        calls = min(mine * 4 // 5, len(free))
        yield from ((agent, slot, slot + SLOT) for slot in sorted(chance.sample(free, calls)))
        within = (timedelta(minutes=chance.randint(1, 20)) for _ in range(mine - calls))
        yield from ((agent, None, chance.choice(free) + some) for some in within)


def _slots(made: Company) -> Iterator[datetime]:
    for n in range(DAYS):
        day: date = NOW.date() + timedelta(days=n)
        for starts, ends in HALVES if made.calendar.days[day] else ():
            slot = datetime.combine(day, starts, SHANGHAI)
            while slot < datetime.combine(day, ends, SHANGHAI):
                yield slot
                slot += SLOT


def due(url: str, at: datetime, count: int) -> None:
    """So many promises more, of as many owners, the time of all of which is `at`; their owners were reminded."""
    agents = [p for p in company().people.values() if p.role == "agent"][:count]
    fill(url, ((agent, at - SLOT, at) for agent in agents), reminded=True)


def fill(url: str, wanted: Iterator[tuple[Person, datetime | None, datetime]], reminded: bool = False) -> None:
    """Write what belongs to these promises."""
    opened = NOW - timedelta(days=60)
    with closing(_raw(url)) as raw:
        first = _first_message(raw)
        number = 0
        while chunk := list(islice(wanted, CHUNK)):
            ids = sorted(uuid.uuid4().hex for _ in chunk)
            rows: Rows = {table: [] for table in FILLED}
            for one, (owner, slot, at) in zip(ids, chunk, strict=True):
                number += 1
                _add(rows, one, first + number, opened + timedelta(seconds=number), owner, slot, at, reminded)
            for table in FILLED:
                _write(raw, table, rows[table])
        raw.commit()
        _settle(raw, whole=not reminded)


def _add(
    rows: Rows, one: str, number: int, at: datetime, owner: Person, slot: datetime | None, due_at: datetime,
    reminded: bool,
) -> None:  # fmt: skip
    case, phone = f"{at:%y%m%d}-{one[:12]}", f"+86139{number:08d}"
    words = f"您反映的问题我们已受理。{owner.name}（{owner.title}）将在{due_at:%m月%d日 %H:%M}前给您回电。"
    rows["customers"].append({"id": one, "name": "", "phone": phone, "phone_verified": False})
    rows["addresses"].append({
        "channel": "webchat", "address": f"anon:{one}", "customer_id": one, "conversation_id": one, "state": "open",
        "heard_at": None, "heard_how": "",
    })  # fmt: skip
    rows["conversations"].append({"id": one, "channel": "webchat", "customer_id": one, "known": {}, "dialogue": {}})
    rows["cases"].append({
        "id": case, "customer_id": one, "conversation_id": one, "state": "open", "intent": INTENTS[number % 4],
        "severity": "normal", "owner_id": owner.id, "first_owner_id": owner.id, "about": [],
        "facts": {"phone": phone, "language": "zh", "skills": []}, "salt": one, "opened_at": at,
    })  # fmt: skip
    rows["promises"].append({
        "id": one, "case_id": case, "kind": "call_back" if slot else "action", "state": "open", "owner_id": owner.id,
        "owner_name": owner.name, "owner_title": owner.title, "slot_start": slot, "due_at": due_at,
        "channel": "webchat", "reach": "call" if slot else "message", "words": words,
        "what": "" if slot else "寄出配件", "evidence": "", "salt": one, "made_by": "dialogue", "made_at": at,
        "gave_way": [], "reminded_at": due_at - 0.75 * SLOT if reminded else None,
    })  # fmt: skip
    rows["messages"].append({
        "id": number, "public_id": one, "source": "", "conversation_id": one, "case_id": case, "at": at,
        "sender": "bot", "author": "", "text": words, "salt": one, "promise_id": one, "kind": "promise",
        "state": "delivered", "delivered_at": at, "closed_at": at,
    })  # fmt: skip


def _raw(url: str) -> Any:
    if make_url(url).get_backend_name() != "sqlite":
        return psycopg2.connect(url.replace("+psycopg2", ""), connect_timeout=5)
    raw = sqlite3.connect(str(make_url(url).database))
    for pragma in ("synchronous=OFF", "cache_size=-1000000", "foreign_keys=OFF"):
        raw.execute(f"PRAGMA {pragma}")
    return raw


def _first_message(raw: Any) -> int:
    cursor = raw.cursor()
    cursor.execute("SELECT coalesce(max(id), 0) FROM messages")
    return int(cursor.fetchone()[0])


def _write(raw: Any, table: str, rows: Sequence[dict[str, Any]]) -> None:
    columns = list(rows[0])
    assert set(columns) <= set(metadata.tables[table].c.keys())
    if isinstance(raw, sqlite3.Connection):
        marks = ", ".join("?" * len(columns))
        statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"
        raw.executemany(statement, [[_plain(v) for v in row.values()] for row in rows])
        return
    text = io.StringIO()
    csv.writer(text).writerows(["\\N" if v is None else _plain(v) for v in row.values()] for row in rows)
    text.seek(0)
    raw.cursor().copy_expert(f"COPY {table} ({', '.join(columns)}) FROM STDIN WITH (FORMAT csv, NULL '\\N')", text)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(timezone.utc).isoformat(timespec="microseconds")
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else value


def _settle(raw: Any, whole: bool) -> None:
    """What a house that runs has done by itself in the meantime: numbers go on, PostgreSQL knows its tables."""
    if isinstance(raw, sqlite3.Connection):
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return
    cursor = raw.cursor()
    cursor.execute("SELECT setval(pg_get_serial_sequence('messages', 'id'), (SELECT max(id) FROM messages))")
    raw.commit()
    if whole:
        raw.autocommit = True
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")


def forget_due(url: str) -> None:
    """What a round has left is ended, so that the next begins like the first."""
    with closing(_raw(url)) as raw:
        limit = FIRST_DUE.astimezone(timezone.utc).isoformat(timespec="microseconds")
        raw.cursor().execute(
            "UPDATE promises SET state = 'moved', ended_at = made_at WHERE state IN ('open', 'calling') "
            f"AND (made_by = 'keeper' OR due_at < '{limit}')"  # noqa: S608  # an instant of this module's own
        )
        raw.commit()


def audit(url: str, committed: int) -> tuple[int, int]:
    """Of so many promises that writers were told are committed, how many are not there; and slots given twice."""
    with closing(_raw(url)) as raw:
        cursor = raw.cursor()
        cursor.execute(
            "SELECT count(DISTINCT c.id) FROM promises p JOIN cases c ON c.id = p.case_id "
            "JOIN events e ON e.case_id = c.id AND e.n = 1 WHERE p.state = 'open' AND p.made_by = 'dialogue'"
        )
        lost = committed - int(cursor.fetchone()[0])
        cursor.execute(
            "SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n FROM promises WHERE slot_start IS NOT NULL "
            "AND state IN ('open', 'calling') GROUP BY owner_id, slot_start HAVING count(*) > 1) AS twice"
        )
        return lost, int(cursor.fetchone()[0])
