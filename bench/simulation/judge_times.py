"""The rules about times: inside a shift, a slot once, limits and windows that give way only with an alarm, broken
promises marked within a second and passed on by name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from bench.simulation.judge_rota import ZONE, Companies, Company
from bench.simulation.judge_rows import Row, Rows
from bench.simulation.judge_story import LIVE, Life, Story

SECOND = timedelta(seconds=1)
# A clock that was set forward goes on for as long until it is set back.
WRONG_FOR = timedelta(minutes=7)
CALL_LIMIT = timedelta(hours=1)
# How a promise ends in time that nobody need keep any more.
LIFTED = ("moved", "cancelled")
# The customer's word, after which nobody is to call them.
ENOUGH = ("solved", "left_alone")
Span = tuple[datetime, datetime]
_WISH = re.compile(r"[〔|](want|not)=([^~|〕]+)~([^|〕]+)")


def outside_shift(story: Story, companies: Companies) -> Iterator[str]:
    """A promise lies inside its owner's duty as it stood when it was made; and when the rota changes under it, somebody
    else has it within two seconds."""
    for life in story.lives.values():
        row = life.row
        if "shift" in row["gave_way"]:
            continue
        rota = companies.at(row["made_at"])
        if not rota.covers(row["owner_id"], row["slot_start"] if life.is_call else None, row["due_at"]):
            yield f"promise {row['id']} was made outside its owner's shift"
    yield from _changed_under(story, companies)


def _changed_under(story: Story, companies: Companies) -> Iterator[str]:
    for version in companies.versions[1:]:
        seen = _visible(story.rows, version.since) + 2 * SECOND
        for life in story.lives.values():
            row = life.row
            if row["made_at"] > version.since or row["due_at"] <= seen or (row["ended_at"] or seen) < seen:
                continue
            calling = any(state == "calling" and at <= version.since for at, state in life.states)
            starts = row["slot_start"] if life.is_call else None
            if calling or "shift" in row["gave_way"] or version.covers(row["owner_id"], starts, row["due_at"]):
                continue
            if row["ended_at"] is None or row["ended_at"] > seen:
                yield f"promise {row['id']} stayed with somebody whom the rota of {version.since} takes away"


def slot_twice(story: Story) -> Iterator[str]:
    """Nobody has two calls at one time: both alive between the events that made and ended them."""
    taken: dict[str, list[Life]] = defaultdict(list)
    for life in story.lives.values():
        if life.row["slot_start"] is not None:
            taken[life.row["owner_id"]].append(life)
    for lives in taken.values():
        lives.sort(key=lambda life: life.row["slot_start"])
        for n, one in enumerate(lives):
            for other in lives[n + 1 :]:
                if other.row["slot_start"] >= one.row["due_at"]:
                    break
                if max(one.made, other.made) < min(one.ended, other.ended):
                    yield f"promises {one.row['id']} and {other.row['id']} have one slot"


def limit_unalarmed(story: Story, companies: Companies) -> Iterator[str]:
    """Whatever gives way has its alarm in the same instant; and the limit or the customer's time never gives way
    without being named."""
    alarms = {(alarm["kind"], alarm["case_id"], alarm["at"]) for alarm in story.rows["alarms"]}
    wishes = _Wishes(story)
    for life in story.lives.values():
        row = life.row
        for rule in row["gave_way"]:
            if (f"{rule}_gave_way", row["case_id"], row["made_at"]) not in alarms:
                yield f"promise {row['id']}: {rule} gave way and nobody was alarmed"
        previous = story.promises.get(row["previous_id"] or "")
        if not life.is_call or (previous and previous["due_at"] == row["due_at"]):
            continue  # a colleague takes over the very time that the customer has
        company = companies.at(row["made_at"])
        heard = [wishes.of(life, by) for by in _heard_by(story.rows, row["made_at"])]
        if "window" not in row["gave_way"] and not any(_suits(row, *one) for one in heard):
            yield f"promise {row['id']} is not at the customer's time, and does not say so"
        if "limit" not in row["gave_way"] and all(
            row["due_at"] > _latest(life, previous, company, wanted) for wanted, _ in heard
        ):
            yield f"promise {row['id']} is beyond the limit, and does not say so"


def _heard_by(rows: Rows, made_at: datetime) -> list[datetime]:
    """Until when a word counts as heard before a promise. A clock that was set back does not tell which was first: then
    either reading will do."""
    set_back = _visible(rows, made_at)
    return [made_at, set_back + WRONG_FOR] if set_back > made_at else [made_at]


def _latest(life: Life, previous: Row | None, company: Company, wanted: list[Span]) -> datetime:
    """The limit runs from when it was made, or from the opening of the customer's window that holds it. What follows a
    broken promise has a limit of its own; not where a partner's broke, and the owner calls as ever."""
    row = life.row
    opens = [a for a, b in wanted if a <= row["slot_start"] and row["due_at"] <= b]
    broken = life.event.get("kind") == "broken" and (previous or {}).get("kind") != "partner_call"
    hours = company.limit(str(life.case.get("intent")), str(life.case.get("severity")), broken)
    return company.after(max([row["made_at"], *opens]), hours)


def _suits(row: Row, wanted: list[Span], barred: list[Span]) -> bool:
    starts, due = row["slot_start"], row["due_at"]
    inside = not wanted or any(a <= starts and due <= b for a, b in wanted)
    return inside and not any(a < due and starts < b for a, b in barred)


class _Said(NamedTuple):
    """One wish: the event that made it part of the case, when it was answered, what kind it is, and of when."""

    attached: int
    answered: datetime
    kind: str
    starts: datetime
    ends: datetime


