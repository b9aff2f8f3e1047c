"""What a caller says is recorded over real processes: through a killed bot, not after they declined, and heard on the
desk by the people of that case alone."""

from __future__ import annotations

import asyncio
import io
import sqlite3
import wave
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.acceptance.running import Agent, Running, free_port
from tests.acceptance.talking import until
from tests.acceptance.voicing import SECRET, Phone, mobile

COMPLAINT = "洗衣机坏了半个月没人管，我要投诉"
FRAME = b"\x10\x20" * 160  # a fiftieth of a second


class Recording(Running):
    """A house that records; `streamed` are the addresses that nobody may find in its logs."""

    def __init__(self, folder: Path) -> None:
        port = free_port()
        super().__init__(
            folder, YINUO_VOICE_SECRET=SECRET, YINUO_VOICE_AUDIO_PORT=str(port),
            YINUO_VOICE_AUDIO_URL=f"ws://127.0.0.1:{port}/audio",
        )  # fmt: skip
        self.streamed: list[str] = []


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Recording]:
    """A house that records; no address of a recording stands in its logs."""
    made = Recording(tmp_path_factory.mktemp("recordings"))
    try:
        made.up()
        yield made
    finally:
        made.hang_up()
        made.down()
    logs = "".join(path.read_text(errors="replace") for path in made.folder.glob("*.log"))
    assert "Traceback" not in logs, logs[logs.index("Traceback") :][:3000]
    assert made.streamed
    for address in made.streamed:
        for private in (address, *address.rpartition("/")[2].split(".")):
            assert private not in logs, logs[max(0, logs.index(private) - 300) :][:800]


def rows(house: Recording, query: str, *values: Any) -> list[tuple[Any, ...]]:
    """What stands in the database."""
    with closing(sqlite3.connect(house.folder / "y.db", timeout=10)) as database:
        return list(database.execute(query, values))


def size(house: Recording, phone: Phone) -> int:
    """How many bytes of a call are kept."""
    query = "SELECT r.size FROM recordings r JOIN phone_calls c ON c.id = r.id WHERE c.vendor_id = ?"
    return sum(n for (n,) in rows(house, query, phone.call_sid))


async def stream(house: Recording, phone: Phone, seconds: int, hold: Any = None) -> int | None:
    """Send what the caller says; gives the code with which the bot closed, if it did."""
    assert phone.recording
    house.streamed.append(phone.recording)
    async with aiohttp.ClientSession() as client, client.ws_connect(phone.recording) as socket:
        await socket.send_json({"callSid": phone.call_sid, "sampleRate": 8000, "mixType": "mono"})
        for _ in range(seconds * 50):
            await socket.send_bytes(FRAME)
        if hold is not None:
            await asyncio.to_thread(hold)
        closing_it = asyncio.create_task(socket.receive())
        await asyncio.wait({closing_it}, timeout=0.1)
        return socket.close_code


def test_a_call_is_heard_on_its_case_though_the_bot_was_killed_in_the_middle_of_it(house: Recording) -> None:
    house.next_working_morning()
    phone = Phone(house, mobile())
    assert "通话会录音" in phone.ring()

    def die() -> None:
        until(lambda: size(house, phone) == 3 * 8000, "three seconds in the database")
        house.stop("bot", hard=True)

    asyncio.run(stream(house, phone, 3, die))
    house.start("bot", *house.bot_words())
    house.wait_for(house.bot + "/health/ready", "bot")
    phone.say(COMPLAINT)
    asyncio.run(stream(house, phone, 2))
    until(lambda: size(house, phone) == 5 * 8000, "five seconds in the database")
    phone.hang_up()
    ((call_id, case),) = until(
        lambda: rows(
            house,
            "SELECT c.id, m.case_id FROM phone_calls c JOIN messages m ON m.source = c.id"
            " WHERE c.vendor_id = ? AND m.case_id IS NOT NULL", phone.call_sid,
        ),
        "a case",
    )  # fmt: skip
    owner = house.people()[house.promises(case)[-1]["owner"]]
    desk, sound = Agent(house, owner["id"]), f"/cases/{case}/recordings/{call_id}.wav"
    page = desk.page(f"/cases/{case}").text
    assert f'src="{sound}"' in page
    assert "时长0:05" in page
    heard = desk.page(sound)
    assert heard.status_code == 200
    with wave.open(io.BytesIO(heard.content)) as played:
        assert played.getnframes() == 5 * 8000
    assert "收听来电录音" in desk.page(f"/cases/{case}").text
    people = house.people().values()
    stranger = next(p for p in people if p["role"] == "agent" and p["team"] != owner["team"])
    assert Agent(house, stranger["id"]).page(sound).status_code == 404
    assert house.client(house.desk).get(sound).status_code == 404
    assert "0 contradictions" in house.command("ledger", "verify")


def test_key_9_ends_the_recording_and_leaves_nothing_of_it(house: Recording) -> None:
    house.next_working_morning()
    phone = Phone(house, mobile())
    phone.ring()
    address = phone.recording

    def decline() -> None:
        until(lambda: size(house, phone) == 3 * 8000, "three seconds in the database")
        phone.keys("9")

    asyncio.run(stream(house, phone, 3, decline))
    assert phone.recording is None
    query = "SELECT p.id FROM recording_parts p JOIN phone_calls c ON c.id = p.recording_id WHERE c.vendor_id = ?"
    assert (size(house, phone), rows(house, query, phone.call_sid)) == (0, [])
    phone.recording = address  # an application that goes on all the same
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        asyncio.run(stream(house, phone, 1))
    assert refused.value.status == 409
    phone.say(COMPLAINT)
    phone.hang_up()


def test_a_recording_declined_in_one_breath_with_the_matter_ends_and_the_matter_gets_a_name_and_a_time(
    house: Recording,
) -> None:
    house.next_working_morning()
    phone = Phone(house, mobile())
    phone.ring()

    def decline() -> None:
        until(lambda: size(house, phone) == 3 * 8000, "three seconds in the database")
        said = phone.say(f"不要录音，{COMPLAINT}")
        assert "这次通话不录音" in said
        assert "将于" in said

    asyncio.run(stream(house, phone, 3, decline))
    assert phone.recording is None
    query = "SELECT p.id FROM recording_parts p JOIN phone_calls c ON c.id = p.recording_id WHERE c.vendor_id = ?"
    assert (size(house, phone), rows(house, query, phone.call_sid)) == (0, [])
    phone.hang_up()


def test_an_address_that_was_not_given_is_refused(house: Recording) -> None:
    phone = Phone(house, mobile())
    phone.ring()
    assert phone.recording
    phone.recording = phone.recording[:-1] + ("0" if phone.recording[-1] != "0" else "1")
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        asyncio.run(stream(house, phone, 1))
    assert refused.value.status == 403
    phone.hang_up()
