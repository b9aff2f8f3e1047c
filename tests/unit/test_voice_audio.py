"""The audio door, asked by a real websocket client: who gets in, what is kept, and what nobody reads in a log."""

from __future__ import annotations

import asyncio
import audioop
import base64
import json
import logging
import socket
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType, WSServerHandshakeError

from channels.threads import Threads
from channels.voice import audio, tape
from channels.voice.audio import Audio
from handoff.settings import Settings
from handoff.store import Unavailable

CALL = "0f3a9c52d1e84b7766aa01bc"
LIMIT_S = 10.0
# Shapes as their vendors show them.
JAMBONZ = {"callSid": "b9e1", "direction": "inbound", "from": "+8613800138000", "sampleRate": 8000, "mixType": "mono"}
CONNECTED = {"event": "connected", "protocol": "Call", "version": "1.0.0"}
FORMAT = {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1}
START = {"event": "start", "sequenceNumber": "1", "streamSid": "MZ1",
         "start": {"streamSid": "MZ1", "callSid": "CA1", "tracks": ["inbound"], "mediaFormat": FORMAT}}  # fmt: skip
STOP = {"event": "stop", "sequenceNumber": "5", "streamSid": "MZ1", "stop": {"callSid": "CA1"}}


def media(payload: bytes, track: str = "inbound") -> dict[str, Any]:
    coded = base64.b64encode(payload).decode()
    return {"event": "media", "streamSid": "MZ1", "media": {"track": track, "chunk": "1", "payload": coded}}


def loud(samples: int) -> bytes:
    """16-bit samples, low byte first, no two neighbours alike."""
    return b"".join((n * 37 % 20000 - 10000).to_bytes(2, "little", signed=True) for n in range(samples))


class Core:
    """Recordings in memory; `away` makes the database not answer, `says` what it answers."""

    def __init__(self) -> None:
        self.begun: Any = "on"
        self.kept: Any = "kept"
        self.away = False
        self.parts: dict[str, bytes] = {}
        self.lost = 0
        self.ended = 0
        self.threads: set[str] = set()
        self.asked = 0

    def _there(self) -> None:
        self.threads.add(threading.current_thread().name)
        self.asked += 1
        if self.away:
            raise Unavailable("away")

    def begin(self, call_id: str, late: bool = False) -> Any:
        self._there()
        return self.begun if call_id == CALL else "unknown"

    def add(self, call_id: str, audio: bytes, mark: str, lost: int = 0) -> Any:
        self._there()
        assert call_id == CALL
        self.parts.setdefault(mark, audio)
        self.lost += lost
        return self.kept

    def end(self, call_id: str) -> None:
        self._there()
        self.ended += 1

    @property
    def all(self) -> bytes:
        return b"".join(self.parts.values())


class Door:
    """An audio door that listens, and its client."""

    def __init__(self, door: Audio, core: Core, client: ClientSession) -> None:
        self.audio, self.core, self.client = door, core, client

    def url(self, call_id: str = CALL) -> str:
        address = self.audio.address(call_id)
        return f"ws://127.0.0.1:{self.audio.port}/{address.removeprefix('wss://')}"

    async def connect(self, url: str = "", autoping: bool = True) -> ClientWebSocketResponse:
        protocols = ("audio.jambonz.org",)
        return await self.client.ws_connect(url or self.url(), protocols=protocols, autoping=autoping)

    async def refused(self, url: str) -> int:
        with pytest.raises(WSServerHandshakeError) as error:
            await self.connect(url)
        return error.value.status

    async def until(self, true: Callable[[], bool]) -> None:
        async def poll() -> None:
            while not true():
                await asyncio.sleep(0.01)

        await asyncio.wait_for(poll(), LIMIT_S)


def settings(**more: Any) -> Settings:
    given = {"voice_secret": "s" * 24, "voice_audio_url": "wss://care.example.cn/audio", "voice_audio_port": 0, **more}
    return Settings(_env_file=None, **given)


@asynccontextmanager
async def listening() -> AsyncIterator[Door]:
    core, threads = Core(), Threads()
    door = Audio(settings(), threads, lambda: core)  # type: ignore[arg-type, return-value]
    await door.start()
    async with ClientSession() as client:
        yield Door(door, core, client)
    await door.stop()
    threads.close()


def tried(work: Callable[[Door], Awaitable[None]]) -> None:
    async def whole() -> None:
        async with listening() as door:
            await asyncio.wait_for(work(door), 2 * LIMIT_S)

    asyncio.run(whole())


