"""Nobody is told a time that is no longer so after the one that is: what waits to be sent is dropped, on record, also
where it would go out on the way on which it was tried before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from handoff.letters import Later, Letter, NotSent, Unsure
from handoff.reach import channels
from tests.core import calling
from tests.core.knowing import OPENID, PHONE, complains, hears
from tests.core.small import House

pytestmark = pytest.mark.usefixtures("the_ledger_agrees")
SITE = "site:u1"
Move = Callable[[House, dict[str, Any]], None]
WAYS = [("wechat", OPENID), ("wecom", "wm1"), ("sms", PHONE)]


def post(core: House) -> list[Letter]:
    """Everything that may go now, claimed and taken by the vendor."""
    found = []
    for way in core.delivery.pending(("wechat", "sms", "wecom")):
        while letter := core.delivery.claim(*way):
            core.delivery.sent(letter, letter.id)
            found.append(letter)
    return found


def refused(core: House, why: NotSent) -> Letter:
    """The one letter that may go now, which does not."""
    (way,) = core.delivery.pending(("wechat", "sms", "wecom"))
    letter = core.delivery.claim(*way)
    assert letter is not None
    core.delivery.failed(letter, why)
    return letter


def handed_over(core: House, bound: dict[str, Any]) -> None:
    core.casework.hand_over(bound["owner_id"], bound["case_id"], "hua", "更熟悉")


def broken(core: House, bound: dict[str, Any]) -> None:
    core.clock.set(bound["due_at"])
    core.watcher.sweep()


def not_reached(core: House, bound: dict[str, Any]) -> None:
    core.casework.start_call(bound["owner_id"], bound["id"])
    core.casework.not_reached(bound["owner_id"], bound["id"], "没有人接")


def afternoon(core: House) -> dict[str, Any]:
    hours = [core.clock.now().replace(hour=hour).isoformat() for hour in (15, 16)]
    return {"windows": [hours], "excluded": [], "nocall": False}


def message_of(core: House, bound: dict[str, Any]) -> dict[str, Any]:
    (found,) = core.rows("messages", promise_id=bound["id"])
    return found


def standing(core: House) -> dict[str, Any]:
    (found,) = core.promises(state="open")
    return found


@pytest.mark.parametrize("move", [handed_over, broken, not_reached])
@pytest.mark.parametrize(("channel", "address"), WAYS)
def test_what_waits_for_another_try_is_dropped_once_the_promise_is_another(
    core: House, channel: str, address: str, move: Move
) -> None:
    core.delivery._channels = channels(sms_free_text=True)
    old = complains(core, channel, address)
    assert refused(core, Later("45009", after_s=20)).text == old["words"]
    move(core, old)
    core.later(minutes=6)
    assert [letter.text for letter in post(core)] == [standing(core)["words"]]
    assert message_of(core, old)["state"] == "dropped"
    tried = core.rows("deliveries", message_id=message_of(core, old)["id"])
    assert [(row["state"], row["reason"]) for row in tried] == [("failed", "no longer wanted")]
    assert message_of(core, standing(core))["state"] == "sent"
    core.later(hours=1)
    assert post(core) == [] and not core.rows("alarms", kind="undeliverable")


def test_who_hears_the_new_time_on_the_page_does_not_get_the_old_one_by_text_message(core: House) -> None:
    """The case goes on in another conversation, so that no order of one address holds the old words back."""
    old = complains(core, "sms", PHONE)
    refused(core, Later("busy", after_s=60))
    turn = core.intake.take(hears(core, "webchat", SITE, "改到下午吧", phone=PHONE).conversation_id, "bot")
    assert turn is not None
    core.intake.change_time(turn.id, {**turn.known, "wish": afternoon(core)})
    assert standing(core)["words"] in core.told(SITE)
    core.later(minutes=2)
    assert post(core) == []
    assert message_of(core, old)["state"] == "dropped"


def test_what_may_have_arrived_is_not_told_a_second_time_once_it_is_outdated(core: House) -> None:
    old = complains(core, "wechat", OPENID)
    (way,) = core.delivery.pending(("wechat",))
    letter = core.delivery.claim(*way)
    assert letter is not None
    handed_over(core, old)
    core.delivery.failed(letter, Unsure("timeout"))
    assert [letter.text for letter in post(core)] == [standing(core)["words"]]
    assert message_of(core, old)["state"] == "unknown"


def test_what_a_dead_process_was_sending_is_not_sent_again_once_it_is_outdated(core: House) -> None:
    old = complains(core, "wechat", OPENID)
    (way,) = core.delivery.pending(("wechat",))
    assert core.delivery.claim(*way) is not None
    handed_over(core, old)
    core.later(seconds=21)
    assert [letter.text for letter in post(core)] == [standing(core)["words"]]


def test_a_template_names_the_promise_that_stands(core: House) -> None:
    old = complains(core, "sms", PHONE)
    first = refused(core, Later("busy"))
    handed_over(core, old)
    core.later(minutes=6)
    (letter,) = post(core)
    assert letter.params["owner"].startswith(standing(core)["owner_name"]) and letter.params != first.params
    assert message_of(core, old)["state"] == "dropped"


# What is still so goes out all the same


def calls(core: House, bound: dict[str, Any]) -> None:
    core.casework.start_call(bound["owner_id"], bound["id"])


def nothing(core: House, bound: dict[str, Any]) -> None:
    pass


def promises_more(core: House, bound: dict[str, Any]) -> None:
    core.casework.promise(bound["owner_id"], bound["case_id"], "寄出门封圈", core.clock.now() + timedelta(hours=4))


@pytest.mark.parametrize("meanwhile", [nothing, calls, promises_more])
def test_a_promise_that_stands_is_tried_again(core: House, meanwhile: Move) -> None:
    bound = complains(core, "wechat", OPENID)
    refused(core, Later("45009"))
    meanwhile(core, bound)
    core.later(minutes=6)
    (letter,) = post(core)
    assert letter.text.startswith(bound["words"])
    assert message_of(core, bound)["state"] == "sent"


def test_what_a_person_wrote_goes_out_though_the_promise_is_another_by_now(core: House) -> None:
    bound = complains(core, "wechat", OPENID)
    post(core)
    core.casework.reply(bound["owner_id"], bound["case_id"], "您好，门封圈已经在路上")
    refused(core, Later("45009"))
    handed_over(core, bound)
    core.later(minutes=6)
    (letter,) = post(core)
    assert "门封圈已经在路上" in letter.text and letter.text.endswith(standing(core)["words"])


def test_the_question_whether_it_is_solved_is_tried_again_after_a_kept_promise(core: House) -> None:
    bound = complains(core, "wechat", OPENID)
    post(core)
    core.casework.start_call(bound["owner_id"], bound["id"])
    core.casework.reached(bound["owner_id"], bound["id"], "已说清楚")
    asked = refused(core, Later("45009"))
    core.later(minutes=6)
    assert [letter.text for letter in post(core)] == [asked.text]


# On the telephone


def unsaid(core: House) -> dict[str, Any]:
    """A promise that the caller hung up on, with no other way to tell it; it waits for the next call."""
    call = calling.ring(core, calling.LANDLINE)
    receipt = core.phone.said(call.id, 0, "洗衣机坏了没人管")
    turn = core.intake.take(receipt.conversation_id, "bot")
    assert turn is not None
    core.intake.hand_off(turn.id, {**turn.known, "intent": "complaint", "declined": ["phone"]})
    core.phone.over("jambonz", "CA1")
    assert post(core) == []
    return calling.promise(core)


def test_in_the_next_call_nobody_hears_a_time_that_they_know_to_be_another_by_now(core: House) -> None:
    old = unsaid(core)
    core.bind("wechat", OPENID, core.rows("customers")[0]["id"], heard_at=core.clock.now())
    turn = core.intake.take(hears(core, "wechat", OPENID, "改到下午吧").conversation_id, "bot")
    assert turn is not None
    core.intake.change_time(turn.id, {**turn.known, "wish": afternoon(core)})
    assert [letter.text for letter in post(core)] == [standing(core)["words"]]
    again = calling.ring(core, calling.LANDLINE, "CA2")
    assert core.phone.stands(again.id, False)[1] == []
    calling.speaks(core, again)
    assert message_of(core, old)["state"] == "dropped"


def test_what_the_new_time_follows_in_the_same_breath_is_said_before_it(core: House) -> None:
    old = unsaid(core)
    handed_over(core, old)
    again = calling.ring(core, calling.LANDLINE, "CA2")
    said = [spoken.text for spoken in core.phone.stands(again.id, False)[1]]
    assert said == [old["words"], standing(core)["words"]]
    calling.speaks(core, calling.speaks(core, again))
    assert [message_of(core, bound)["state"] for bound in (old, standing(core))] == ["delivered"] * 2


def test_in_the_next_call_the_promise_that_stands_is_said_as_ever(core: House) -> None:
    old = unsaid(core)
    again = calling.ring(core, calling.LANDLINE, "CA2")
    assert [spoken.text for spoken in core.phone.stands(again.id, False)[1]] == [old["words"]]
