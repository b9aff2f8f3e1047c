"""A message's turn comes with its receipt, where the process that wrote it down can begin with it at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from handoff.journal import Held
from handoff.model import Identity, Receipt
from tests.core.small import House

WHO = Identity("webchat", "site:u1", "王先生", "+8613800138000")


def receive(core: House, name: str, text: str = "你好", worker: str = "bot", who: Identity | None = None) -> Receipt:
    return core.intake.receive("webchat", "anon:a", name, text, who, worker=worker)


def holder(core: House) -> Any:
    return core.rows("conversations")[0]["leased_by"]


def test_it_is_the_turn_that_would_be_taken(core: House) -> None:
    for name, who in (("1", None), ("2", WHO)):
        receipt = receive(core, name, "您好", who=who)
        assert receipt.turn is not None
        assert receipt.turn.id == receipt.turn_id
        assert core.intake.take(receipt.conversation_id, "bot") == receipt.turn
        core.intake.close(receipt.turn_id, ["您好"], {"order_number": "A1", "asked": ["phone"]}, {"requested": "phone"})
    assert receipt.turn is not None
    assert receipt.turn.known["name"] == "王先生"
    assert receipt.turn.known["order_number"] == "A1"


def test_with_a_case_it_knows_the_case_and_its_promise(core: House) -> None:
    made = core.complains()
    turn = receive(core, "next").turn
    assert turn is not None
    assert turn.known["case"] == made["case_id"]
    assert turn.known["promise"] == {
        "owner": made["owner_name"], "title": made["owner_title"], "due_at": made["due_at"].isoformat(),
    }  # fmt: skip


def test_the_conversation_belongs_to_that_process_until_it_answers(core: House) -> None:
    receipt = receive(core, "1")
    assert holder(core) == "bot"
    with pytest.raises(Held):
        core.intake.take(receipt.conversation_id, "another bot")
    core.intake.close(receipt.turn_id, ["您好"], {}, {})
    assert receive(core, "2", worker="another bot").turn is not None


def test_what_waits_before_it_comes_first(core: House) -> None:
    first = receive(core, "1", "一", worker="")
    second = receive(core, "2", "二")
    assert (first.turn, second.turn, holder(core)) == (None, None, None)
    taken = core.intake.take(first.conversation_id, "bot")
    assert taken is not None
    assert (taken.text, taken.more) == ("一", True)
    core.intake.close(taken.id, ["好"], {}, {})
    taken = core.intake.take(first.conversation_id, "bot")
    assert taken is not None
    assert (taken.text, taken.more) == ("二", False)


def test_a_conversation_that_another_process_has_stays_with_it(core: House) -> None:
    receipt = receive(core, "1", worker="another bot")
    row = core.rows("messages", id=int(receipt.turn_id))[0]
    core.store.write(lambda tx: tx.update("messages", row, {"closed_at": core.clock.now(), "closed_by": "dialogue"}))
    assert receive(core, "2").turn is None
    assert holder(core) == "another bot"


def test_a_repeated_message_begins_nothing(core: House) -> None:
    first = receive(core, "1")
    assert receive(core, "1").turn is None
    core.intake.close(first.turn_id, ["您好"], {}, {})
    again = receive(core, "1")
    assert (again.new, again.turn, holder(core)) == (False, None, None)


def test_where_nobody_takes_it_nobody_has_it(core: House) -> None:
    receipt = receive(core, "1", worker="")
    assert (receipt.turn, holder(core)) == (None, None)
    assert core.intake.unanswered(worker="another bot") == [receipt.conversation_id]


def test_a_process_that_dies_with_the_receipt_in_hand_keeps_nothing(core: House) -> None:
    receipt = receive(core, "1")
    assert core.intake.unanswered(worker="another bot") == []
    assert core.intake.unanswered(worker="bot") == [receipt.conversation_id]  # its own sweep finds it
    core.later(seconds=9)
    core.watcher.sweep()  # and so does the keeper, whoever has it
    assert [p["made_by"] for p in core.promises()] == ["dead_man"]
    receive(core, "2", "还在吗")
    core.intake.release("bot")  # the next start under this name
    assert core.intake.unanswered(worker="another bot") == [receipt.conversation_id]


def test_a_lease_that_came_with_the_receipt_runs_out_as_any_other(core: House) -> None:
    receipt = receive(core, "1")
    core.later(seconds=16)
    taken = core.intake.take(receipt.conversation_id, "another bot")
    assert taken is not None
    assert taken.id == receipt.turn_id


def test_of_two_processes_at_once_one_gets_the_turn(core: House) -> None:
    receive(core, "0", worker="")
    first = core.intake.take(core.rows("conversations")[0]["id"], "bot 0")
    assert first is not None
    core.intake.close(first.id, ["好"], {}, {})
    for n in range(5):
        with ThreadPoolExecutor(2) as pool:
            got = list(pool.map(lambda who: receive(core, f"{n} {who}", worker=who), ("bot 1", "bot 2")))  # noqa: B023
        turns = [receipt.turn for receipt in got if receipt.turn]
        assert len(turns) == 1
        assert turns[0].id == min((receipt.turn_id for receipt in got), key=int)
        for receipt in sorted(got, key=lambda receipt: int(receipt.turn_id)):
            core.intake.close(receipt.turn_id, ["好"], {}, {})
