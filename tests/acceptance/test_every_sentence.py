"""Whatever a customer says of one of the four services, and however it is misheard: a name and a time come of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from nlu.evaluate import texts
from nlu.evaluate.texts import Sentence
from nlu.meant import SERVICES
from tests.acceptance.prepared import ROOT
from tests.acceptance.running import Customer, Running

OWN = ROOT / "tests/nlu/own"
REAL = Path(os.environ.get("YINUO_REAL_TEXT", ROOT / "../shared/real_text"))
FILES = [*sorted(OWN.glob("*.tsv")), *sorted(REAL.glob("intents*.tsv"))]
# More at once would only ask the bot more often whether it has answered yet; more a morning fill the few calendars
# of head office, and then others step in for it.
AT_ONCE, A_MORNING = 8, 24
AT_HEAD_OFFICE = 0.95
Served = list[tuple[Sentence, Any]]


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A bot and its database: nobody else is needed for a promise."""
    house = Running(tmp_path_factory.mktemp("every"))
    try:
        house.prepare()
        house.start("bot", *house.bot_words())
        house.wait_for(house.bot + "/health/ready", "bot")
        yield house
    finally:
        house.hang_up()
        house.down()


@pytest.fixture(scope="module")
def served(alone: Running) -> Callable[[Path], Served]:
    """Each sentence of a file that is about a service, and how its customer ended; a file is served once."""
    known: dict[Path, Served] = {}

    def of(path: Path) -> Served:
        if path not in known:
            rows = [row for row in texts.sentences(path) if row.intent in SERVICES]
            known[path] = list(zip(rows, _ends(alone, [row.text for row in rows]), strict=True))
        return known[path]

    return of


def _ends(house: Running, said: list[str]) -> Iterator[Any]:
    with ThreadPoolExecutor(AT_ONCE) as customers:
        for start in range(0, len(said), A_MORNING):
            house.next_working_morning()
            yield from customers.map(lambda text: _end(house, text), said[start : start + A_MORNING])
            house.hang_up()


def _end(house: Running, text: str) -> dict[str, Any] | AssertionError:
    """The promise of somebody who says this and then gives nothing that they are asked for."""
    try:
        return Customer(house).gets_a_promise(text)
    except AssertionError as wrong:
        return wrong


@pytest.mark.timeout(300)
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_sentence_of_the_four_services_ends_with_a_name_and_a_time(
    served: Callable[[Path], Served], path: Path
) -> None:
    """A sentence may be a real customer's: only the number of its row is shown."""
    ends = [end for _, end in served(path)]
    assert [place for place, end in enumerate(ends) if isinstance(end, AssertionError)] == []
    assert {end["made_by"] for end in ends} == {"dialogue"}
    assert [
        end["case"] for end in ends if not all(end[told] in end["text"] for told in ("owner", "title", "case"))
    ] == []


@pytest.mark.timeout(300)
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_whoever_asks_for_head_office_is_promised_somebody_there(
    alone: Running, served: Callable[[Path], Served], path: Path
) -> None:
    people = alone.people()
    ends = [end for row, end in served(path) if row.intent == "hq_contact"]
    there = [isinstance(end, dict) and "hq_contact" in people[end["owner"]]["intents"] for end in ends]
    assert there.count(True) >= AT_HEAD_OFFICE * len(ends), [n for n, good in enumerate(there) if not good]
