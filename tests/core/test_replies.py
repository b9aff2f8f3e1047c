"""Agents answer from the desk into the customer's channel, within its rules, and the bot leaves the talking to them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from handoff.manners import Objected
from handoff.model import Identity, NotFound, Refused
from handoff.reach import channels
from handoff.verify import verify
from tests.core.small import KEY, House

PHONE, OPENID = "+8613800138000", "oAbc"
WORDS = "我查过了，配件在路上，今天17:00前告诉您运单号。"


def writes(core: House, channel: str, address: str, text: str = "洗衣机坏了没人管", **more: Any) -> dict[str, Any]:
    """A complaint on a channel, handed off; returns the case."""
    identity = Identity("sms", address, phone=address) if channel == "sms" else None
    receipt = core.intake.receive(channel, address, f"v{core.store_count()}", text, identity, **more)
    turn = core.intake.take(receipt.conversation_id, "bot")
    assert turn is not None
    core.intake.hand_off(turn.id, {**turn.known, "intent": "complaint"})
    return core.rows("cases")[-1]


def post(core: House) -> list[Any]:
    ways = core.delivery.pending(("wechat", "sms", "wecom"))
    return [letter for way in ways if (letter := core.delivery.claim(*way))]


def post_all(core: House) -> None:
    for letter in post(core):
        core.delivery.sent(letter, "")


def test_a_reply_is_read_in_the_chat_under_the_persons_own_name(core: House) -> None:
    made = core.complains()
    core.casework.reply("wang", made["case_id"], f"  {WORDS} ")
    assert core.told()[-1] == WORDS
    line = core.casework.case("wang", made["case_id"]).messages[-1]
    assert (line.sender, line.author, line.channel, line.text) == ("person", "王敏", "webchat", WORDS)
    event = core.casework.case("wang", made["case_id"]).trail[-1]
    assert (event.kind, event.actor, event.detail) == ("replied", "王敏", {"channel": "webchat"})
    assert verify(core.store, KEY)[1] == []


def test_in_the_web_chat_nothing_is_counted(core: House) -> None:
    made = core.complains()
    box = core.casework.reply_box("wang", made["case_id"])
    assert (box.channel, box.allowed, box.left, box.until, box.goes_as) == ("webchat", True, None, None, "page")
    assert box.longest >= 600


def test_on_wechat_the_box_counts_what_is_left_and_keeps_the_last_for_a_promise(core: House) -> None:
    case = writes(core, "wechat", OPENID)
    box = core.casework.reply_box("wang", case["id"])
    assert (box.channel, box.left, box.goes_as, box.longest) == ("wechat", 3, "text", 600)  # the promise waits yet
    assert box.until == core.clock.now() + timedelta(hours=48)
    post_all(core)
    for left in (3, 2, 1):
        assert core.casework.reply_box("wang", case["id"]).left == left
        core.casework.reply("wang", case["id"], WORDS)
        (letter,) = post(core)
        assert letter.text == WORDS
        core.delivery.sent(letter, "")
    box = core.casework.reply_box("wang", case["id"])
    assert (box.allowed, box.left) == (False, 0)
    with pytest.raises(Refused, match="window"):
        core.casework.reply("wang", case["id"], WORDS)
    assert len(core.rows("messages", kind="reply")) == 3


def test_after_48_hours_of_silence_the_box_says_what_to_do_instead(core: House) -> None:
    case = writes(core, "wechat", OPENID)
    core.later(hours=48)
    box = core.casework.reply_box("wang", case["id"])
    assert (box.allowed, box.code) == (False, "window")
    assert "致电" in box.why


def test_with_a_template_a_closed_window_still_takes_words_as_a_code(core: House) -> None:
    core.casework._channels = core.delivery._channels = channels(wechat_template=True)
    case = writes(core, "wechat", OPENID)
    post_all(core)
    core.later(hours=49)
    box = core.casework.reply_box("wang", case["id"])
    assert (box.allowed, box.goes_as, box.left) == (True, "template", None)
    core.casework.reply("wang", case["id"], WORDS)
    assert post(core) == []
    assert [(letter.form, letter.template) for letter in post(core)] == [("template", "continue")]


def test_on_the_mainland_a_text_message_becomes_a_code_for_the_web_chat_and_the_box_says_so(core: House) -> None:
    case = writes(core, "sms", PHONE)
    post_all(core)
    box = core.casework.reply_box("wang", case["id"])
    assert (box.channel, box.allowed, box.goes_as) == ("sms", True, "template")
    assert "验证码" in box.why
    core.casework.reply("wang", case["id"], WORDS)
    (letter,) = post(core)
    assert (letter.template, letter.text) == ("continue", "")


def test_abroad_a_text_message_holds_the_words(core: House) -> None:
    core.casework._channels = channels(sms_free_text=True)
    box = core.casework.reply_box("wang", writes(core, "sms", PHONE)["id"])
    assert (box.goes_as, box.longest) == ("text", 480)


@pytest.mark.parametrize(("text", "code"), [
    ("", "text_missing"), ("  \n", "text_missing"), ("字" * 601, "too_long"), ("这点小事，请给个好评", "wording"),
    ("我们会尽快处理", "wording"),
])  # fmt: skip
def test_words_that_are_missing_too_long_or_hurt_are_refused_and_nothing_is_sent(
    core: House, text: str, code: str
) -> None:
    case = writes(core, "wechat", OPENID)
    with pytest.raises(Refused, match=code):
        core.casework.reply("wang", case["id"], text)
    assert core.rows("messages", kind="reply") == []


def test_refused_words_come_back_with_what_to_say_instead(core: House) -> None:
    case = writes(core, "wechat", OPENID)
    with pytest.raises(Objected) as refused:
        core.casework.reply("wang", case["id"], "这点小事，请给个好评")
    assert refused.value.found == core.casework.check_wording("这点小事，请给个好评")
    assert [one.phrase for one in refused.value.found] == ["这点小事", "好评"]


def test_after_solved_nobody_can_write_about_it(core: House) -> None:
    made = core.complains()
    turn, known = core.says("已经好了")
    core.intake.solved(turn, known)
    for person in ("wang", "li"):
        box = core.casework.reply_box(person, made["case_id"])
        assert (box.allowed, box.code) == (False, "solved")
        assert "客户已说解决" in box.why
        with pytest.raises(Refused, match="solved"):
            core.casework.reply(person, made["case_id"], WORDS)
    assert core.rows("messages", kind="reply") == []


def test_only_the_owner_or_a_supervisor_writes_to_the_customer(core: House) -> None:
    made = core.complains()
    assert core.casework.reply_box("zhao", made["case_id"]).code == "not_yours"
    with pytest.raises(Refused, match="not_yours"):
        core.casework.reply("zhao", made["case_id"], WORDS)
    core.casework.reply("li", made["case_id"], WORDS)


def test_who_is_complained_about_has_no_reply_box(core: House) -> None:
    made = core.complains("我要投诉王敏，态度很差")
    with pytest.raises(NotFound):
        core.casework.reply_box("wang", made["case_id"])
    with pytest.raises(NotFound):
        core.casework.reply("wang", made["case_id"], WORDS)


def test_who_has_opted_out_is_not_written_to(core: House) -> None:
    case = writes(core, "sms", PHONE)
    post_all(core)
    core.intake.receive("sms", PHONE, "td", "退订", Identity("sms", PHONE, phone=PHONE))
    box = core.casework.reply_box("wang", case["id"])
    assert (box.allowed, box.code) == (False, "left")
    with pytest.raises(Refused, match="left"):
        core.casework.reply("wang", case["id"], WORDS)


def test_who_left_one_channel_is_written_to_on_another_and_the_box_says_which(core: House) -> None:
    case = writes(core, "wechat", OPENID)
    post_all(core)
    core.bind("sms", PHONE, case["customer_id"])
    core.intake.left("wechat", OPENID)
    box = core.casework.reply_box("wang", case["id"])
    assert (box.allowed, box.channel) == (True, "sms")
    assert "离开" in box.why
    core.casework.reply("wang", case["id"], WORDS)
    (letter,) = post(core)
    assert (letter.channel, letter.address) == ("sms", PHONE)
    assert core.casework.case("wang", case["id"]).messages[-1].channel == "sms"


def test_words_that_hurt_are_stopped_wherever_an_agents_words_reach_the_customer(core: House) -> None:
    made = core.complains(cost={"amount": 80, "text": "买了防水垫"})
    rude = "这点小事，请给个好评"
    with pytest.raises(Objected):
        core.casework.answer_cost("wang", made["case_id"], rude)
    with pytest.raises(Objected):
        core.casework.reached("wang", made["id"], "说了", rude, core.clock.now())
    assert core.promises()[-1]["state"] == "open"
    core.casework.answer_cost("wang", made["case_id"], "八十元由我们承担")
    core.casework.reached("wang", made["id"], "都说清楚了")
    with pytest.raises(Objected):
        core.casework.propose_close("wang", made["case_id"], rude)
    core.casework.propose_close("wang", made["case_id"], "八十元已退回")


def test_a_reply_that_promises_something_by_a_time_has_to_become_a_promise(core: House) -> None:
    bound = core.complains(phone="+8613800138000")
    with pytest.raises(Refused) as refused:
        core.casework.reply(bound["owner_id"], bound["case_id"], "明天给您退款。")
    assert refused.value.code == "a_promise"
    due = core.clock.now().replace(hour=17)
    core.casework.promise(bound["owner_id"], bound["case_id"], "退款", due)
    made = core.promises(kind="action")[-1]
    assert (made["state"], made["due_at"], made["words"]) == ("open", due, core.told()[-1])


def test_only_whoever_answers_for_the_case_promises_more(core: House) -> None:
    bound = core.complains(phone="+8613800138000")
    other = "zhao" if bound["owner_id"] == "wang" else "wang"
    with pytest.raises(Refused) as refused:
        core.casework.promise(other, bound["case_id"], "退款", core.clock.now().replace(hour=17))
    assert refused.value.code == "not_yours"
