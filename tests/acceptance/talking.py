"""Waiting for real processes, and what every customer does, on whatever channel."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any, TypeVar

WAIT_S = 20
# In the customer's own tongue.
_WHEN = re.compile(r"\d+月\d+日（[周週][一二三四五六日]）\d\d:\d\d前|by [A-Z][a-z]+day, \d+ [A-Z][a-z]+, \d\d:\d\d")
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

    def names(self, promise: dict[str, Any], text: str) -> bool:
        """Whether the owner of a promise is named in this text, as this channel puts it."""
        owner, title = promise["owner"], promise["title"]
        forms = (f"{owner}（{title}）将于", f"{owner}（{title}）將於", f"{owner} ({title}) will")
        return any(form in text for form in forms)

    def is_told(self, promise: dict[str, Any], text: str) -> bool:
        """Whether name, title, day, minute and the case's number are in this text."""
        return self.names(promise, text) and bool(_WHEN.search(text)) and promise["case"] in text

    def asked_in(self, text: str) -> bool:
        """Whether this text asks for something."""
        return "？" in text

    def numbers_in(self, text: str, promise: dict[str, Any]) -> list[str]:
        """What could be dialled in a text that tells this promise."""
        return re.findall(r"\d{7,}", text.replace(promise["case"], ""))

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

    def has_no_more_wishes(self) -> None:
        """End everything that is open."""
        self.sends("已经解决了，不用再联系我")

    def hears_more_than(self, before: int) -> dict[str, Any]:
        """Wait for something new; returns the newest."""
        return until(lambda: self.heard()[before:], "an answer")[-1]

    def hears_one(self, before: int, is_it: Callable[[dict[str, Any]], bool], what: str) -> dict[str, Any]:
        """Wait for news of a kind: other news, as of somebody who could not take over the chat, may come in between."""
        self.hears_more_than(before)
        return until(lambda: [one for one in self.heard()[before:] if is_it(one)], what)[-1]

    def hears_of(self, owner: str, before: int) -> dict[str, Any]:
        """Wait for news in which somebody of this name is promised."""
        return self.hears_one(before, lambda one: one.get("promise", {}).get("owner") == owner, f"news of {owner}")

    def hears_the_question(self, before: int) -> dict[str, Any]:
        """Wait for the one that comes before a case is closed."""
        return self.hears_one(before, self.asks_whether_it_is_solved, "the question")

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
