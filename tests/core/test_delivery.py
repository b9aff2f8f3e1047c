"""The post office's rules, on both databases: one way after the other, once each, and nobody left out unseen."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from handoff.letters import Closed, Later, Letter, Never, Unsure
from handoff.model import Identity
from handoff.reach import channels
from tests.core.small import House

PHONE = "+8613800138000"
OPENID = "oAbc"


def hear(core: House, channel: str, address: str, text: str = "洗衣机坏了没人管", **more: Any) -> str:
    """A complaint on a channel, handed off; returns the conversation."""
    identity = Identity("sms", address, phone=address) if channel == "sms" else None
    number = len(core.rows("messages"))
    receipt = core.intake.receive(channel, address, f"v{number}", text, identity, **more)
    turn = core.intake.take(receipt.conversation_id, "bot")
    assert turn is not None
    core.intake.hand_off(turn.id, {**turn.known, "intent": "complaint"})
    return receipt.conversation_id


def post(core: House, *served: str) -> list[Letter]:
    """Everything that may go now, claimed."""
    ways = core.delivery.pending(served or ("wechat", "sms", "wecom"))
    return [letter for way in ways if (letter := core.delivery.claim(*way))]


def ways_tried(core: House) -> list[tuple[str, str, str]]:
    return [(d["channel"], d["form"], d["state"]) for d in core.rows("deliveries")]


def test_a_promise_on_wechat_goes_out_once_in_its_own_words(core: House) -> None:
    hear(core, "wechat", OPENID)
    (letter,) = post(core)
    assert (letter.channel, letter.address, letter.form) == ("wechat", OPENID, "text")
    assert core.promises()[-1]["words"] == letter.text
    assert letter.promise
    assert post(core) == []
    core.delivery.sent(letter, "")
    assert post(core) == []
    assert core.rows("messages")[-1]["state"] == "sent"
    assert core.rows("messages")[-1]["delivered_at"] == core.clock.now()


def test_what_waits_for_one_address_is_merged_into_one_letter(core: House) -> None:
    conversation = hear(core, "wechat", OPENID)
    receipt = core.intake.receive("wechat", OPENID, "x", "谢谢")
    turn = core.intake.take(receipt.conversation_id, "bot")
    assert turn is not None
    core.intake.close(turn.id, ["不客气。"], turn.known, {})
    (letter,) = post(core)
    assert letter.text.endswith("\n\n不客气。")
    core.delivery.sent(letter, "")
    said = [m for m in core.rows("messages") if m["conversation_id"] == conversation and m["sender"] == "bot"]
    assert {m["state"] for m in said} == {"sent"}


def test_five_letters_and_the_last_of_them_is_kept_for_a_promise(core: House) -> None:
    conversation = hear(core, "wechat", OPENID)
    sent = 0
    for number in range(6):
        for letter in post(core):
            core.delivery.sent(letter, "")
            sent += 1
        core.says_to(conversation, f"补充{number}")
    assert sent == 4
    core.says_to(conversation, "新的安排", kind="changed")
    core.clock.set(core.clock.now() + timedelta(minutes=6))
    (letter,) = post(core)
    assert letter.text.endswith("新的安排")


def test_a_closed_window_turns_to_the_text_message_of_the_same_customer(core: House) -> None:
    hear(core, "sms", PHONE)
    for letter in post(core):
        core.delivery.sent(letter, "s1")
    customer = core.rows("customers")[-1]
    conversation = core.bind("wechat", OPENID, customer["id"])
    core.says_to(conversation, "改到明天", kind="changed")
    assert post(core) == []  # the window turns out to be closed
    (letter,) = post(core)
    assert (letter.channel, letter.address, letter.form) == ("sms", PHONE, "template")
    assert ("wechat", "text", "failed") in ways_tried(core)


def test_a_closed_window_uses_the_template_message_where_there_is_one(core: House) -> None:
    core.delivery._channels = channels(wechat_template=True)
    conversation = hear(core, "wechat", OPENID)
    (letter,) = post(core)
    core.delivery.failed(letter, Closed("45015"))
    (again,) = post(core)
    assert (again.channel, again.form, again.template) == ("wechat", "template", "promise")
    assert again.params["case"] == core.promises()[-1]["case_id"]
    assert len(again.params["owner"]) <= 20
    assert len(again.params["when"]) <= 20
    assert conversation


def test_with_no_way_left_a_supervisor_is_told(core: House) -> None:
    hear(core, "wechat", OPENID)
    (letter,) = post(core)
    core.delivery.failed(letter, Never("43004", gone=True))
    assert post(core) == []
    alarm = next(a for a in core.rows("alarms") if a["kind"] == "undeliverable")
    assert alarm["detail"] == {"reason": "43004", "channel": "wechat"}
    assert core.rows("messages")[-1]["state"] == "failed"
    assert core.rows("addresses")[-1]["state"] == "left"


def test_a_busy_vendor_is_tried_again_later_and_in_order(core: House) -> None:
    conversation = hear(core, "wechat", OPENID)
    (letter,) = post(core)
    core.delivery.failed(letter, Later("45009"))
    core.says_to(conversation, "补充")
    assert post(core) == []
    core.clock.set(core.clock.now() + timedelta(seconds=3))
    (again,) = post(core)
    assert again.text.endswith("补充")
    assert again.text.startswith(core.promises()[-1]["words"])


def test_after_enough_tries_another_way_is_taken(core: House) -> None:
    hear(core, "wechat", OPENID)
    for _ in range(5):
        (letter,) = post(core)
        core.delivery.failed(letter, Later("-1"))
        core.clock.set(core.clock.now() + timedelta(minutes=6))
    assert post(core) == []
    assert "undeliverable" in {a["kind"] for a in core.rows("alarms")}


def test_a_promise_of_which_nobody_knows_whether_it_arrived_is_told_twice_but_not_three_times(core: House) -> None:
    hear(core, "wechat", OPENID)
    (letter,) = post(core)
    core.delivery.failed(letter, Unsure("timeout"))
    (again,) = post(core)
    assert (again.key, again.text) == (letter.key, letter.text)
    core.delivery.failed(again, Unsure("timeout"))
    assert post(core) == []
    assert core.rows("messages")[-1]["state"] == "unknown"


def test_chat_of_which_nobody_knows_whether_it_arrived_is_left_at_that(core: House) -> None:
    receipt = core.intake.receive("wechat", OPENID, "1", "您好")
    turn = core.intake.take(receipt.conversation_id, "bot")
    assert turn is not None
    core.intake.close(turn.id, ["您好。"], turn.known, {})
    (letter,) = post(core)
    core.delivery.failed(letter, Unsure("timeout"))
    assert post(core) == []
    assert core.rows("messages")[-1]["state"] == "unknown"


def test_what_a_dead_process_had_begun_to_send_is_taken_up_again(core: House) -> None:
    hear(core, "wechat", OPENID)
    assert len(post(core)) == 1
    assert post(core) == []
    core.clock.set(core.clock.now() + timedelta(seconds=21))
    assert len(post(core)) == 1


@pytest.mark.parametrize("early", [True, False])
def test_a_receipt_counts_before_and_after_the_vendors_answer(core: House, early: bool) -> None:
    hear(core, "sms", PHONE)
    (letter,) = post(core)
    if early:
        core.delivery.receipt("sms", "biz-1", True)
    core.delivery.sent(letter, "biz-1")
    if not early:
        assert core.rows("messages")[-1]["state"] == "sent"
        core.delivery.receipt("sms", "biz-1", True)
        core.delivery.receipt("sms", "biz-1", True)
    assert core.rows("messages")[-1]["state"] == "delivered"


def test_a_text_message_that_did_not_arrive_goes_another_way(core: House) -> None:
    hear(core, "sms", PHONE)
    customer = core.rows("customers")[-1]
    core.bind("wechat", OPENID, customer["id"], heard_at=core.clock.now())
    (letter,) = post(core)
    core.delivery.sent(letter, "biz-1")
    core.delivery.receipt("sms", "biz-1", False, "MK:0001")
    (again,) = post(core)
    assert (again.channel, again.address) == ("wechat", OPENID)


def test_on_the_mainland_a_text_message_is_a_template_with_short_variables(core: House) -> None:
    hear(core, "sms", PHONE)
    (letter,) = post(core)
    assert (letter.form, letter.template, letter.text) == ("template", "promise", "")
    assert set(letter.params) == {"owner", "when", "case"}


def test_words_that_no_template_holds_become_a_code_for_the_web_chat(core: House) -> None:
    receipt = core.intake.receive("sms", PHONE, "1", "您好", Identity("sms", PHONE, phone=PHONE))
    turn = core.intake.take(receipt.conversation_id, "bot")
    assert turn is not None
    core.intake.close(turn.id, ["您好，请问有什么可以帮您？"], turn.known, {})
    (letter,) = post(core)
    assert letter.template == "continue"
    assert len(letter.params["code"]) == 8
    assert letter.params["code"] not in str(core.rows("codes"))


def test_no_question_is_put_where_it_could_not_be_read(core: House) -> None:
    receipt = core.intake.receive("sms", PHONE, "1", "冰箱坏了", Identity("sms", PHONE, phone=PHONE))
    turn = core.intake.take(receipt.conversation_id, "bot")
    assert turn is not None
    assert turn.known["wordless"] is True


def test_who_opts_out_hears_nothing_more_there_until_they_write_again(core: House) -> None:
    conversation = hear(core, "sms", PHONE)
    for letter in post(core):
        core.delivery.sent(letter, "1")
    receipt = core.intake.receive("sms", PHONE, "td", "退订")
    assert core.intake.take(receipt.conversation_id, "bot") is None
    core.says_to(conversation, "改到明天", kind="changed")
    assert post(core) == []
    assert "undeliverable" in {a["kind"] for a in core.rows("alarms")}
    hear(core, "sms", PHONE, "还是没修好")
    assert len(post(core)) == 1


def test_a_changed_promise_nobody_read_on_the_page_goes_to_the_customers_number(core: House) -> None:
    core.intake.receive("webchat", "site:1", "1", "在吗", Identity("webchat", "site:1", phone=PHONE))
    turn_id, known = core.says("洗衣机坏了", "site:1", intent="complaint")
    core.intake.hand_off(turn_id, known)
    conversation = core.rows("conversations")[-1]["id"]
    core.says_to(conversation, "改到明天", kind="changed")
    assert post(core) == []
    core.clock.set(core.clock.now() + timedelta(minutes=3))
    assert {(letter.channel, letter.address) for letter in post(core)} == {("sms", PHONE)}


def test_a_changed_promise_that_was_read_goes_nowhere_else(core: House) -> None:
    core.intake.receive("webchat", "site:1", "1", "在吗", Identity("webchat", "site:1", phone=PHONE))
    conversation = core.rows("conversations")[-1]["id"]
    core.says_to(conversation, "改到明天", kind="changed")
    core.intake.messages(conversation)
    core.intake.note_delivered()
    core.clock.set(core.clock.now() + timedelta(minutes=3))
    assert post(core) == []


def test_letters_that_nobody_can_send_raise_one_alarm_an_hour(core: House) -> None:
    hear(core, "wechat", OPENID)
    assert core.delivery.pending(["sms"]) == []
    assert core.delivery.pending(["sms"]) == []
    assert [a["kind"] for a in core.rows("alarms")].count("no_gateway") == 1
    core.clock.set(core.clock.now() + timedelta(minutes=61))
    core.delivery.pending(["sms"])
    assert [a["kind"] for a in core.rows("alarms")].count("no_gateway") == 2


def test_solved_drops_what_waits(core: House) -> None:
    conversation = hear(core, "wechat", OPENID)
    receipt = core.intake.receive("wechat", OPENID, "2", "已经解决了")
    turn = core.intake.take(receipt.conversation_id, "bot")
    assert turn is not None
    core.intake.solved(turn.id, turn.known)
    (letter,) = post(core)
    assert core.promises()[-1]["words"] not in letter.text
    assert conversation


def unread(core: House) -> None:
    """A customer with a number, and a changed promise that their page has not fetched."""
    core.intake.receive("webchat", "site:1", "1", "在吗", Identity("webchat", "site:1", phone=PHONE))
    core.says_to(core.rows("conversations")[-1]["id"], "改到明天", kind="changed")


def test_what_nobody_read_is_looked_for_every_few_seconds_only(core: House) -> None:
    unread(core)
    core.later(seconds=119)
    assert post(core) == []
    core.later(seconds=2)
    assert post(core) == []
    core.later(seconds=1)
    assert [letter.address for letter in post(core)] == [PHONE]


def test_a_clock_that_was_set_back_does_not_put_off_the_look_at_what_nobody_read(core: House) -> None:
    start = core.clock.now()
    core.later(seconds=3600)
    assert post(core) == []
    core.clock.set(start)
    unread(core)
    core.later(seconds=121)
    assert [letter.address for letter in post(core)] == [PHONE]
