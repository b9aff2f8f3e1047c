"""Whoever was asked something and says no more has a name and a time all the same."""

from __future__ import annotations

import pytest

from tests.core.small import House

pytestmark = pytest.mark.usefixtures("the_ledger_agrees")


def asks(core: House, text: str = "洗衣机坏了没人管", channel: str = "webchat", **known: str) -> str:
    """The customer has said something, and is asked a question; returns the conversation."""
    receipt = core.intake.receive(channel, "anon:a", f"m{core.store_count()}", text)
    turn = core.intake.take(receipt.conversation_id, "bot")
    assert turn is not None
    asked = {**turn.known, **known, "asked": ["phone"]}
    assert core.intake.close(turn.id, ["请问您的电话？"], asked, {"requested_slot": "phone"})
    return receipt.conversation_id


def test_who_does_not_answer_a_question_is_promised_a_call_without_it(core: House) -> None:
    asks(core, intent="complaint")
    core.later(minutes=2)
    core.watcher.sweep()
    assert core.rows("promises") == []
    core.later(minutes=2)
    core.watcher.sweep()
    (bound,) = core.promises()
    assert (bound["made_by"], bound["reach"]) == ("dialogue", "message")
    assert bound["owner_name"] in core.told()[-1]
    assert {m["case_id"] for m in core.rows("messages")} == {bound["case_id"]}


def test_it_is_promised_once_however_many_keepers_look(core: House) -> None:
    conversation = asks(core, intent="refund")
    core.later(minutes=4)
    asked = core.store_count()
    assert core.intake.went_silent(conversation, asked)
    assert not core.intake.went_silent(conversation, asked)
    core.watcher.sweep()
    assert len(core.promises()) == 1


def test_who_has_answered_meanwhile_is_in_the_dialogues_hands(core: House) -> None:
    asks(core, intent="complaint")
    core.later(minutes=2)
    asks(core, "我找找", intent="complaint")
    core.later(minutes=2)
    core.watcher.sweep()
    assert core.rows("promises") == []


def test_who_only_said_thank_you_is_left_alone(core: House) -> None:
    asks(core, "谢谢")
    core.later(minutes=30)
    core.watcher.sweep()
    assert core.rows("promises") == []


def test_who_wants_to_be_left_alone_is_promised_nothing(core: House) -> None:
    asks(core, intent="complaint")
    turn, known = core.says("别再联系我", intent="complaint")
    core.intake.hand_off(turn, known)
    core.later(minutes=30)
    core.watcher.sweep()
    assert core.rows("promises") == []


def test_a_keeper_that_begins_goes_on_where_the_last_one_was(core: House) -> None:
    asks(core, intent="complaint")
    core.watcher.sweep()
    core.later(minutes=4)
    core.__post_init__()
    core.watcher.sweep()
    assert len(core.promises()) == 1
