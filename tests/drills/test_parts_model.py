"""The model's file missing, damaged, of another version, or exchanged: the doors open, and everybody is promised."""

from __future__ import annotations

import json
import shutil
import tarfile
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.acceptance.forked import Zygote
from tests.acceptance.running import until
from tests.drills.audit import alarms, count
from tests.drills.broken_actions import complaint
from tests.drills.conftest import Build
from tests.drills.house import Standing
from tests.drills.parts_house import WELL
from tests.drills.record import Record, often, shown
from tests.drills.steadfast import Steadfast

GROUP = "parts"
FAULT = "the model is missing, damaged, foreign or exchanged"
AT_ONCE_S = 3.0


def health(house: Standing) -> tuple[int, dict[str, Any]]:
    """What the bot's door says, (0, nothing) before it is open."""
    try:
        answer = httpx.get(f"{house.bot}/health/ready", timeout=10)
    except httpx.TransportError:
        return 0, {}
    return answer.status_code, answer.json()


def says_why(house: Standing, words: str) -> None:
    """Wait until the door says 503 for this reason."""

    def said() -> bool:
        status, body = health(house)
        return status == 503 and words in body["model"]["error"] and "by itself" in body["model"]["then"]

    until(said, f"503 with {words!r}", 60)


def complain(house: Standing, made_by: str) -> Steadfast:
    """Somebody complains and is promised at once."""
    one = Steadfast(house)
    one.says(complaint(WELL))
    assert [promise["made_by"] for promise in one.promises()] == [made_by]
    return one


def broken_off(good: Path, bad: Path) -> str:
    bad.write_bytes(good.read_bytes()[: good.stat().st_size // 2])
    return "EOFError"


def wrong_bytes(good: Path, bad: Path) -> str:
    bad.write_bytes(b"<html>404</html>" * 1000)
    return "ReadError"


def empty(good: Path, bad: Path) -> str:
    bad.write_bytes(b"")
    return "ReadError"


def foreign(good: Path, bad: Path) -> str:
    """A model that another version of Rasa has made."""
    inside = bad.parent / "foreign"
    with tarfile.open(good) as archive:
        archive.extractall(inside, filter="data")
    metadata = inside / "metadata.json"
    told = json.loads(metadata.read_text(encoding="utf-8"))
    metadata.write_text(json.dumps({**told, "rasa_open_source_version": "2.0.0"}), encoding="utf-8")
    with tarfile.open(bad, "w:gz") as archive:
        for path in sorted(inside.iterdir()):
            archive.add(path, path.name)
    shutil.rmtree(inside)
    return "UnsupportedModelVersionError"


SPOILED = (broken_off, wrong_bytes, empty, foreign)


def put(house: Standing, spoil: Any, good: Path) -> str:
    """Exchange the model's file, in one step as `make train` does."""
    fresh = house.folder / "fresh"
    reason = spoil(good, fresh)
    fresh.replace(house.model)
    return str(reason or "")


@pytest.mark.timeout(300)
def test_without_a_usable_model_everybody_has_a_name_and_a_time_and_a_good_one_is_taken_up(
    build: Build, zygote: Zygote
) -> None:
    house = build()
    house.zygote = zygote
    good, house.model = house.model, house.folder / "m.tar.gz"
    record = Record(GROUP, FAULT, mended_by="the bot opens without a model; the dead man promises; it loads a good one")
    house.start_keeper()
    crowd: list[Steadfast] = []
    for _ in range(often(1, 3)):
        house.model.unlink(missing_ok=True)
        house.start_bot(wait=False)
        says_why(house, "m.tar.gz is not there")
        crowd.append(complain(house, "dead_man"))
        for spoil in SPOILED:
            says_why(house, put(house, spoil, good))
            crowd.append(complain(house, "dead_man"))
        assert alarms(house, "dead_man_turn") == record.times + len(SPOILED) + 1
        record.times += len(SPOILED) + 1
        record.waited_s += [one.waits[0] for one in crowd[-len(SPOILED) - 1 :]]
        began = time.monotonic()
        put(house, shutil.copy, good)
        house.wait_for(f"{house.bot}/health/ready", "bot")
        record.note = f"a good model was taken up after {time.monotonic() - began:.0f} s, without a restart"
        crowd.append(complain(house, "dialogue"))
        put(house, broken_off, good)  # under a running bot: it goes on with what it has
        crowd.append(complain(house, "dialogue"))
        house.kill("bot")
        house.start_bot(wait=False)
        says_why(house, "EOFError")
        crowd.append(complain(house, "dead_man"))
        record.times += 1
        house.kill("bot")
    house.start_bot(wait=False)
    says_why(house, "EOFError")
    count(house, [one.sent for one in crowd], record)
    record.keep()
    assert max(record.waited_s) < AT_ONCE_S
    assert record.clean, record


@pytest.mark.counter
def test_stock_rasa_ends_where_there_is_no_model(build: Build, zygote: Zygote) -> None:
    house = build()
    house.zygote = zygote
    house.model = house.folder / "models"
    house.model.mkdir()
    house.part("bot", "rasa", *house.bot_words()[1:])
    house.parts["bot"].process.wait(60)
    assert "No model found" in house.parts["bot"].log.read_text()
    assert health(house)[0] == 0
    shown(GROUP, FAULT, "without our own start: the process ended, and no message could be sent at all")
