"""Once a case is closed nobody writes to its customer from the desk, and nothing of it that was on its way goes on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from handoff import replies
from handoff.binding import Binding
from handoff.letters import Letter
from handoff.model import Refused
from tests.core.knowing import GUEST, OPENID, PHONE, code_for, complains, hears
from tests.core.small import House

pytestmark = pytest.mark.usefixtures("the_ledger_agrees")
COST = {"amount": 80, "text": "买了防水垫"}
Act = Callable[[House, str], None]


def _says(core: House, words: str, channel: str = "webchat", address: str = GUEST) -> None:
    turn = core.intake.take(hears(core, channel, address, words).conversation_id, "bot")
    assert turn is not None
    core.intake.solved(turn.id, turn.known)


def _reaches(core: House, made: dict[str, Any]) -> None:
    core.casework.start_call(made["owner_id"], made["id"])
    core.casework.reached(made["owner_id"], made["id"], "已说清楚", "退还运费", core.clock.now() + timedelta(hours=2))


ACTS: list[Act] = [
    lambda core, case: core.casework.answer_cost("li", case, "这笔费用由我们退还"),
    lambda core, case: core.casework.reply("li", case, "您好，再和您说明一下情况"),
    lambda core, case: core.casework.promise("li", case, "寄出门封圈", core.clock.now() + timedelta(hours=2)),
    lambda core, case: core.casework.propose_close("li", case, "已经修好"),
]


@pytest.mark.parametrize("act", ACTS)
def test_a_page_left_open_says_nothing_to_a_customer_who_has_solved_it(core: House, act: Act) -> None:
    made = core.complains(cost=COST)
    _says(core, "已经好了")
    said = len(core.rows("messages"))
    with pytest.raises(Refused) as refused:
        act(core, made["case_id"])
    assert (refused.value.code, refused.value.message) == ("solved", replies.SOLVED)
    assert len(core.rows("messages")) == said


@pytest.mark.parametrize("act", ACTS)
def test_neither_where_nobody_answered_any_more_until_the_customer_comes_back(core: House, act: Act) -> None:
    made = core.complains(cost=COST)
    core.casework.answer_cost("li", made["case_id"], "这笔费用我们会退还")
    core.casework.start_call("li", made["id"])
    core.casework.reached("li", made["id"], "已说清楚")
    core.later(days=30)
    core.watcher.sweep()
    assert core.rows("cases")[0]["closed_by"] == "no_answer"
    with pytest.raises(Refused) as refused:
        act(core, made["case_id"])
    assert (refused.value.code, refused.value.message) == ("closed", replies.CLOSED)


def test_whoever_withdraws_hands_over_joins_or_calls_finds_nothing_left_of_it(core: House) -> None:
    made = core.complains()
    _says(core, "已经好了")
    for act in (
        lambda: core.casework.start_call("li", made["id"]),
        lambda: core.casework.hand_over("li", made["case_id"], "hua", "更熟悉"),
        lambda: core.casework.join_partner("li", made["case_id"], "ma", "请检查机器"),
        lambda: core.casework.leave_alone("li", made["case_id"], "说不要再打"),
    ):
        with pytest.raises(Refused):
            act()
    assert core.promises(state="open") == []


@pytest.mark.parametrize("act", ACTS)
def test_before_that_the_same_acts_are_done(core: House, act: Act) -> None:
    made = core.complains(cost=COST)
    if act is ACTS[3]:
        core.casework.answer_cost("li", made["case_id"], "这笔费用我们会退还")
        core.casework.start_call("li", made["id"])
        core.casework.reached("li", made["id"], "已说清楚")
    act(core, made["case_id"])


# What was on its way


def _sent(core: House) -> list[tuple[str, Letter]]:
    """Everything that may go now, taken by the vendor; with the vendor's numbers."""
    found = []
    for way in core.delivery.pending(("wechat", "sms", "wecom")):
        while letter := core.delivery.claim(*way):
            core.delivery.sent(letter, letter.id)
            found.append((letter.id, letter))
    return found


def _texted(core: House) -> tuple[dict[str, Any], str]:
    """A promise that was sent as a text message, whose receipt is still to come; the customer has another channel."""
    made = complains(core, "sms", PHONE)
    core.bind("wechat", OPENID, core.rows("customers")[-1]["id"], heard_at=core.clock.now())
    ((number, letter),) = _sent(core)
    assert letter.address == PHONE
    return made, number


