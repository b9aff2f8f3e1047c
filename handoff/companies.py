"""The company as it stands now: imported from files, kept in the database, each import a version of its own."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import yaml
from argon2 import PasswordHasher

from handoff import document as documents
from handoff.model import Company
from handoff.store import Store, Tx


class NoCompany(Exception):
    """Nothing was imported yet."""

    def __init__(self) -> None:
        super().__init__("no company was imported yet: run `python -m handoff import`")


class Companies:
    """Hands out the current company, read anew only when a newer version was imported."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._current: Company | None = None

    def current(self, tx: Tx) -> Company:
        """The company as of this transaction. Raises NoCompany."""
        with self._lock:
            row = tx.current_company(self._current.version if self._current else 0)
            if row:
                self._current = documents.from_document(row["document"], row["version"])
            if self._current is None:
                raise NoCompany
            return self._current

    @property
    def seen(self) -> Company | None:
        """The company as it was read last, for when the database is away."""
        return self._current


def import_folder(store: Store, company: Company, folder: Path, now: datetime) -> tuple[int, bool]:
    """Put a company that was loaded from a folder into the database, with the folder's accounts; returns its version
    and whether it is a new one. Accounts that exist keep their password."""
    document = documents.to_document(company)
    with store.read() as tx:
        present = {row["person_id"] for row in tx.rows("accounts")}
    accounts = {p: word for p, word in _accounts(folder / "accounts.yml").items() if p not in present}
    # Hashing is slow on purpose: before the transaction, so that nobody waits for it, and two at a time.
    with ThreadPoolExecutor(2) as pool:
        hashed = dict(zip(accounts, pool.map(hash_password, accounts.values()), strict=True))

    def work(tx: Tx) -> tuple[int, bool]:
        for person, password_hash in hashed.items():
            if not tx.rows("accounts", person_id=person):
                tx.insert("accounts", {"person_id": person, "password_hash": password_hash})
        current = tx.current_company()
        if current:  # what was changed on the desk stands beside the files
            document["roster"] = current["document"].get("roster", [])
        if current and json.dumps(current["document"], sort_keys=True) == json.dumps(document, sort_keys=True):
            return current["version"], False
        version = current["version"] + 1 if current else 1
        tx.insert("company", {"version": version, "imported_at": now, "document": document})
        return version, True

    return store.write(work)


def hash_password(password: str) -> str:
    """An argon2 hash of a password."""
    return PasswordHasher().hash(password)


def _accounts(path: Path) -> dict[str, str]:
    found = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else None
    return {str(person): str(password) for person, password in (found or {}).items()}
