"""Vendors' windows: what a customer says opens a long one, what they click a short one, and neither takes the other."""

from __future__ import annotations

from datetime import timedelta

from tests.core.small import House
from tests.core.test_delivery import OPENID, hear, post


def click(core: House) -> None:
    core.intake.receive("wechat", OPENID, f"c{len(core.rows('messages'))}", "我的承诺", event=True)


def deliver(core: House) -> int:
    letters = post(core)
    for letter in letters:
        core.delivery.sent(letter, "")
    return len(letters)


def test_a_click_does_not_close_the_days_that_a_message_has_opened(core: House) -> None:
    conversation = hear(core, "wechat", OPENID)
    assert deliver(core) == 1
    click(core)
    core.clock.set(core.clock.now() + timedelta(minutes=2))
    core.says_to(conversation, "改到明天", kind="changed")
    assert deliver(core) == 1


def test_a_click_opens_a_minute_for_somebody_who_never_wrote(core: House) -> None:
    click(core)
    conversation = core.intake.conversation("wechat", OPENID)
    assert conversation is not None
    core.says_to(conversation, "您好")
    assert deliver(core) == 1
    core.clock.set(core.clock.now() + timedelta(minutes=1))
    core.says_to(conversation, "改到明天", kind="changed")
    assert deliver(core) == 0


def test_a_click_makes_room_where_the_messages_budget_is_nearly_used_up(core: House) -> None:
    conversation = hear(core, "wechat", OPENID)
    for number in range(4):
        assert deliver(core) == 1
        core.says_to(conversation, f"补充{number}")
    assert deliver(core) == 0
    core.clock.set(core.clock.now() + timedelta(seconds=1))
    click(core)
    core.says_to(conversation, "就在这里")
    assert deliver(core) == 1


def test_a_second_click_opens_its_own_minute(core: House) -> None:
    click(core)
    core.clock.set(core.clock.now() + timedelta(seconds=50))
    click(core)
    conversation = core.intake.conversation("wechat", OPENID)
    assert conversation is not None
    core.clock.set(core.clock.now() + timedelta(seconds=50))
    core.says_to(conversation, "您好")
    assert deliver(core) == 1


def test_what_was_kept_back_goes_with_the_next_promise_at_once(core: House) -> None:
    conversation = hear(core, "wechat", OPENID)
    for number in range(4):
        assert deliver(core) == 1
        core.says_to(conversation, f"补充{number}")
    assert deliver(core) == 0
    core.says_to(conversation, "改到明天", kind="changed")
    (letter,) = post(core)
    assert letter.text == "补充3\n\n改到明天"


def test_what_was_kept_back_goes_as_soon_as_the_customer_is_answered_again(core: House) -> None:
    conversation = hear(core, "wechat", OPENID)
    for number in range(4):
        assert deliver(core) == 1
        core.says_to(conversation, f"补充{number}")
    assert deliver(core) == 0
    core.clock.set(core.clock.now() + timedelta(seconds=10))
    receipt = core.intake.receive("wechat", OPENID, "x", "谢谢")
    turn = core.intake.take(receipt.conversation_id, "bot")
    assert turn is not None
    core.intake.close(turn.id, ["不客气。"], turn.known, {})
    (letter,) = post(core)
    assert letter.text == "补充3\n\n不客气。"
