"""Calls of customers: one trail over many calls, a name and a time whatever happens to the line, nothing said twice."""

from __future__ import annotations

import pytest

from tests.core.calling import LANDLINE, MOBILE, promise, ring, says, speaks
from tests.core.small import House

pytestmark = pytest.mark.usefixtures("the_ledger_agrees")


def test_a_mobile_is_known_and_called_back_on_its_own_number(core: House) -> None:
    call = says(core, ring(core), "洗衣机坏了没人管")
    assert (call.line, call.number) == ("mobile", "+8613800138000")
    assert (promise(core)["reach"], call.promise and call.promise["phone"]) == ("call", "+8613800138000")


def test_the_same_call_begun_twice_is_one(core: House) -> None:
    assert ring(core).id == ring(core).id
    assert len(core.rows("phone_calls")) == 1


def test_who_rings_again_goes_on_in_the_same_case(core: House) -> None:
    says(core, ring(core), "洗衣机坏了没人管")
    again = ring(core, sid="CA2")
    assert again.promise is not None
    says(core, again, "漏水更厉害了")
    assert len(core.rows("cases")) == 1


def test_a_landline_is_asked_for_another_number_and_rung_itself_where_none_is_given(core: House) -> None:
    call = ring(core, LANDLINE)
    receipt = core.phone.said(call.id, call.step, "洗衣机坏了没人管")
    turn = core.intake.take(receipt.conversation_id, "bot")
    assert turn is not None and not turn.known.get("phone")
    core.intake.hand_off(turn.id, {**turn.known, "intent": "complaint", "declined": ["phone"]})
    assert (call.line, promise(core)["reach"]) == ("landline", "call")
    assert core.rows("cases")[0]["facts"]["phone"] == "+862162889900"


@pytest.mark.parametrize("number", ["anonymous", "Restricted", "", "sip:anonymous@anonymous.invalid", "8001"])
def test_a_withheld_number_hears_when_to_ring_again(core: House, number: str) -> None:
    call = says(core, ring(core, number), "洗衣机坏了没人管")
    bound = promise(core)
    assert (call.line, bound["reach"]) == ("withheld", "ring_again")
    assert "再次来电" in bound["words"] and core.rows("cases")[0]["id"] in bound["words"]


def test_two_withheld_callers_are_two_customers(core: House) -> None:
    says(core, ring(core, "anonymous"), "洗衣机坏了没人管")
    says(core, ring(core, "anonymous", "CA2"), "退款没到账")
    assert len(core.rows("cases")) == 2


def test_who_wants_no_calls_is_not_rung_either(core: House) -> None:
    says(core, ring(core), "别打电话给我，我自己打来", wish={"windows": [], "excluded": [], "nocall": True})
    assert promise(core)["reach"] == "ring_again"


def test_the_case_number_leads_a_withheld_caller_back_to_the_case(core: House) -> None:
    says(core, ring(core, "anonymous"), "洗衣机坏了没人管")
    case = core.rows("cases")[0]["id"]
    again = ring(core, "anonymous", "CA2")
    assert again.promise is None
    assert core.phone.belongs_to(again.id, case)
    found = core.phone.at(again.id)
    assert found is not None and found.case == case and found.promise is not None


def test_nobody_finds_a_case_by_trying(core: House) -> None:
    says(core, ring(core, "anonymous"), "洗衣机坏了没人管")
    case = core.rows("cases")[0]["id"]
    again = ring(core, "anonymous", "CA2")
    assert not any(core.phone.belongs_to(again.id, f"260605-{n:06d}") for n in range(3))
    assert not core.phone.belongs_to(again.id, case)


def test_a_case_whose_customer_is_known_by_a_number_is_not_given_to_another_line(core: House) -> None:
    says(core, ring(core), "洗衣机坏了没人管")
    assert not core.phone.belongs_to(ring(core, "anonymous", "CA2").id, core.rows("cases")[0]["id"])


@pytest.mark.parametrize("kind", ["key", "silence", "noise", "person"])
def test_some_are_asked_nothing_before_the_promise(core: House, kind: str) -> None:
    call = ring(core, "anonymous")
    receipt = core.phone.said(call.id, 0, "投诉" if kind == "person" else "", kind)
    turn = core.intake.take(receipt.conversation_id, "bot")
    assert turn is not None and turn.known["wordless"]
    assert turn.text == ("投诉" if kind == "person" else "转人工")


def test_a_step_asked_for_twice_is_written_once_and_answered_alike(core: House) -> None:
    call = ring(core)
    first = core.phone.said(call.id, 0, "洗衣机坏了没人管")
    assert not core.phone.said(call.id, 0, "洗衣机坏了没人管").new
    turn = core.intake.take(first.conversation_id, "bot")
    assert turn is not None
    core.intake.hand_off(turn.id, {**turn.known, "intent": "complaint"})
    done = core.phone.step_done(call.id, 0, {}, ["甲"], [])
    assert core.phone.step_done(call.id, 0, {}, ["乙"], []).answer == done.answer == ["甲"]


