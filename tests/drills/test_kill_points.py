"""kill -9 at every step of a turn, at the first, second and third turn of a conversation, with others in flight."""

from __future__ import annotations

import random

import pytest

from tests.drills.conftest import Build, Lively
from tests.drills.killing import BOT, DATABASES, IN_FLIGHT, ON_BOTH, counted, strike
from tests.drills.points import POINTS, hits
from tests.drills.record import Record, often
from tests.drills.steadfast import Steadfast

GROUP = "kill"
IN_THE_ORDINARY_WAY = "kill -9 of the bot with messages unanswered, started again in the ordinary way"
MENDED_BY = {
    "received": "nothing is acknowledged that is not written down, and the widget sends again what was not",
    "journaled": "an id is written down once; after the start its message is found and answered",
    "promise_committed": "promise, answer and end of the turn are one transaction, so the turn is not taken again",
    "turn_closed": "what was said is read from the database, not from the process that said it",
    "answer_sent": "an answer stays in the outbox; reading it again is reading the same row",
}
OTHERWISE = "the turn is still open in the journal; a restarted bot takes back its lease and answers it once"


def fault_at(point: str) -> str:
    """How the page calls it."""
    return f"kill -9 of the bot at the step {point}"


@pytest.mark.timeout(900)
@pytest.mark.parametrize("point", POINTS["bot"])
def test_a_bot_killed_at_any_step_of_a_turn_loses_and_doubles_nothing(lively: Lively, point: str) -> None:
    record = Record(GROUP, fault_at(point), mended_by=MENDED_BY.get(point, OTHERWISE))
    record.note = f"at a question, a promise and a change of time, {IN_FLIGHT} customers in flight{ON_BOTH}"
    dice = random.Random(point)
    for database, times in DATABASES.items():
        one = lively(database)
        crowd: list[Steadfast] = []
        for number in range(times):
            stage = (number + (times < 3)) % 3  # of two, one at a promise and one at a change of time
            crowd += strike(one, point, stage, dice.randint(1, IN_FLIGHT))
            record.times += 1
        counted(one, crowd, record)
        for place in POINTS["bot"][point]:
            assert hits(one.points)[point, place.where] > 0, f"{point} at {place.where} was never reached"
    record.keep()
    assert record.clean, record
    assert record.messages == 3 * IN_FLIGHT * record.times


@pytest.mark.timeout(300)
def test_a_bot_that_starts_as_it_always_does_answers_what_the_dead_one_left(build: Build) -> None:
    """Killed with a message written down and not answered: how long the customer waits, restart included."""
    record = Record(GROUP, IN_THE_ORDINARY_WAY)
    record.mended_by = f"{MENDED_BY['journaled']}; the keeper hands over what waits too long meanwhile"
    one = build()
    one.start_keeper()
    one.start_bot(changes=BOT)
    crowd: list[Steadfast] = []
    for number in range(often(1, 5)):
        victims = strike(one, "understood", 1, 1 + number % IN_FLIGHT)
        # Of the others some had their answer before the blow.
        record.waited_s.append(max(max(victim.waits) for victim in victims))
        record.times += 1
        crowd += victims
    counted(one, crowd, record).keep()
    assert record.clean, record


def test_a_point_that_is_not_in_the_product_any_more_fails_its_drill(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.drills import points

    with pytest.raises(LookupError):
        points.arm(points.Path("/nowhere"), "dreamt", 1)
    monkeypatch.setenv(points.FOLDER, "/nowhere")
    monkeypatch.setitem(points.POINTS, "moved", {"gone": (points.Place("handoff.journal:Journal.gone", "after"),)})
    with pytest.raises(AttributeError):
        points.install("moved")