def test_a_text_message_that_did_not_arrive_goes_nowhere_else_once_it_is_solved(core: House) -> None:
    made, number = _texted(core)
    core.later(minutes=1)
    _says(core, "已经好了", "sms", PHONE)
    core.delivery.receipt("sms", number, False, "MK:0001")
    assert [letter.template for _, letter in _sent(core)] == ["closed"]
    assert core.rows("messages", promise_id=made["id"])[0]["state"] == "dropped"
    assert not [a for a in core.rows("alarms") if a["kind"] == "undeliverable"]


def test_the_words_that_close_a_case_do_go_another_way(core: House) -> None:
    _texted(core)
    core.later(minutes=1)
    _says(core, "已经好了", "sms", PHONE)
    ((number, closing),) = _sent(core)
    core.delivery.receipt("sms", number, False, "MK:0001")
    assert closing.template == "closed"
    assert [letter.address for _, letter in _sent(core)] == [OPENID]


def test_of_two_promises_only_the_one_that_stands_goes_another_way(core: House) -> None:
    made, first = _texted(core)
    core.casework.hand_over(made["owner_id"], made["case_id"], "hua", "更熟悉")
    ((second, _),) = _sent(core)
    core.delivery.receipt("sms", first, False, "MK:0001")
    assert _sent(core) == []
    core.delivery.receipt("sms", second, False, "MK:0001")
    ((_, letter),) = _sent(core)
    assert (letter.address, letter.text) == (OPENID, core.promises(state="open")[0]["words"])


@pytest.mark.parametrize("broken", [True, False])
def test_what_is_told_after_a_promise_has_ended_goes_on(core: House, broken: bool) -> None:
    """An apology for a broken one, and the question that follows a kept one."""
    made, _ = _texted(core)
    if broken:
        core.clock.set(made["due_at"])
        core.watcher.sweep()
    else:
        core.casework.start_call(made["owner_id"], made["id"])
        core.casework.reached(made["owner_id"], made["id"], "已说清楚")
    ((number, _),) = _sent(core)
    core.delivery.receipt("sms", number, False, "MK:0001")
    assert [letter.address for _, letter in _sent(core)] == [OPENID]


def test_the_last_of_three_calls_is_told_on_another_way_though_its_promise_is_over(core: House) -> None:
    made, _ = _texted(core)
    for _ in range(3):
        (call,) = core.promises(state="open")
        core.clock.set(call["slot_start"])
        core.casework.start_call(call["owner_id"], call["id"])
        core.casework.not_reached(call["owner_id"], call["id"], "没有人接")
        sent = _sent(core)
    assert core.rows("cases")[0]["state"] == "closing"
    core.delivery.receipt("sms", sent[-1][0], False, "MK:0001")
    assert [letter.address for _, letter in _sent(core)] == [OPENID]


def test_what_nobody_read_on_the_page_is_not_posted_once_the_call_was_made(core: House) -> None:
    made = complains(core, "webchat", "site:1", phone=PHONE)
    core.casework.start_call(made["owner_id"], made["id"])
    core.casework.reached(made["owner_id"], made["id"], "已说清楚")
    core.later(minutes=3)
    assert [letter.template for _, letter in _sent(core)] == ["ask_closed"]
    (posted,) = core.rows("deliveries")
    assert posted["message_id"] == core.rows("messages", kind="ask_closed")[0]["id"]
    core.later(minutes=3)
    assert _sent(core) == []


# What was said in a case that went into another


def _joined(core: House, binding: Binding) -> tuple[str, str]:
    """Two cases that became one, with a reply in the one that went into the other; which goes on, and which went."""
    first = complains(core, "sms", PHONE)
    core.later(minutes=5)
    second = complains(core, "webchat", GUEST)
    core.casework.reply(second["owner_id"], second["case_id"], "已收到您的照片，正在核对")
    binding.confirm(code_for(core, binding, PHONE), "webchat", GUEST)
    return first["case_id"], second["case_id"]


def test_solved_drops_what_waits_of_the_cases_that_were_joined(core: House, binding: Binding) -> None:
    _, went = _joined(core, binding)
    (reply,) = core.rows("messages", kind="reply")
    assert (reply["case_id"], reply["state"]) == (went, "queued")
    _says(core, "已经好了")
    assert core.rows("messages", kind="reply")[0]["state"] == "dropped"


def test_while_the_case_goes_on_what_was_said_in_the_other_still_arrives(core: House, binding: Binding) -> None:
    _joined(core, binding)
    assert "已收到您的照片，正在核对" in core.told()
