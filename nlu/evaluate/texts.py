"""The files of sentences to measure with. A file that is not what it should be is refused, and told why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from nlu.meant import MEANINGS, OTHER, SERVICES

SHANGHAI = ZoneInfo("Asia/Shanghai")
KINDS = ("want", "not", "none", "nocall")
_AMBIGUOUS = "ambiguous"
_WORD = re.compile(r"[a-z_]+")


class BadFile(Exception):
    """Its words are for whoever gave the file."""


@dataclass(frozen=True)
class Sentence:
    """A sentence, what it means, and what it may be taken for as well."""

    text: str
    intent: str
    sub: str = ""
    source: str = ""
    note: str = ""
    accepts: frozenset[str] = frozenset()

    @property
    def clear(self) -> bool:
        return not self.note.startswith(_AMBIGUOUS)

    @property
    def random(self) -> bool:
        """Whether it came with a natural mix, rather than being sought for its intent."""
        return self.source.endswith("|random")


@dataclass(frozen=True)
class Wish:
    """A sentence, and when its customer wants to be called, or does not."""

    text: str
    kind: str
    begin: datetime | None
    end: datetime | None


def sentences(path: Path) -> list[Sentence]:
    """Every row of a file with the columns text, intent and perhaps sub, source and note."""
    found: list[dict[str, str]] = []
    for line, row in _rows(path, ("text", "intent")):
        if row["intent"] not in MEANINGS:
            raise BadFile(f"{path.name}, line {line}: intent is {row['intent']!r}; it may be {', '.join(MEANINGS)}")
        found.append(row)
    finer = {row["sub"] for row in found if row["intent"] == OTHER and row.get("sub")}
    return [_sentence(row, finer) for row in found]


def _sentence(row: dict[str, str], finer: set[str]) -> Sentence:
    given = {name: row.get(name, "") for name in ("text", "intent", "sub", "source", "note")}
    also = readings(given["note"], finer) if given["note"].startswith(_AMBIGUOUS) else set()
    return Sentence(**given, accepts=frozenset({given["intent"], *also}))


def readings(note: str, finer: set[str]) -> set[str]:
    """The meanings that a note names: by a meaning's own name, or by a finer reading of `other`."""
    words = set(_WORD.findall(note.lower()))
    return {name for name in SERVICES if name in words} | ({OTHER} if words & {OTHER, *finer} else set())


def wishes(path: Path) -> list[Wish]:
    """Every row of a file with the columns text, kind, from and to."""
    found = []
    for line, row in _rows(path, ("text", "kind", "from", "to")):
        if row["kind"] not in KINDS:
            raise BadFile(f"{path.name}, line {line}: kind is {row['kind']!r}; it may be {', '.join(KINDS)}")
        try:
            begin, end = (_instant(row[name]) for name in ("from", "to"))
        except ValueError as wrong:
            raise BadFile(f"{path.name}, line {line}: {wrong}") from None
        if row["kind"] in ("want", "not") and not (begin and end and begin < end):
            raise BadFile(f"{path.name}, line {line}: {row['kind']} needs a time in from and a later one in to")
        found.append(Wish(row["text"], row["kind"], begin, end))
    return found


def _instant(written: str) -> datetime | None:
    return instant(written) if written else None


def instant(written: str) -> datetime:
    """A time without a zone is one in Shanghai."""
    read = datetime.fromisoformat(written)
    return read if read.tzinfo else read.replace(tzinfo=SHANGHAI)


def _rows(path: Path, needed: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row with its line; tabs part the columns, and a quotation mark is a letter like any other."""
    lines = _lines(path)
    header = lines[0].split("\t")
    missing = [name for name in needed if name not in header]
    if missing:
        raise BadFile(f"{path.name}: the first line names no column {', '.join(missing)} (tabs between the names)")
    some = False
    for number, line in enumerate(lines[1:], 2):
        if not line.strip():
            continue
        cells = line.split("\t")
        if len(cells) > len(header):
            raise BadFile(f"{path.name}, line {number}: {len(cells)} columns, where the first line has {len(header)}")
        row = dict(zip(header, cells + [""] * (len(header) - len(cells)), strict=True))
        if not row["text"].strip():
            raise BadFile(f"{path.name}, line {number}: no text")
        some = True
        yield number, row
    if not some:
        raise BadFile(f"{path.name}: no rows below the first line")


def _lines(path: Path) -> list[str]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise BadFile(f"{path.name}: not UTF-8 (byte {wrong.start})") from None
    except OSError as wrong:
        raise BadFile(f"{path}: cannot be read: {wrong.strerror}") from None
    if not text.strip():
        raise BadFile(f"{path.name}: empty")
    return [line.rstrip("\r") for line in text.split("\n")]
