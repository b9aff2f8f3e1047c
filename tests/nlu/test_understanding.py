"""The trained model must understand at least this well what it was never shown."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage

from nlu.evaluate import score, texts, windows
from nlu.evaluate.child import heard
from nlu.evaluate.texts import Sentence
from nlu.meant import meant

ROOT = Path(__file__).resolve().parents[2]
OWN = ROOT / "tests/nlu/own"
REAL = Path(os.environ.get("YINUO_REAL_TEXT", ROOT / "../shared/real_text"))
# When the wishes of the real sample are read.
NOW = "2026-11-18T10:30:00+08:00"
INTENTS, TIMES = sorted(REAL.glob("intents*.tsv")), sorted(REAL.glob("callback*.tsv"))
Hear = Callable[[str], Any]


@pytest.fixture
def hear(agent: Agent) -> Hear:
    async def said(text: str) -> dict[str, Any]:
        assert agent.processor is not None
        return heard(await agent.processor.parse_message(UserMessage(text, metadata={"now": NOW})), 0)

    return said


async def understood(hear: Hear, rows: list[Sentence]) -> list[str]:
    found = [await hear(row.text) for row in rows]
    return [meant(said["intent"], said["threat"]) for said in found]


async def test_head_office_is_heard_by_whatever_name_it_is_called(hear: Hear) -> None:
    rows = [row for row in texts.sentences(OWN / "hq_contact.tsv") if row.intent == "hq_contact"]
    assert len(rows) >= 60
    missed = [row.text for row, what in zip(rows, await understood(hear, rows), strict=True) if what != "hq_contact"]
    assert len(missed) <= 0.05 * len(rows), missed


async def test_shops_their_managers_and_the_service_number_are_not_head_office(hear: Hear) -> None:
    rows = [row for row in texts.sentences(OWN / "hq_contact.tsv") if row.intent != "hq_contact"]
    taken = [row.text for row, what in zip(rows, await understood(hear, rows), strict=True) if what == "hq_contact"]
    assert len(taken) <= 0.15 * len(rows), taken


async def test_our_own_sentences_of_every_intent_are_understood(hear: Hear) -> None:
    rows = texts.sentences(OWN / "intents.tsv")
    found = score.figures(rows, await understood(hear, rows))
    assert found["clear"]["macro_f1"] >= 0.92
    assert min(rate["recall"] for rate in found["clear"]["each"].values()) >= 0.88
    passing = found["random_other_as_complaint"]
    assert passing["taken"] < 0.04 * passing["rows"]


async def test_real_customers_are_understood_where_their_sentences_are_at_hand(hear: Hear) -> None:
    """No sentence is shown: `make eval` shows them."""
    for path in INTENTS:
        rows = texts.sentences(path)
        found = score.figures(rows, await understood(hear, rows))
        assert found["clear"]["macro_f1_of_four"] >= 0.86
        recalls = {name: found["clear"]["each"][name]["recall"] for name in ("complaint", "repair_status", "refund")}
        assert min(recalls.values()) >= 0.88, recalls
        passing = found["random_other_as_complaint"]
        assert passing["taken"] < 0.04 * passing["rows"], passing


async def test_real_wishes_to_be_called_are_read_where_their_sentences_are_at_hand(hear: Hear) -> None:
    for path in TIMES:
        rows = texts.wishes(path)
        read = [(await hear(row.text))["wish"] or windows.NOTHING for row in rows]
        wrong = [n for n, row in enumerate(rows) if not windows.right(row, read[n], texts.instant(NOW))]
        assert len(wrong) <= 1, wrong
