"""What the bench measures: a company that can promise, a stock recipe that Rasa accepts, steps that exist."""

from __future__ import annotations

import asyncio
import importlib
import json
from datetime import datetime, timedelta
from operator import attrgetter
from pathlib import Path
from unittest.mock import MagicMock

import pytest
import yaml

from bench import crowd, load, postgres, stock_model
from bench.house import LOOPBACK, environment, free_port
from bench.watched import STEPS, timed
from bench.where import per_turn
from handoff import company as companies
from handoff import promise
from handoff.model import SHANGHAI, Request

ROOT = Path(__file__).resolve().parents[2]
SUNDAY_NIGHT = datetime(2026, 6, 7, 23, 50, tzinfo=SHANGHAI)


def test_the_large_company_promises_within_the_limit_at_any_hour(tmp_path: Path) -> None:
    crowd.write(tmp_path, SUNDAY_NIGHT.date())
    large = companies.load(tmp_path)
    assert len(large.people) > sum(crowd.AGENTS.values())
    for hours in range(0, 168, 7):
        now = SUNDAY_NIGHT + timedelta(hours=hours)
        made = promise.commit(large, Request("complaint", "normal"), now, lambda day, people: {}, {})
        assert not made.gave_way and made.due_at - now <= timedelta(hours=8)


def test_everybody_of_the_large_company_has_a_name_of_their_own() -> None:
    names = [one["name"] for one in crowd.people()]
    assert len(set(names)) == len(names)


def test_the_stock_recipe_knows_the_same_intents_as_the_product() -> None:
    def intents(path: str) -> list[str]:
        return list(yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))["intents"])

    assert intents("bench/stock/domain.yml") == intents("domain.yml")


def test_the_stock_recipe_is_no_training_data_of_the_product() -> None:
    assert not [path for path in (ROOT / "data").rglob("*.yml") if "stock" in path.as_posix()]


def test_a_changed_source_asks_for_another_stock_model(tmp_path: Path) -> None:
    for name in (*stock_model.SINGLE, "data/nlu/a.yml", "bench/stock/training/b.yml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("one", encoding="utf-8")
    before = stock_model.path(tmp_path)
    assert before == stock_model.path(tmp_path)
    (tmp_path / "data/nlu/a.yml").write_text("two", encoding="utf-8")
    assert stock_model.path(tmp_path) != before


@pytest.mark.parametrize(("step", "where"), STEPS)
def test_every_step_that_is_timed_is_still_there(step: str, where: str) -> None:
    module, _, path = where.partition(":")
    assert callable(attrgetter(path)(importlib.import_module(module))), step


async def test_the_stop_watch_counts_whatever_ends_and_however() -> None:
    from bench import watched

    def breaks() -> None:
        raise ValueError

    async def waits() -> str:
        await asyncio.sleep(0)
        return "done"

    before = watched._sums["a test"][0]
    assert await timed("a test", waits)() == "done"
    with pytest.raises(ValueError):
        timed("a test", breaks)()
    assert watched._sums["a test"][0] == before + 2


def test_steps_are_shown_for_one_turn_and_without_what_was_before() -> None:
    steps = per_turn({"in Rasa": [5, 1.0, 0.0]}, {"in Rasa": [15, 1.5, 0.0]}, 10)
    assert steps["in Rasa"] == {"times": 1.0, "wall_ms": 50.0, "cpu_ms": 0.0}
    assert steps["closed"]["times"] == 0


def test_nothing_of_somebodys_own_settings_reaches_a_measured_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YINUO_DATABASE_URL", "sqlite:///somebody.db")
    assert "YINUO_DATABASE_URL" not in environment({})
    assert environment({"YINUO_BIND": LOOPBACK})["YINUO_BIND"] == LOOPBACK
    assert 1024 < free_port() < 65536


def test_the_company_is_json_and_therefore_yaml(tmp_path: Path) -> None:
    crowd.write(tmp_path, SUNDAY_NIGHT.date())
    text = (tmp_path / "policy.yml").read_text(encoding="utf-8")
    assert json.loads(text) == yaml.safe_load(text)


async def test_customers_are_spread_over_all_doors_and_each_stays_at_one(monkeypatch: pytest.MonkeyPatch) -> None:
    came: dict[str, set[int]] = {"one": set(), "two": set()}

    class Door:
        def __init__(self, _http: object, url: str) -> None:
            self.url = url

        async def open(self) -> None:
            """Nothing to open."""

        async def say(self, _text: str) -> list[str]:
            came[self.url].add(id(self))
            await asyncio.sleep(0)
            return []

        async def close(self) -> None:
            """Nothing to close."""

    monkeypatch.setitem(load.DOORS, "webchat", Door)  # type: ignore[arg-type]
    heard = await load.work(load.Order("webchat", ["one", "two"], conversations=4, seconds=0.1))
    assert heard.ms and not heard.errors
    assert came["one"] and came["two"] and not came["one"] & came["two"]


def test_a_postgresql_that_does_not_wait_for_the_disk_is_not_measured(fake_server: list[str]) -> None:
    fake_server[:] = ["16.2 (Debian)", "on", "on", "on"]
    assert postgres.describe("postgresql://x") == "PostgreSQL 16.2 (fsync, synchronous_commit, full_page_writes on)"
    for place in (1, 2, 3):
        fake_server[:] = ["16.2", "on", "on", "on"]
        fake_server[place] = "off"
        with pytest.raises(ValueError, match="not measured"):
            postgres.describe("postgresql://x")


@pytest.fixture
def fake_server(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a server answers when it is asked for its settings."""
    answer: list[str] = []
    connection = MagicMock()
    connection.cursor().__enter__().fetchone.side_effect = lambda: tuple(answer)
    monkeypatch.setattr(postgres.psycopg2, "connect", lambda *args, **more: connection)
    return answer
