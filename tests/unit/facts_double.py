"""Reading one message for its facts, at a fixed instant."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from nlu.extractor import entities
from nlu.times import SHANGHAI

NOW = datetime(2026, 11, 18, 10, 30, tzinfo=SHANGHAI)


def read(text: str) -> list[dict[str, Any]]:
    """All that is found."""
    return entities(text, NOW)


def values(text: str, name: str) -> list[Any]:
    """The values of one kind of fact."""
    return [one["value"] for one in read(text) if one["entity"] == name]


def words(text: str, name: str) -> list[str]:
    """The customer's own words for one kind of fact."""
    return [text[one["start"] : one["end"]] for one in read(text) if one["entity"] == name]
