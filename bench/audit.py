"""What the product has to show for its turns when the bench is over: promises in its own words, and the ledger."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from typing import Any

from bench.house import PYTHON, House
from launcher.process import Child

LIMIT_S = 300.0


async def _core(house: House, *words: str) -> tuple[int, list[str]]:
    lines: list[str] = []
    child = await Child.start((*PYTHON, "handoff", *words), house.environ, lines.append)
    try:
        return await asyncio.wait_for(child.ended(), LIMIT_S), lines
    finally:
        await asyncio.shield(child.stop())


async def product(house: House) -> dict[str, Any]:
    """Promises by who made them, those in which a rule gave way, and whether the ledger holds."""
    _, said = await _core(house, "promises", "--json")
    text = "\n".join(said)
    promises: list[dict[str, Any]] = json.loads(text[text.index("[") :])
    code, lines = await _core(house, "ledger", "verify")
    made_by = Counter(str(one["made_by"]) for one in promises)
    gave_way = sum(bool(one["gave_way"]) for one in promises)
    return {
        "promises": len(promises),
        "made_by": dict(made_by),
        "gave_way": gave_way,
        "ledger": lines[-1] if lines else "",
        "ok": code == 0 and not set(made_by) - {"dialogue"},
    }
