"""What callers say is kept with its text, and heard by nobody who may not see all that it touches."""

from __future__ import annotations

import asyncio
import io
import threading
import wave
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import ClientSession

from channels.threads import Threads
from channels.voice.audio import Audio
from handoff import hearing, verify
from handoff import recordings as rules
from handoff.model import NotFound
from handoff.recordings import Recordings
from handoff.settings import Settings
from handoff.sound import HEADER
from handoff.store import Row
from handoff.watcher import Watcher
from tests.core.small import KEY, House

SECOND = b"\xff" * 8000  # silence, as mu-law has it
PHONE = "+8613800138000"


@pytest.fixture
def tapes(core: House) -> Recordings:
    return Recordings(core.store, core.clock, core.companies, longest_minutes=1, days=90)


def ring(core: House, number: str = PHONE, recorded: bool = True) -> str:
    return core.phone.ring("jambonz", f"v{len(core.rows('phone_calls'))}", number, recorded=recorded).id


def hang_up(core: House, call_id: str) -> None:
    call = core.rows("phone_calls", id=call_id)[0]
    core.phone.over(call["vendor"], call["vendor_id"])


def told(core: House, call_id: str, text: str, **known: Any) -> Row:
    """Something said in a call that is handed off; gives the promise."""
    step = len(core.rows("messages", source=call_id))
    receipt = core.phone.said(call_id, step, text)
    turn = core.intake.take(receipt.conversation_id, "bot")
    assert turn is not None
    assert core.intake.hand_off(turn.id, {**turn.known, "intent": "complaint", **known}).closed
    return core.promises()[-1]


def record(tapes: Recordings, call_id: str, seconds: int = 3) -> None:
    assert tapes.begin(call_id) == "on"
    for n in range(seconds):
        assert tapes.add(call_id, SECOND, f"m{n}") == "kept"
    tapes.end(call_id)


def whole_call(core: House, tapes: Recordings, text: str = "洗衣机坏了没人管", **known: Any) -> tuple[str, str]:
    """A recorded call that is over; gives its id and its case's."""
    call_id = ring(core)
    record(tapes, call_id)
    core.later(seconds=5)
    made = told(core, call_id, text, **known)
    core.later(seconds=5)
    hang_up(core, call_id)
    return call_id, str(made["case_id"])


def ids(tapes: Recordings, person: str, case_id: str) -> list[str]:
    return [view.id for view in tapes.of_case(person, case_id)]


def hears(tapes: Recordings, person: str, case_id: str, call_id: str) -> bool:
    try:
        return bool(tapes.read(person, case_id, call_id).data)
    except NotFound:
        return False


def test_a_recording_stands_on_its_case_with_its_time_length_and_text(core: House, tapes: Recordings) -> None:
    began = core.clock.now()
    call_id, case_id = whole_call(core, tapes)
    (view,) = tapes.of_case("wang", case_id)
    assert (view.id, view.at, view.seconds, view.lost_seconds) == (call_id, began, 3, 0)
    assert [(line.sender, line.channel) for line in view.lines] == [("customer", "voice"), ("bot", "voice")]
    assert view.lines[0].text == "洗衣机坏了没人管"


def test_it_is_given_out_as_a_wav_file_of_what_was_said(core: House, tapes: Recordings) -> None:
    call_id, case_id = whole_call(core, tapes)
    given = tapes.read("wang", case_id, call_id)
    with wave.open(io.BytesIO(given.data)) as played:
        assert (played.getnchannels(), played.getsampwidth(), played.getframerate()) == (1, 2, 8000)
        assert played.getnframes() == 3 * 8000
        assert set(played.readframes(24000)) == {0}
    assert given.whole == len(given.data)