async def closed(client: ClientWebSocketResponse) -> int | None:
    """The code with which the door closes."""
    message = await asyncio.wait_for(client.receive(), LIMIT_S)
    assert message.type in (WSMsgType.CLOSE, WSMsgType.CLOSED, WSMsgType.CLOSING), message
    return client.close_code


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tape, "PART_S", 0.05)
    monkeypatch.setattr(tape, "AGAIN_S", 0.05)


def test_an_address_is_the_call_with_a_signature_below_the_public_url() -> None:
    door = Audio(settings(), Threads(), Core)  # type: ignore[arg-type]
    url, _, signature = door.address(CALL).rpartition(".")
    assert url == f"wss://care.example.cn/audio/{CALL}"
    assert len(signature) == 64
    other = Audio(settings(voice_secret="t" * 24), Threads(), Core)  # type: ignore[arg-type]
    assert len({door.address(CALL), door.address(CALL + "0"), other.address(CALL)}) == 3


@pytest.mark.parametrize(("given", "why"), [
    ({"voice_audio_url": ""}, 0),
    ({"voice_secret": ""}, 1),
    ({"voice_audio_url": "https://care.example.cn"}, 1),
    ({"voice_audio_url": "wss://care.example.cn/audio?x=1"}, 1),
])  # fmt: skip
def test_nothing_is_recorded_where_that_is_not_set_up(given: dict[str, str], why: int) -> None:
    async def work() -> None:
        door = Audio(settings(**given), Threads(), Core)  # type: ignore[arg-type]
        await door.start()
        assert (door.address(CALL), door.port, len(door.wrong)) == ("", 0, why)
        await door.stop()

    asyncio.run(work())


def test_a_port_that_is_taken_is_said_and_stops_nothing_else() -> None:
    async def work() -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            door = Audio(settings(voice_audio_port=taken.getsockname()[1]), Threads(), Core)  # type: ignore[arg-type]
            await door.start()
            assert "cannot be listened on" in door.wrong[0]
            assert door.address(CALL) == ""
            await door.stop()

    asyncio.run(work())


@pytest.mark.parametrize("change", [
    lambda url: url[:-1] + ("0" if url[-1] != "0" else "1"),
    lambda url: url.rpartition(".")[0],
    lambda url: url.replace(CALL, CALL[:-1] + "d"),
    lambda url: url.rpartition("/")[0] + "/",
    lambda url: url.rpartition("/")[0] + "/%ff%fe.%ff",
    lambda url: url + "/x",
])  # fmt: skip
def test_an_address_that_we_did_not_give_is_refused_before_anything_is_asked(change: Callable[[str], str]) -> None:
    async def work(door: Door) -> None:
        assert await door.refused(change(door.url())) == 403
        assert door.core.asked == 0

    tried(work)


def test_a_call_that_is_not_there_is_not_found_and_one_that_is_over_or_declined_conflicts() -> None:
    async def work(door: Door) -> None:
        assert await door.refused(door.url("another")) == 404
        for begun in ("over", "declined", "off"):
            door.core.begun = begun
            assert await door.refused(door.url()) == 409
        assert door.core.parts == {}

    tried(work)


def test_what_is_no_websocket_is_told_so() -> None:
    async def work(door: Door) -> None:
        for method, status in (("GET", 426), ("POST", 426)):
            async with door.client.request(method, door.url().replace("ws://", "http://")) as answer:
                assert answer.status == status
        assert door.core.asked == 0

    tried(work)


def test_jambonz_is_kept_as_mu_law_in_threads_of_their_own() -> None:
    said = loud(1600)

    async def work(door: Door) -> None:
        client = await door.connect()
        assert client.protocol == "audio.jambonz.org"
        await client.send_json(JAMBONZ)
        for n in range(0, len(said), 320):
            await client.send_bytes(said[n : n + 320])
        await client.send_json({"event": "dtmf", "dtmf": "1", "duration": "1600"})
        await client.close()
        await door.until(lambda: door.core.ended == 1)
        assert door.core.all == audioop.lin2ulaw(said, 2)
        assert all(name.startswith("handoff") for name in door.core.threads)

    tried(work)


@pytest.mark.parametrize(("about", "samples"), [
    ({"sampleRate": 16000}, 16000), ({"sampleRate": 48000, "mixType": "mixed"}, 48000),
    ({"sampleRate": 8000, "mixType": "stereo"}, 16000), ({"sampleRate": 64000, "mixType": "stereo"}, 128000),
])  # fmt: skip
def test_a_second_stays_a_second_at_whatever_rate_it_comes(about: dict[str, Any], samples: int) -> None:
    said = loud(samples)

    async def work(door: Door) -> None:
        client = await door.connect()
        await client.send_json({**JAMBONZ, **about})
        for n in range(0, len(said), 3200):
            await client.send_bytes(said[n : n + 3200])
        await client.close()
        await door.until(lambda: door.core.ended == 1)
        assert abs(len(door.core.all) - 8000) < 10

    tried(work)


