"""A promise whose time has passed is broken, on the record and with its alarm, whoever does what with its case before
the keeper has looked; and its customer hears of it once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from handoff import breaking, verify
from handoff.binding import Binding
from handoff.model import Refused
from handoff.scene import Scene
from tests.core import calling
from tests.core.knowing import GUEST, code_for, complains
from tests.core.knowing import PHONE as NUMBER
from tests.core.small import FRIDAY, KEY, House

PHONE = "+8613800138000"
HALF = timedelta(minutes=30)
Act = Callable[[House, dict[str, Any]], None]


@pytest.fixture(autouse=True)
def the_ledger_agrees(core: House) -> Any:
    yield
    assert verify.verify(core.store, KEY)[1] == []


def missed(core: House, **known: Any) -> dict[str, Any]:
    """A call of which half an hour ago was the time, and no keeper has looked since."""
    bound = core.complains(phone=PHONE, **known)
    core.clock.set(bound["due_at"] + HALF)
    return bound


def promised_action(core: House) -> dict[str, Any]:
    """An action beside a call, both open."""
    bound = core.complains(phone=PHONE)
    core.casework.promise("li", bound["case_id"], "退款", core.clock.now().replace(hour=11, minute=0))
    return core.promises(kind="action")[-1]


def state(core: House, bound: dict[str, Any]) -> str:
    return str(core.rows("promises", id=bound["id"])[0]["state"])


def live(core: House) -> list[dict[str, Any]]:
    return [p for p in core.promises() if p["state"] in ("open", "calling")]


def alarms(core: House, kind: str = "broken") -> int:
    return len(core.rows("alarms", kind=kind))


def afternoon() -> dict[str, Any]:
    day = FRIDAY
    return {"windows": [[day.replace(hour=16, minute=0).isoformat(), day.replace(hour=17, minute=0).isoformat()]],
            "excluded": [], "nocall": False}  # fmt: skip


def asks(core: House, bound: dict[str, Any]) -> None:
    turn, known = core.says("我的事怎么样了")
    core.intake.tell_promise(turn, known)


def adds(core: House, bound: dict[str, Any]) -> None:
    turn, known = core.says("还漏水", intent="complaint")
    core.intake.hand_off(turn, known)


def thanks(core: House, bound: dict[str, Any]) -> None:
    turn, known = core.says("谢谢")
    core.intake.note(turn, known, "thank")


def changes_the_time(core: House, bound: dict[str, Any]) -> None:
    turn, known = core.says("下午四点再打吧", wish=afternoon())
    core.intake.change_time(turn, known)


def nobody_understands(core: House, bound: dict[str, Any]) -> None:
    turn, _ = core.says("@@@")
    core.intake.dead_man(turn)


def says_solved(core: House, bound: dict[str, Any]) -> None:
    turn, known = core.says("我自己弄好了")
    core.intake.solved(turn, known)


def wants_peace(core: House, bound: dict[str, Any]) -> None:
    turn, known = core.says("请不要再联系我了")
    core.intake.solved(turn, known)


def is_left_alone(core: House, bound: dict[str, Any]) -> None:
    core.casework.leave_alone("li", bound["case_id"], "客户说别再打了")


@pytest.mark.parametrize("act", [asks, adds, thanks, changes_the_time, nobody_understands])
def test_whatever_the_customer_says_it_is_broken_first_and_they_hear_of_it_once(core: House, act: Act) -> None:
    old = missed(core)
    before = len(core.told())
    act(core, old)
    assert state(core, old) == "broken" and alarms(core) == 1
    (new,) = live(core)
    assert (new["owner_id"], new["previous_id"]) == ("li", old["id"])
    (told,) = core.told()[before:]
    assert "这是我们的错" in told and "李静" in told and told == new["words"]
    core.watcher.sweep()
    assert len(core.told()) == before + 1 and alarms(core) == 1 and live(core) == [new]


def test_what_makes_it_good_is_at_the_time_that_the_customer_asks_for(core: House) -> None:
    changes_the_time(core, missed(core))
    (new,) = live(core)
    assert FRIDAY.replace(hour=16) < new["due_at"] <= FRIDAY.replace(hour=17)


@pytest.mark.parametrize("act", [says_solved, wants_peace, is_left_alone])
def test_who_has_solved_it_or_wants_no_more_hears_no_apology_and_the_record_says_broken(core: House, act: Act) -> None:
    old = missed(core)
    before = len(core.told())
    act(core, old)
    assert (state(core, old), alarms(core), live(core)) == ("broken", 1, [])
    assert core.rows("cases")[0]["closed_by"] == "customer"
    assert not any("这是我们的错" in text for text in core.told()[before:])
    assert len(core.told()) - before == (0 if act is is_left_alone else 1)
    said = len(core.told())
    core.watcher.sweep()
    assert len(core.told()) == said and len(core.promises()) == 1 and alarms(core) == 1


@pytest.mark.parametrize("act", [says_solved, wants_peace, is_left_alone])
def test_an_action_that_was_missed_is_broken_by_that_and_what_was_not_is_cancelled(core: House, act: Act) -> None:
    action = promised_action(core)
    core.casework.promise("top", action["case_id"], "寄出配件", core.clock.now().replace(hour=17))
    core.clock.set(action["due_at"])
    later = next(p for p in core.promises() if p["what"] == "寄出配件")
    if act is is_left_alone:
        core.casework.leave_alone("om", action["case_id"], "客户说别再打了")
    else:
        act(core, action)
    assert (state(core, action), state(core, later)) == ("broken", "cancelled")


@pytest.mark.parametrize("act", [says_solved, wants_peace, is_left_alone])
@pytest.mark.parametrize("early", [timedelta(seconds=1), timedelta(minutes=30)])
def test_before_its_time_it_is_cancelled_and_nobody_is_alarmed_of_it(core: House, act: Act, early: timedelta) -> None:
    bound = core.complains(phone=PHONE)
    core.clock.set(bound["due_at"] - early)
    act(core, bound)
    assert (state(core, bound), alarms(core)) == ("cancelled", 0)


@pytest.mark.parametrize("act", [says_solved, asks, adds])
def test_a_call_that_is_being_made_past_its_time_is_not_broken(core: House, act: Act) -> None:
    bound = core.complains(phone=PHONE)
    core.clock.set(bound["due_at"] - timedelta(minutes=1))
    core.casework.start_call(bound["owner_id"], bound["id"])
    core.clock.set(bound["due_at"] + timedelta(minutes=10))
    act(core, bound)
    assert state(core, bound) == ("cancelled" if act is says_solved else "calling") and alarms(core) == 0


def handed_over(core: House, bound: dict[str, Any]) -> None:
    to = "zhao" if bound["owner_id"] == "wang" else "wang"
    core.casework.hand_over(bound["owner_id"], bound["case_id"], to, "我没空了")


def test_nobody_hands_a_missed_call_on_and_the_keeper_passes_it_up(core: House) -> None:
    old = missed(core)
    with pytest.raises(Refused) as refused:
        handed_over(core, old)
    assert refused.value.code == "too_late" and "刷新" in refused.value.message
    assert state(core, old) == "open"
    core.watcher.sweep()
    assert state(core, old) == "broken" and live(core)[0]["owner_id"] == "li"


def test_a_clock_that_was_only_ahead_has_missed_nothing(core: House) -> None:
    old = missed(core)
    with pytest.raises(Refused):
        handed_over(core, old)
    core.later(hours=-1)
    handed_over(core, old)
    assert state(core, old) == "moved" and alarms(core) == 0


def test_nothing_is_withdrawn_beside_a_missed_call(core: House) -> None:
    bound = core.complains(phone=PHONE)
    core.casework.promise("wang", bound["case_id"], "退款", core.clock.now().replace(hour=17))
    action = core.promises(kind="action")[-1]
    core.clock.set(bound["due_at"] + HALF)
    with pytest.raises(Refused) as refused:
        core.casework.withdraw("li", action["id"], "总部不同意")
    assert refused.value.code == "too_late" and state(core, action) == "open"
    core.watcher.sweep()
    core.casework.withdraw("li", action["id"], "总部不同意")
    assert (state(core, bound), state(core, action)) == ("broken", "cancelled")


@pytest.mark.parametrize("by_the_desk", [True, False])
def test_somebody_complained_about_leaves_what_they_missed_broken_behind(core: House, by_the_desk: bool) -> None:
    old = missed(core)
    before = len(core.told())
    if by_the_desk:
        core.casework.set_about("li", old["case_id"], [old["owner_id"]])
    else:
        turn, known = core.says(f"我要投诉{old['owner_name']}", intent="complaint")
        core.intake.hand_off(turn, known)
    assert (state(core, old), alarms(core), len(live(core))) == ("broken", 1, 1)
    assert live(core)[0]["owner_id"] != old["owner_id"] and len(core.told()) == before + 1
    core.watcher.sweep()
    assert alarms(core) == 1 and len(core.told()) == before + 1


def nobody_rang(core: House) -> dict[str, Any]:
    """A customer whom nobody can call wanted to ring, and did not."""
    calling.says(core, calling.ring(core, "anonymous"), "洗衣机坏了没人管")
    bound = calling.promise(core)
    assert bound["reach"] == "ring_again"
    core.clock.set(bound["due_at"] + HALF)
    return bound


def test_who_did_not_ring_and_then_writes_is_promised_anew_and_nobody_has_broken_anything(core: House) -> None:
    old = nobody_rang(core)
    receipt = core.intake.receive(*calling_from(core), "late", "还在吗")
    turn = core.intake.take(receipt.conversation_id, "bot")
    assert turn is not None
    core.intake.tell_promise(turn.id, turn.known)
    assert (state(core, old), alarms(core), len(live(core))) == ("attempted", 0, 1)


def test_somebody_complained_about_leaves_a_case_whose_customer_did_not_ring_to_rest(core: House) -> None:
    old = nobody_rang(core)
    core.casework.set_about("li", old["case_id"], [old["owner_id"]])
    assert (state(core, old), alarms(core), live(core)) == ("attempted", 0, [])
    case = core.rows("cases")[0]
    assert (case["state"], case["closed_by"], case["about"]) == ("closed", "no_answer", [old["owner_id"]])


def calling_from(core: House) -> tuple[str, str]:
    (address,) = core.rows("addresses")
    return address["channel"], address["address"]


def the_keeper_sees_the_action_first(core: House, bound: dict[str, Any]) -> None:
    (action,) = core.promises(kind="action")

    def work(tx: Any) -> bool:
        return breaking.break_it(Scene(tx, core.companies.current(tx), core.clock.now()), action["id"])

    assert core.store.write(work)


@pytest.mark.parametrize("act", [the_keeper_sees_the_action_first, asks, changes_the_time])
def test_a_call_and_an_action_missed_together_are_both_broken_and_made_good_by_one_call(core: House, act: Act) -> None:
    action = promised_action(core)
    (call,) = core.promises(kind="call_back")
    assert call["due_at"] == action["due_at"]
    core.clock.set(call["due_at"] + HALF)
    before = len(core.told())
    act(core, call)
    assert (state(core, action), state(core, call), alarms(core)) == ("broken", "broken", 2)
    (new,) = live(core)
    assert new["owner_id"] not in (action["owner_id"], call["owner_id"])
    assert len(core.told()) == before + 1
    core.watcher.sweep()
    assert live(core) == [new] and alarms(core) == 2


def test_a_partners_missed_call_is_made_good_by_the_owner_at_the_customers_time(core: House) -> None:
    own = core.complains(phone=PHONE, wish=afternoon())
    with core.store.read() as tx:
        case = tx.row("cases", own["case_id"]) or {}
    core.store.write(lambda tx: _forget_wish(tx, case, core.clock.now()))
    core.casework.join_partner(own["owner_id"], own["case_id"], "ma", "上门检查")
    (theirs,) = core.promises(kind="partner_call")
    assert theirs["due_at"] < own["due_at"]
    core.clock.set(theirs["due_at"])
    before = len(core.told())
    asks(core, own)
    assert (state(core, theirs), state(core, own)) == ("broken", "open")
    assert len(core.told()) == before + 1 and "马鹏没有按答应的时间" in core.told()[-1]


def test_what_was_missed_in_a_case_that_goes_into_another_is_broken_once(core: House, binding: Binding) -> None:
    kept = complains(core, "sms", NUMBER)
    gone = complains(core, "webchat", GUEST)
    core.clock.set(max(kept["due_at"], gone["due_at"]) + HALF)
    binding.confirm(code_for(core, binding, NUMBER), "webchat", GUEST)
    assert (state(core, kept), state(core, gone), alarms(core), len(live(core))) == ("broken", "broken", 2, 1)
    core.watcher.sweep()
    assert alarms(core) == 2 and len(live(core)) == 1


def _forget_wish(tx: Any, case: dict[str, Any], now: datetime) -> None:
    tx.update("cases", case, {"facts": {**case["facts"], "wish": None}})
    tx.event(case["id"], "noted", "dialogue", now)
