"""Says from the database alone whether every rule was kept. Nothing of the product is imported: shifts, holidays,
limits and the ledger's arithmetic are reckoned anew, so that nothing is wrong here as it may be there.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bench.simulation import judge_ledger, judge_times
from bench.simulation.judge_rota import ZONE, Companies
from bench.simulation.judge_rows import Row, Rows
from bench.simulation.judge_story import Step, Story

RULES = (
    "no_name_or_time", "two_open_callbacks", "slot_twice", "outside_shift", "limit_unalarmed", "breach_unseen",
    "change_untold", "contact_after_solved", "ledger",
)  # fmt: skip
# A customer's words are answered within this time: eight seconds until the keeper does so, and its next look.
ANSWERED = timedelta(seconds=10)
PROMISED = timedelta(minutes=30)
EXAMPLES = 5
_REPLACES = ("promise", "changed")
_UNDER_WAY = ("sent", "delivered", "sending", "waiting")
_ARRIVED = ("delivered", "sent", "unknown", "queued", "dropped")


@dataclass
class Verdict:
    """What was found."""

    violations: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=dict)
    promises: Counter[str] = field(default_factory=Counter)

    @property
    def kept_rate(self) -> float:
        """Of the promises whose time came, those that were kept, or for which somebody called in time."""
        held = self.promises["kept"] + self.promises["attempted"]
        return held / (held + self.promises["broken"]) if held + self.promises["broken"] else 1.0


def judge(url: str, key: str) -> Verdict:
    """Read all of it and judge it."""
    rows = Rows(url)
    story, companies = Story(rows), Companies(rows)
    end = max(row["at"] for row in rows["heartbeats"])
    found: dict[str, Iterable[str]] = {
        "no_name_or_time": no_name_or_time(story, end),
        "two_open_callbacks": two_open_callbacks(story, companies),
        "slot_twice": judge_times.slot_twice(story),
        "outside_shift": judge_times.outside_shift(story, companies),
        "limit_unalarmed": judge_times.limit_unalarmed(story, companies),
        "breach_unseen": judge_times.breach_unseen(story, companies, end),
        "change_untold": change_untold(story),
        "contact_after_solved": contact_after_solved(story),
        "ledger": judge_ledger.wrong(rows, key),
    }
    verdict = Verdict(promises=Counter(row["state"] for row in rows["promises"]))
    for rule in RULES:
        sentences = list(found[rule])
        verdict.violations[rule] = len(sentences)
        if sentences:
            verdict.examples[rule] = sentences[:EXAMPLES]
    return verdict


def no_name_or_time(story: Story, end: datetime) -> Iterator[str]:
    """Whoever says something is answered; has a case of which somebody by name has promised a time, in words that say
    both; and a case that is open has such a promise after each transaction."""
    yield from _unanswered(story.rows, end)
    yield from _unpromised(story, end)
    for row in story.promises.values():
        due = row["due_at"].astimezone(ZONE)
        parts = (row["owner_name"], f"{due.month}月{due.day}日", f"{due:%H:%M}")
        if not all(part and part in row["words"] for part in parts):
            yield f"promise {row['id']}: its words say no name, or no time"
    for case in story.steps:
        for step in story.settled(case):
            if step.state == "open" and not step.live:
                yield f"case {case}: open without a promise after event {step.event['n']}"


def _unanswered(rows: Rows, end: datetime) -> Iterator[str]:
    for message in rows["messages"]:
        if message["sender"] == "customer" and _waited(rows, message, end) > ANSWERED:
            yield f"message {message['id']} waited too long for an answer"


def _unpromised(story: Story, end: datetime) -> Iterator[str]:
    """Conversations of customers nobody has promised anything, half an hour after their first word."""
    promised = {row["case_id"] for row in story.promises.values()}
    named = {case["customer_id"] for case in story.rows["cases"] if case["id"] in promised}
    customers = {row["id"]: row["customer_id"] for row in story.rows["conversations"]}
    first = dict[str, datetime]()
    for message in story.rows["messages"]:
        if message["sender"] == "customer":
            first.setdefault(message["conversation_id"], message["at"])
    for conversation, at in first.items():
        if end - at > PROMISED and customers[conversation] not in named:
            yield f"conversation {conversation} has no name and no time"


def _waited(rows: Rows, message: Row, end: datetime) -> timedelta:
    """Without the stretches in which the database or the clock was away."""
    answered: datetime = message["closed_at"] or end
    waited = answered - message["at"]
    for gap in rows["simulated_gaps"]:
        shared = min(answered, gap["ended"]) - max(message["at"], gap["began"])
        waited -= max(shared, timedelta())
    return waited


def two_open_callbacks(story: Story, companies: Companies) -> Iterator[str]:
    """One call-back a case and organisation, after each event."""
    partner = {p["id"]: p["team"] for version in companies.versions for p in version.document["people"]}
    for case, steps in story.steps.items():
        for step in steps:
            bound = [story.promises.get(one["id"], one) for one in step.live]
            own = sum(one.get("kind") == "call_back" for one in bound)
            theirs = Counter(partner.get(one["owner_id"]) for one in bound if one.get("kind") == "partner_call")
            if own > 1 or any(times > 1 for times in theirs.values()):
                yield f"case {case}: two open call-backs after event {step.event['n']}"


def change_untold(story: Story) -> Iterator[str]:
    """Each promise is told in its own words in the transaction that makes it, each that ends as moved has one in its
    place that is told, and nothing is told as changed that did not change."""
    told = defaultdict(list)
    for message in story.rows["messages"]:
        if message["promise_id"] and message["sender"] == "bot":
            told[message["promise_id"]].append(message)
    for row in story.promises.values():
        words = [m for m in told[row["id"]] if m["kind"] in _REPLACES and row["words"] in m["text"]]
        if not any(m["at"] == row["made_at"] for m in words):
            yield f"promise {row['id']} was not told to the customer"
    kinds = {m["id"]: m for m in story.rows["messages"]}
    for case, steps in story.steps.items():
        for step in steps:
            said = [kinds[one] for one in step.messages if one in kinds]
            if any(m["kind"] == "changed" for m in said) and not step.promises:
                yield f"case {case}: told of a change that was none, event {step.event['n']}"
            if _moved(story, step) and not any(m["promise_id"] in _live(step) for m in said):
                yield f"case {case}: moved and not told, event {step.event['n']}"
    yield from _undelivered(story)


def _moved(story: Story, step: Step) -> bool:
    lives = [story.lives[one] for one in step.promises if one in story.lives]
    return any(life.row["state"] == "moved" and life.ended == step.event["id"] for life in lives)


def _live(step: Step) -> set[Any]:
    return {bound["id"] for bound in step.live}


def _undelivered(story: Story) -> Iterator[str]:
    """What could not be delivered on any way stands in an alarm."""
    alarmed = {alarm["case_id"] for alarm in story.rows["alarms"] if alarm["kind"] in ("undeliverable", "unread")}
    for message in story.rows["messages"]:
        must = message["kind"] in _REPLACES and message["sender"] == "bot" and message["source"] != "copy"
        if must and message["state"] not in _ARRIVED and message["case_id"] not in alarmed:
            yield f"message {message['id']}: a change did not arrive, and nobody knows"


def contact_after_solved(story: Story) -> Iterator[str]:
    """Once a customer has said that it is solved nothing binds anybody, nothing is said and nothing sent any more in
    that case, but for the words that close it."""
    solved = dict[str, Row]()
    for case, steps in story.steps.items():
        for step in steps:
            if case in solved and step.state == "closed" and step.messages:
                yield f"case {case}: something was said after it was solved, event {step.event['n']}"
            if step.event["kind"] == "solved":
                solved[case] = step.event
            elif step.state != "closed":
                solved.pop(case, None)
            if step.state == "closed" and step.live:
                yield f"case {case}: closed, and somebody is still bound, event {step.event['n']}"
    yield from _sent_after(story.rows, solved)


def _sent_after(rows: Rows, solved: dict[str, Row]) -> Iterator[str]:
    """Neither does anything still wait to go out, but for the words that close it."""
    about = [m for m in rows["messages"] if m["case_id"] in solved and m["kind"] != "closed"]
    messages = {m["id"]: m for m in about if m["sender"] != "customer"}
    yield from (f"message {m['id']} still waits though its case is solved" for m in messages.values() if _waits(m))
    for sent in rows["deliveries"]:
        message = messages.get(sent["message_id"])
        if message is None or sent["state"] not in _UNDER_WAY:
            continue
        if sent["at"] > solved[message["case_id"]]["at"] and not _clock_wrong(rows, sent["at"]):
            yield f"message {message['id']} was sent after its case was solved"


def _waits(message: Row) -> bool:
    return bool(message["state"] == "queued")


def _clock_wrong(rows: Rows, at: datetime) -> bool:
    """Whether this may be a time that the clock showed while it was wrong: for minutes after it was set forward."""
    until = {"clock forward": judge_times.WRONG_FOR}
    gaps = rows["simulated_gaps"]
    return any(gap["began"] <= at <= gap["ended"] + until.get(gap["why"], timedelta()) for gap in gaps)
