"""The bench of the keeper in small: its rules, with the margins that a busy machine needs, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.engine.url import make_url

from bench import large, watch_page, watch_work
from bench.watch import Plan, broken, committing, idle
from tests.core.emptied import emptied

SMALL = Plan(open=20_000, few=1000, due=100, writers=2, commits=5)


@pytest.fixture(params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], str]:
    """Databases with so many open promises."""
    monkeypatch.setattr(watch_work, "START_S", 2.0)

    def make(count: int) -> str:
        if request.param == "sqlite":
            url = f"sqlite:///{tmp_path}/{count}.db"
        else:
            url = emptied(request.getfixturevalue("fresh_postgresql")(tmp_path))
        large.prepare(url, count)
        return url

    return make


@pytest.mark.timeout(300)
def test_twenty_thousand_open_promises_cost_the_keeper_and_the_next_customer_nothing(
    filled: Callable[[int], str],
) -> None:
    few, many = filled(SMALL.few), filled(SMALL.open)
    assert idle(few, many, 15)["ratio"] < 3
    at = large.NOW + timedelta(minutes=20)
    for keepers in (1,) if make_url(many).get_backend_name() == "sqlite" else (1, 2):
        found = broken(many, at, SMALL.due, keepers)
        assert found["each_once"], found
        assert found["seconds"] < 15, found
        at += timedelta(minutes=20)
    commit = committing(many, SMALL)
    assert (commit["lost"], commit["doubled"]) == (0, 0)
    assert commit["promise_p50_ms"] < 1000


def test_a_figure_that_breaks_its_rule_is_said() -> None:
    idle_ms = {"few_ms": 1.0, "many_ms": 1.6, "ratio": 1.6, "post_few_ms": 1.0, "post_many_ms": 1.0}
    due = [{"due": 1000, "keepers": 1, "seconds": 5.1, "each_once": False, "open": 10}]
    commit = {"lost": 1, "doubled": 0, "bare_commits": 11.0}
    said = watch_page.wrong({"databases": {"SQLite": {"idle": idle_ms, "due": due, "commit": commit}}})
    assert len(said) == 3