def test_twilio_is_kept_as_it_comes_without_what_the_house_says() -> None:
    said = [bytes([n]) * 160 for n in range(10)]

    async def work(door: Door) -> None:
        client = await door.connect()
        for message in (CONNECTED, START, *map(media, said), media(b"house", "outbound"),
                        {"event": "dtmf", "dtmf": {"digit": "1"}}, {"event": "mark"}, STOP):  # fmt: skip
            await client.send_json(message)
        assert await closed(client) == 1000
        await door.until(lambda: door.core.ended == 1)
        assert door.core.all == b"".join(said)

    tried(work)


@pytest.mark.parametrize(("messages", "code"), [
    ([b"\0\0"], 1002),
    (["no json"], 1007),
    (["[]"], 1007),
    (["[" * 20000], 1007),
    ([{"callSid": "b9e1"}], 1002),
    ([{"event": "start"}], 1002),
    ([{**JAMBONZ, "sampleRate": 11025}], 1003),
    ([{**JAMBONZ, "sampleRate": "8000"}], 1003),
    ([{**JAMBONZ, "sampleRate": [8000]}], 1003),
    ([JAMBONZ, b"\0\0\0"], 1007),
    ([{**JAMBONZ, "mixType": "stereo"}, b"\0\0"], 1007),
    ([JAMBONZ, "no json"], 1007),
    ([CONNECTED, b"\0\0"], 1003),
    ([CONNECTED, media(b"\0")], 1002),
    ([CONNECTED, {**START, "start": {"mediaFormat": {**FORMAT, "encoding": "audio/x-l16"}}}], 1003),
    ([CONNECTED, {**START, "start": None}], 1002),
    ([CONNECTED, START, {"event": "media", "media": {"payload": "no base64!"}}], 1007),
    ([CONNECTED, START, {"event": "media", "media": {"payload": 7}}], 1007),
    ([CONNECTED, START, {"event": "media", "media": "x"}], 1002),
    ([CONNECTED, START, {"event": "surprise"}], 1002),
    ([JAMBONZ, bytes(64 * 1024 + 2)], 1009),
    ([b"\0" * 200_000], 1009),
])  # fmt: skip
def test_what_is_malformed_ends_the_connection_with_its_code(messages: list[Any], code: int) -> None:
    async def work(door: Door) -> None:
        client = await door.connect()
        for message in messages:
            if isinstance(message, bytes):
                await client.send_bytes(message)
            else:
                await client.send_str(message if isinstance(message, str) else json.dumps(message))
        assert await closed(client) == code
        await door.until(lambda: door.core.ended == 1)

    tried(work)


def test_what_came_before_a_malformed_frame_is_kept() -> None:
    async def work(door: Door) -> None:
        client = await door.connect()
        await client.send_json(JAMBONZ)
        await client.send_bytes(loud(160))
        await client.send_bytes(b"\0")
        assert await closed(client) == 1007
        await door.until(lambda: len(door.core.all) == 160)

    tried(work)


def test_a_connection_that_says_nothing_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audio, "IDLE_S", 0.1)

    async def work(door: Door) -> None:
        assert await closed(await door.connect()) == 1001

    tried(work)


def test_parts_are_written_while_the_caller_speaks() -> None:
    async def work(door: Door) -> None:
        client = await door.connect()
        await client.send_json(JAMBONZ)
        for n in range(3):
            await client.send_bytes(loud(160))
            await door.until(lambda n=n: len(door.core.all) == 160 * (n + 1))  # type: ignore[misc]
        assert len(door.core.parts) == 3
        assert door.core.ended == 0
        await client.close()

    tried(work)


def test_nobody_speaks_faster_than_time_goes_by() -> None:
    async def work(door: Door) -> None:
        client = await door.connect()
        await client.send_json(JAMBONZ)
        for _ in range(60):
            await client.send_bytes(bytes(16000))  # a second each
        await client.close()
        await door.until(lambda: door.core.ended == 1)
        assert 5 * 8000 < len(door.core.all) < 12 * 8000

    tried(work)


