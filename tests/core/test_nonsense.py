"""What a broken action leaves behind stands in nobody's way."""

from __future__ import annotations

from typing import Any

import pytest

from handoff.recall import sound
from tests.core.small import House

SPAN = ["2026-06-05T14:00:00+08:00", "2026-06-05T16:00:00+08:00"]
SOUND: dict[str, Any] = {
    "phone": "+8613800138000", "order_number": "YL2026030155", "intent": "complaint", "severity": "repeat",
    "wish": {"windows": [SPAN], "excluded": [], "nocall": False}, "asked": ["phone"], "declined": [],
    "threat": ["12315"], "misunderstood": 1, "cost": {"amount": 3}, "turn": "7", "case": None, "repeat": True,
}  # fmt: skip
NONSENSE: list[dict[str, Any]] = [
    {"wish": 7}, {"wish": {"windows": 5}}, {"wish": {"windows": ["x"]}}, {"wish": {"excluded": [["a", "b"]]}},
    {"wish": {"windows": [["2026-06-05T14:00:00", "2026-06-05T16:00:00"]]}}, {"phone": ["x"]}, {"severity": "??"},
    {"severity": {}}, {"intent": {}}, {"order_number": {"a": 1}}, {"threat": 1}, {"asked": 3}, {"declined": "no"},
    {"misunderstood": "many"}, {"cost": ["x"]},
]  # fmt: skip


def test_what_is_well_formed_stays() -> None:
    assert sound(SOUND) == SOUND


@pytest.mark.parametrize("known", NONSENSE, ids=str)
def test_nonsense_is_dropped_and_the_rest_stays(known: dict[str, Any]) -> None:
    assert sound({**SOUND, **known}) == {key: value for key, value in SOUND.items() if key not in known}


@pytest.mark.parametrize("known", NONSENSE, ids=str)
def test_after_nonsense_was_remembered_the_next_message_still_gets_a_name_and_a_time(
    core: House, known: dict[str, Any]
) -> None:
    turn, _ = core.says("洗衣机坏了没人管")
    assert core.intake.close(turn, ["好的"], known, {})
    turn, _ = core.says("有人吗")
    assert core.intake.dead_man(turn)
    assert [p["made_by"] for p in core.promises()] == ["dead_man"]


def test_nonsense_does_not_get_into_a_case_whose_promise_must_be_made_again_later(core: House) -> None:
    core.complains()
    turn, known = core.says("还有一件事")
    core.intake.note(turn, {**known, "wish": {"windows": ["x"]}}, "complaint")
    core.later(hours=3)
    core.watcher.sweep()
    assert sorted(p["state"] for p in core.promises()) == ["broken", "open"]
