"""What else a customer mentioned, in their own words, for the person who calls: product, money, place, staff and so on.

Nothing here decides anything. An address given in passing is not written to: it is shown, and that is all.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

KINDS = ("also", "product", "money", "place", "staff", "email", "hotline", "solved", "no_call")
Understood = dict[str, list[str]]
MOST = 5
WORDS_LONGEST = 80
_EXTENSION_LONGEST = 6


def found_in(entities: Iterable[dict[str, Any]]) -> Understood:
    """What a message mentions, by kind."""
    found: Understood = {}
    for entity in entities:
        value = entity.get("value")
        words = value.get("text") if isinstance(value, dict) else value
        if entity.get("entity") in KINDS and isinstance(words, str) and words.strip():
            found.setdefault(str(entity["entity"]), []).append(words.strip()[:WORDS_LONGEST])
    return merged(found)


def merged(*some: Understood | None) -> Understood:
    """All of them once, in the order in which they were said; of too many the newest."""
    together: Understood = {}
    for kind in KINDS:
        said = [words for one in some for words in (one or {}).get(kind, ())]
        once = list(dict.fromkeys(said))
        if once:
            together[kind] = once[-MOST:]
    return together


def extension_of(entities: Iterable[dict[str, Any]]) -> str | None:
    """The extension of the number that stands: empty where it has none, None where no number was given."""
    given = [str(e.get("extension") or "") for e in entities if e.get("entity") == "phone"]
    return given[-1] if given else None


def sound(value: Any) -> bool:
    """Whether this can be kept and shown."""
    return isinstance(value, dict) and all(
        kind in KINDS and isinstance(said, list) and len(said) <= MOST and all(map(_worded, said))
        for kind, said in value.items()
    )


def sound_extension(value: Any) -> bool:
    """Whether this can be dialled behind a number."""
    return isinstance(value, str) and len(value) <= _EXTENSION_LONGEST and (not value or value.isdecimal())


def _worded(words: Any) -> bool:
    return isinstance(words, str) and len(words) <= WORDS_LONGEST


def rows(value: Understood | None) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """As the desk shows it."""
    return tuple((kind, tuple(value[kind])) for kind in KINDS if kind in value) if value else ()


def heard(known: dict[str, Any], entities: list[dict[str, Any]]) -> dict[str, Any]:
    """What a message adds of this to what the dialogue knows."""
    mentioned = merged(known.get("understood"), found_in(entities))
    extension = extension_of(entities)
    return {
        **({"understood": mentioned} if mentioned else {}),
        **({"extension": extension} if extension is not None else {}),
    }


def for_case(facts: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    """What the dialogue knows of this, for the case beside what it holds already."""
    mentioned = merged(facts.get("understood"), known.get("understood"))
    return {
        **({"understood": mentioned} if mentioned else {}),
        **({"extension": known["extension"]} if isinstance(known.get("extension"), str) else {}),
    }