@pytest.mark.parametrize("from_the_start", [True, False])
def test_what_is_said_while_the_database_is_away_is_written_later(from_the_start: bool) -> None:
    async def work(door: Door) -> None:
        door.core.away = from_the_start
        client = await door.connect()
        door.core.away = True
        await client.send_json(JAMBONZ)
        for n in range(3):
            before = door.core.asked
            await client.send_bytes(bytes([n]) * 320)
            await door.until(lambda before=before: door.core.asked > before + 1)  # type: ignore[misc]
        await client.close()
        assert door.core.parts == {}
        door.core.away = False
        await door.until(lambda: door.core.ended == 1)
        assert door.core.all == audioop.lin2ulaw(b"".join(bytes([n]) * 320 for n in range(3)), 2)

    tried(work)


def test_memory_holds_no_more_than_its_limit_and_what_is_lost_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tape, "MOST_WAITING", 1000)

    async def work(door: Door) -> None:
        client = await door.connect()
        door.core.away = True
        await client.send_json(JAMBONZ)
        for _ in range(10):
            await client.send_bytes(loud(200))
        await client.close()
        before = door.core.asked
        await door.until(lambda: door.core.asked > before + 2)
        door.core.away = False
        await door.until(lambda: door.core.ended == 1)
        assert (len(door.core.all), door.core.lost) == (1000, 1000)

    tried(work)


def test_what_can_never_be_written_is_given_up_and_said(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(tape, "PATIENCE_S", 0.1)

    async def work(door: Door) -> None:
        client = await door.connect()
        door.core.away = True
        await client.send_json(JAMBONZ)
        await client.send_bytes(loud(200))
        await client.close()
        await door.until(lambda: "200 bytes of a recording are lost" in caplog.text)

    tried(work)


@pytest.mark.parametrize("kept", ["gone", "full"])
def test_a_recording_that_is_declined_or_long_enough_ends_the_connection(kept: str) -> None:
    async def work(door: Door) -> None:
        door.core.kept = kept
        client = await door.connect()
        await client.send_json(JAMBONZ)
        receiving = asyncio.create_task(closed(client))
        for _ in range(200):
            if receiving.done():
                break
            await client.send_bytes(loud(160))
            await asyncio.sleep(0.01)
        assert await receiving == 1000
        assert len(door.core.parts) == 1

    tried(work)


def test_an_application_that_connects_anew_takes_the_place_of_its_old_connection() -> None:
    async def work(door: Door) -> None:
        first = await door.connect()
        await first.send_json(JAMBONZ)
        await first.send_bytes(loud(160))
        second = await door.connect()
        assert await closed(first) == 1000
        await second.send_json(JAMBONZ)
        await second.send_bytes(loud(160))
        await second.close()
        await door.until(lambda: door.core.ended == 2)
        assert len(door.core.all) == 320

    tried(work)


def test_a_bot_that_stops_writes_what_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tape, "PART_S", 3600.0)

    async def work(door: Door) -> None:
        client = await door.connect(autoping=False)
        await client.send_json(JAMBONZ)
        await client.send_bytes(loud(160))
        await client.ping()
        assert (await client.receive()).type is WSMsgType.PONG  # by then it has heard what came before
        reading = asyncio.create_task(closed(client))
        await door.audio.stop()
        assert await reading == 1001
        assert (len(door.core.all), door.core.ended) == (160, 1)

    tried(work)


def test_more_connections_than_there_is_room_for_are_sent_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audio, "MOST_STREAMS", 0)

    async def work(door: Door) -> None:
        assert await door.refused(door.url()) == 503

    tried(work)


def test_no_recording_address_stands_in_a_log_whatever_happens(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    async def work(door: Door) -> None:
        await door.refused(door.url()[:-1])
        await door.refused(door.url("another"))
        client = await door.connect()
        await client.send_str("no json")
        await closed(client)
        door.core.away = True
        client = await door.connect()
        await client.send_json(JAMBONZ)
        await client.send_bytes(loud(160))
        before = door.core.asked
        await door.until(lambda: door.core.asked > before + 1)
        door.core.away = False
        await client.close()
        await door.until(lambda: door.core.ended > 1)
        reader, writer = await asyncio.open_connection("127.0.0.1", door.audio.port)
        path = door.url().partition("//")[2].partition("/")[2]
        writer.write(f"GET /{path} HTTP/1.1\r\nHost: x\r\nbroken {path}\r\n\r\n".encode())
        await reader.read()
        writer.close()
        signature = path.rpartition(".")[2]
        assert caplog.records
        for record in caplog.records:
            shown = logging.Formatter().format(record)
            for secret in (signature, CALL, "another.", JAMBONZ["from"]):
                assert str(secret) not in shown, record.name

    tried(work)
