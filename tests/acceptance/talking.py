"""Waiting for real processes, and what every customer does, on whatever channel."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

WAIT_S = 20
T = TypeVar("T")


def until(ask: Callable[[], T | None], what: str, seconds: float = WAIT_S) -> T:
    """The first answer of `ask` that is something; real processes are waited for here and nowhere else."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = ask()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"waited {seconds} s in vain for {what}")


class Talking:
    """A customer: says something, and hears what is said to them. Each channel gives `heard` and `sends`."""

    # Whether the company's own words reach the customer; elsewhere they get approved forms with a few blanks.
    free_text = True
    # Where the vendor reaches them: an openid or a number.
    address = ""

    def names(self, promise: dict[str, Any]) -> str:
        """The owner of a promise, as this channel puts it."""
        return f"{promise['owner']}（{promise['title']}）将于"

    def heard(self) -> list[dict[str, Any]]:
        """What was said to the customer so far: `text`, and `promise` where one was told in it."""
        raise NotImplementedError

    def sends(self, text: str) -> None:
        """Send a message, without waiting for what comes of it."""
        raise NotImplementedError

    def says(self, text: str) -> dict[str, Any]:
        """Send a message; returns the last thing said in answer to it."""
        before = len(self.heard())
        self.sends(text)
        return self.hears_more_than(before)

    def asks_whether_it_is_solved(self, said: dict[str, Any]) -> bool:
        """Whether this is the question that comes before a case is closed."""
        return "回复「是」就结束" in said["text"]

    def says_that_it_is_over(self, said: dict[str, Any]) -> bool:
        """Whether this says that the case is closed."""
        return "结束" in said["text"]

    def hears_more_than(self, before: int) -> dict[str, Any]:
        """Wait for something new; returns the newest."""
        return until(lambda: self.heard()[before:], "an answer")[-1]

    def gets_a_promise(self, *texts: str, replies: tuple[str, ...] = ("不方便留", "没有")) -> dict[str, Any]:
        """Say these things, then answer at most two questions; returns the promise. A third question fails."""
        for text in texts:
            said = self.says(text)
        for reply in replies:
            if "promise" in said:
                break
            said = self.says(reply)
        assert "promise" in said, [m["text"] for m in self.heard()]
        return {**said["promise"], "text": said["text"]}
