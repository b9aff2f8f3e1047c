"""While a person is talking with a customer, the bot only writes down what it could only say again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from handoff.verify import verify
from tests.core.small import FRIDAY, KEY, House

WORDS = "我查过了，配件在路上，今天17:00前告诉您运单号。"


def talking(core: House) -> dict[str, Any]:
    """A complaint whose owner has just written to the customer; returns its promise."""
    made = core.complains()
    core.casework.reply("wang", made["case_id"], WORDS)
    return made


def says(core: House, text: str, what: str, *more: Any, **known: Any) -> bool:
    """The customer says something that the dialogue takes for this; whether it was closed with the turn."""
    turn, merged = core.says(text, **known)
    said = getattr(core.intake, what)(turn, merged, *more)
    assert core.intake.waits(core.rows("conversations")[0]["id"]) is not said.closed
    return bool(said.closed)


SAID_AGAIN = [
    ("运单号多少", "note", ("deny",)), ("谢谢", "note", ("thank",)), ("还没收到", "hand_off", ()), ("什么时候联系我", "tell_promise", ()),
    ("您好", "overheard", ()),
]  # fmt: skip


@pytest.mark.parametrize(("text", "what", "more"), SAID_AGAIN)
def test_what_would_only_be_said_again_is_left_to_the_person(
    core: House, text: str, what: str, more: tuple[Any, ...]
) -> None:
    made = talking(core)
    told = core.told()
    assert says(core, text, what, *more)
    assert core.told() == told
    line = core.casework.case("wang", made["case_id"]).messages[-1]
    assert (line.text, line.sender) == (text, "customer")
    assert core.rows("messages", text=text)[0]["case_id"] == made["case_id"]
    assert [(n.kind, n.case_id) for n in core.casework.board("wang").notices] == [("customer_wrote", made["case_id"])]
    assert verify(core.store, KEY)[1] == []


def test_the_person_is_reminded_once_until_they_have_seen_it(core: House) -> None:
    talking(core)
    says(core, "在吗", "note", "deny")
    says(core, "在不在", "note", "deny")
    (notice,) = core.casework.board("wang").notices
    core.casework.seen_notice("wang", notice.id)
    says(core, "人呢", "note", "deny")
    assert len(core.casework.board("wang").notices) == 1


def test_who_wrote_is_reminded_rather_than_the_owner(core: House) -> None:
    made = core.complains()
    core.casework.reply("li", made["case_id"], WORDS)
    says(core, "好", "note", "deny")
    assert [n.kind for n in core.casework.board("li").notices] == ["customer_wrote"]
    assert core.casework.board("wang").notices == ()


def test_ten_minutes_after_the_persons_last_words_the_bot_answers_again(core: House) -> None:
    talking(core)
    quiet = len(core.told())
    core.later(minutes=10)
    says(core, "在吗", "note", "deny")
    assert len(core.told()) == quiet
    core.later(seconds=1)
    says(core, "在吗？", "note", "deny")
    assert len(core.told()) == quiet + 1
    assert not says(core, "您好", "overheard")


def test_in_another_conversation_of_the_customer_the_bot_answers(core: House) -> None:
    talking(core)
    customer = core.rows("customers")[0]["id"]
    core.bind("webchat", "anon:b", customer)
    turn, known = core.says("在吗", "anon:b")
    core.intake.note(turn, known, "deny")
    assert "王敏" in core.told("anon:b")[-1]


def test_another_time_is_arranged_all_the_same(core: House) -> None:
    made = talking(core)
    starts = FRIDAY + timedelta(hours=4)
    wish = {"windows": [[starts.isoformat(), (starts + timedelta(hours=1)).isoformat()]]}
    assert says(core, "改到两点以后", "change_time", wish=wish)
    assert core.promises()[-1]["previous_id"] == made["id"]
    assert "时间已改" in core.told()[-1]


def test_solved_closes_the_case_all_the_same(core: House) -> None:
    made = talking(core)
    assert says(core, "好了，解决了", "solved")
    assert core.rows("cases")[0]["state"] == "closed"
    assert "不会再为这件事打扰您" in core.told()[-1]
    assert core.rows("promises", id=made["id"])[0]["state"] == "cancelled"


def test_a_threat_is_acted_on_all_the_same(core: House) -> None:
    made = core.complains(wish={"windows": [[(FRIDAY + timedelta(hours=6)).isoformat(),
                                             (FRIDAY + timedelta(hours=7)).isoformat()]]})  # fmt: skip
    core.casework.reply("wang", made["case_id"], WORDS)
    told = len(core.told())
    says(core, "我要找媒体曝光", "hand_off", severity="threat", threat=["press"], wish={"windows": []})
    assert core.rows("cases")[0]["severity"] == "threat"
    assert len(core.told()) == told + 1


def test_a_complaint_about_the_person_who_is_talking_takes_the_case_away(core: House) -> None:
    made = talking(core)
    says(core, "我要投诉王敏，态度很差", "hand_off")
    assert core.promises()[-1]["owner_id"] != "wang"
    assert core.rows("promises", id=made["id"])[0]["state"] != "open"


def test_without_a_promise_to_fall_back_on_the_customer_gets_one(core: House) -> None:
    made = core.complains()
    core.casework.reached("wang", made["id"], "已解释")
    core.casework.reply("wang", made["case_id"], WORDS)
    says(core, "不是", "note", "deny")
    assert core.promises()[-1]["state"] == "open"
    assert core.promises()[-1]["id"] != made["id"]
