"""What is measured as meant is what the hand-off makes of it."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
import yaml

from handoff import heard
from nlu.meant import OTHER, SERVICES, meant

ROOT = Path(__file__).resolve().parents[2]
INTENTS = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))["intents"]


@pytest.mark.parametrize(("intent", "threat", "confidence"), product(INTENTS, (False, True), (0.05, 0.34, 0.36, 0.99)))
def test_a_first_message_is_about_what_the_hand_off_takes_it_for(intent: str, threat: bool, confidence: float) -> None:
    entities = [{"entity": "threat", "value": "regulator"}] if threat else []
    taken = heard.merge({}, intent, confidence, entities).get("intent")
    assert meant(intent, threat) == (taken if taken in SERVICES else OTHER)


def test_every_service_is_an_intent() -> None:
    assert set(SERVICES) <= set(INTENTS)


def test_a_threat_alone_is_a_complaint_and_one_beside_a_refund_is_that_refund() -> None:
    assert meant("threat", True) == meant("greet", True) == "complaint"
    assert meant("refund", True) == "refund"
    assert meant(None, False) == meant("nlu_fallback", False) == OTHER