@pytest.mark.parametrize(("first", "last"), [
    (0, 0), (0, 43), (10, 60), (44, 44), (45, 47), (HEADER + 15998, HEADER + 16001), (HEADER + 16001, None), (-7, None),
    (1, 10**9), (48043, None),
])  # fmt: skip
def test_any_stretch_of_it_is_the_same_as_in_the_whole(
    core: House, tapes: Recordings, first: int, last: int | None
) -> None:
    call_id = ring(core)
    tapes.begin(call_id)
    for n in range(3):
        tapes.add(call_id, bytes((n * 7 + k) % 256 for k in range(8000)), f"m{n}")
    case_id = told(core, call_id, "洗衣机坏了")["case_id"]
    hang_up(core, call_id)
    whole = tapes.read("wang", case_id, call_id).data
    assert len(whole) == HEADER + 48000
    given = tapes.read("wang", case_id, call_id, first, last)
    assert given.data == whole[first:] if first < 0 else whole[first : None if last is None else last + 1]
    assert given.first == (len(whole) + first if first < 0 else first)
    assert given.whole == len(whole)


def test_a_stretch_behind_the_end_is_empty(core: House, tapes: Recordings) -> None:
    call_id, case_id = whole_call(core, tapes)
    assert tapes.read("wang", case_id, call_id, 10**6).data == b""


def test_a_part_that_is_written_again_after_a_doubtful_answer_stands_there_once(core: House, tapes: Recordings) -> None:
    call_id = ring(core)
    tapes.begin(call_id)
    for _ in range(2):
        tapes.add(call_id, SECOND, "same", lost=8000)
    assert [(r["size"], r["lost"]) for r in core.rows("recordings")] == [(8000, 8000)]
    assert len(core.rows("recording_parts")) == 1


def test_several_bots_serve_one_call_one_after_the_other(core: House, tapes: Recordings) -> None:
    call_id = ring(core)
    tapes.begin(call_id)
    tapes.add(call_id, SECOND, "first-1")
    tapes.end(call_id)
    assert tapes.begin(call_id) == "on"
    tapes.add(call_id, SECOND, "second-1")
    assert [p["starts"] for p in core.rows("recording_parts", order="id")] == [0, 8000]


def test_no_more_is_kept_than_the_longest_recording(core: House, tapes: Recordings) -> None:
    call_id = ring(core)
    tapes.begin(call_id)
    said = [tapes.add(call_id, SECOND * 16, f"m{n}") for n in range(5)]
    assert said == ["kept", "kept", "kept", "full", "full"]
    assert core.rows("recordings")[0]["size"] == 60 * 8000
    assert sum(len(p["audio"]) for p in core.rows("recording_parts")) == 60 * 8000


@pytest.mark.parametrize(("prepare", "answer"), [
    (lambda core: "nothing", "unknown"),
    (lambda core: ring(core, recorded=False), "off"),
    (lambda core: declined(core), "declined"),
    (lambda core: over(core), "over"),
])  # fmt: skip
def test_what_is_not_to_be_recorded_is_not(core: House, tapes: Recordings, prepare: Any, answer: str) -> None:
    call_id = prepare(core)
    assert tapes.begin(call_id) == answer
    assert tapes.add(call_id, SECOND, "m") == "gone"
    assert core.rows("recordings") == []


def declined(core: House) -> str:
    call_id = ring(core)
    core.phone.decline_recording(call_id)
    return call_id


def over(core: House) -> str:
    call_id = ring(core)
    hang_up(core, call_id)
    return call_id


def test_what_came_while_nobody_could_be_asked_is_kept_although_the_call_is_over(
    core: House, tapes: Recordings
) -> None:
    assert tapes.begin(over(core), late=True) == "on"


@pytest.mark.parametrize("by", ["phone", "recordings"])
def test_whoever_declines_leaves_nothing_behind_and_nothing_more_is_taken(
    core: House, tapes: Recordings, by: str
) -> None:
    call_id = ring(core)
    record(tapes, call_id)
    case_id = told(core, call_id, "洗衣机坏了")["case_id"]
    if by == "phone":
        core.phone.decline_recording(call_id)
    else:
        tapes.delete(call_id)
    assert core.rows("recording_parts") == []
    assert tapes.add(call_id, SECOND, "late") == "gone"
    assert tapes.begin(call_id) == "declined"
    assert core.rows("recording_parts") == []
    hang_up(core, call_id)
    assert ids(tapes, "wang", case_id) == []
    assert not hears(tapes, "wang", case_id, call_id)


