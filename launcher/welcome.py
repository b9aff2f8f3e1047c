"""The last lines of a start: two addresses and who can sign in."""

from __future__ import annotations

from pathlib import Path
from time import monotonic

import yaml

from handoff.settings import Settings
from launcher.parts import bot_url, desk_url
from launcher.screen import Screen

SHOWN = 6


def sign_ins(company: Path) -> list[tuple[str, str]]:
    """(name, password) of the sample company; none where a company keeps no passwords in its files."""
    file = company / "accounts.yml"
    if not file.exists():
        return []
    found = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
    rows = found.get("accounts", []) if isinstance(found, dict) else found
    return [(str(row["name"]), str(row["password"])) for row in rows if "password" in row][:SHOWN]


def welcome(root: Path, settings: Settings, screen: Screen, began: float) -> None:
    screen.plain()
    screen.say("yinuo", f"everything is ready after {monotonic() - began:.0f} s")
    screen.say("customer", f"{bot_url(settings)}/webhooks/webchat/page")
    screen.say("desk", f"{desk_url(settings)}/")
    for name, password in sign_ins(root / settings.company):
        screen.say("", f"  sign in as {name} with {password}")
    screen.say("yinuo", "Ctrl-C stops everything; logs are in var/log/")
    screen.plain()
