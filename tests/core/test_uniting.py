"""Two customers turn out to be one, on both databases: nothing is lost, and one call-back is left."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from handoff.binding import Binding
from handoff.model import Identity
from tests.core.knowing import GUEST, PHONE, SITE, announced, code_for, complains, customers, hears, letters, open_calls
from tests.core.small import House

pytestmark = pytest.mark.usefixtures("the_ledger_agrees")


def test_the_site_learns_a_number_whose_customer_is_known_already(core: House) -> None:
    older = complains(core, "sms", PHONE)
    core.later(minutes=5)
    newer = complains(core, "webchat", SITE)
    core.later(minutes=5)
    hears(core, "webchat", SITE, "还有一件事", phone=PHONE)
    assert len(customers(core)) == 1
    assert {a["customer_id"] for a in core.rows("addresses")} == {customers(core)[0]["id"]}
    (call,) = open_calls(core)
    assert call["case_id"] == older["case_id"]
    first, second = (next(c for c in core.rows("cases") if c["id"] == p["case_id"]) for p in (older, newer))
    assert (first["state"], second["state"], second["closed_by"]) == ("open", "closed", "joined")
    assert first["owner_id"] == older["owner_id"]
    assert core.rows("promises", id=newer["id"])[0]["state"] == "moved"
    assert newer["case_id"] in core.told(SITE)[-1]
    assert call["owner_name"] in core.told(SITE)[-1]
    assert core.told(SITE)[-1].endswith(f"编号 {older['case_id']}。")


def test_a_promise_that_was_sooner_in_the_case_that_moves_is_not_made_later(core: House, binding: Binding) -> None:
    crowd = [f"anon:crowd{n}" for n in range(8)]
    for one in crowd:
        core.complains(address=one)
    late = complains(core, "sms", PHONE)
    core.later(minutes=1)
    for one in crowd:
        turn_id, known = core.says("已经解决了", one)
        core.intake.solved(turn_id, known)
    soon = complains(core, "webchat", GUEST)
    assert soon["due_at"] < late["due_at"]
    binding.confirm(code_for(core, binding, PHONE), "webchat", GUEST)
    (call,) = open_calls(core)
    assert call["due_at"] < late["due_at"]
    assert (call["case_id"], call["previous_id"]) == (late["case_id"], late["id"])


def test_a_case_that_waited_for_no_call_gets_the_one_of_the_case_that_moves_into_it(
    core: House, binding: Binding
) -> None:
    first = complains(core, "sms", PHONE)
    core.casework.start_call(first["owner_id"], first["id"])
    core.casework.reached(first["owner_id"], first["id"], "说清楚了", "", None)
    assert core.rows("cases")[0]["state"] == "closing"
    core.later(minutes=5)
    complains(core, "webchat", GUEST)
    binding.confirm(code_for(core, binding, PHONE), "webchat", GUEST)
    (call,) = open_calls(core)
    assert (call["case_id"], call["owner_id"]) == (first["case_id"], first["owner_id"])
    assert core.rows("cases", id=first["case_id"])[0]["state"] == "open"


def test_what_an_owner_promised_to_do_stays_promised_when_cases_join(core: House, binding: Binding) -> None:
    first = complains(core, "sms", PHONE)
    core.later(minutes=5)
    second = complains(core, "webchat", GUEST)
    due = core.clock.now() + timedelta(hours=4)
    core.casework.start_call(second["owner_id"], second["id"])
    core.casework.reached(second["owner_id"], second["id"], "答应寄配件", "寄出门封圈", due)
    binding.confirm(code_for(core, binding, PHONE), "webchat", GUEST)
    old, new = (core.rows("promises", kind="action", state=state)[0] for state in ("moved", "open"))
    assert (new["what"], new["due_at"], new["owner_id"], new["previous_id"]) == (
        "寄出门封圈", due, old["owner_id"], old["id"]
    )  # fmt: skip
    assert (old["case_id"], new["case_id"]) == (second["case_id"], first["case_id"])


def test_an_owner_who_is_calling_at_this_moment_keeps_the_case(core: House, binding: Binding) -> None:
    complains(core, "sms", PHONE)
    core.later(minutes=5)
    second = complains(core, "webchat", GUEST)
    core.casework.start_call(second["owner_id"], second["id"])
    binding.confirm(code_for(core, binding, PHONE), "webchat", GUEST)
    (call,) = open_calls(core)
    assert (call["id"], call["state"]) == (second["id"], "calling")


def test_who_is_complained_about_in_one_case_does_not_get_it_with_the_other(core: House, binding: Binding) -> None:
    first = complains(core, "sms", PHONE)
    core.later(minutes=5)
    receipt = hears(core, "webchat", GUEST, f"我要投诉{first['owner_name']}，态度太差")
    turn = core.intake.take(receipt.conversation_id, "bot")
    assert turn is not None
    core.intake.hand_off(turn.id, {**turn.known, "intent": "complaint"})
    binding.confirm(code_for(core, binding, PHONE), "webchat", GUEST)
    (call,) = open_calls(core)
    assert call["owner_id"] != first["owner_id"]
    assert core.rows("cases", id=first["case_id"])[0]["owner_id"] != first["owner_id"]


def test_a_guest_who_had_begun_already_becomes_that_customer(core: House, binding: Binding) -> None:
    older = complains(core, "sms", PHONE)
    letters(core)
    code = announced(core)
    core.later(minutes=5)
    complains(core, "webchat", GUEST)
    binding.go_on(code, "webchat", GUEST)
    assert len(customers(core)) == 1
    assert [call["case_id"] for call in open_calls(core)] == [older["case_id"]]


def test_two_who_begin_at_once_with_one_number_are_one_customer(core: House) -> None:
    with ThreadPoolExecutor(4) as pool:
        sent = [
            pool.submit(
                core.intake.receive, "webchat", f"site:{n}", "1", "您好", Identity("webchat", f"site:{n}", phone=PHONE)
            )
            for n in range(4)
        ]  # fmt: skip
        for one in sent:
            one.result()
    assert len(customers(core)) == 1


def test_two_become_one_while_both_are_being_answered(core: House, binding: Binding) -> None:
    """Whatever comes first, nothing is lost and one call-back is left."""
    for n in range(3):
        number = f"+861380013900{n}"
        guest = f"anon:{n}"
        complains(core, "sms", number)
        core.intake.receive("webchat", guest, "q", "洗衣机漏水，我要投诉")
        code = code_for(core, binding, number, "webchat", guest)
        conversation = core.intake.conversation("webchat", guest) or ""
        sms = core.intake.conversation("sms", number) or ""
        hears(core, "sms", number, "怎么样了")
        turns = [core.intake.take(one, "bot") for one in (conversation, sms)]
        with ThreadPoolExecutor(3) as pool:
            done: list[Any] = [pool.submit(binding.confirm, code, "webchat", guest)]
            done += [
                pool.submit(core.intake.hand_off, turn.id, {**turn.known, "intent": "complaint"})
                for turn in turns
                if turn
            ]
            for one in done:
                one.result()
        core.later(minutes=1)
    assert len(customers(core)) == 3
    live = [c for c in core.rows("cases") if c["state"] == "open"]
    assert len(live) == 3
    assert len(open_calls(core)) == 3
    assert core.rows("messages", closed_at=None) == []
