"""The keeper dead or hanging for a while, and two of them at once."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.acceptance.forked import Zygote
from tests.acceptance.running import Agent, until
from tests.drills.audit import alarms, count, rows
from tests.drills.conftest import Build
from tests.drills.database_faults import database_of
from tests.drills.house import Standing
from tests.drills.parts_house import MINUTE_S, SUPERVISOR, WITHOUT, a_while, complain, promises, standing
from tests.drills.record import Record, often, shown
from tests.drills.steadfast import Steadfast

GROUP = "parts"
KEEPER, HANGS = "the keeper is dead for a minute while promises fall due", "the keeper hangs for a minute"
TWO = "two keepers at once"
Stop = Callable[[Standing], None]


def health(house: Standing) -> dict[str, Any]:
    """What the bot's door says of the keeper."""
    answer = httpx.get(f"{house.bot}/health/ready", timeout=10)
    assert answer.status_code == 200  # a bot that promises is not taken away for it
    return dict(answer.json())


def past_due(house: Standing, crowd: Sequence[Steadfast]) -> datetime:
    """Go to ten seconds before the last of them is to be called; returns when that is."""
    due = max(datetime.fromisoformat(one.promises()[-1]["due_at"]) for one in crowd)
    house.go_to(due - timedelta(seconds=10))
    return due


def each_broken_once(house: Standing, crowd: Sequence[Steadfast], struck_at: datetime) -> None:
    """Broken with the time that was promised, passed on, told once."""
    cases = {one.promises()[0]["case"] for one in crowd}
    broken = [p for p in promises(house, state="broken") if p["case"] in cases]
    assert len(broken) == len(crowd)
    assert all(datetime.fromisoformat(p["due_at"]) <= struck_at for p in broken)
    alarmed = [case for (case,) in rows(house, "SELECT case_id FROM alarms WHERE kind = 'broken'") if case in cases]
    assert sorted(alarmed) == sorted(cases)
    for one in crowd:
        first, second = one.promises()
        assert first["case"] == second["case"]
        assert (first["made_by"], second["made_by"]) == ("dialogue", "keeper")
        assert first["owner"] != second["owner"]
        assert datetime.fromisoformat(second["due_at"]) > struck_at


def told_anew(crowd: Sequence[Steadfast]) -> bool:
    """Whether all of them have heard of somebody else."""
    return all(len(one.promises()) == 2 for one in crowd)


def while_the_keeper_is_away(house: Standing, agent: Agent, stop: Stop, start: Stop, record: Record) -> None:
    """Promises fall due behind its back."""
    crowd = complain(house, 3)
    until(lambda: health(house)["keeper"]["ok"], "the keeper to be well")
    stop(house)
    due = past_due(house, crowd)
    a_while(house, MINUTE_S)
    assert house.now() > due
    assert health(house)["alarms"] == ["keeper"]
    assert "没有心跳" in agent.page("/board").text
    assert not any(len(one.promises()) > 1 for one in crowd)
    crowd += (during := complain(house, 1))
    began = time.monotonic()
    start(house)
    until(partial(told_anew, crowd[:3]), "the broken promises to be told")
    record.waited_s.append(time.monotonic() - began)
    until(lambda: health(house)["keeper"]["ok"], "the keeper to be well")
    assert "守约系统运行正常" in agent.page("/board").text
    assert [p["made_by"] for p in during[0].promises()] == ["dialogue"]
    each_broken_once(house, crowd[:3], house.now())
    count(house, [one.sent for one in crowd], record)
    record.times += 1


def freeze(house: Standing) -> None:
    """Not in the middle of a transaction: that is a locked database, and a drill of its own."""

    def frozen() -> bool:
        house.parts["keeper"].process.send_signal(signal.SIGSTOP)
        try:
            rows(house, "BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            thaw(house)
            return False
        return True

    until(frozen, "the keeper to stop between two rounds")


def thaw(house: Standing) -> None:
    house.parts["keeper"].process.send_signal(signal.SIGCONT)


def kill_keeper(house: Standing) -> None:
    house.kill("keeper")


@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    ("fault", "stop", "start"),
    [(KEEPER, kill_keeper, Standing.start_keeper), (HANGS, freeze, thaw)],
    ids=["dead", "hanging"],
)
def test_what_broke_while_the_keeper_was_away_is_told_once(
    fault: str, stop: Stop, start: Stop, whole: Standing
) -> None:
    record = Record(
        GROUP, fault, mended_by="what is overdue is read from the rows; the health door and the desk say it"
    )
    for _ in range(often(1, 3)):
        whole.next_working_morning()
        while_the_keeper_is_away(whole, Agent(whole, SUPERVISOR), stop, start, record)
    record.keep()
    assert record.clean, record