class _Wishes:
    """What the customer has said of times, by the marks in their own words: the newest word of a case holds, and
    lifts what was refused only where nothing else is left of it."""

    def __init__(self, story: Story) -> None:
        self._said: dict[str, list[_Said]] = defaultdict(list)
        for message in sorted(story.rows["messages"], key=lambda m: m["id"]):
            # Whoever answered for a bot that was dead has kept the words, and does not claim to have understood them.
            understood = message["closed_by"] == "dialogue" and message["case_id"]
            found = _WISH.search(message["text"]) if understood else None
            if found and message["id"] in story.attached:
                span = [datetime.fromisoformat(part).astimezone(ZONE) for part in found.groups()[1:]]
                said = _Said(story.attached[message["id"]], message["closed_at"], found[1], span[0], span[1])
                self._said[message["case_id"]].append(said)

    def of(self, life: Life, by: datetime) -> tuple[list[Span], list[Span]]:
        """Stretches wanted and excluded when a promise was made, without those that had passed; what was kept with it
        counts where it was answered `by` then."""
        wanted: list[Span] = []
        barred: list[Span] = []
        for attached, answered, kind, starts, ends in self._said[life.row["case_id"]]:
            # One that came meanwhile is kept with the answer to the message before it, and heard in its own.
            if attached > life.made or (attached == life.made and answered > by):
                continue
            if kind == "want":
                wanted = _without((starts, ends), barred) or [(starts, ends)]
                barred = [one for one in barred if not any(_overlap(one, other) for other in wanted)]
            else:
                wanted = [part for one in wanted for part in _without(one, [(starts, ends)])]
                barred.append((starts, ends))
        now = life.row["made_at"]
        return [one for one in wanted if one[1] > now], [one for one in barred if one[1] > now]


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _without(whole: Span, others: list[Span]) -> list[Span]:
    """What is left of a stretch."""
    left = [whole]
    for starts, ends in others:
        pieces = [piece for a, b in left for piece in ((a, min(b, starts)), (max(a, ends), b))]
        left = list(dict.fromkeys(piece for piece in pieces if piece[0] < piece[1]))
    return left


def breach_unseen(story: Story, companies: Companies, end: datetime) -> Iterator[str]:
    """Past its time a promise is marked broken within a second, and somebody by name has it in that instant."""
    for life in story.lives.values():
        row = life.row
        due = _time_of(life)
        seen = [due, *_ends(story.rows, due)]
        if row["state"] in LIVE and seen[-1] + SECOND < end:
            yield f"promise {row['id']} was due at {row['due_at']} and nobody has seen it"
        if row["state"] in LIFTED and row["ended_at"] > due and life.was_open:
            yield f"promise {row['id']} was {row['state']} {row['ended_at'] - due} after its time"
        if row["state"] != "broken":
            continue
        if not any(timedelta() <= row["ended_at"] - at <= SECOND for at in seen):
            yield f"promise {row['id']} was marked broken {row['ended_at'] - seen[-1]} after its time"
        if not _passed_on(story, life, companies):
            yield f"promise {row['id']} broke and was not passed on by name"


def _time_of(life: Life) -> datetime:
    """Its time; for a call that still lasted then, an hour after it began, or when it was stopped."""
    due: datetime = life.row["due_at"]
    until = [(at, state) for at, state in life.states if state in LIVE]
    if until and until[-1][1] == "calling":
        return max(due, until[-1][0] + CALL_LIMIT)
    return max(due, until[-1][0]) if len(until) > 1 else due


def _ends(rows: Rows, instant: datetime) -> list[datetime]:
    """The ends of all stretches without a database or clock in which an instant lies, or the end of one before."""
    reached = [instant]
    for at in reached:
        within = (gap["ended"] for gap in rows["simulated_gaps"] if gap["began"] - SECOND <= at < gap["ended"])
        reached += [ended for ended in within if ended not in reached]
    return sorted(reached[1:])


def _visible(rows: Rows, instant: datetime) -> datetime:
    """The instant, or the last of those ends."""
    return [instant, *_ends(rows, instant)][-1]


def _passed_on(story: Story, life: Life, companies: Companies) -> bool:
    """The same event leaves the case with a live call; of somebody else, unless nobody else is left above. Where it
    ends the case by the customer's word, nobody is to call; the supervisor is told all the same."""
    case, at = life.row["case_id"], life.row["ended_at"]
    told = any(alarm["kind"] == "broken" and alarm["at"] == at for alarm in _alarms(story, case))
    step = next((s for s in story.steps[case] if s.event["id"] == life.ended), None)
    if step is None:
        return False
    if step.state == "closed" and step.event["kind"] in ENOUGH:
        return told
    calls = [
        story.promises[bound["id"]]
        for bound in step.live
        if bound["id"] in story.promises and bound.get("kind", "call_back") == "call_back"
    ]
    outside = companies.at(at).document["outside_fallback"]
    named = [call for call in calls if call["owner_name"] and _to_come(story.lives[call["id"]], at)]
    return told and any(call["owner_id"] != life.row["owner_id"] or call["owner_id"] == outside for call in named)


def _to_come(life: Life, at: datetime) -> bool:
    """Whether the customer is still to be called then, or is being called at this moment."""
    states = [state for since, state in life.states if since <= at]
    return bool(life.row["due_at"] > at or states[-1:] == ["calling"])


def _alarms(story: Story, case: str) -> list[Row]:
    if not story.alarms:
        for alarm in story.rows["alarms"]:
            story.alarms[alarm["case_id"]].append(alarm)
    return story.alarms[case]
