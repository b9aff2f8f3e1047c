"""The keeper sees what is due, and acts on it once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from handoff.model import SHANGHAI
from handoff.verify import verify
from tests.core.small import KEY, House


def test_a_promise_that_lapses_is_broken_passed_on_by_name_and_told(core: House) -> None:
    core.complains(phone="+8613800138000")
    core.later(hours=1, minutes=1)
    core.watcher.sweep()
    old, new = core.promises()
    assert (old["state"], old["owner_name"]) == ("broken", "王敏")
    assert (new["state"], new["owner_name"], new["made_by"]) == ("open", "李静", "keeper")
    assert new["previous_id"] == old["id"]
    told = core.told()[-1]
    assert "抱歉" in told
    assert "李静（售后主管）将于6月5日（周五）" in told
    assert [a["kind"] for a in core.rows("alarms")] == ["broken"]


def test_when_the_supervisor_breaks_it_too_the_next_above_takes_it(core: House) -> None:
    core.complains()
    for _ in range(2):
        core.clock.set(core.promises()[-1]["due_at"].astimezone(SHANGHAI))
        core.watcher.sweep()
    assert [p["owner_id"] for p in core.promises()] == ["wang", "li", "top"]


def test_a_second_sweep_and_a_second_keeper_change_nothing(core: House) -> None:
    for n in range(4):
        core.complains(address=f"anon:{n}")
    core.later(hours=3)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: core.watcher.sweep(), range(4)))
    assert len(core.promises(state="broken")) == 4
    assert len(core.promises(state="open")) == 4


def test_the_owner_is_reminded_once_before_the_time(core: House) -> None:
    core.complains()
    core.later(minutes=46)
    core.watcher.sweep()
    core.watcher.sweep()
    assert [(n["person_id"], n["kind"]) for n in core.rows("notices")] == [("wang", "soon")]
    assert [n.kind for n in core.casework.board("wang").notices] == ["soon"]


def test_a_call_that_lasts_keeps_the_promise_from_breaking(core: House) -> None:
    made = core.complains()
    core.later(minutes=50)
    core.casework.start_call("wang", made["id"])
    core.later(minutes=30)
    core.watcher.sweep()
    assert core.promises()[0]["state"] == "calling"
    core.casework.reached("wang", made["id"], "已说明换新流程")
    assert core.promises()[0]["state"] == "kept"


def test_a_call_that_nobody_ends_breaks_after_an_hour(core: House) -> None:
    made = core.complains()
    core.later(minutes=50)
    core.casework.start_call("wang", made["id"])
    core.later(minutes=62)
    core.watcher.sweep()
    assert core.promises()[0]["state"] == "broken"


def test_a_message_that_nobody_answers_is_answered_by_the_keeper_after_eight_seconds(core: House) -> None:
    core.intake.receive("webchat", "anon:a", "1", "有人吗")
    core.later(seconds=7)
    core.watcher.sweep()
    assert core.promises() == []
    core.later(seconds=2)
    core.watcher.sweep()
    assert [p["made_by"] for p in core.promises()] == ["dead_man"]
    assert "王敏" in core.told()[-1]


def test_a_proposal_that_nobody_answers_rests_and_is_reopened_by_the_customer(core: House) -> None:
    made = core.complains()
    core.casework.reached("wang", made["id"], "已解释")
    assert [c["state"] for c in core.rows("cases")] == ["closing"]
    core.later(days=3, minutes=1)
    core.watcher.sweep()
    assert [(c["state"], c["closed_by"]) for c in core.rows("cases")] == [("closed", "no_answer")]
    core.complains("还是坏的")
    cases = core.rows("cases")
    assert [c["state"] for c in cases] == ["open"]
    assert core.promises()[-1]["owner_id"] == "wang"
    assert verify(core.store, KEY)[1] == []


def test_a_proposal_does_not_rest_while_something_is_still_promised(core: House) -> None:
    """Answered or not: whoever promised a part still has to send it. Then there is a new question, and time for it."""
    made = core.complains()
    due = core.clock.now() + timedelta(days=12)
    core.casework.promise("wang", made["case_id"], "寄出新遥控器", due)
    (action,) = core.promises(kind="action")
    while live := core.promises(kind="call_back", state="open"):
        core.clock.set(live[0]["slot_start"])
        core.casework.start_call(live[0]["owner_id"], live[0]["id"])
        core.casework.not_reached(live[0]["owner_id"], live[0]["id"], "没有人接")
    core.later(days=3, minutes=1)
    core.watcher.sweep()
    assert [c["state"] for c in core.rows("cases")] == ["closing"]
    core.casework.action_done("wang", action["id"], "运单 SF1234567")
    core.later(days=2)
    core.watcher.sweep()
    assert [c["state"] for c in core.rows("cases")] == ["closing"], "they were asked anew two days ago"
    core.later(days=1, minutes=1)
    core.watcher.sweep()
    assert [(c["state"], c["closed_by"]) for c in core.rows("cases")] == [("closed", "no_answer")]
    assert verify(core.store, KEY)[1] == []


def test_a_broken_action_leaves_one_call_back_for_the_case(core: House) -> None:
    made = core.complains()
    due = datetime(2026, 6, 5, 16, 0, tzinfo=SHANGHAI)
    core.casework.reached("wang", made["id"], "寄新遥控器", "寄出新遥控器", due)
    turn, known = core.says("另外屏幕也花了", intent="complaint")
    core.intake.hand_off(turn, known)
    core.clock.set(due)
    core.watcher.sweep()
    states = [(p["kind"], p["state"]) for p in core.promises()]
    assert states.count(("call_back", "open")) == 1
    assert ("action", "broken") in states


def test_the_keeper_s_heartbeat_is_part_of_health(core: House) -> None:
    core.watcher.sweep()
    assert core.casework.board("li").keeper_ok
    core.later(seconds=11)
    assert not core.casework.board("li").keeper_ok


def test_the_end_of_the_announced_calendar_is_told_early_and_not_every_second(core: House) -> None:
    core.clock.set(datetime(2026, 11, 20, 9, 0, tzinfo=SHANGHAI))
    core.watcher.sweep()
    core.watcher.sweep()
    assert [a["kind"] for a in core.rows("alarms")] == ["calendar_ends"]
    core.later(seconds=8 * 24 * 3600)
    core.watcher.sweep()
    assert [a["kind"] for a in core.rows("alarms")] == ["calendar_ends"] * 2