@pytest.mark.timeout(400)
def test_two_keepers_never_act_twice(whole: Standing) -> None:
    record = Record(GROUP, TWO, mended_by="each act is one transaction that looks again whether it is still to be done")
    house = whole
    house.part("keeper-2", "handoff", "keep")
    everybody: list[Steadfast] = []
    for _ in range(often(2, 10)):
        house.next_working_morning()
        crowd = complain(house, 4)
        house.go_to(past_due(house, crowd) + timedelta(seconds=1))
        began = time.monotonic()
        until(partial(told_anew, crowd), "the broken promises to be told")
        record.waited_s.append(time.monotonic() - began)
        record.times += len(crowd)
        each_broken_once(house, crowd, house.now())
        everybody += crowd
    house.stop("keeper-2")
    count(house, [one.sent for one in everybody], record)
    record.keep()
    assert record.clean, record


@pytest.mark.counter
@pytest.mark.timeout(400)
def test_a_keeper_with_timers_in_memory_forgets_what_fell_due_while_it_was_dead(build: Build, zygote: Zygote) -> None:
    house = standing(build, zygote)
    crowd = complain(house, 3)
    house.kill("keeper")
    house.go_to(past_due(house, crowd) + timedelta(minutes=1))
    house.start_keeper(changes=(WITHOUT + "timers_in_memory",))
    until(lambda: health(house)["keeper"]["ok"], "the keeper to be well")
    a_while(house, 5)
    assert not promises(house, state="broken")
    shown(GROUP, KEEPER, f"with timers in memory: {len(crowd)} of {len(crowd)} broken promises were never seen")


@pytest.mark.counter
@pytest.mark.timeout(400)
def test_without_the_heartbeat_nobody_is_told_that_the_keeper_hangs(build: Build, zygote: Zygote) -> None:
    house = build()
    house.zygote = zygote
    house.start_keeper()
    house.start_bot(changes=(WITHOUT + "heartbeat",))
    freeze(house)
    house.go_to(house.now() + timedelta(minutes=1))
    assert health(house)["alarms"] == []
    thaw(house)
    shown(GROUP, HANGS, "without the heartbeat: health and desk said that all is well")


@pytest.mark.counter
@pytest.mark.timeout(400)
def test_without_the_second_look_two_keepers_break_a_promise_twice(build: Build, zygote: Zygote) -> None:
    changes = (WITHOUT + "second_look",)
    house = standing(build, zygote, keeper=changes)
    house.part("keeper-2", "handoff", "keep", changes=changes)
    crowd = complain(house, 4)
    house.go_to(past_due(house, crowd) + timedelta(seconds=1))
    until(lambda: all(len(one.promises()) >= 2 for one in crowd), "the broken promises to be told", 60)
    a_while(house, 2)
    until(lambda: alarms(house, "broken") > len(crowd), "a promise broken twice", 60)
    twice = alarms(house, "broken") - len(crowd)
    shown(GROUP, TWO, f"without the second look inside the transaction: {twice} of {len(crowd)} broken and told twice")


def test_the_keeper_writes_sqlites_log_back_so_that_no_customer_has_to(whole: Standing, tmp_path: Path) -> None:
    case = complain(whole, 1)[0].promises()[0]["case"]

    def in_the_file() -> bool:
        copy = shutil.copy(database_of(whole), tmp_path / "without_its_log.db")
        with closing(sqlite3.connect(copy)) as database:
            return case in [found for (found,) in database.execute("SELECT id FROM cases")]

    until(in_the_file, "the keeper to write the log back")
