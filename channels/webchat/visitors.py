"""How many conversations one visitor may begin: each can take a piece of a real person's day.

The count is kept in memory, by this process alone, for the minute that runs; it is meant to stop a script, not to count
people, and must never stop an office or a mobile network behind one address.
"""

from __future__ import annotations

from collections import Counter

from channels.origin import origin

MINUTE_S = 60
# A visitor on IPv6 has this much of it to themselves.
OWN_BITS = 64


class Visitors:
    """Sessions of guests by where they come from. `most` is for a minute, 0 for no limit; `proxies` is how many of the
    company's own proxies stand in front, each of which adds an address to `X-Forwarded-For`."""

    def __init__(self, most: int, proxies: int) -> None:
        self._most, self._proxies = most, proxies
        self._minute = -1
        self._opened: Counter[str] = Counter()

    def admit(self, peer: str, forwarded: str, now_s: float) -> bool:
        """Whether one more session may be opened at this time of a clock that never goes back."""
        whence = self._whence(peer, forwarded)
        if not self._most or whence is None:
            return True
        minute = int(now_s // MINUTE_S)
        if minute != self._minute:
            self._minute, self._opened = minute, Counter()
        self._opened[whence] += 1
        return self._opened[whence] <= self._most

    def _whence(self, peer: str, forwarded: str) -> str | None:
        """None where there is nobody to tell apart: addresses of this machine or an inner network are those of a proxy
        that nobody has told us of, and everybody would share one limit."""
        found = origin(peer, forwarded, self._proxies)
        if found is None or not found.is_global:
            return None
        return str(found) if found.version == 4 else str(int(found) >> OWN_BITS)