def test_a_call_that_declined_takes_its_recording_along_though_nobody_said_so_to_it(
    core: House, tapes: Recordings
) -> None:
    call_id, case_id = whole_call(core, tapes)
    core.store.write(lambda tx: tx.update("phone_calls", {"id": call_id}, {"recording": "declined"}))
    assert ids(tapes, "wang", case_id) == []
    assert not hears(tapes, "wang", case_id, call_id)
    tapes.sweep()
    assert core.rows("recording_parts") == []


def test_nothing_is_heard_of_a_call_that_goes_on_as_it_may_yet_be_about_who_listens(
    core: House, tapes: Recordings
) -> None:
    call_id = ring(core)
    record(tapes, call_id)
    case_id = told(core, call_id, "洗衣机坏了")["case_id"]
    assert ids(tapes, "wang", case_id) == []
    assert not hears(tapes, "wang", case_id, call_id)
    core.later(seconds=hearing.QUIET.total_seconds() + 1)  # nobody ever said that it was over
    assert ids(tapes, "wang", case_id) == [call_id]


def test_whoever_a_complaint_excludes_finds_neither_case_nor_recording(core: House, tapes: Recordings) -> None:
    """A4."""
    call_id, case_id = whole_call(core, tapes, "我要投诉王敏，态度很差")
    for person, may in (("wang", False), ("li", True), ("top", True)):
        assert hears(tapes, person, case_id, call_id) is may
    with pytest.raises(NotFound):
        tapes.of_case("wang", case_id)
    with pytest.raises(NotFound):
        tapes.read("nobody", case_id, call_id)


def test_a_call_that_touches_two_cases_is_heard_by_nobody_whom_one_of_them_excludes(
    core: House, tapes: Recordings
) -> None:
    first = core.complains("洗衣机坏了", address="site:1", phone=PHONE)
    call_id = ring(core)
    record(tapes, call_id)
    about = told(core, call_id, "我要投诉王敏，态度很差")
    core.later(seconds=5)
    hang_up(core, call_id)
    assert first["case_id"] != about["case_id"]
    core.store.write(lambda tx: tx.update("phone_calls", {"id": call_id}, {"case_id": first["case_id"]}))
    assert ids(tapes, "li", first["case_id"]) == ids(tapes, "li", about["case_id"]) == [call_id]
    assert ids(tapes, "wang", first["case_id"]) == []
    assert not hears(tapes, "wang", first["case_id"], call_id)


def test_a_call_that_touches_a_case_of_another_team_is_not_heard_by_who_may_not_see_that(
    core: House, tapes: Recordings
) -> None:
    call_id, case_id = whole_call(core, tapes)
    other = told(core, ring(core, "+8613900139000"), "我要找总部", intent="hq_contact")
    assert other["owner_id"] == "hua"
    assert ids(tapes, "wang", case_id) == [call_id]
    core.store.write(lambda tx: tx.update("phone_calls", {"id": call_id}, {"case_id": other["case_id"]}))
    assert ids(tapes, "wang", case_id) == []
    assert ids(tapes, "li", case_id) == ids(tapes, "li", other["case_id"]) == [call_id]


def test_words_against_somebody_hide_a_recording_from_them_before_they_are_part_of_a_case(
    core: House, tapes: Recordings
) -> None:
    call_id = ring(core)
    record(tapes, call_id)
    case_id = told(core, call_id, "洗衣机坏了")["case_id"]
    core.phone.said(call_id, 1, "我要投诉王敏，态度很差")
    hang_up(core, call_id)
    assert ids(tapes, "wang", case_id) == []
    assert ids(tapes, "li", case_id) == [call_id]


