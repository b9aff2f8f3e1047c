"""People as their file has them."""

from __future__ import annotations

import re
from pathlib import Path

from handoff import contact
from handoff.files import Entry, read_entries, unique
from handoff.model import ROLES, Person

_DIALLED = re.compile(r"\+?\d{2,20}|sips?:[^\s@<>\"]+@[^\s@<>\"]+")


def read(folder: Path) -> dict[str, Person]:
    """Everybody of people.yml by id."""
    return {entry.text("id"): _person(entry) for entry in unique(read_entries(folder / "people.yml"))}


def _person(entry: Entry) -> Person:
    entry.only("id name title team organisation role reports_to skills languages servicer_userid extension "
               "calls_per_hour " + contact.FIELDS)  # fmt: skip
    role = entry.text("role", "agent")
    if role not in ROLES:
        entry.wrong("role", f"{role!r} is no role. Write one of: {', '.join(ROLES)}.")
    return Person(
        id=entry.text("id"),
        name=entry.text("name"),
        title=entry.text("title"),
        team=entry.text("team"),
        organisation=entry.text("organisation"),
        role=role,
        reports_to=entry.text("reports_to", "") or None,
        skills=frozenset(entry.texts("skills")),
        languages=frozenset(entry.texts("languages") or ["zh"]),
        servicer_userid=entry.text("servicer_userid", ""),
        extension=_extension(entry),
        calls_per_hour=calls_per_hour(entry),
        **contact.contacts(entry),
    )


def _extension(entry: Entry) -> str:
    found = entry.text("extension", "")
    if found and not _DIALLED.fullmatch(found):
        entry.wrong("extension", f"{found!r} cannot be dialled. Write digits such as 8001, or a SIP address.")
    return found


def calls_per_hour(entry: Entry) -> int:
    """How many calls one person is given in an hour; none means as many as there are slots."""
    found = entry.number("calls_per_hour", 0)
    if found != int(found):
        entry.wrong("calls_per_hour", f"{found:g} is no whole number. Write for instance 2, or 0 for no limit.")
    return int(found)
