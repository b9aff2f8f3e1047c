"""What the judge says of a promise that was lifted, or broken by the customer's last word, after its time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

import pytest

from bench.simulation import judge_times
from bench.simulation.judge_rota import ZONE
from bench.simulation.judge_rows import Rows
from bench.simulation.judge_story import Story

DUE = datetime(2026, 4, 7, 11, tzinfo=ZONE)
MINUTE = timedelta(minutes=1)


def found(
    ended: datetime,
    state: str,
    *,
    kind: str = "solved",
    case: str = "closed",
    calling: bool = False,
    alarm: bool = True,
) -> list[str]:
    """What is wrong with one promise, which ended then in this state by an event of this kind."""
    bound = {"id": "p", "case_id": "c", "kind": "call_back", "owner_id": "wang", "owner_name": "王敏", "due_at": DUE,
             "made_at": DUE - 60 * MINUTE, "ended_at": ended, "state": state}  # fmt: skip
    changes: list[tuple[datetime, str, dict[str, Any]]] = [(DUE - 60 * MINUTE, "opened", {"p": "open", "c": "open"})]
    changes += [(DUE - MINUTE, "calling", {"p": "calling"})] if calling else []
    changes += [(ended, kind, {"p": state, "c": case})]
    events = [
        {"id": n, "n": n, "case_id": "c", "at": at, "kind": name,
         "data": {"changes": [{"t": "promises" if one == "p" else "cases", "id": one, "set": {"state": value}}
                              for one, value in states.items()]}}
        for n, (at, name, states) in enumerate(changes, 1)
    ]  # fmt: skip
    alarms = [{"kind": "broken", "case_id": "c", "at": ended}] if alarm else []
    rows = {"promises": [bound], "events": events, "alarms": alarms, "simulated_gaps": []}
    company = type("Company", (), {"document": {"outside_fallback": "om"}})
    companies = type("Companies", (), {"at": lambda self, at: company})()
    story = Story(cast("Rows", rows))
    return list(judge_times.breach_unseen(story, cast("Any", companies), ended + 60 * MINUTE))


@pytest.mark.parametrize("state", ["moved", "cancelled"])
@pytest.mark.parametrize("late", [timedelta(seconds=2), 30 * MINUTE, timedelta(days=3)])
def test_what_is_lifted_after_its_time_is_a_breach_that_nobody_saw(state: str, late: timedelta) -> None:
    (sentence,) = found(DUE + late, state, kind="handed_over", case="open")
    assert sentence.startswith(f"promise p was {state} ")


@pytest.mark.parametrize("state", ["moved", "cancelled"])
@pytest.mark.parametrize("early", [timedelta(), timedelta(seconds=1), 30 * MINUTE])
def test_in_time_it_may_be_lifted(state: str, early: timedelta) -> None:
    assert found(DUE - early, state, kind="handed_over", case="open") == []


def test_so_may_one_whose_call_still_lasts() -> None:
    assert found(DUE + 10 * MINUTE, "cancelled", calling=True) == []


@pytest.mark.parametrize("kind", ["solved", "left_alone"])
def test_nobody_is_to_call_a_customer_whose_last_word_broke_it(kind: str) -> None:
    assert found(DUE, "broken", kind=kind) == []
    (unseen,) = found(DUE, "broken", kind=kind, alarm=False)
    assert "not passed on" in unseen


@pytest.mark.parametrize(("kind", "case"), [("broken", "open"), ("rested", "closed"), ("solved", "open")])
def test_anything_else_that_breaks_one_leaves_somebody_to_call(kind: str, case: str) -> None:
    (sentence,) = found(DUE, "broken", kind=kind, case=case)
    assert "not passed on" in sentence
