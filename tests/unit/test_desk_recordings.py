"""Listening to a recorded call at the desk: who may, in pieces as players ask, and what the page says of it."""

from __future__ import annotations

import inspect
import io
import re
import wave
from collections.abc import Iterator
from dataclasses import replace

import pytest

from desk import sounds
from handoff.recordings import Recordings
from tests.unit.tapes_double import CALL, ONE, Tapes
from tests.unit.test_desk_double import CASE, HIDDEN
from tests.unit.test_desk_server import Desk, serving

PAGE = f"/cases/{CASE.id}"
SOUND = f"{PAGE}/recordings/{CALL}.wav"
WHOLE = 44 + 2 * 20000


@pytest.fixture()
def desk() -> Iterator[Desk]:
    with serving() as running:
        yield running


def test_the_double_takes_the_arguments_that_recordings_take() -> None:
    for name in ("of_case", "read"):
        shapes = [list(inspect.signature(getattr(kind, name)).parameters) for kind in (Tapes, Recordings)]
        assert shapes[0] == shapes[1]


def test_the_page_of_a_case_has_a_player_for_each_call_that_plays_nothing_by_itself(desk: Desk) -> None:
    text = desk.signed_in().get(PAGE).text
    (player,) = re.findall("<audio[^>]*>", text)
    assert f'src="{SOUND}"' in player
    assert 'preload="none"' in player
    assert "controls" in player
    assert "autoplay" not in player
    assert "来电录音" in text
    assert "时长1:05" in text
    assert "没有存下" not in text
    assert desk.tapes.heard == []


def test_the_words_of_the_call_stand_with_it_and_are_only_text(desk: Desk) -> None:
    text = desk.signed_in().get(PAGE).text
    shown = text[text.index('id="recordings"') : text.index('id="reply"')]
    assert "内存条到现在还没寄到，&lt;b&gt;没人&lt;/b&gt;管。" in shown
    assert "按键输入" in shown
    assert "王敏（售后投诉专员）会在" in shown


def test_what_could_not_be_kept_is_said(desk: Desk) -> None:
    desk.tapes.shown = [replace(ONE, lost_seconds=12)]
    assert "约12秒没有存下" in desk.signed_in().get(PAGE).text


def test_a_case_without_a_recording_says_nothing_of_recordings(desk: Desk) -> None:
    desk.tapes.shown = []
    text = desk.signed_in().get(PAGE).text
    assert "来电录音" not in text
    assert "<audio" not in text
    assert re.search('<div id="recordings" data-mark=""></div>', text)


def test_the_page_in_english(desk: Desk) -> None:
    browser = desk.signed_in()
    browser.cookies.set("desk_lang", "en")
    text = browser.get(PAGE).text
    for words in ("Recorded calls", "1:05 long", "The call in words", "Each hearing is noted in the history"):
        assert words in text


def test_it_is_heard_whole_and_never_kept_by_the_browser(desk: Desk) -> None:
    answer = desk.signed_in().get(SOUND)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "audio/wav"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["content-length"] == str(WHOLE)
    with wave.open(io.BytesIO(answer.content)) as played:
        assert played.getnframes() == 20000
    assert desk.tapes.heard == [("wangmin", CASE.id, CALL, 0, None)]


@pytest.mark.parametrize(("asked", "first", "last"), [
    ("bytes=0-", 0, WHOLE - 1),
    ("bytes=0-0", 0, 0),
    ("bytes=100-199", 100, 199),
    ("bytes=40000-", 40000, WHOLE - 1),
    ("bytes=40000-999999", 40000, WHOLE - 1),
    ("bytes=-44", WHOLE - 44, WHOLE - 1),
    ("bytes=-999999", 0, WHOLE - 1),
])  # fmt: skip
def test_a_player_gets_the_piece_that_it_asks_for(desk: Desk, asked: str, first: int, last: int) -> None:
    browser = desk.signed_in()
    whole = browser.get(SOUND).content
    answer = browser.get(SOUND, headers={"Range": asked})
    assert answer.status_code == 206
    assert answer.headers["content-range"] == f"bytes {first}-{last}/{WHOLE}"
    assert answer.content == whole[first : last + 1]
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("asked", [f"bytes={WHOLE}-", "bytes=-0", "bytes=999999999999999-"])
def test_a_piece_that_is_not_there_is_refused_with_the_true_length(desk: Desk, asked: str) -> None:
    answer = desk.signed_in().get(SOUND, headers={"Range": asked})
    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{WHOLE}"


@pytest.mark.parametrize(
    "asked", ["", "bytes", "bytes=-", "bytes=5-2", "bytes=0-1,4-5", "lines=0-1", "bytes=" + "9" * 99]
)
def test_what_is_no_range_of_one_piece_is_ignored(desk: Desk, asked: str) -> None:
    answer = desk.signed_in().get(SOUND, headers={"Range": asked})
    assert (answer.status_code, len(answer.content)) == (200, WHOLE)


def test_a_long_recording_leaves_in_pieces(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sounds, "PIECE", 1000)
    browser = desk.signed_in()
    for asked, span in (
        ("bytes=0-", "0-999"),
        ("bytes=500-9999", "500-1499"),
        ("bytes=-9999", f"{WHOLE - 1000}-{WHOLE - 1}"),
    ):
        answer = browser.get(SOUND, headers={"Range": asked})
        assert answer.headers["content-range"] == f"bytes {span}/{WHOLE}"


@pytest.mark.parametrize("path", [
    f"/cases/{HIDDEN}/recordings/{CALL}.wav",
    f"{PAGE}/recordings/other.wav",
    f"{PAGE}/recordings/{CALL}",
    f"{PAGE}/recordings/.wav",
    f"{PAGE}/recordings/{CALL}.wav.mp3",
])  # fmt: skip
def test_what_one_may_not_hear_is_not_there(desk: Desk, path: str) -> None:
    assert desk.signed_in().get(path).status_code == 404
    assert desk.tapes.heard == []


def test_nobody_hears_anything_without_signing_in(desk: Desk) -> None:
    answer = desk.browser().get(SOUND)
    assert answer.status_code == 404
    assert desk.tapes.heard == []


def test_sound_comes_from_the_desk_alone(desk: Desk) -> None:
    assert "media-src 'self'" in desk.signed_in().get(PAGE).headers["content-security-policy"]
