"""The one place where things are put together, each when it is first asked for."""

from __future__ import annotations

import atexit
import importlib
from collections.abc import Mapping
from functools import lru_cache
from typing import Protocol

from handoff import health as health_rules
from handoff import reach
from handoff.bells import Bells
from handoff.binding import Binding
from handoff.calendars import Calendars
from handoff.casework import Casework
from handoff.clock import Clock, clock_from
from handoff.companies import Companies
from handoff.delivery import Delivery
from handoff.feed import Feed
from handoff.intake import Intake
from handoff.metrics import Metrics
from handoff.model import Company
from handoff.numbers import Figuring
from handoff.phone import Phone
from handoff.reach import Rules
from handoff.recordings import Recordings
from handoff.records import Records
from handoff.rotas import Rotas
from handoff.sessions import Sessions
from handoff.settings import Settings
from handoff.store import Store
from handoff.vendors import Vendors
from handoff.watcher import Watcher


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process."""
    return Settings()


@lru_cache(maxsize=1)
def clock() -> Clock:
    """The clock of this process."""
    return clock_from(settings().now)


@lru_cache(maxsize=1)
def store() -> Store:
    """The database. Raises RuntimeError when the ledger has no key: a ledger that anybody can forge proves nothing."""
    if not settings().ledger_key:
        raise RuntimeError("YINUO_LEDGER_KEY is not set: `make run` writes one into .env, or set 32 random characters.")
    made = Store(settings().database_url, settings().ledger_key)
    # SQLite then brings what its log holds into the database itself, even where somebody has deleted the log's file.
    atexit.register(made.close)
    return made


@lru_cache(maxsize=1)
def companies() -> Companies:
    """The imported company and its newer versions."""
    return Companies()


def company() -> Company:
    """The company as it stands now."""
    with store().read() as tx:
        return companies().current(tx)


@lru_cache(maxsize=1)
def channels() -> Mapping[str, Rules]:
    """What each channel allows, as this house is set up."""
    return reach.channels(
        sms_free_text=settings().sms_vendor == "twilio", wechat_template=bool(settings().wechat_template_id)
    )


@lru_cache(maxsize=1)
def delivery() -> Delivery:
    """What the post office asks."""
    return Delivery(store(), clock(), companies(), channels(), settings().untold_s)


@lru_cache(maxsize=1)
def bells() -> Bells:
    """What the post office of the company's own people asks."""
    return Bells(store(), clock(), companies(), settings().desk_url)


class Service(Protocol):
    """Something that runs beside a process's own work."""

    def start(self) -> None: ...

    def stop(self) -> None: ...


def post_office() -> Service:
    """What sends letters in the keeper. By name, because the core knows no channel."""
    module, _, name = settings().post_office.rpartition(".")
    office: Service = getattr(importlib.import_module(module), name)()
    return office


@lru_cache(maxsize=1)
def vendors() -> Vendors:
    """Tokens and cursors of the vendors."""
    return Vendors(store(), clock())


@lru_cache(maxsize=1)
def sessions() -> Sessions:
    """Who of the company's people has a conversation in a vendor's chat."""
    return Sessions(store(), clock(), companies())


@lru_cache(maxsize=1)
def intake() -> Intake:
    """What channels and actions ask."""
    return Intake(store(), clock(), companies(), settings().webchat_backlog, channels())


@lru_cache(maxsize=1)
def phone() -> Phone:
    """What the voice channel asks."""
    return Phone(store(), clock(), companies(), intake(), copies=bool(settings().sms_vendor))


@lru_cache(maxsize=1)
def recordings() -> Recordings:
    """What callers said, for the telephone's side and for the desk's."""
    kept = settings()
    return Recordings(store(), clock(), companies(), kept.voice_recording_minutes, kept.voice_recording_days)


@lru_cache(maxsize=1)
def records() -> Records:
    """Documents that leave the house."""
    return Records(store(), clock(), companies())


@lru_cache(maxsize=1)
def figuring() -> Figuring:
    """Numbers for people, and whether there are hours enough."""
    return Figuring(store(), clock(), companies())


@lru_cache(maxsize=1)
def metrics() -> Metrics:
    """Numbers for whatever watches the machine."""
    return Metrics(store(), clock(), companies())


@lru_cache(maxsize=1)
def binding() -> Binding:
    """What channels ask when somebody shows who they are."""
    return Binding(store(), clock(), companies())


@lru_cache(maxsize=1)
def casework() -> Casework:
    """What the desk asks."""
    return Casework(store(), clock(), companies(), channels())


@lru_cache(maxsize=1)
def rotas() -> Rotas:
    """What the desk asks of the rota."""
    return Rotas(store(), clock(), companies())


@lru_cache(maxsize=1)
def calendars() -> Calendars:
    """What people's calendar programs are given."""
    return Calendars(store(), clock(), companies())


@lru_cache(maxsize=1)
def watcher() -> Watcher:
    """What the keeper runs."""
    chores = (recordings().sweep, figuring().watch_hours, store().write_back)
    return Watcher(store(), clock(), companies(), intake(), settings().unanswered_limit_s, chores)


@lru_cache(maxsize=1)
def feed() -> Feed:
    """News of changes."""
    return Feed(store())


def health() -> dict[str, dict[str, object]]:
    """Whether database, company and keeper are well."""
    return health_rules.health(store(), companies(), clock().now())
