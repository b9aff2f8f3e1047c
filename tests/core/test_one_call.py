"""One call-back a case: whoever loses a promise, and wherever a case stands when a call is promised in it."""

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


def live(core: House, kind: str = "call_back") -> list[dict[str, Any]]:
    return [p for p in core.promises(kind=kind) if p["state"] in ("open", "calling")]


def joined(core: House) -> dict[str, Any]:
    bound = core.complains(phone=PHONE)
    core.casework.join_partner(bound["owner_id"], bound["case_id"], "ma", "上门检查机顶盒")
    return bound


@pytest.mark.parametrize("by_the_desk", [True, False])
def test_a_partner_who_is_complained_about_is_followed_by_a_colleague_under_the_owners_call(
    core: House, by_the_desk: bool
) -> None:
    own = joined(core)
    if by_the_desk:
        core.casework.set_about("li", own["case_id"], ["ma"])
    else:
        turn, known = core.says("我要投诉马鹏，态度太差", intent="complaint")
        core.intake.hand_off(turn, known)
    assert [p["id"] for p in live(core)] == [own["id"]]
    assert [p["owner_id"] for p in live(core, "partner_call")] == ["luo"]
    assert core.rows("cases")[0]["owner_id"] == own["owner_id"]
    assert "罗海" in core.told()[-1] and own["owner_name"] in core.told()[-1]
    assert core.rows("notices", kind="cover")[0]["person_id"] == "luo"


def test_where_no_colleague_of_theirs_is_left_the_owners_call_is_for_all_of_it(core: House) -> None:
    own = joined(core)
    before = len(core.told())
    core.casework.set_about("li", own["case_id"], ["luo"])
    assert [p["id"] for p in live(core)] == [own["id"]] and live(core, "partner_call") == []
    (told,) = core.told()[before:]
    assert "马鹏已把您说过的全部转交" in told and own["owner_name"] in told and "没有按答应的时间" not in told


def test_an_owner_and_a_partner_who_are_both_complained_about_are_each_followed_by_one(core: House) -> None:
    own = joined(core)
    core.casework.set_about("top", own["case_id"], [own["owner_id"], "ma"])
    (call,), (theirs,) = live(core), live(core, "partner_call")
    assert (call["owner_id"] != own["owner_id"], theirs["owner_id"]) == (True, "luo")
    assert core.rows("cases")[0]["owner_id"] == call["owner_id"]


def given_to_the_customer(core: House) -> dict[str, Any]:
    """An action stands, and its customer was called three times without an answer; returns the action."""
    bound = core.complains(phone=PHONE)
    core.casework.promise(bound["owner_id"], bound["case_id"], "退款", core.clock.now().replace(hour=17) + 5 * DAY)
    for _ in range(3):
        (call,) = live(core)
        core.clock.set(call["slot_start"])
        core.casework.not_reached(call["owner_id"], call["id"], "无人接听")
    assert core.rows("cases")[0]["state"] == "closing"
    return core.promises(kind="action")[-1]


def goes_on_with_one_call(core: House) -> None:
    (call,) = live(core)
    case = core.rows("cases")[0]
    assert (case["state"], case["proposed_at"]) == ("open", None)
    turn, known = core.says("怎么样了")
    core.intake.tell_promise(turn, known)
    assert call["owner_name"] in core.told()[-1] and "致电您" in core.told()[-1]
    turn, known = core.says("没有解决")
    core.intake.note(turn, known, "deny")
    assert len(live(core)) == 1
    (call,) = live(core)
    core.casework.hand_over(call["owner_id"], case["id"], "zhao" if call["owner_id"] != "zhao" else "wang", "请接手")
    assert len(live(core)) == 1


def test_an_action_that_breaks_while_the_customer_is_asked_takes_the_case_up_again(core: House) -> None:
    action = given_to_the_customer(core)
    core.clock.set(action["due_at"])
    core.watcher.sweep()
    goes_on_with_one_call(core)


def test_so_does_one_that_is_withdrawn_then(core: House) -> None:
    action = given_to_the_customer(core)
    core.casework.withdraw("li", action["id"], "总部不同意")
    goes_on_with_one_call(core)


@pytest.mark.parametrize(("text", "intent"), [("没有解决", "deny"), ("不行", "deny")])
def test_a_call_in_a_case_that_asks_the_customer_is_moved_by_a_no_and_not_doubled(
    core: House, text: str, intent: str
) -> None:
    bound = core.complains(phone=PHONE)
    with core.store.read() as tx:
        case = tx.row("cases", bound["case_id"]) or {}

    def ask(tx: Any) -> None:
        tx.update("cases", case, {"state": "closing", "proposed_at": core.clock.now()})
        tx.event(case["id"], "close_proposed", "wang", core.clock.now())

    core.store.write(ask)
    turn, known = core.says(text)
    core.intake.note(turn, known, intent)
    (call,) = live(core)
    assert (call["previous_id"], core.rows("promises", id=bound["id"])[0]["state"]) == (bound["id"], "moved")
    assert core.rows("cases")[0]["state"] == "open"


def test_a_case_that_only_asks_the_customer_goes_on_asking(core: House) -> None:
    bound = core.complains(phone=PHONE)
    core.casework.reached("wang", bound["id"], "说清楚了", None, None)
    turn, known = core.says("谢谢")
    core.intake.note(turn, known, "thank")
    assert core.rows("cases")[0]["state"] == "closing" and live(core) == []


def asks(core: House, address: str) -> None:
    turn, known = core.says("怎么样了", address)
    core.intake.tell_promise(turn, known)


def crowded(core: House, people: int) -> dict[str, Any]:
    """A call that lies beyond its limit, as all hours before it are given away."""
    for number in range(people):
        core.complains(address=f"anon:crowd{number}")
    return core.complains(address="anon:asks", phone=PHONE)


def test_who_asks_again_and_again_hears_what_stands_where_nothing_is_sooner(core: House) -> None:
    bound = crowded(core, 60)
    assert "limit" in bound["gave_way"]
    before = len(core.rows("alarms"))
    for times in range(1, 7):
        asks(core, "anon:asks")
        assert [p["id"] for p in core.promises(case_id=bound["case_id"])] == [bound["id"]], f"asked {times} times"
        assert bound["owner_name"] in core.told("anon:asks")[-1]
    assert core.rows("promises", id=bound["id"])[0]["state"] == "open"
    assert len(core.rows("alarms")) == before
    core.watcher.sweep()
    assert core.rows("cases", id=bound["case_id"])[0]["severity"] == "repeat"


def test_who_asks_again_when_something_sooner_is_free_gets_it(core: House) -> None:
    bound = crowded(core, 60)
    asks(core, "anon:asks")
    for number in range(6):
        turn, known = core.says("已经解决了", f"anon:crowd{number}")
        core.intake.solved(turn, known)
    asks(core, "anon:asks")
    old, new = core.promises(case_id=bound["case_id"])
    assert (old["state"], new["state"]) == ("moved", "open") and new["due_at"] < old["due_at"]


def test_a_matter_that_has_become_grave_goes_to_somebody_senior_though_they_are_no_sooner(core: House) -> None:
    bound = crowded(core, 60)
    turn, known = core.says("再不解决我打12315", "anon:asks", severity="threat", intent="complaint")
    core.intake.hand_off(turn, known)
    new = core.promises(case_id=bound["case_id"])[-1]
    assert new["owner_id"] not in ("wang", "zhao")
