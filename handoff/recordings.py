"""What callers say is kept as a recording, part by part, and heard only by people who may see all that it touches."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Literal, TypeVar

from handoff import hearing, looking, sound
from handoff.clock import Clock, elapsed_s
from handoff.companies import Companies
from handoff.model import NotFound
from handoff.scene import Scene
from handoff.sound import Sound
from handoff.store import Row, Store, Tx
from handoff.use_cases import UseCases
from handoff.views import RecordingView

T = TypeVar("T")
Begun = Literal["on", "unknown", "off", "declined", "over"]
Kept = Literal["kept", "full", "gone"]
# Several times what comes in between two writes.
LONGEST_PART = 128 * 1024
# A player asks for a recording in pieces; within this time after its end they are one hearing.
ONE_HEARING = timedelta(minutes=15)
LOOK_EVERY_S = 3600.0
AT_ONCE = 20


class Recordings(UseCases):
    """The use cases of recordings. What a person may not hear raises NotFound."""

    def __init__(self, store: Store, clock: Clock, companies: Companies, longest_minutes: float, days: float) -> None:
        super().__init__(store, clock, companies)
        self._longest = int(longest_minutes * 60 * sound.RATE)
        self._kept_for = timedelta(days=days)
        self._looked_at: float | None = None

    # What the telephone side asks

    def begin(self, call_id: str, late: bool = False) -> Begun:
        """Whether what is said in this call is recorded; if so there is a recording of it from now on. `late`: the
        audio came while nobody could be asked, and the call may be over by now."""
        now = self._clock.now()

        def work(tx: Tx) -> Begun:
            call = tx.row("phone_calls", call_id)
            if call is None:
                return "unknown"
            if call["recording"] != "on":
                return "declined" if call["recording"] == "declined" else "off"
            if call["state"] == "over" and not late:
                return "over"
            fresh: Row = {"id": call_id, "state": "kept", "began_at": now, "last_at": now, "ended_at": None,
                          "size": 0, "lost": 0}  # fmt: skip
            if not tx.insert_unless_there("recordings", fresh):
                tx.update("recordings", {"id": call_id}, {"ended_at": None}, state="kept")
            return "on"

        return self._store.write(work, durable=False)

    def add(self, call_id: str, audio: bytes, mark: str, lost: int = 0) -> Kept:
        """Keep a part: mu-law, 8000 bytes a second. The same `mark` again is not written; `lost` bytes before it could
        not be kept. A recording that is `full` takes no more, one that is `gone` was declined or never begun."""
        if len(audio) > LONGEST_PART:
            raise ValueError("a part is too long")
        now = self._clock.now()

        def work(tx: Tx) -> Kept:
            row = tx.row("recordings", call_id, lock=True)
            call = tx.row("phone_calls", call_id)
            if row is None or call is None or row["state"] != "kept":
                return "gone"
            if call["recording"] == "declined":
                forget(tx, call_id)
                return "gone"
            part = audio[: max(self._longest - row["size"], 0)]
            made: Row = {"recording_id": call_id, "mark": mark, "starts": row["size"], "audio": part}
            if part and tx.insert_unless_there("recording_parts", made):
                size = row["size"] + len(part)
                tx.update("recordings", row, {"size": size, "last_at": now, "lost": row["lost"] + lost})
            return "full" if row["size"] >= self._longest else "kept"

        return self._store.write(work, durable=False)

    def end(self, call_id: str) -> None:
        """Nothing more comes in, as far as this process knows; another may go on with the call."""
        ended = {"ended_at": self._clock.now()}
        self._store.write(lambda tx: tx.update("recordings", {"id": call_id}, ended, state="kept"), durable=False)

    def delete(self, call_id: str) -> None:
        """The caller declined: all of it goes, at once, and nothing more is taken."""

        def work(tx: Tx) -> None:
            if tx.update("phone_calls", {"id": call_id}, {"recording": "declined"}):
                forget(tx, call_id)

        self._store.write(work)

    # What the desk asks

    def of_case(self, person_id: str, case_id: str) -> list[RecordingView]:
        """The recordings of a case that this person may hear, oldest first."""
        with self._store.read() as tx:
            scene = self._scene(tx)
            person = looking.person_of(scene.company, person_id)
            case = looking.case_for(scene, person, case_id)
            found = tx.recordings_of([case_id, *(case["facts"].get("joined") or ())])
            talks = [(row, hearing.talk_of(scene, person, case, row)) for row in found]
            return [hearing.view(scene, row, talk) for row, talk in talks if talk is not None]

    def read(self, person_id: str, case_id: str, recording_id: str, first: int = 0, last: int | None = None) -> Sound:
        """The bytes `first` to `last` of a recording as a WAV file, all of it without them; a negative `first` counts
        from the end. Who hears it is written on the case before anything is given out."""
        with self._store.read() as tx:
            row, noted = self._allowed(self._scene(tx), person_id, case_id, recording_id)
        if not noted:
            row = self._store.write(lambda tx: self._note(self._scene(tx), person_id, case_id, recording_id))
        end = sound.whole(row["size"])
        first = max(end + first, 0) if first < 0 else first
        last = end - 1 if last is None else min(last, end - 1)
        if first > last:
            return Sound(b"", first, end)
        with self._store.read() as tx:
            parts = tx.parts(recording_id, *sound.samples(first, last), LONGEST_PART)
        kept = [(part["starts"], part["audio"]) for part in parts]
        data = sound.stretch(row["size"], first, last, kept)
        if len(data) != last + 1 - first:
            raise NotFound("录音")  # declined at this very moment
        return Sound(data, first, end)

    def _allowed(self, scene: Scene, person_id: str, case_id: str, recording_id: str) -> tuple[Row, bool]:
        """The recording, and whether this hearing of it stands on the case already. Raises NotFound."""
        person = looking.person_of(scene.company, person_id)
        case = looking.case_for(scene, person, case_id)
        row = scene.tx.row("recordings", recording_id)
        if row is None or not row["size"] or hearing.talk_of(scene, person, case, row) is None:
            raise NotFound("录音")
        since = scene.now - ONE_HEARING - timedelta(seconds=row["size"] / sound.RATE)
        call_at = hearing.call_at(scene, recording_id)
        events = scene.tx.rows("events", case_id=case_id, kind="recording_heard", actor=person_id)
        return row, any(e["at"] > since and e["data"]["detail"].get("call_at") == call_at for e in events)

    def _note(self, scene: Scene, person_id: str, case_id: str, recording_id: str) -> Row:
        looking.case_for(scene, looking.person_of(scene.company, person_id), case_id, lock=True)
        row, noted = self._allowed(scene, person_id, case_id, recording_id)
        if not noted:
            detail = {"call_at": hearing.call_at(scene, recording_id)}
            scene.tx.event(case_id, "recording_heard", person_id, scene.now, detail)
        return row

    # What the keeper asks

    def sweep(self) -> int:
        """Once an hour, delete what was kept long enough, and what its caller declined while nobody was there to do it;
        returns how many. Raises Unavailable."""
        if self._looked_at is not None and elapsed_s() - self._looked_at < LOOK_EVERY_S:
            return 0
        before = self._clock.now() - self._kept_for
        with self._store.read() as tx:
            unwanted, old = tx.unwanted_recordings(), tx.old_recordings(before, AT_ONCE)
        for one in unwanted:
            self._write_for(one, forget)
        for one in old:
            self._write_for(one, lambda tx, recording_id: tx.forget_recording(recording_id))
        if len(old) < AT_ONCE:
            self._looked_at = elapsed_s()
        return len(unwanted) + len(old)

    def _write_for(self, recording_id: str, work: Callable[[Tx, str], None]) -> None:
        self._store.write(lambda tx: work(tx, recording_id))


def forget(tx: Tx, call_id: str) -> None:
    """Delete all of a recording in this transaction; what still comes in for it is dropped. What is being written at
    this moment is waited for."""
    if tx.row("recordings", call_id, lock=True):
        tx.forget_parts(call_id)
        tx.update("recordings", {"id": call_id}, {"state": "declined", "size": 0, "lost": 0})
