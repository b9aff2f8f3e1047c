"""Whoever causes a message, it is in the tongue of the customer's last clear words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from handoff.binding import Binding
from handoff.model import SHANGHAI, Refused
from handoff.tongues import ENGLISH, SIMPLIFIED, TRADITIONAL, say, script
from tests.core import calling
from tests.core.knowing import GUEST, code_for, complains
from tests.core.small import House

BROKEN = {TRADITIONAL: "我的洗衣機壞了沒人管", ENGLISH: "My washing machine is broken and nobody cares",
          SIMPLIFIED: "我的洗衣机坏了没人管"}  # fmt: skip
PHONE = "+8613800138000"
FAR = datetime(2026, 6, 8, 17, 0, tzinfo=SHANGHAI)


def in_tongue(text: str) -> str | None:
    """The tongue of a text, without the names in it."""
    for name in ("王敏", "赵强", "李静", "售后投诉专员", "售后主管", "寄出主板", "换新机"):
        text = text.replace(name, "")
    return script.of(text)


@pytest.mark.parametrize("tongue", [TRADITIONAL, ENGLISH, SIMPLIFIED])
def test_an_apology_of_the_keepers_is_in_the_customers_tongue(core: House, tongue: str) -> None:
    made = core.complains(BROKEN[tongue], phone=PHONE)
    core.later(hours=1, minutes=1)
    core.watcher.sweep()
    first, sorry = core.told()
    assert (in_tongue(first), in_tongue(sorry)) == (tongue, tongue)
    assert say(tongue, "broken", earlier="王敏") in sorry
    assert say(tongue, "who", name="李静", title="售后主管") in sorry
    assert sorry.endswith(say(tongue, "case", case=made["case_id"]))
    assert core.promises()[-1]["words"] == sorry


@pytest.mark.parametrize("tongue", [TRADITIONAL, ENGLISH])
def test_what_an_agent_causes_is_in_the_customers_tongue_and_their_own_words_stay(core: House, tongue: str) -> None:
    made = core.complains(BROKEN[tongue], phone=PHONE)
    core.casework.start_call("wang", made["id"])
    core.casework.reached("wang", made["id"], "说好寄主板", "寄出主板", FAR)
    action = core.promises()[-1]
    core.casework.action_done("wang", action["id"], "SF123")
    promised, done, asked = core.told()[-3:]
    assert [in_tongue(text) for text in (promised, done, asked)] == [tongue] * 3
    assert all("寄出主板" in text for text in (promised, done, asked))


@pytest.mark.parametrize("tongue", [TRADITIONAL, ENGLISH])
def test_a_reply_goes_out_as_the_agent_wrote_it(core: House, tongue: str) -> None:
    made = core.complains(BROKEN[tongue], phone=PHONE)
    core.casework.reply("wang", made["case_id"], "您的洗衣机我们看过了")
    assert core.told()[-1] == "您的洗衣机我们看过了"


def test_the_last_clear_words_decide_and_unclear_ones_change_nothing(core: House) -> None:
    core.complains(BROKEN[ENGLISH], phone=PHONE)
    for text, tongue in (("ok", ENGLISH), ("😡", ENGLISH), ("還沒有人打電話", TRADITIONAL), ("1", TRADITIONAL),
                         ("还没有人打电话", SIMPLIFIED)):  # fmt: skip
        turn, known = core.says(text, intent="complaint")
        core.intake.hand_off(turn, known)
        assert in_tongue(core.told()[-1]) == tongue, text


@pytest.mark.parametrize("tongue", [TRADITIONAL, ENGLISH])
def test_the_dead_mans_hand_off_is_in_the_tongue_of_what_nobody_understood(core: House, tongue: str) -> None:
    turn, _ = core.says(BROKEN[tongue])
    assert core.intake.dead_man(turn)
    assert core.told()[-1].startswith(say(tongue, "first.silent"))


@pytest.mark.parametrize("tongue", [TRADITIONAL, ENGLISH])
def test_the_tongue_outlasts_a_turn_without_a_case_and_the_end_of_one(core: House, tongue: str) -> None:
    turn, known = core.says(BROKEN[tongue])
    core.intake.close(turn, ["…"], known, {})
    assert core.says("1")[1]["language"] == tongue
    core.intake.release("bot")
    made = core.complains("1", phone=PHONE)
    turn, known = core.says("👍", case=made["case_id"])
    core.intake.solved(turn, known)
    assert core.told()[-1].startswith(say(tongue, "solved"))
    assert core.says("2")[1]["language"] == tongue


def test_the_case_of_who_wrote_english_asks_for_somebody_who_speaks_it(core: House) -> None:
    core.complains(BROKEN[ENGLISH], phone=PHONE)
    assert core.rows("cases")[0]["facts"]["language"] == ENGLISH


def test_who_wants_to_be_left_alone_hears_it_in_their_tongue(core: House) -> None:
    core.complains(BROKEN[ENGLISH], phone=PHONE)
    turn, known = core.says("Please stop contacting me")
    core.intake.solved(turn, known)
    assert core.told()[-1].startswith(say(ENGLISH, "left_alone"))


def test_too_many_at_once_is_refused_in_the_tongue_of_the_conversation(core: House) -> None:
    core.complains(BROKEN[TRADITIONAL])
    for number in range(core.backlog):
        core.intake.receive("webchat", "anon:a", f"more{number}", "快")
    with pytest.raises(Refused) as refused:
        core.intake.receive("webchat", "anon:a", "one too many", "快")
    assert refused.value.message == say(TRADITIONAL, "too_fast")


@pytest.mark.parametrize("tongue", [TRADITIONAL, ENGLISH])
def test_on_the_telephone_all_is_said_in_mandarin(core: House, tongue: str) -> None:
    core.complains(BROKEN[tongue], phone=PHONE)
    call = calling.ring(core, PHONE)
    calling.says(core, call, BROKEN[tongue], intent="complaint")
    spoken = [m["text"] for m in core.rows("messages", sender="bot", conversation_id=call.conversation_id)]
    assert spoken
    assert {in_tongue(text) for text in spoken} == {SIMPLIFIED}


def test_what_came_instead_of_words_does_not_tell_a_tongue(core: House) -> None:
    core.complains(BROKEN[TRADITIONAL])
    receipt = core.intake.receive("webchat", "anon:a", "p1", "[图片]", attachment={"kind": "image"})
    turn = core.intake.take(receipt.conversation_id, "bot")
    assert turn is not None
    assert turn.known["language"] == TRADITIONAL


@pytest.mark.parametrize("tongue", [TRADITIONAL, ENGLISH])
def test_words_about_codes_are_in_the_tongue_of_the_conversation(core: House, binding: Binding, tongue: str) -> None:
    turn, known = core.says(BROKEN[tongue], GUEST)
    core.intake.close(turn, ["…"], known, {})
    code = code_for(core, binding, PHONE)
    assert core.told(GUEST)[-1] == say(tongue, "code_sent", digits="8000")
    with pytest.raises(Refused) as refused:
        binding.confirm("000000" if code != "000000" else "111111", "webchat", GUEST)
    assert refused.value.message == say(tongue, "code_refused")
    binding.confirm(code, "webchat", GUEST)
    assert core.told(GUEST)[-2:] == [say(tongue, "confirmed", tail=say(tongue, "tail", digits="8000")),
                                     say(tongue, "nothing_before")]  # fmt: skip


def test_nonsense_in_the_place_of_the_tongue_spoils_no_promise(core: House) -> None:
    turn, known = core.says(BROKEN[ENGLISH], intent="complaint")
    nonsense: dict[str, Any] = {**known, "language": ["tlh"]}
    assert core.intake.hand_off(turn, nonsense).closed
    assert in_tongue(core.told()[-1]) == SIMPLIFIED


@pytest.mark.parametrize("tongue", [TRADITIONAL, ENGLISH])
def test_what_is_joined_goes_on_in_the_tongue_of_where_it_goes_on(core: House, binding: Binding, tongue: str) -> None:
    earlier = complains(core, "sms", PHONE)  # in Simplified
    core.later(minutes=1)
    core.complains(BROKEN[tongue], GUEST)
    binding.confirm(code_for(core, binding, PHONE), "webchat", GUEST)
    joined = core.told(GUEST)[-1]
    assert in_tongue(joined) == tongue
    assert joined.endswith(say(tongue, "case", case=earlier["case_id"]))
    core.clock.set(core.promises(state="open")[-1]["due_at"].astimezone(SHANGHAI))
    core.watcher.sweep()
    assert in_tongue(core.told(GUEST)[-1]) == tongue


@pytest.mark.parametrize("tongue", [TRADITIONAL, ENGLISH, SIMPLIFIED])
def test_what_the_company_says_tells_the_tongue_and_what_the_customer_says_does_not(core: House, tongue: str) -> None:
    core.complains(BROKEN[tongue], phone=PHONE)
    core.later(hours=1, minutes=1)
    core.watcher.sweep()
    said = core.intake.messages(str(core.intake.conversation("webchat", "anon:a")))
    assert [message.get("language") for message in said] == [None, tongue, tongue]


def test_before_a_clear_word_what_is_said_tells_the_tongue_of_the_house(core: House) -> None:
    turn = core.says("1", GUEST)
    core.intake.close(turn[0], ["您好"], turn[1], {})
    assert core.intake.messages(str(core.intake.conversation("webchat", GUEST)))[-1]["language"] == SIMPLIFIED
