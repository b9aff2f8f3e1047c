"""What the commands of the bench have in common."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from bench.house import Fallen
from bench.slices import Spoilt
from launcher.house import until_told
from launcher.screen import Screen

Found = dict[str, Any]


def figures_of(measuring: Coroutine[Any, Any, Found], screen: Screen, out: Path | None) -> Found:
    """What was measured, also written to `out`; nothing where that failed or somebody stopped it."""
    found: Found = {}

    async def work() -> int:
        try:
            found.update(await measuring)
        except (Spoilt, Fallen) as error:
            screen.say("bench", str(error))
            return 1
        return 0

    if asyncio.run(until_told(work(), screen)) or not found:
        return {}
    if out:
        out.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return found