def test_a_recording_is_heard_on_no_case_but_those_that_its_call_touched(core: House, tapes: Recordings) -> None:
    call_id, _ = whole_call(core, tapes)
    other = core.complains("冰箱坏了", address="site:2")
    assert ids(tapes, "li", other["case_id"]) == []
    assert not hears(tapes, "li", other["case_id"], call_id)


def test_another_call_from_the_same_number_has_its_own_text(core: House, tapes: Recordings) -> None:
    first, case_id = whole_call(core, tapes)
    core.later(minutes=5)
    second = ring(core)
    record(tapes, second)
    told(core, second, "还没人来")
    hang_up(core, second)
    one, two = tapes.of_case("wang", case_id)
    assert [one.id, two.id] == [first, second]
    assert [line.text for line in one.lines if line.sender == "customer"] == ["洗衣机坏了没人管"]
    assert [line.text for line in two.lines if line.sender == "customer"] == ["还没人来"]


def test_who_heard_it_stands_on_the_case_once_a_sitting_and_the_ledger_holds(core: House, tapes: Recordings) -> None:
    call_id, case_id = whole_call(core, tapes)

    def heard() -> list[str]:
        return [e["actor"] for e in core.rows("events", case_id=case_id, kind="recording_heard")]

    tapes.of_case("wang", case_id)
    assert heard() == []
    for first in (44, 0, 8000):  # a player asks for pieces
        tapes.read("wang", case_id, call_id, first)
    assert heard() == ["wang"]
    tapes.read("li", case_id, call_id)
    assert heard() == ["wang", "li"]
    core.later(hours=1)
    tapes.read("wang", case_id, call_id)
    assert heard() == ["wang", "li", "wang"]
    assert verify.verify(core.store, KEY)[1] == []
    assert [e.kind for e in core.casework.case("li", case_id).trail].count("recording_heard") == 3


def test_whoever_may_not_hear_it_leaves_no_trace_on_the_case(core: House, tapes: Recordings) -> None:
    call_id, case_id = whole_call(core, tapes, "我要投诉王敏，态度很差")
    assert not hears(tapes, "wang", case_id, call_id)
    assert core.rows("events", kind="recording_heard") == []


def test_what_was_kept_long_enough_is_deleted(core: House, tapes: Recordings) -> None:
    old, _ = whole_call(core, tapes)
    core.later(days=89)
    young, case_id = whole_call(core, tapes)
    assert tapes.sweep() == 0
    core.later(days=2)
    tapes = Recordings(core.store, core.clock, core.companies, longest_minutes=1, days=90)  # after an hour
    assert tapes.sweep() == 1
    assert [r["id"] for r in core.rows("recordings")] == [young]
    assert {p["recording_id"] for p in core.rows("recording_parts")} == {young}
    assert verify.verify(core.store, KEY)[1] == []


def test_the_keeper_sees_to_it(core: House, tapes: Recordings) -> None:
    whole_call(core, tapes)
    core.later(days=91)
    keeper = Watcher(core.store, core.clock, core.companies, core.intake, 8.0, chores=(tapes.sweep,))
    keeper.sweep()
    assert core.rows("recordings") == []


def test_a_joined_case_brings_its_recordings_along(core: House, tapes: Recordings) -> None:
    call_id, case_id = whole_call(core, tapes)
    kept = core.complains("冰箱坏了", address="site:3")["case_id"]

    def joined(tx: Any) -> None:
        first, other = tx.row("cases", kept), tx.row("cases", case_id)
        tx.update("cases", first, {"facts": {**first["facts"], "joined": [case_id]}})
        tx.update("cases", other, {"facts": {**other["facts"], "joined_to": kept}})
        for case in (first, other):
            tx.event(case["id"], "joined", "dialogue", core.clock.now())

    core.store.write(joined)
    assert ids(tapes, "wang", kept) == [call_id]


