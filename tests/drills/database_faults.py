"""What can befall a database: held by somebody else, on a full disk, no longer to be written."""

from __future__ import annotations

import os
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psutil

from tests.drills.house import Standing

DISK_BYTES = 24 * 1024 * 1024
# Room for a turn or two.
ROOM_BYTES = 64 * 1024
LIMIT_S = 30
_HOLD = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=30)
held.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.read()
"""


def database_of(house: Standing) -> Path:
    """The file of a house on SQLite."""
    return Path(house.environment["YINUO_DATABASE_URL"].removeprefix("sqlite:///"))


@contextmanager
def held(database: Path) -> Iterator[None]:
    """Another process has SQLite's only lock for writers."""
    holder = subprocess.Popen([sys.executable, "-c", _HOLD, str(database)], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE)  # fmt: skip
    assert holder.stdout and holder.stdin
    try:
        assert holder.stdout.readline() == b"held\n"
        yield
    finally:
        holder.stdin.close()
        holder.wait(LIMIT_S)
        holder.stdout.close()


class Disk:
    """A small file system of its own for a house, so that it can be filled. Where nobody may mount one, the parts'
    own limit on the size of files stands in: SQLite and the logs meet a failing write either way."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._image = folder.with_suffix(".img")
        with self._image.open("wb") as image:
            image.truncate(DISK_BYTES)
        self.mounted = _done("mkfs.ext4", "-q", "-m", "0", str(self._image)) and _done(
            "mount", "-o", "loop", str(self._image), str(folder)
        )

    def unmount(self) -> None:
        """When all who write on it have ended."""
        if self.mounted:
            assert _done("umount", str(self.folder)), "the small disk is still in use"

    @contextmanager
    def full(self, house: Standing) -> Iterator[str]:
        """A few more writes and not a byte is free, for the database and for the logs; gives how that is done.

        SQLite's log is emptied first: it goes round in the space that it has, and would not notice for long."""
        with closing(sqlite3.connect(database_of(house), timeout=LIMIT_S)) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        if not self.mounted:
            with _no_file_beyond(house, ROOM_BYTES):
                yield "a limit on the size of files"
            return
        ballast = self.folder / "ballast"
        with ballast.open("wb", buffering=0) as filling:
            for size in (65536, 512, 1):
                _pour(filling.fileno(), size)
            filling.truncate(filling.tell() - ROOM_BYTES)
        try:
            yield "a small disk, full"
        finally:
            ballast.unlink()


@contextmanager
def unwritable(house: Standing) -> Iterator[str]:
    """The database cannot be written any more, not even by those who have it open; gives how that is done."""
    database = database_of(house)
    # Not its index in shared memory: that is mapped, and whoever writes there would be killed by the kernel.
    files = [str(database), f"{database}-wal"]
    if _done("chattr", "+i", *files) and not os.access(database, os.W_OK):
        try:
            yield "files made immutable"
        finally:
            assert _done("chattr", "-i", *files)
        return
    _done("chattr", "-i", *files)
    with _no_file_beyond(house, 0):
        yield "a limit of nothing on the size of files"


@contextmanager
def _no_file_beyond(house: Standing, size: int) -> Iterator[None]:
    """Every write of the running parts beyond this size fails."""
    parts = [psutil.Process(part.process.pid) for part in house.parts.values()]
    before = [part.rlimit(resource.RLIMIT_FSIZE) for part in parts]
    for part, (_, hard) in zip(parts, before, strict=True):
        part.rlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        for part, limits in zip(parts, before, strict=True):
            part.rlimit(resource.RLIMIT_FSIZE, limits)


def _pour(file: int, size: int) -> None:
    try:
        while True:
            os.write(file, b"\0" * size)
    except OSError as full:
        assert full.errno == 28, full  # noqa: PLR2004 (ENOSPC)


def _done(*command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True, timeout=LIMIT_S).returncode == 0
    except OSError:
        return False
