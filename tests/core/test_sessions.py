"""Who takes a conversation over in a vendor's chat, on both databases: the promise stands either way."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from handoff.sessions import Servicer
from tests.core.small import House

CHAT = ("wecom", "wk1:wm1")


def complain(core: House) -> dict[str, Any]:
    """A complaint on WeCom, handed off; returns the promise."""
    receipt = core.intake.receive(*CHAT, "m1", "洗衣机坏了没人管")
    turn = core.intake.take(receipt.conversation_id, "bot")
    assert turn is not None
    core.intake.hand_off(turn.id, {**turn.known, "intent": "complaint"})
    return core.promises()[-1]


def said_on(core: House) -> list[tuple[str, str, str | None]]:
    return [(m["sender"], m["text"], m["case_id"]) for m in core.rows("messages")]


def events(core: House) -> list[str]:
    with core.store.read() as tx:
        return [e["kind"] for e in tx.rows("events", order="n")]


def taker(core: House) -> Servicer:
    found = core.sessions.taker(*CHAT)
    assert found is not None
    return found


def test_the_owner_takes_over_while_on_duty(core: House) -> None:
    promise = complain(core)
    name = {"wang": "WangMin", "zhao": "ZhaoQiang"}[promise["owner_id"]]
    assert taker(core) == Servicer(name, promise["id"])


def test_nobody_takes_over_off_duty(core: House) -> None:
    complain(core)
    core.later(hours=9)
    assert core.sessions.taker(*CHAT) is None


def test_nobody_takes_over_where_nothing_was_promised(core: House) -> None:
    core.intake.receive(*CHAT, "m1", "您好")
    assert core.sessions.taker(*CHAT) is None
    assert core.sessions.taker("wecom", "wk1:nobody") is None


def test_who_has_the_conversation_is_not_asked_again(core: House) -> None:
    promise = complain(core)
    core.sessions.begun(*CHAT, taker(core).userid, promise["id"])
    assert core.sessions.taker(*CHAT) is None
    assert core.sessions.with_person(*CHAT)


def test_while_a_person_talks_the_dialogue_keeps_quiet_and_the_case_hears(core: House) -> None:
    promise = complain(core)
    core.sessions.begun(*CHAT, "WangMin", promise["id"])
    receipt = core.intake.receive(*CHAT, "m2", "还是漏水", worker="bot")
    assert receipt.new and receipt.turn is None
    assert core.intake.take(receipt.conversation_id, "bot") is None
    core.later(minutes=1)
    core.watcher.sweep()
    assert {p["made_by"] for p in core.promises()} == {"dialogue"}
    assert len([m for m in core.rows("messages") if m["sender"] == "bot"]) == 1
    assert said_on(core)[-1] == ("customer", "还是漏水", promise["case_id"])


def test_a_persons_words_are_kept_once_by_name_and_answered_by_nobody(core: House) -> None:
    promise = complain(core)
    core.sessions.begun(*CHAT, "WangMin", promise["id"])
    before = len(core.rows("messages"))
    for _ in range(3):
        core.sessions.said(*CHAT, "s1", "WangMin", "我现在就为您查")
    rows = core.rows("messages", source="person")
    assert [(m["author"], m["state"], m["case_id"]) for m in rows] == [("wang", "sent", promise["case_id"])]
    assert len(core.rows("messages")) == before + 1
    assert events(core).count("person_wrote") == 1


def test_after_the_person_the_dialogue_answers_again(core: House) -> None:
    promise = complain(core)
    core.sessions.begun(*CHAT, "WangMin", promise["id"])
    core.sessions.ended(*CHAT)
    receipt = core.intake.receive(*CHAT, "m3", "几点打给我", worker="bot")
    assert receipt.turn is not None


def test_who_has_ended_the_session_is_no_longer_taken_to_be_talking(core: House) -> None:
    promise = complain(core)
    core.sessions.begun(*CHAT, "WangMin", promise["id"])
    core.sessions.said(*CHAT, "s1", "WangMin", "我现在就为您查")
    core.later(seconds=5)
    core.sessions.ended(*CHAT)
    receipt = core.intake.receive(*CHAT, "m3", "几点打给我")
    turn = core.intake.take(receipt.conversation_id, "bot")
    assert turn is not None
    core.intake.tell_promise(turn.id, turn.known)
    assert "安排没有变" in core.rows("messages")[-1]["text"]


def test_a_refusal_is_told_once_and_the_promise_stands(core: House) -> None:
    promise = complain(core)
    servicer = taker(core)
    for _ in range(2):
        core.sessions.refused(*CHAT, servicer, "95014")
    told = [m for m in core.rows("messages") if m["sender"] == "bot" and "没能马上" in m["text"]]
    assert len(told) == 1
    assert promise["owner_name"] in told[0]["text"] and told[0]["text"].endswith(f"编号 {promise['case_id']}。")
    assert core.promises()[-1]["state"] == "open"
    assert core.sessions.taker(*CHAT) is None
    assert events(core).count("session_refused") == 1


@pytest.mark.parametrize("ending", ["moved", "kept"])
def test_a_refusal_for_a_promise_that_is_over_says_nothing(core: House, ending: str) -> None:
    promise = complain(core)
    servicer = taker(core)

    def end(tx: Any) -> None:
        tx.update("promises", promise, {"state": ending, "ended_at": core.clock.now()})
        tx.event(promise["case_id"], "reached", "wang", core.clock.now())

    core.store.write(end)
    before = len(core.rows("messages"))
    core.sessions.refused(*CHAT, servicer, "95014")
    assert len(core.rows("messages")) == before


def test_customers_of_vendors_are_never_told_to_wait(core: House) -> None:
    for number in range(core.backlog + 5):
        assert core.intake.receive(*CHAT, f"f{number}", "在吗").new


def test_what_may_be_done_by_one_process_is_held_by_one(core: House) -> None:
    assert core.vendors.hold("pull", timedelta(seconds=10))
    assert not core.vendors.hold("pull", timedelta(seconds=10))
    core.vendors.let_go("pull")
    assert core.vendors.hold("pull", timedelta(seconds=10))
    core.later(seconds=11)
    assert core.vendors.hold("pull", timedelta(seconds=10))


def test_cursors_are_known_by_the_beginning_of_their_names(core: House) -> None:
    core.vendors.move("wecom:wk1", "a")
    core.vendors.move("other:wk2", "b")
    assert core.vendors.known("wecom:") == {"wk1": core.clock.now()}