def test_what_was_said_counts_as_told_when_the_caller_goes_on(core: House) -> None:
    call = says(core, ring(core), "洗衣机坏了没人管")
    bound = promise(core)["id"]
    assert [m["state"] for m in core.rows("messages", promise_id=bound, source="")] == ["queued"]
    speaks(core, call)
    assert [m["state"] for m in core.rows("messages", promise_id=bound, source="")] == ["delivered"]


def test_a_promise_said_on_the_phone_goes_by_text_message_too_once(core: House) -> None:
    call = speaks(core, says(core, ring(core), "洗衣机坏了没人管"))
    ways = core.delivery.pending(("sms",))
    letters = [core.delivery.claim(*way) for way in ways]
    assert [(x.channel, x.address, x.template) for x in letters if x] == [("sms", "+8613800138000", "promise")]
    core.phone.over("jambonz", call.vendor_id)
    assert core.delivery.pending(("sms",)) == []
    assert core.phone.stands(call.id, False)[1] == []


def test_a_number_that_was_given_gets_the_text_message_and_stays_unproved(core: House) -> None:
    call = says(core, ring(core, "anonymous"), "洗衣机坏了没人管", phone="+8613900139000")
    assert [x[1] for x in core.delivery.pending(("sms",))] == ["+8613900139000"]
    assert core.rows("customers")[0]["phone_verified"] is False
    assert core.rows("addresses", channel="sms") == []
    assert call.promise and call.promise["reach"] == "call"


def test_a_landline_gets_no_text_message(core: House) -> None:
    says(core, ring(core, LANDLINE), "洗衣机坏了没人管")
    assert core.delivery.pending(("sms",)) == []


def test_what_could_not_be_said_any_more_goes_another_way(core: House) -> None:
    call = ring(core)
    receipt = core.phone.said(call.id, 0, "洗衣机坏了没人管")
    turn = core.intake.take(receipt.conversation_id, "bot")
    assert turn is not None
    core.intake.hand_off(turn.id, {**turn.known, "intent": "complaint"})
    assert core.delivery.pending(("sms",)) == []  # the caller is still there
    core.phone.over("jambonz", "CA1")
    assert core.delivery.pending(("sms",)) == [("sms", "+8613800138000")]


def test_where_there_is_no_other_way_a_supervisor_knows(core: House) -> None:
    call = ring(core, "anonymous")
    core.phone.over("jambonz", call.vendor_id)
    core.watcher.sweep()
    core.delivery.pending(("sms",))
    assert "unread" in [a["kind"] for a in core.rows("alarms")]


@pytest.mark.parametrize("number", [MOBILE, LANDLINE, "anonymous"])
def test_hanging_up_without_a_word_leaves_a_name_and_a_time(core: House, number: str) -> None:
    call = ring(core, number)
    core.watcher.sweep()
    assert core.rows("cases") == []
    core.phone.over("jambonz", call.vendor_id)
    core.watcher.sweep()
    core.watcher.sweep()
    assert [(p["state"], p["made_by"]) for p in core.promises()] == [("open", "keeper")]
    assert "电话断了" in promise(core)["words"]


def test_a_call_whose_end_nobody_reports_ends_by_itself(core: House) -> None:
    ring(core)
    core.later(minutes=4)
    core.watcher.sweep()
    assert len(core.promises()) == 1
    assert core.rows("phone_calls")[0]["state"] == "over"


def test_hanging_up_after_the_promise_makes_no_second_one(core: House) -> None:
    call = says(core, ring(core), "洗衣机坏了没人管")
    core.phone.over("jambonz", call.vendor_id)
    core.watcher.sweep()
    assert len(core.promises()) == 1


def test_hanging_up_after_it_was_solved_makes_no_new_case(core: House) -> None:
    call = says(core, ring(core), "洗衣机坏了没人管")
    receipt = core.phone.said(call.id, call.step, "已经好了")
    turn = core.intake.take(receipt.conversation_id, "bot")
    assert turn is not None
    core.intake.solved(turn.id, dict(turn.known))
    core.phone.over("jambonz", call.vendor_id)
    core.watcher.sweep()
    assert [c["state"] for c in core.rows("cases")] == ["closed"]


def test_who_hung_up_without_a_word_is_rung_once_and_left_in_peace(core: House) -> None:
    call = ring(core)
    core.phone.over("jambonz", call.vendor_id)
    core.watcher.sweep()
    core.casework.not_reached(promise(core)["owner_id"], promise(core)["id"], "没人接")
    assert [p["state"] for p in core.promises()] == ["attempted"]
    assert core.rows("cases")[0]["closed_by"] == "no_answer"


def test_who_rings_back_after_hanging_up_is_a_customer_like_any_other(core: House) -> None:
    call = ring(core)
    core.phone.over("jambonz", call.vendor_id)
    core.watcher.sweep()
    says(core, ring(core, sid="CA2"), "洗衣机坏了没人管")
    core.casework.not_reached(promise(core)["owner_id"], promise(core)["id"], "没人接")
    assert [p["state"] for p in core.promises()][-1] == "open"
