"""The last lines of a start: two addresses and who can sign in."""

from __future__ import annotations

from pathlib import Path
from time import monotonic
from typing import Any

import yaml

from handoff.settings import Settings
from launcher.parts import bot_url, desk_url
from launcher.screen import Screen

# How many of each role are shown: two agents, to hand a case from one to the other.
SHOWN = {"agent": 2, "supervisor": 1, "manager": 1}


def sign_ins(company: Path) -> list[tuple[str, str, str]]:
    """(name, role, password) of the sample company; none where a company keeps no `accounts.yml`."""
    passwords = _read(company / "accounts.yml") or {}
    people = {str(row.get("id")): row for row in _read(company / "people.yml") or []}
    left, shown = dict(SHOWN), []
    for person, password in passwords.items():
        row = people.get(str(person), {})
        role = str(row.get("role", "agent"))
        if left.get(role, 0):
            left[role] -= 1
            shown.append((str(row.get("name", person)), role, str(password)))
    return shown


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else None


def welcome(root: Path, settings: Settings, screen: Screen, began: float) -> None:
    screen.plain()
    screen.say("yinuo", f"everything is ready after {monotonic() - began:.0f} s")
    screen.say("customer", f"{bot_url(settings)}/webhooks/webchat/page")
    screen.say("desk", f"{desk_url(settings)}/")
    for name, role, password in sign_ins(root / settings.company):
        screen.say("", f"  {role}: {name}, password {password}")
    screen.say("yinuo", "Ctrl-C stops everything; logs are in var/log/")
    screen.plain()
