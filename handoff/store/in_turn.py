"""One at a time, in the order in which they came. Python's own lock goes to whoever is quickest, which under a crowd of
writers can leave one waiting until its patience is over."""

from __future__ import annotations

import threading
from collections import deque


class InTurn:
    """A lock that is passed on to whoever has waited longest."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._taken = False

    def acquire(self, timeout: float) -> bool:
        """Wait for one's turn; False when it did not come in time."""
        with self._mutex:
            if not self._taken:
                self._taken = True
                return True
            gate = threading.Lock()
            gate.acquire()
            self._waiting.append(gate)
        if gate.acquire(timeout=timeout):
            return True
        with self._mutex:
            if gate not in self._waiting:
                return True  # it came at this very moment
            self._waiting.remove(gate)
            return False

    def release(self) -> None:
        """It is the next one's turn."""
        with self._mutex:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False
