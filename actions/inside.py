"""The actions in the bot's own process, by the same executor that the action server uses."""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import Any

from rasa_sdk.executor import ActionExecutor

# rasa-sdk tells of every registration and every call; a turn has better things to do.
logging.getLogger("rasa_sdk.executor").setLevel(logging.WARNING)


@lru_cache(maxsize=1)
def _executor() -> ActionExecutor:
    executor = ActionExecutor()
    executor.register_package("actions")
    return executor


async def execute(payload: dict[str, Any]) -> dict[str, Any]:
    """Run the action that `payload` names (`next_action`, `tracker`, `domain`), as the action server would."""
    result: dict[str, Any] | None = await _executor().run(payload)
    return result or {"events": [], "responses": []}
