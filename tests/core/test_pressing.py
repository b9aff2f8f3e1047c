"""Who comes back or waits is more pressing by themselves: the same owner, a shorter limit, no need to shout."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from handoff import verify
from tests.core.small import KEY, House

PHONE = "+8613800138000"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def the_ledger_agrees(core: House) -> Any:
    yield
    assert verify.verify(core.store, KEY)[1] == []


def solved(core: House) -> None:
    turn, known = core.says("已经好了")
    core.intake.solved(turn, known)


def asks(core: House) -> None:
    turn, known = core.says("到哪一步了")
    core.intake.tell_promise(turn, known)


def case(core: House) -> dict[str, Any]:
    return core.rows("cases")[-1]


def newest(core: House) -> dict[str, Any]:
    return max(core.rows("cases"), key=lambda c: c["opened_at"])


def test_a_second_visit_is_tied_to_the_first_with_the_same_owner(core: House) -> None:
    first = core.complains(phone=PHONE)
    core.complains(address="anon:b")  # somebody else, so that the least loaded would be another
    solved(core)
    core.later(days=3)
    second = core.complains("电池又坏了", phone=PHONE)
    assert second["owner_id"] == first["owner_id"]
    assert (newest(core)["facts"]["earlier"], newest(core)["severity"]) == (first["case_id"], "repeat")
    assert "又来找我们一次" in second["words"]


def test_a_visit_long_after_is_a_new_matter(core: House) -> None:
    core.complains(phone=PHONE)
    solved(core)
    core.later(days=40)
    core.complains("电池坏了", phone=PHONE)
    assert newest(core)["severity"] == "normal" and "earlier" not in newest(core)["facts"]


def test_an_owner_who_is_complained_about_now_does_not_get_the_second_visit(core: House) -> None:
    first = core.complains(phone=PHONE)
    solved(core)
    second = core.complains(f"我要投诉{first['owner_name']}", phone=PHONE)
    assert second["owner_id"] != first["owner_id"]


def test_asking_twice_how_it_stands_makes_a_case_pressing(core: House) -> None:
    core.complains(phone=PHONE)
    asks(core)
    assert case(core)["severity"] == "normal"
    asks(core)
    assert case(core)["severity"] == "repeat"


def test_asking_again_brings_a_late_promise_forward(core: House) -> None:
    late = core.complains(phone=PHONE, intent="refund", wish={
        "windows": [[(core.clock.now() + 3 * DAY).isoformat(), (core.clock.now() + 4 * DAY).isoformat()]],
        "excluded": [], "nocall": False})  # fmt: skip
    with core.store.read() as tx:
        found = tx.row("cases", late["case_id"]) or {}
    core.store.write(lambda tx: _forget_wish(tx, found, core))
    asks(core)
    asks(core)
    assert core.promises()[-1]["due_at"] < late["due_at"]


def _forget_wish(tx: Any, found: dict[str, Any], core: House) -> None:
    tx.update("cases", found, {"facts": {**found["facts"], "wish": None}})
    tx.event(found["id"], "noted", "dialogue", core.clock.now())


def test_a_case_that_nobody_was_reached_in_for_two_days_is_pressing(core: House) -> None:
    core.watcher.sweep()
    starts, ends = core.clock.now() + 5 * DAY, core.clock.now() + 6 * DAY  # the customer's own wish, and nobody's fault
    wish = {"windows": [[starts.isoformat(), ends.isoformat()]], "excluded": [], "nocall": False}
    bound = core.complains(phone=PHONE, intent="refund", wish=wish)
    core.clock.set(core.clock.now() + 4 * DAY)
    assert case(core)["severity"] == "normal"
    core.casework.not_reached(bound["owner_id"], bound["id"], "无人接听")
    assert case(core)["severity"] == "repeat"


def test_a_broken_promise_makes_the_case_pressing(core: House) -> None:
    core.complains(phone=PHONE)
    core.clock.set(core.promises()[-1]["due_at"])
    core.watcher.sweep()
    assert case(core)["severity"] == "repeat"
