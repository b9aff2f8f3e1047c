"""Letters through WeCom: what each of its answers means for them, and who takes the session over afterwards."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp import web

from handoff.letters import Closed, Later, Letter, Never, NotSent, Unsure
from stubs.wecom import BOT, ENDED, NEW, PERSON, QUEUE, refused
from tests.unit.wecom_house import ACCOUNT, ADDRESS, CUSTOMER, Side

SEND, TOKEN, TRANS = "/cgi-bin/kf/send_msg", "/cgi-bin/gettoken", "/cgi-bin/kf/service_state/trans"
GET = "/cgi-bin/kf/service_state/get"


def letter(text: str = "您好", promise: bool = False) -> Letter:
    return Letter("a" * 32, "wecom", ADDRESS, "text", text, promise=promise)


async def failure(side: Side, one: Letter | None = None) -> NotSent:
    with pytest.raises(NotSent) as why:
        await side.sender.send(one or letter())
    return why.value


async def test_a_letter_reaches_the_customer_with_its_key(side: Side) -> None:
    side.cloud.says(ACCOUNT, CUSTOMER, "在吗")
    assert await side.sender.send(letter("您好！😀")) == "a" * 32
    assert [(one["touser"], one["open_kfid"], one["text"]["content"]) for one in side.cloud.sent] == [
        (CUSTOMER, ACCOUNT, "您好！😀")
    ]


async def test_a_text_too_long_is_cut_between_signs(side: Side) -> None:
    side.cloud.says(ACCOUNT, CUSTOMER, "在吗")
    await side.sender.send(letter("😀" * 600))
    text = side.cloud.sent[0]["text"]["content"]
    assert text.endswith("😀…") and len(text.encode()) <= 2048


@pytest.mark.parametrize(
    ("answer", "kind", "reason"),
    [
        (refused(-1), Later, "-1"), (refused(45009), Later, "45009"), (refused(45033), Later, "45033"),
        (refused(60020), Later, "60020"), (refused(48002), Later, "48002"), (refused(99999), Later, "99999"),
        (refused(95001), Closed, "95001"), (refused(95002), Closed, "95002"), (refused(95003), Closed, "95003"),
        (refused(40096), Never, "40096"), (refused(95000), Never, "95000"), (refused(40058), Never, "40058"),
        (web.Response(status=502, text="<html>"), Later, "http-502"),
        (web.Response(status=200, text="<html>"), Unsure, "no-json"),
        (web.json_response({"errcode": "none"}), Unsure, "no-errcode"),
        (ConnectionResetError(), Unsure, "network"),
    ],
)  # fmt: skip
async def test_each_refusal_means(side: Side, answer: Any, kind: type[NotSent], reason: str) -> None:
    side.cloud.says(ACCOUNT, CUSTOMER, "在吗")
    side.cloud.answers_next(SEND, answer)
    why = await failure(side)
    assert (type(why), why.reason) == (kind, reason)


async def test_too_many_requests_are_followed_by_a_minute(side: Side) -> None:
    side.cloud.answers_next(SEND, refused(45009))
    why = await failure(side)
    assert isinstance(why, Later) and why.after_s == 60


async def test_a_cloud_that_is_away_means_later(side: Side) -> None:
    await side.api._token.get(2)
    side.cloud.stop()
    assert isinstance(await failure(side), Later)
    side.cloud.start()


@pytest.mark.parametrize("code", [40001, 40014, 41001, 42001])
async def test_a_token_that_is_over_is_fetched_anew_and_the_letter_goes(side: Side, code: int) -> None:
    side.cloud.says(ACCOUNT, CUSTOMER, "在吗")
    side.cloud.answers_next(SEND, refused(code))
    await side.sender.send(letter())
    assert len(side.cloud.sent) == 1
    assert len(side.cloud.asked_at(TOKEN)) == 2


async def test_a_token_refused_twice_means_later(side: Side) -> None:
    side.cloud.answers_next(SEND, refused(40014), refused(40014))
    assert isinstance(await failure(side), Later)


async def test_a_wrong_secret_means_later_and_names_no_secret(side: Side, caplog: pytest.LogCaptureFixture) -> None:
    side.cloud.secret = "another"  # noqa: S105
    why = await failure(side)
    assert (type(why), why.reason) == (Later, "gettoken-40001")
    assert "another" not in caplog.text and "secret-of" not in caplog.text


@pytest.mark.parametrize(
    ("state", "kind", "reason"),
    [(NEW, Later, "95018"), (BOT, Later, "95018"), (QUEUE, Closed, "95018-queue"), (PERSON, Closed, "95018-person"),
     (ENDED, Closed, "95018-ended")],
)  # fmt: skip
async def test_a_session_in_another_state_is_looked_at(side: Side, state: int, kind: type, reason: str) -> None:
    await side.promised()
    session = side.cloud.session(ACCOUNT, CUSTOMER)
    session.state, session.servicer = state, "WangMin" if state == PERSON else ""
    side.cloud.answers_next(SEND, refused(95018))
    why = await failure(side)
    assert (type(why), why.reason) == (kind, reason)
    assert side.core.sessions.with_person("wecom", ADDRESS) == (state == PERSON)


async def test_a_state_that_nobody_can_tell_means_later(side: Side) -> None:
    side.cloud.answers_next(SEND, refused(95018))
    side.cloud.answers_next(GET, refused(-1))
    assert isinstance(await failure(side), Later)


async def test_once_the_promise_is_told_its_owner_takes_the_session(side: Side) -> None:
    promise = await side.promised()
    assert await side.post() == ["sent"]
    session = side.cloud.session(ACCOUNT, CUSTOMER)
    assert session.state == PERSON
    assert session.servicer == {"wang": "WangMin", "zhao": "ZhaoQiang"}[promise["owner_id"]]
    assert side.core.sessions.with_person("wecom", ADDRESS)
    assert side.cloud.sent[0]["text"]["content"] == promise["words"]


async def test_a_servicer_who_is_not_there_is_told_in_one_sentence_and_the_promise_stands(side: Side) -> None:
    side.cloud.on_duty.clear()
    promise = await side.promised()
    assert await side.post() == ["sent"]
    assert await side.post() == ["sent"]
    assert await side.post() == []
    said = side.cloud.sent[1]["text"]["content"]
    assert promise["owner_name"] in said and "答应您的不变" in said and said.count("。") == 2
    assert [p["state"] for p in side.core.promises()] == ["open"]
    assert len(side.cloud.asked_at(TRANS)) == 1


@pytest.mark.parametrize("answer", [ConnectionResetError(), web.Response(status=200, text="<html>")])
async def test_where_the_answer_is_lost_the_session_says_who_has_it(side: Side, answer: Any) -> None:
    await side.promised()
    session = side.cloud.session(ACCOUNT, CUSTOMER)
    session.state, session.servicer = NEW, ""
    side.cloud.answers_next(TRANS, answer)
    side.cloud.answers_next(GET, web.json_response({"errcode": 0, "service_state": 3, "servicer_userid": "WangMin"}))
    await side.post()
    assert side.core.sessions.with_person("wecom", ADDRESS)
    assert len(side.cloud.sent) == 1


async def test_a_passing_trouble_is_tried_again(side: Side) -> None:
    await side.promised()
    side.cloud.answers_next(TRANS, web.Response(status=502), web.Response(status=503))
    await side.post()
    assert side.cloud.session(ACCOUNT, CUSTOMER).state == PERSON


async def test_words_that_are_no_promise_hand_nothing_over(side: Side) -> None:
    side.cloud.says(ACCOUNT, CUSTOMER, "在吗")
    await side.sender.send(letter())
    assert side.cloud.asked_at(TRANS) == []
