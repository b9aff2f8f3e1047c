"""Fetching from WeCom: nothing is skipped, nothing twice, whoever dies and whatever WeCom answers."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiohttp import web

from channels.wecom import puller
from handoff.store import Unavailable
from stubs.wecom import refused
from tests.unit.wecom_house import ACCOUNT, ADDRESS, CHAT, CUSTOMER, Side, until

SYNC = "/cgi-bin/kf/sync_msg"


def alarms(side: Side) -> list[str]:
    return [a["kind"] for a in side.core.rows("alarms")]


async def test_what_customers_wrote_is_fetched_in_order_page_by_page(
    side: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(puller, "PAGE", 3)
    said = [f"第{n}句" for n in range(10)]
    for text in said:
        side.cloud.says(ACCOUNT, CUSTOMER, text)
    await side.fetch()
    assert side.texts() == said
    assert len(side.cloud.asked_at(SYNC)) == 4
    assert side.woken and set(side.woken) == {side.core.intake.conversation(*CHAT)}


async def test_a_thousand_pushes_at_once_fetch_each_message_once(side: Side) -> None:
    for n in range(5):
        side.cloud.says(ACCOUNT, CUSTOMER, f"第{n}句")
    await asyncio.gather(*(side.puller.news(ACCOUNT, "") for _ in range(1000)))
    await side.idle()
    assert len(side.texts()) == 5
    assert len(side.cloud.asked_at(SYNC)) <= 3


async def test_two_bots_fetch_each_message_once_and_in_order(side: Side, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(puller, "HELD_ELSEWHERE_S", 0.02)
    other = Side(side.core, side.cloud)
    said = [f"第{n}句" for n in range(40)]
    for text in said:
        side.cloud.says(ACCOUNT, CUSTOMER, text)
    await asyncio.gather(side.fetch(), other.fetch())
    await until(lambda: side.core.vendors.cursor("wecom:wk1").endswith("-40"))
    assert side.texts() == said


async def test_while_another_process_fetches_this_one_waits(side: Side, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(puller, "HELD_ELSEWHERE_S", 0.02)
    side.cloud.says(ACCOUNT, CUSTOMER, "在吗")
    assert side.core.vendors.hold("wecom pull wk1", puller.HELD)
    await side.fetch()
    assert side.cloud.asked_at(SYNC) == []
    side.core.vendors.let_go("wecom pull wk1")
    await until(lambda: side.texts() == ["在吗"])


async def test_the_cursor_stays_until_all_of_a_page_is_written(side: Side, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(puller, "PAUSES_S", (0.01,))
    for n in range(3):
        side.cloud.says(ACCOUNT, CUSTOMER, f"第{n}句")
    receive, full = side.core.intake.receive, [True]

    def fails_once(channel: str, address: str, external_id: str, *rest: Any, **more: Any) -> Any:
        if external_id == "msg3" and full:
            full.clear()
            assert side.core.vendors.cursor("wecom:wk1") == ""
            raise Unavailable("full")
        return receive(channel, address, external_id, *rest, **more)

    monkeypatch.setattr(side.core.intake, "receive", fails_once)
    await side.fetch()
    await until(lambda: len(side.texts()) == 3)
    assert side.texts() == ["第0句", "第1句", "第2句"]


async def test_a_message_that_cannot_be_placed_holds_up_no_other(side: Side) -> None:
    side.cloud.gives("wk1", "a b", "text", {"content": "x"})
    side.cloud.says(ACCOUNT, CUSTOMER, "在吗")
    await side.fetch()
    assert side.texts() == ["在吗"]


async def test_a_token_that_is_over_is_left_out(side: Side) -> None:
    side.cloud.says(ACCOUNT, CUSTOMER, "在吗")
    await side.fetch("ENC-of-yesterday")
    assert side.texts() == ["在吗"]


async def test_after_a_refusal_it_is_tried_again_without_a_push(side: Side, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(puller, "PAUSES_S", (0.01,))
    side.cloud.says(ACCOUNT, CUSTOMER, "在吗")
    side.cloud.answers_next(SYNC, refused(-1), web.Response(status=502), ConnectionResetError())
    await side.fetch()
    await until(lambda: side.texts() == ["在吗"])
    assert alarms(side) == []


async def test_when_it_goes_on_failing_somebody_is_told_once(side: Side, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(puller, "PAUSES_S", (0.01,))
    side.cloud.answers_next(SYNC, *(refused(48002) for _ in range(7)))
    await side.fetch()
    await until(lambda: len(side.cloud.asked_at(SYNC)) == 8)
    assert alarms(side) == ["not_fetched"]


async def test_after_a_restart_it_goes_on_without_a_push(side: Side) -> None:
    side.cloud.says(ACCOUNT, CUSTOMER, "在吗")
    await side.fetch()
    side.cloud.says(ACCOUNT, CUSTOMER, "还在吗")
    again = Side(side.core, side.cloud)
    again.puller.start()
    await until(lambda: side.texts() == ["在吗", "还在吗"])
    await again.puller.stop()


async def test_a_cursor_that_wecom_no_longer_knows_begins_anew_and_raises_an_alarm(side: Side) -> None:
    side.cloud.says(ACCOUNT, CUSTOMER, "在吗")
    await side.fetch()
    side.core.vendors.move("wecom:wk1", "nonsense")
    side.cloud.says(ACCOUNT, CUSTOMER, "还在吗")
    await side.fetch()
    assert side.texts() == ["在吗", "还在吗"]
    assert alarms(side) == ["history_lost"]


async def test_after_more_than_three_days_somebody_must_know(side: Side) -> None:
    side.cloud.says(ACCOUNT, CUSTOMER, "在吗")
    await side.fetch()
    side.cloud.says(ACCOUNT, CUSTOMER, "这句会丢")
    side.core.later(days=4)
    side.cloud.says(ACCOUNT, CUSTOMER, "我又来了")
    await side.fetch()
    assert side.texts() == ["在吗", "我又来了"]
    assert alarms(side) == ["history_lost"]
    await side.fetch()
    assert alarms(side) == ["history_lost"]


async def test_a_customer_who_enters_is_greeted_with_a_menu_once(side: Side) -> None:
    code = side.cloud.enters(ACCOUNT, CUSTOMER)
    await side.fetch()
    await until(lambda: bool(side.cloud.greeted))
    assert side.cloud.greeted[0]["code"] == code
    assert [one["click"]["content"] for one in side.cloud.greeted[0]["msgmenu"]["list"]][:2] == ["投诉", "维修进度"]
    assert side.texts() == []


async def test_a_customer_who_comes_again_is_greeted_in_their_tongue(side: Side) -> None:
    side.core.intake.receive("wecom", ADDRESS, "m1", "我的洗衣機壞了")
    turn = side.core.intake.take(str(side.core.intake.conversation("wecom", ADDRESS)), "bot")
    assert turn is not None
    side.core.intake.close(turn.id, ["…"], turn.known, {})
    side.cloud.enters(ACCOUNT, CUSTOMER)
    await side.fetch()
    await until(lambda: bool(side.cloud.greeted))
    assert side.cloud.greeted[0]["msgmenu"]["head_content"].startswith("您好，謝謝您聯繫我們")


async def test_nobody_is_greeted_long_after_entering(side: Side) -> None:
    side.cloud.enters(ACCOUNT, CUSTOMER)
    side.core.later(seconds=21)
    await side.fetch()
    await until(lambda: not side.inbox._under_way)
    assert side.cloud.asked_at("/cgi-bin/kf/send_msg_on_event") == []


async def test_what_failed_after_it_was_taken_goes_another_way(side: Side) -> None:
    await side.promised()
    assert await side.post() == ["sent"]
    side.cloud.happens(ACCOUNT, CUSTOMER, "msg_send_fail", fail_msgid=side.cloud.sent[0]["msgid"], fail_type=10)
    await side.fetch()
    assert side.core.rows("deliveries")[0]["reason"] == "fail-10"
    assert "undeliverable" in alarms(side)


async def test_a_servicers_words_are_kept_and_the_bot_is_quiet_until_the_session_ends(side: Side) -> None:
    promise = await side.promised()
    await side.post()
    side.cloud.servicer_says(ACCOUNT, CUSTOMER, "WangMin", "我是王敏，马上给您打电话")
    side.cloud.says(ACCOUNT, CUSTOMER, "好的")
    await side.fetch()
    assert side.texts("person") == ["我是王敏，马上给您打电话"]
    rows = side.core.rows("messages")
    assert {m["case_id"] for m in rows} == {promise["case_id"]}
    assert not side.core.intake.waits(rows[0]["conversation_id"])
    side.cloud.ends(ACCOUNT, CUSTOMER)
    side.cloud.says(ACCOUNT, CUSTOMER, "还有一件事")
    await side.fetch()
    assert side.core.intake.waits(rows[0]["conversation_id"])


async def test_where_the_end_of_a_session_was_never_told_wecom_is_asked(side: Side) -> None:
    await side.promised()
    await side.post()
    side.cloud.session(ACCOUNT, CUSTOMER).state = 4
    side.cloud.says(ACCOUNT, CUSTOMER, "有人吗")
    await side.fetch()
    assert not side.core.sessions.with_person("wecom", ADDRESS)
    assert side.core.intake.waits(side.core.rows("messages")[0]["conversation_id"])


async def test_nothing_personal_is_logged(side: Side, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    side.cloud.says(ACCOUNT, "wmSecretCustomer", "洗衣机坏了")
    side.cloud.answers_next(SYNC, refused(-1), ConnectionResetError())
    await side.fetch()
    await side.puller.stop()
    ours = "".join(r.getMessage() for r in caplog.records if not r.name.startswith("aiohttp"))  # the stub's own log
    assert "could not be fetched" in ours
    for private in ("wmSecretCustomer", "洗衣机", side.cloud.secret, "access-"):
        assert private not in ours


async def test_a_session_taken_in_wecom_itself_is_with_that_person(side: Side) -> None:
    await side.promised()
    side.cloud.happens(ACCOUNT, CUSTOMER, "session_status_change", change_type=1, new_servicer_userid="LiSi")
    await side.fetch()
    assert side.core.sessions.with_person("wecom", ADDRESS)
