"""An understanding that breaks at some words: a change for `tests.drills.process`."""

from __future__ import annotations

import asyncio
from typing import Any

HANGS, RAISES = "卡住", "断掉"
HANGS_S = 60.0


def understanding() -> None:
    """Rasa's processor hangs at some words and fails at others."""
    from rasa.core.processor import MessageProcessor

    parse = MessageProcessor.parse_message

    async def breaks(self: MessageProcessor, message: Any, *given: Any, **named: Any) -> Any:
        if HANGS in message.text:
            await asyncio.sleep(HANGS_S)
        if RAISES in message.text:
            raise RuntimeError("a broken understanding")
        return await parse(self, message, *given, **named)

    MessageProcessor.parse_message = breaks
