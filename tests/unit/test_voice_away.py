"""Calls while the database is away or slow: there is always an answer, and nothing that was said is lost."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.unit.channels_double import until
from tests.unit.voice_house import PHONE, WORDS, body, doors, hook, kinds, speech, texts


def customers(house: Any) -> list[str]:
    return [row["text"] for row in house.core.rows if row["from"] == "customer"]


async def test_without_the_database_the_duty_manager_is_rung_by_name_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    async with doors(monkeypatch) as house:
        house.phone.broken.add("all")
        status, told = await house.ring()
        assert (status, kinds(told)) == (200, ["say", "dial"])
        assert "非常抱歉" in texts(told)
        assert "客服经理唐薇" in texts(told)
        assert told[1]["target"] == [{"type": "phone", "number": "8009"}]
        _, bye = await house.post(hook(told), body(dial_call_status="completed"))
        assert kinds(bye) == ["say", "hangup"]
        house.phone.broken.clear()
        await until(lambda: "c0" in house.phone.calls)
        assert house.phone.calls["c0"].call.number == PHONE


async def test_a_slow_database_does_not_keep_a_caller_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    async with doors(monkeypatch) as house:
        house.phone.slow_s = 1.2
        begun = time.monotonic()
        _, told = await house.ring()
        assert kinds(told) == ["say", "dial"]
        assert time.monotonic() - begun < 1.1
        house.phone.slow_s = 0.0


async def test_nobody_picks_up_and_the_database_is_back_so_the_call_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    async with doors(monkeypatch) as house:
        house.phone.broken.add("all")
        _, told = await house.ring()
        house.phone.broken.clear()
        _, greeting = await house.post(hook(told), body(dial_call_status="no-answer"))
        assert kinds(greeting) == ["gather"]
        assert "刚才没有接通" in texts(greeting)
        _, promised = await house.post(hook(greeting), speech())
        assert "王敏将于" in texts(promised)


async def test_nobody_picks_up_and_it_is_still_away(monkeypatch: pytest.MonkeyPatch) -> None:
    async with doors(monkeypatch) as house:
        house.phone.broken.add("all")
        _, told = await house.ring()
        _, bye = await house.post(hook(told), body(dial_call_status="busy"))
        assert (kinds(bye), "唐薇" in texts(bye)) == (["say", "hangup"], True)
        assert (await house.post(hook(told), speech(sid="other")))[0] == 200  # the call is no longer known here


async def test_an_end_without_the_database_is_written_down_behind_its_beginning(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with doors(monkeypatch) as house:
        house.phone.broken.add("all")
        await house.ring()
        assert (await house.post("/webhooks/voice/status", body(call_status="completed")))[0] == 200
        house.phone.broken.clear()
        await until(lambda: house.phone.ended)
        assert house.phone.calls["c0"].call.over


async def test_words_said_while_the_database_is_away_are_heard_when_it_is_back(monkeypatch: pytest.MonkeyPatch) -> None:
    async with doors(monkeypatch) as house:
        _, greeting = await house.ring()
        house.phone.broken.add("said")
        _, wait = await house.post(hook(greeting), speech())
        assert (kinds(wait), hook(wait)) == (["say", "gather"], f"{hook(greeting)}?back")
        house.phone.broken.clear()
        _, told = await house.post(hook(wait), body())
        assert "王敏将于" in texts(told)
        assert customers(house) == [WORDS]


async def test_in_the_end_a_person_is_rung_and_the_words_are_written_down_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with doors(monkeypatch) as house:
        _, greeting = await house.ring()
        house.phone.broken.add("all")
        told = (await house.post(hook(greeting), speech()))[1]
        for _ in range(2):
            told = (await house.post(hook(greeting), body()))[1]
        assert (kinds(told), "唐薇" in texts(told)) == (["say", "dial"], True)
        house.phone.broken.clear()
        await until(lambda: customers(house) == [WORDS])
        _, bye = await house.post(hook(told), body(dial_call_status="completed"))
        assert kinds(bye) == ["say", "hangup"]


async def test_a_greeting_that_could_not_be_written_down_is_no_obstacle(monkeypatch: pytest.MonkeyPatch) -> None:
    async with doors(monkeypatch) as house:
        house.phone.broken.add("step_done")
        _, greeting = await house.ring()
        assert kinds(greeting) == ["gather"]
        house.phone.broken.clear()
        _, told = await house.post(hook(greeting), speech())
        assert "王敏将于" in texts(told)


async def test_a_database_that_was_never_there_leaves_the_company_s_files(monkeypatch: pytest.MonkeyPatch) -> None:
    async with doors(monkeypatch, company="company") as house:
        house.phone.broken.add("all")
        house.phone.manager = None
        told = (await house.ring())[1]
        assert kinds(told) == ["say", "dial"]


async def test_another_process_s_call_without_a_database_is_ended_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    async with doors(monkeypatch) as house:
        _, bye = await house.post("/webhooks/voice/call/away-0011/1", body(dial_call_status="no-answer"))
        assert kinds(bye) == ["say", "hangup"]
