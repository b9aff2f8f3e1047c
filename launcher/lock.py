"""Only one house a folder: a file lock that the kernel drops with the process, so that it can never be stale."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from types import TracebackType


class AlreadyRunning(Exception):
    """Another launcher holds the lock; `pid` is 0 when it has not yet written its own."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        super().__init__(f"pid {pid}")


class Lock:
    """Used with `with`; the file keeps the pid for the sentence that the second one prints."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: int | None = None

    def __enter__(self) -> Lock:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            text = os.read(file, 32).decode("ascii", "replace").strip()
            os.close(file)
            raise AlreadyRunning(int(text) if text.isdigit() else 0) from None
        os.ftruncate(file, 0)
        os.write(file, f"{os.getpid()}\n".encode())
        self._file = file
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            os.ftruncate(self._file, 0)
            os.close(self._file)
            self._file = None
