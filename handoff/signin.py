"""Who may sign in to the desk, and how often they may try."""

from __future__ import annotations

from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from handoff.model import Company, Person, Refused
from handoff.store import Store, Tx

TRIES = 5
WITHIN = timedelta(minutes=15)
_HASHER = PasswordHasher()
# Verified for a name that does not exist, so that the time taken does not tell which names do.
_NOBODY = _HASHER.hash("nobody has this password")


def sign_in(store: Store, company: Company, name: str, password: str, source: str, now: datetime) -> Person:
    """The person with this name (or id) and password.

    Raises Refused("too_many_attempts") after five failures of one name, or thirty from one source, in a quarter of an
    hour; Refused("wrong_password") otherwise.
    """
    person = next((p for p in company.people.values() if name in (p.id, p.name)), None)
    keys = {f"name:{person.id if person else name}": TRIES, f"source:{source}": TRIES * 6}
    with store.read() as tx:
        account = next(iter(tx.rows("accounts", person_id=person.id)), None) if person else None
        if any(tx.failures(key, now - WITHIN) >= limit for key, limit in keys.items()):
            raise Refused("too_many_attempts", "尝试次数过多。请 15 分钟后再试，或请主管为您重设密码。")
    if person and account and _matches(account["password_hash"], password):
        store.write(lambda tx: tx.forget_failures(f"name:{person.id}"))
        return person
    if not account:
        _matches(_NOBODY, password)
    store.write(lambda tx: _fail(tx, list(keys), now))
    raise Refused("wrong_password", "姓名或密码不对。请检查后再试；忘记密码请联系主管。")


def _fail(tx: Tx, keys: list[str], now: datetime) -> None:
    for key in keys:
        tx.insert("sign_in_failures", {"key": key, "at": now})


def _matches(hashed: str, password: str) -> bool:
    try:
        return _HASHER.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False
