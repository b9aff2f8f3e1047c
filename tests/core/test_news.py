"""What one process tells the others."""

from __future__ import annotations

from handoff.feed import Feed
from tests.core.small import House


def test_a_process_that_listens_hears_what_is_told_on_postgresql_alone(core: House) -> None:
    feed = Feed(core.store)
    news = feed.listen()
    feed.tell("c1")
    assert (news is None) == core.store.sqlite
    if news is not None:
        assert news.wait(5) == {"c1"}
        assert news.wait(0) == set()
        news.close()


def test_begun_conversations_are_known_by_their_address(core: House) -> None:
    feed = Feed(core.store)
    core.says("您好", address="anon:a")
    seen = feed.last_message()
    core.says("在吗", address="anon:a")
    core.says("您好", address="anon:b")
    assert feed.begun_after(seen) == {"anon:b"}
    assert feed.begun_after(0) == {"anon:a", "anon:b"}


def test_whoever_asks_in_vain_gives_the_conversation_back(core: House) -> None:
    core.complains()
    conversation = str(core.intake.conversation("webchat", "anon:a"))
    assert core.intake.take(conversation, "one") is None
    receipt = core.intake.receive("webchat", "anon:a", "later", "在吗")
    assert core.intake.waits(conversation)
    turn = core.intake.take(receipt.conversation_id, "other")
    assert turn is not None and turn.text == "在吗"


def test_the_position_grows_with_what_is_seen(core: House) -> None:
    feed = Feed(core.store)
    core.complains()
    turn, _ = core.says("？", address="anon:b")
    core.intake.dead_man(turn, by="channel", reason="a test")
    before = feed.position()
    core.casework.seen_alarm("li", core.casework.board("li").alarms[0].id)
    assert feed.position() > before
