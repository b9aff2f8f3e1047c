"""The whole database as one file, and back: a back-up that does not depend on which database wrote it.

A file is compressed lines of JSON: a head with the revision and how many rows each table has, the rows in an order in
which they may be written, and an end with a checksum of everything before it. Nothing is written of a file that is not
whole.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from handoff.store import Row, Store, Tx
from handoff.store.whole import BINARY, INSTANTS, TABLES, columns_of

FORMAT = 1
Say = Callable[[str], None]


class DumpError(RuntimeError):
    """This file, or this database, is not one to restore from or into; in one sentence."""


def dump(store: Store, path: Path, say: Say) -> int:
    """Write everything, as of one instant, into a new file that only its owner can read; returns how many rows."""
    part = path.with_name(f"{path.name}.part")
    if path.exists():
        raise DumpError(f"{path} is there already; name another file.")
    part.unlink(missing_ok=True)
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as raw:
            with gzip.GzipFile(fileobj=raw, mode="wb", filename="", compresslevel=6) as packed, store.snapshot() as tx:
                rows = _write(tx, packed, say)
            raw.flush()
            os.fsync(raw.fileno())
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)
    return rows


def _write(tx: Tx, packed: gzip.GzipFile, say: Say) -> int:
    sum_of_all, counts = hashlib.sha256(), {table: tx.count(table) for table in TABLES}

    def line(value: Any) -> None:
        data = json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"
        sum_of_all.update(data)
        packed.write(data)

    line({"yinuo": FORMAT, "revision": tx.revision(), "rows": counts})
    for table in TABLES:
        for row in tx.every_row(table):
            line([table, {name: _plain(table, name, value) for name, value in row.items()}])
        if counts[table]:
            say(f"{table}: {counts[table]} rows")
    line({"end": sum_of_all.hexdigest()})
    return sum(counts.values())


def _plain(table: str, name: str, value: Any) -> Any:
    if value is not None and (table, name) in BINARY:
        return base64.b64encode(bytes(value)).decode()
    return value.astimezone(timezone.utc).isoformat() if isinstance(value, datetime) else value


def _value(table: str, name: str, plain: Any) -> Any:
    if plain is not None and (table, name) in BINARY:
        return base64.b64decode(plain)
    return datetime.fromisoformat(plain) if plain is not None and (table, name) in INSTANTS else plain


def restore(store: Store, path: Path, say: Say) -> int:
    """Write everything of a file into an empty, migrated database, all of it or nothing; returns how many rows. Raises
    DumpError before anything is written where the file is cut, changed, or of another revision."""
    head = check(path)
    say(f"{path} is whole: {sum(head['rows'].values())} rows")
    store.write(lambda tx: _fill(tx, path, head, say))
    return sum(head["rows"].values())


def check(path: Path) -> dict[str, Any]:
    """Read a file to its end; returns its head."""
    lines, seen = _lines(path), Counter[str]()
    head = next(lines, None)
    if not isinstance(head, dict) or head.get("yinuo") != FORMAT or not isinstance(head.get("rows"), dict):
        raise DumpError(f"{path} is not a dump that this release can read.")
    for entry in lines:
        seen[entry[0]] += 1
    if seen != Counter({table: rows for table, rows in head["rows"].items() if rows}):
        raise DumpError(f"{path} does not hold the rows that its head names.")
    return head


def _lines(path: Path) -> Iterator[Any]:
    """The file's lines without its end, which must be that of these lines."""
    sum_of_all, ended = hashlib.sha256(), False
    try:
        with gzip.open(path, "rb") as packed:
            for data in packed:
                value = json.loads(data)
                if ended:
                    raise DumpError(f"{path} goes on behind its end.")
                if isinstance(value, dict) and "end" in value:
                    if value["end"] != sum_of_all.hexdigest():
                        raise DumpError(f"{path} was changed: its checksum is of something else.")
                    ended = True
                else:
                    sum_of_all.update(data)
                    yield value
    except (EOFError, OSError, zlib.error, ValueError) as error:
        if isinstance(error, FileNotFoundError):
            raise DumpError(f"{path} is not there.") from error
        raise DumpError(f"{path} is damaged or cut short ({type(error).__name__}).") from error
    if not ended:
        raise DumpError(f"{path} is cut short: its end is missing.")


def _fill(tx: Tx, path: Path, head: dict[str, Any], say: Say) -> None:
    revision = tx.revision()
    if head["revision"] != revision:
        raise DumpError(
            f"{path} is of revision {head['revision']}, the database of {revision}. Restore with the release that "
            "dumped it, then upgrade."
        )
    if full := [table for table in TABLES if tx.count(table)]:
        raise DumpError(f"The database is not empty ({', '.join(full)}). Restore into a new one, after `migrate`.")
    unknown = set(head["rows"]) - set(TABLES)
    if unknown:
        raise DumpError(f"{path} has tables that this release does not know: {', '.join(sorted(unknown))}.")
    lines, written = _lines(path), Counter[str]()
    next(lines)
    for table, row in lines:
        tx.put(table, _row(table, row))
        written[table] += 1
        if written[table] == head["rows"][table]:
            say(f"{table}: {written[table]} rows")
    tx.numbers_go_on()


def _row(table: str, row: dict[str, Any]) -> Row:
    if set(row) != columns_of(table):
        raise DumpError(f"a row of {table} has other columns than this release.")
    return {name: _value(table, name, value) for name, value in row.items()}