def test_a_part_longer_than_is_ever_written_is_a_mistake(core: House, tapes: Recordings) -> None:
    with pytest.raises(ValueError, match="too long"):
        tapes.add("x", bytes(rules.LONGEST_PART + 1), "m")


def test_how_long_it_is_counts_for_one_hearing(core: House, tapes: Recordings) -> None:
    call_id, case_id = whole_call(core, tapes)
    tapes.read("wang", case_id, call_id)
    core.clock.set(core.clock.now() + rules.ONE_HEARING + timedelta(seconds=2))
    tapes.read("wang", case_id, call_id)
    assert len(core.rows("events", case_id=case_id, kind="recording_heard")) == 1


def test_a_chore_that_fails_does_not_stop_the_keeper(core: House, caplog: pytest.LogCaptureFixture) -> None:
    def broken() -> int:
        raise ValueError(PHONE)

    Watcher(core.store, core.clock, core.companies, core.intake, 8.0, chores=(broken, lambda: 1)).sweep()
    assert "failed: ValueError" in caplog.text
    assert PHONE not in caplog.text


def test_what_a_telephone_application_streams_is_heard_on_the_case(core: House, tapes: Recordings) -> None:
    call_id = ring(core)
    given = Settings(
        _env_file=None, voice_secret="s" * 24, voice_audio_port=0, voice_audio_url="wss://care.example.cn/audio"
    )

    async def stream() -> None:
        threads = Threads()
        door = Audio(given, threads, lambda: tapes)
        await door.start()
        address = door.address(call_id).replace("wss://care.example.cn", f"ws://127.0.0.1:{door.port}")
        async with ClientSession() as client, client.ws_connect(address) as socket:
            await socket.send_json({"callSid": "v0", "sampleRate": 8000, "mixType": "mono"})
            for n in range(150):
                await socket.send_bytes(n.to_bytes(2, "little") * 160)
        await door.stop()
        threads.close()

    asyncio.run(stream())
    made = told(core, call_id, "洗衣机坏了")
    hang_up(core, call_id)
    (view,) = tapes.of_case("wang", made["case_id"])
    assert view.seconds == 3
    with wave.open(io.BytesIO(tapes.read("wang", made["case_id"], call_id).data)) as played:
        assert played.getnframes() == 24000
        assert 120 < int.from_bytes(played.readframes(24000)[-2:], "little") < 160  # as loud as it was


def test_what_is_written_while_the_caller_declines_is_deleted_too(core: House, tapes: Recordings) -> None:
    call_id = ring(core)
    tapes.begin(call_id)
    said: list[str] = []
    writing = threading.Event()

    def write() -> None:
        for n in range(2000):
            said.append(tapes.add(call_id, SECOND[:160], f"m{n}"))
            writing.set()
            if said[-1] == "gone":
                return

    writer = threading.Thread(target=write)
    writer.start()
    assert writing.wait(10)
    core.phone.decline_recording(call_id)
    writer.join(30)
    assert said[-1] == "gone"
    assert core.rows("recording_parts") == []


def test_a_caller_who_declines_while_the_recording_begins_is_not_recorded(core: House, tapes: Recordings) -> None:
    call_id = ring(core)
    record(tapes, call_id)
    core.store.write(lambda tx: tx.update("phone_calls", {"id": call_id}, {"recording": "declined"}))
    assert tapes.add(call_id, SECOND, "m9") == "gone"
    assert core.rows("recording_parts") == []


def test_a_player_that_asks_for_many_pieces_at_once_is_one_hearing(core: House, tapes: Recordings) -> None:
    call_id, case_id = whole_call(core, tapes)
    begin = threading.Barrier(6)

    def listen(first: int) -> None:
        begin.wait(10)
        tapes.read("wang", case_id, call_id, first)

    players = [threading.Thread(target=listen, args=(n * 100,)) for n in range(6)]
    for player in players:
        player.start()
    for player in players:
        player.join(30)
    assert len(core.rows("events", case_id=case_id, kind="recording_heard")) == 1
