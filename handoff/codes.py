"""One-time codes: six digits, short-lived, guessed at a few times only, kept as a keyed hash.

`continue` takes a conversation from a text message to the web chat; `verify` proves that a number is the customer's.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta

from handoff.commitments import Scene, new_id
from handoff.store import Row

LASTS = {"continue": timedelta(minutes=30), "verify": timedelta(minutes=10)}
TRIES = 5
DIGITS = 6


def make(scene: Scene, purpose: str, subject: str, conversation_id: str | None = None) -> str:
    """A new code for a subject; an earlier one for the same is void from now on."""
    for old in scene.tx.rows("codes", purpose=purpose, subject=subject, used_at=None):
        scene.tx.update("codes", old, {"used_at": scene.now})
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    row: Row = {
        "id": new_id(), "purpose": purpose, "subject": subject, "conversation_id": conversation_id,
        "digest": _digest(scene, purpose, code), "made_at": scene.now, "expires_at": scene.now + LASTS[purpose],
        "tries": 0, "used_at": None,
    }  # fmt: skip
    scene.tx.insert("codes", row)
    return code


def use(scene: Scene, purpose: str, code: str, subject: str | None = None) -> Row | None:
    """The row of a code that holds, which is used up with it; None for any other. A wrong guess at a known subject
    counts against its code."""
    live = [row for row in _candidates(scene, purpose, code, subject) if row["expires_at"] > scene.now]
    for row in live:
        right = hmac.compare_digest(row["digest"], _digest(scene, purpose, code))
        if right and row["tries"] < TRIES and scene.tx.update("codes", row, {"used_at": scene.now}, used_at=None):
            return row
        scene.tx.update("codes", row, {"tries": row["tries"] + 1})
    return None


def _candidates(scene: Scene, purpose: str, code: str, subject: str | None) -> list[Row]:
    if subject is not None:
        return scene.tx.rows("codes", purpose=purpose, subject=subject, used_at=None)
    return scene.tx.rows("codes", purpose=purpose, digest=_digest(scene, purpose, code), used_at=None)


def _digest(scene: Scene, purpose: str, code: str) -> str:
    return hmac.new(scene.tx.key_for("codes"), f"{purpose}|{code}".encode(), hashlib.sha256).hexdigest()
