"""What reaches a caller who is gone by then: each thing once, and nothing of it lost."""

from __future__ import annotations

import pytest

from handoff.letters import Never
from tests.core.calling import LANDLINE, MOBILE, ring, says
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
