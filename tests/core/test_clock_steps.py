"""The machine's clock is set by an hour, forward or back: nobody waits for it, and nothing happens twice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handoff import breaking, watcher
from handoff.health import health
from handoff.journal import NEVER, Held
from handoff.scene import Scene
from tests.core.small import House

ADDRESS = ("webchat", "anon:a")


def test_a_message_from_ahead_of_the_clock_is_found_by_the_bot(core: House) -> None:
    receipt = core.intake.receive(*ADDRESS, "m1", "洗衣机坏了没人管")
    core.later(hours=-1)
    assert core.intake.unanswered() == [receipt.conversation_id]


def test_a_message_from_ahead_of_the_clock_is_answered_by_the_keeper_after_the_same_patience(
    core: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = [100.0]
    monkeypatch.setattr(watcher, "elapsed_s", lambda: seconds[0])
    core.intake.receive(*ADDRESS, "m1", "洗衣机坏了没人管")
    core.later(hours=-1)
    core.watcher.sweep()
    seconds[0] += 7.9
    core.watcher.sweep()
    assert core.promises() == []
    seconds[0] += 0.2
    core.watcher.sweep()
    assert [p["made_by"] for p in core.promises()] == ["dead_man"]
    core.watcher.sweep()
    assert len(core.promises()) == 1


def test_a_message_a_moment_ahead_is_left_to_the_bot(core: House) -> None:
    core.intake.receive(*ADDRESS, "m1", "洗衣机坏了没人管")
    core.later(seconds=-0.5)
    core.watcher.sweep()
    assert core.promises() == []


def test_a_lease_of_before_the_clock_was_set_back_binds_nobody(core: House) -> None:
    turn, _ = core.says("洗衣机坏了没人管")
    core.later(hours=-1)
    found = core.intake.unanswered(worker="other")
    assert len(found) == 1
    taken = core.intake.take(found[0], "other")
    assert taken is not None
    assert taken.id == turn


def test_a_lease_a_moment_ahead_of_another_machines_clock_still_binds(core: House) -> None:
    core.says("洗衣机坏了没人管")
    core.later(seconds=-5)
    found = core.intake.conversation(*ADDRESS) or ""
    assert core.intake.unanswered(worker="other") == []
    with pytest.raises(Held):
        core.intake.take(found, "other")


def test_a_lease_never_binds_longer_than_twice_its_time(core: House) -> None:
    core.says("洗衣机坏了没人管")
    found = core.intake.conversation(*ADDRESS) or ""
    for step in (timedelta(hours=-1), timedelta(minutes=-1), timedelta(hours=1)):
        core.clock.set(core.clock.now() + step)
        free_at_once = core.intake.unanswered(worker="other") == [found]
        core.clock.set(core.clock.now() + NEVER)
        assert free_at_once or core.intake.unanswered(worker="other") == [found]
        core.clock.set(core.clock.now() - NEVER - step)


def test_a_customer_whose_closed_case_lies_ahead_of_the_clock_has_one_open_case_and_no_second(core: House) -> None:
    core.complains()
    turn, known = core.says("解决了，谢谢")
    core.intake.solved(turn, known)
    core.later(hours=-1)
    core.complains("又坏了")
    core.complains("还是坏的")
    assert len(core.promises(state="open")) == 1
    assert sorted(c["state"] for c in core.rows("cases")) == ["closed", "open"]


def test_a_keeper_that_died_before_the_clock_was_set_back_does_not_count_as_alive(core: House) -> None:
    core.watcher.sweep()
    assert health(core.store, core.companies, core.clock.now())["keeper"]["ok"]
    core.later(hours=-1)
    assert not health(core.store, core.companies, core.clock.now())["keeper"]["ok"]


def test_a_promise_is_broken_once_however_the_clock_goes(core: House) -> None:
    core.complains(phone="+8613800138000")
    for step in (2, -2, 2, -1):
        core.later(hours=step)
        core.watcher.sweep()
    states = sorted(p["state"] for p in core.promises())
    assert states == ["broken", "open"]
    assert len(core.rows("alarms", kind="broken")) == 1


def test_a_reminder_is_given_once_however_the_clock_goes(core: House) -> None:
    core.complains()
    for minutes in (46, -46, 46):
        core.later(minutes=minutes)
        core.watcher.sweep()
    assert len(core.rows("notices", kind="soon")) == 1


def test_a_case_that_no_rule_can_deal_with_does_not_stop_the_keeper(
    core: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = core.complains()
    good = core.complains(address="anon:b")
    break_it = breaking.break_it

    def fails(scene: Scene, promise_id: str) -> bool:
        if promise_id == bad["id"]:
            raise AttributeError("'str' object has no attribute 'get'")
        return break_it(scene, promise_id)

    monkeypatch.setattr(breaking, "break_it", fails)
    core.later(hours=3)
    core.watcher.sweep()
    assert core.promises(id=good["id"])[0]["state"] == "broken"
