"""What reaches a caller who is gone by then: each thing once, and nothing of it lost."""

from __future__ import annotations

import pytest

from handoff.letters import Never
from tests.core.calling import LANDLINE, MOBILE, promise, ring, says, speaks
from tests.core.small import House

pytestmark = pytest.mark.usefixtures("the_ledger_agrees")


def _posted(core: House) -> list[tuple[str, str]]:
    """Where letters went, and the template of each."""
    found = []
    while ways := core.delivery.pending(("sms",)):
        letter = core.delivery.claim(*ways[0])
        assert letter is not None
        core.delivery.sent(letter, letter.id)
        found.append((letter.address, letter.template))
    return found


def _answered_about_the_cost(core: House, number: str, **known: str) -> list[tuple[str, str]]:
    """A caller is gone when the desk answers about their cost; where that goes."""
    says(core, ring(core, number), "洗衣机坏了没人管", cost={"amount": 680, "text": "买了内存条"}, **known)
    core.phone.over("jambonz", "CA1")
    _posted(core)
    case = core.rows("cases")[0]
    core.casework.answer_cost(case["owner_id"], case["id"], "这笔费用由我们退还给您")
    return _posted(core)


def test_whoever_hangs_up_once_they_have_heard_it_gets_that_text_message_only(core: House) -> None:
    says(core, ring(core), "洗衣机坏了没人管")
    assert _posted(core) == [("+8613800138000", "promise")]
    core.phone.over("jambonz", "CA1")
    assert _posted(core) == []


def test_what_was_not_heard_goes_another_way_though_its_copy_did_not_arrive(core: House) -> None:
    says(core, ring(core), "洗衣机坏了没人管")
    (way,) = core.delivery.pending(("sms",))
    letter = core.delivery.claim(*way)
    assert letter is not None
    core.delivery.failed(letter, Never("invalid"))
    core.phone.over("jambonz", "CA1")
    assert _posted(core) == [("+8613800138000", "promise")]


def test_what_is_spoken_late_of_a_promise_that_is_over_gets_no_text_message(core: House) -> None:
    """Missed while they were away and made good since: they hear of both, and keep the one that stands in writing."""
    says(core, ring(core), "洗衣机坏了没人管")
    core.phone.over("jambonz", "CA1")
    _posted(core)
    first = promise(core)
    core.clock.set(first["due_at"])
    core.watcher.sweep()
    second = promise(core)
    core.casework.hand_over(second["owner_id"], second["case_id"], first["owner_id"], "更熟悉")
    again = ring(core, sid="CA2")
    spoken = [one.text for one in core.phone.stands(again.id, False)[1]]
    assert len(spoken) >= 2 and second["words"] in spoken
    speaks(core, again)
    copies = [m["promise_id"] for m in core.rows("messages", source="copy")]
    assert second["id"] not in copies and promise(core)["id"] in copies


def test_the_words_that_close_a_case_are_spoken_in_the_next_call_and_not_written_as_well(core: House) -> None:
    says(core, ring(core), "洗衣机坏了没人管")
    core.phone.over("jambonz", "CA1")
    _posted(core)
    turn = core.intake.take(core.intake.receive("voice", "+8613800138000", "m9", "已经好了").conversation_id, "bot")
    assert turn is not None
    core.intake.solved(turn.id, turn.known)
    again = ring(core, sid="CA2")
    assert "取消" in "".join(one.text for one in core.phone.stands(again.id, False)[1])
    speaks(core, again)
    assert [m["kind"] for m in core.rows("messages", source="copy")] == ["promise"]


def test_whoever_hung_up_without_a_word_stays_in_hand_while_a_partner_has_promised_to_ring(core: House) -> None:
    ring(core)
    core.phone.over("jambonz", "CA1")
    core.watcher.sweep()
    own = promise(core)
    core.casework.join_partner(own["owner_id"], own["case_id"], "luo", "请检查机器")
    core.casework.start_call(own["owner_id"], own["id"])
    core.casework.not_reached(own["owner_id"], own["id"], "没有人接")
    assert core.rows("cases")[0]["state"] == "open"
    (theirs,) = core.promises(kind="partner_call")
    core.casework.start_call("luo", theirs["id"])
    core.casework.not_reached("luo", theirs["id"], "没有人接")
    assert core.rows("cases")[0]["closed_by"] == "no_answer"


def test_what_the_desk_answers_to_a_caller_who_is_gone_leads_them_on_by_text_message(core: House) -> None:
    assert _answered_about_the_cost(core, MOBILE) == [("+8613800138000", "continue")]


def test_what_the_desk_answers_is_not_lost_behind_a_promise_that_waits(core: House) -> None:
    says(core, ring(core), "洗衣机坏了没人管", cost={"amount": 680, "text": "买了内存条"})
    core.phone.over("jambonz", "CA1")
    case = core.rows("cases")[0]
    core.casework.answer_cost(case["owner_id"], case["id"], "这笔费用由我们退还给您")
    assert [template for _, template in _posted(core)] == ["promise", "continue"]


def test_it_never_goes_to_a_number_that_was_merely_said_and_is_spoken_in_the_next_call(core: House) -> None:
    assert _answered_about_the_cost(core, LANDLINE, phone="+8613900139000") == []
    again = ring(core, LANDLINE, "CA2")
    assert "这笔费用由我们退还给您" in "".join(one.text for one in core.phone.stands(again.id, False)[1])
