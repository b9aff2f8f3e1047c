"""What a case shows of what was said: its own messages on every channel, how they travelled, and no other case's."""

from __future__ import annotations

from typing import Any

import pytest

from handoff.feed import Feed
from handoff.letters import Closed, Never
from handoff.model import Identity, NotFound
from tests.core.small import House

PHONE, OPENID = "+8613800138000", "oAbc"


def texts(core: House, person: str, case_id: str) -> list[str]:
    return [m.text for m in core.casework.case(person, case_id).messages]


def solve(core: House) -> None:
    turn, known = core.says("已经好了")
    core.intake.solved(turn, known)


def test_a_complaint_about_somebody_does_not_stand_in_the_case_that_they_had_before(core: House) -> None:
    """A4: both are one conversation."""
    first = core.complains("洗衣机坏了")
    assert first["owner_id"] == "wang"
    solve(core)
    second = core.complains("我要投诉王敏，态度很差")
    assert second["case_id"] != first["case_id"]
    assert not any("投诉王敏" in text for text in texts(core, "wang", first["case_id"]))
    assert any("投诉王敏" in text for text in texts(core, second["owner_id"], second["case_id"]))
    assert not any("洗衣机坏了" in text for text in texts(core, second["owner_id"], second["case_id"]))
    with pytest.raises(NotFound):
        core.casework.case("wang", second["case_id"])


def test_what_is_not_part_of_any_case_yet_stands_in_the_present_one(core: House) -> None:
    made = core.complains()
    core.says("还有一件事")
    assert texts(core, "wang", made["case_id"])[-1] == "还有一件事"


def test_what_is_said_after_a_case_was_closed_does_not_stand_in_it(core: House) -> None:
    made = core.complains()
    solve(core)
    core.later(minutes=1)
    core.says("冰箱也坏了")
    assert "冰箱也坏了" not in texts(core, "wang", made["case_id"])


def test_words_against_somebody_are_not_shown_to_them_before_they_are_answered(core: House) -> None:
    made = core.complains()
    core.says("我要投诉王敏，态度很差")
    assert not any("投诉王敏" in text for text in texts(core, "wang", made["case_id"]))
    assert any("投诉王敏" in text for text in texts(core, "li", made["case_id"]))


def test_a_case_shows_the_channel_it_is_on_and_that_of_each_message(core: House) -> None:
    receipt = core.intake.receive("wechat", OPENID, "1", "洗衣机坏了")
    turn = core.intake.take(receipt.conversation_id, "bot")
    assert turn is not None
    core.intake.hand_off(turn.id, {**turn.known, "intent": "complaint"})
    case = core.rows("cases")[-1]
    core.bind("webchat", "site:1", case["customer_id"])
    turn_id, known = core.says("还没人管", "site:1")
    core.intake.note(turn_id, known, "deny")
    shown = core.casework.case("wang", case["id"])
    assert shown.channel == "webchat"
    assert [m.channel for m in shown.messages] == ["wechat", "wechat", "webchat", "webchat"]
    assert [found.channel for found in core.casework.search("wang", case["id"])] == ["webchat"]


@pytest.mark.parametrize(("attachment", "kind", "link"), [
    (None, "", ""),
    ({"kind": "image", "url": "https://mmbiz.example/1.jpg", "media_id": "m"}, "image", "https://mmbiz.example/1.jpg"),
    ({"kind": "link", "url": "javascript:alert(1)"}, "link", ""),
    ({"kind": "location", "latitude": "31.2"}, "location", ""),
])  # fmt: skip
def test_what_came_with_a_message_is_shown_with_an_address_of_the_web_only(
    core: House, attachment: dict[str, Any] | None, kind: str, link: str
) -> None:
    made = core.complains()
    core.intake.receive("webchat", "anon:a", "x", "[图片]", attachment=attachment)
    line = core.casework.case("wang", made["case_id"]).messages[-1]
    assert (line.attachment, line.link) == (kind, link)


def test_a_letter_that_goes_out_is_news_for_the_case_page(core: House) -> None:
    core.intake.receive("sms", PHONE, "1", "洗衣机坏了", Identity("sms", PHONE, phone=PHONE))
    core.says_to(core.rows("conversations")[0]["id"], "您好")
    feed, seen = Feed(core.store), []
    seen.append(feed.position())
    (way,) = core.delivery.pending(("sms",))
    seen.append(feed.position())
    letter = core.delivery.claim(*way)
    assert letter is not None
    core.delivery.sent(letter, "s1")
    seen.append(feed.position())
    assert seen == sorted(set(seen))


def test_every_way_that_was_tried_stands_with_its_message(core: House) -> None:
    identity = Identity("sms", PHONE, phone=PHONE)
    receipt = core.intake.receive("sms", PHONE, "1", "洗衣机坏了", identity)
    turn = core.intake.take(receipt.conversation_id, "bot")
    assert turn is not None
    core.intake.hand_off(turn.id, {**turn.known, "intent": "complaint"})
    case = core.rows("cases")[-1]
    core.bind("wechat", OPENID, case["customer_id"], heard_at=core.clock.now())

    def claim() -> Any:
        ways = core.delivery.pending(("wechat", "sms", "wecom"))
        return next(letter for way in ways if (letter := core.delivery.claim(*way)))

    core.delivery.failed(claim(), Never("MK:0001"))
    core.delivery.failed(claim(), Closed("45015"))
    (told,) = [m for m in core.casework.case("wang", case["id"]).messages if m.sender == "bot"]
    assert [(way.channel, way.state, way.reason) for way in told.attempts] == [
        ("sms", "failed", "MK:0001"), ("wechat", "failed", "45015"),
    ]  # fmt: skip
    assert told.attempts[0].at.utcoffset() == core.clock.now().utcoffset()
