"""One-time codes: short-lived, guessed at a few times only, kept as a keyed hash.

`continue` takes a conversation from a text message to the web chat. It is tried against all that live, so it is long:
eight of 31 characters, of which one try in a thousand million hits one of 850 live ones. `verify` proves that a number
is the customer's: six digits, as text messages' templates for such codes take no more
(https://help.aliyun.com/en/sms/templaterule-template-variable-parameter-filling-example), tried five times against the
one code of one conversation.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from datetime import timedelta
from typing import Any

from handoff.commitments import new_id
from handoff.scene import Scene
from handoff.store import Row

LASTS = {"continue": timedelta(hours=24), "verify": timedelta(minutes=10)}
TRIES = 5
# Without what is mistaken for something else: 0 and O, 1, I and L.
_SIGNS = {"continue": ("23456789ABCDEFGHJKMNPQRSTUVWXYZ", 8), "verify": ("0123456789", 6)}


def make(scene: Scene, purpose: str, subject: str, conversation_id: str) -> str:
    """A new code for a subject in a conversation; an earlier one for the same is void from now on."""
    for old in _live(scene, purpose=purpose, subject=subject, conversation_id=conversation_id):
        scene.tx.update("codes", old, {"used_at": scene.now})
    signs, length = _SIGNS[purpose]
    code = "".join(secrets.choice(signs) for _ in range(length))
    row: Row = {
        "id": new_id(), "purpose": purpose, "subject": subject, "conversation_id": conversation_id,
        "digest": _digest(scene, purpose, code), "made_at": scene.now, "expires_at": scene.now + LASTS[purpose],
        "tries": 0, "used_at": None,
    }  # fmt: skip
    scene.tx.insert("codes", row)
    return code


def typed(purpose: str, text: str) -> str:
    """A code as somebody types it: in small letters, in full width, in groups. Empty for what cannot be one."""
    plain = unicodedata.normalize("NFKC", text[:64]).upper()
    code = "".join(sign for sign in plain if sign not in " -\t\r\n")
    signs, length = _SIGNS[purpose]
    return code if len(code) == length and set(code) <= set(signs) else ""


def use_any(scene: Scene, purpose: str, code: str) -> Row | None:
    """The row of a code that holds, whoever has it; it is used up with that."""
    for row in _live(scene, purpose=purpose, digest=_digest(scene, purpose, code)):
        if _holds(scene, row, purpose, code):
            return row
    return None


def use(scene: Scene, purpose: str, code: str, subject: str, conversation_id: str) -> Row | None:
    """The row of this subject's code, used up, where the code is right. A wrong one counts against it."""
    for row in _live(scene, purpose=purpose, subject=subject, conversation_id=conversation_id):
        if _holds(scene, row, purpose, code):
            return row
        scene.tx.update("codes", row, {"tries": row["tries"] + 1})
    return None


def _live(scene: Scene, **where: Any) -> list[Row]:
    return [row for row in scene.tx.rows("codes", used_at=None, **where) if row["expires_at"] > scene.now]


def _holds(scene: Scene, row: Row, purpose: str, code: str) -> bool:
    """Compares in constant time; of two who use the same code at once one has it."""
    right = hmac.compare_digest(row["digest"], _digest(scene, purpose, code)) and row["tries"] < TRIES
    return right and scene.tx.update("codes", row, {"used_at": scene.now}, used_at=None)


def _digest(scene: Scene, purpose: str, code: str) -> str:
    return hmac.new(scene.tx.key_for("codes"), f"{purpose}|{code}".encode(), hashlib.sha256).hexdigest()
