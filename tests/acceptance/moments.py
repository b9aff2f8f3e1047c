"""Which moment is tested on which channel, and the page docs/moments.md that says so.

A test of a moment is named after it (`test_a5_never_asked_twice`) and parametrised by `channel`; without that it is one
of web chat. The page has a row for each moment that there is, so what is not tested yet shows as an empty cell.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

PAGE = Path(__file__).parents[2] / "docs/moments.md"
CHANNELS = {
    "webchat": "Web chat",
    "wechat": "WeChat",
    "wecom": "WeCom",
    "sms": "SMS, mainland",
    "twilio": "SMS, abroad",
    "voice": "Phone",
}
BY_POST = ("wechat", "wecom", "sms", "twilio")
EVERYWHERE = ("webchat", *BY_POST, "voice")
MOMENTS = {
    "A1": "Every conversation ends with a name and an exact time",
    "A2": "A complaint is understood at any turn, in free words",
    "A3": "The case travels; the first owner stays accountable",
    "A4": "A complaint about a person never reaches that person",
    "A5": "Nothing that is known is asked again",
    "A6": "No case goes round in a circle",
    "A7": "Head office is a named person who calls",
    "A8": "What an agent promises is a promise, in the same words",
    "A9": "Only a supervisor withdraws a promise, with a reason",
    "A10": "A threat is severity, not abuse",
    "A11": "Consequential cost is a field that the owner must answer",
    "D1": "Every promise has an owner on shift at its time",
    "D2": "An action promised needs evidence at its time",
    "D3": "Messages on any channel reach the same case",
    "D4": "The time given is one that will be met",
    "D5": "Holidays are part of every time computed",
    "D6": "Repair status from the company's records",
    "D7": "Words that blame, compare or boast never leave",
    "D8": "A repeat contact is tied to the earlier case",
    "D9": "Known worries get the one sentence that helps",
    "H1": "A partner's named person joins the case",
    "H2": "Every channel always answers",
    "H3": "Waiting and repeats raise priority by themselves",
    "H4": "Only the customer's word closes a case",
    "H5": "“Solved” closes the case and every promise",
    "H6": "No contact after “solved”",
    "H7": "A known fix is offered once, beside the hand-off",
    "L1": "Nobody asks for a score",
    "L2": "Silence is data",
    "L3": "Do-not-contact is respected everywhere",
    "L4": "Managers read the customers' own words",
    "L5": "An abandoned conversation is a case",
    "L6": "Each closed case carries its cause",
    "T1": "A product question finds who knows",
    "T2": "Sorry, then thanks, then what happens now",
    "T3": "The company's own fault is said plainly",
    "T4": "Remedies may be named; the owner decides by a time",
    "T5": "All channels of one customer are one case",
    "T6": "One follow-up at a promised time",
    "T7": "What suits next, to a content customer only",
}
# Where a moment cannot happen, and why.
CANNOT: Mapping[tuple[str, str], str] = {
    ("T2", "sms"): "an approved template has room for a name, a time and a case number, and none for how it is said",
}
# What a test can show on a channel only in part.
IN_PART: Mapping[tuple[str, str], str] = {
    ("T5", "wechat"): "once the number is confirmed; WeChat itself has no door yet at which the customer could do that",
    ("T5", "wecom"): "once the number is confirmed; WeChat itself has no door yet at which the customer could do that",
    (
        "A8",
        "sms",
    ): "name, time and case number in the template; what was promised is read in the web chat or heard on the phone",
    ("A11", "sms"): "the answer about the cost waits in the web chat, to which the template's code leads",
    ("A11", "voice"): "the answer comes when the call is over: a text message with a code leads to it in the web chat",
    ("H4", "voice"): "whether it is solved is asked by text message; the answer may be spoken in the next call",
}
_NAME = re.compile(r"test_([adhlt]\d+)_")

Found = dict[tuple[str, str], set[str]]


def moment_of(test: str) -> str | None:
    """The moment that a test's name begins with."""
    found = _NAME.match(test)
    return found.group(1).upper() if found and found.group(1).upper() in MOMENTS else None


def everywhere(*, only: Sequence[str] = tuple(CHANNELS)) -> pytest.MarkDecorator:
    """The test runs on each channel there is, or each of these."""
    return pytest.mark.parametrize("channel", [channel for channel in EVERYWHERE if channel in only])


def spoken(*variants: str, but: Sequence[str] = (), elsewhere: int = 2) -> pytest.MarkDecorator:
    """The test runs with all these `words` in web chat, and with some of them on each other channel."""
    rows: list[Any] = [pytest.param("webchat", words, id=f"webchat-{n}") for n, words in enumerate(variants)]
    for place, channel in enumerate(channel for channel in EVERYWHERE[1:] if channel not in but):
        chosen = {(place * elsewhere + n) % len(variants) for n in range(elsewhere)}
        rows += [pytest.param(channel, variants[n], id=f"{channel}-{n}") for n in sorted(chosen)]
    return pytest.mark.parametrize(("channel", "words"), rows)


def cell_of(name: str, parameters: Mapping[str, Any]) -> tuple[str, str] | None:
    """Moment and channel of a test; None where it is of no moment."""
    moment = moment_of(name)
    return (moment, str(parameters.get("channel", "webchat"))) if moment else None


def page(cells: Mapping[tuple[str, str], Iterable[str]]) -> str:
    """The page, from the outcomes of every test by moment and channel."""
    lines = [_HEAD, "| | Moment | " + " | ".join(CHANNELS.values()) + " |\n",
             "| --- | --- |" + " --- |" * len(CHANNELS) + "\n"]  # fmt: skip
    notes: dict[str, int] = {}
    for moment, words in MOMENTS.items():
        shown = [_cell(moment, channel, set(cells.get((moment, channel), ())), notes) for channel in CHANNELS]
        lines.append(f"| {moment} | {words} | " + " | ".join(shown) + " |\n")
    if notes:
        lines.append("\n" + "".join(f"{number}. {note}\n" for note, number in notes.items()))
    return re.sub(r" +\|", " |", "".join(lines))


def _cell(moment: str, channel: str, outcomes: set[str], notes: dict[str, int]) -> str:
    if outcomes - {"passed"}:
        return "**fails**"
    note = (IN_PART if outcomes else CANNOT).get((moment, channel), "")
    mark = "✓" if outcomes else "—" if note else ""
    return f"{mark} <sup>{notes.setdefault(note, len(notes) + 1)}</sup>" if note else mark


def gather(tests: Iterable[tuple[str, Mapping[str, Any], str]]) -> Found:
    """Outcomes by moment and channel, of tests as (name, parameters, outcome)."""
    found: Found = defaultdict(set)
    for name, parameters, outcome in tests:
        cell = cell_of(name, parameters)
        if cell:
            found[cell].add(outcome)
    return found


def read(test: str) -> tuple[str, dict[str, str]]:
    """Name and channel of a test, from its id as pytest shows it: `...::test_a5_never_asked_twice[wechat-0]`."""
    name, _, shown = test.rpartition("::")[2].partition("[")
    channel = next((part for part in re.split(r"[-\]]", shown) if part in CHANNELS), "")
    return name, {"channel": channel} if channel else {}


_HEAD = """# The moments

Each row is a point where a company once lost a customer, and what this system does at that point. ✓: there is a test of
it on that channel, through the channel's own door and the vendor's own format, and it passes. —: it cannot happen
there. Empty: it may happen there, and no test shows yet that it is dealt with.

`make moments` runs the tests and writes this page; a test compares it with the tests that there are.

"""
