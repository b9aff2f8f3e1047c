"""Invents the secrets that are missing, once, into `.env`, readable by nobody else and kept outside git."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values

NAMES = ("YINUO_LEDGER_KEY", "YINUO_WEBCHAT_SECRET", "YINUO_DESK_SECRET", "YINUO_VOICE_SECRET")
HEAD = "# Invented by `make run`. Keep YINUO_LEDGER_KEY safe: without it the ledger cannot be verified.\n"


def ensure(path: Path, environ: Mapping[str, str]) -> list[str]:
    """Returns the names that were written. What is there, in the file or the environment, is never touched."""
    there = dotenv_values(path) if path.exists() else {}
    missing = [name for name in NAMES if not environ.get(name) and not there.get(name)]
    if missing:
        before = path.read_text(encoding="utf-8") if path.exists() else HEAD
        if not before.endswith("\n"):
            before += "\n"
        lines = "".join(f"{name}={secrets.token_urlsafe(36)}\n" for name in missing)
        _replace(path, before + lines)
    return missing


def _replace(path: Path, text: str) -> None:
    """Written beside and renamed: a full disk in the middle must not lose the ledger's key."""
    beside = path.with_name(path.name + ".new")
    beside.unlink(missing_ok=True)
    file = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    beside.replace(path)
