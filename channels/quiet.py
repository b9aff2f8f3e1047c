"""Keeps what customers type out of the logs.

Rasa writes texts, slots and whole trackers at DEBUG, and any exception's message may quote what it choked on. So
Rasa stays at INFO or above, and a traceback is logged as its places and its type, without its message.
"""

from __future__ import annotations

import logging

from handoff.quiet import places

_TALKATIVE = ("rasa", "rasa_sdk", "channels", "actions")
_OWN_HANDLERS = ("sanic.error", "sanic.root", "sanic.access")


class WithoutWords(logging.Filter):
    """Replaces the traceback of a record by its places."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            record.msg, record.args = "%s [%s]", (_without(error, record.getMessage()), places(error))
        record.exc_info = record.exc_text = None
        return True


def _without(error: BaseException, message: str) -> str:
    said = str(error)
    return message.replace(said, type(error).__name__) if said else message


def install() -> None:
    """Put the filter on every handler there is, and hold Rasa at INFO."""
    owners = [logging.getLogger(), *(logging.getLogger(name) for name in _OWN_HANDLERS)]
    for handler in {handler for owner in owners for handler in owner.handlers}:
        if not any(isinstance(known, WithoutWords) for known in handler.filters):
            handler.addFilter(WithoutWords())
    for name in _TALKATIVE:
        logger = logging.getLogger(name)
        if logger.getEffectiveLevel() < logging.INFO:
            logger.setLevel(logging.INFO)
