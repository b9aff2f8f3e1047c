"""What a customer typed, made fit for the journal and for Rasa."""

from __future__ import annotations

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.quiet import WithoutWords, places
from channels.text import RASA_LENGTH, blank, for_rasa, storable


@given(st.text(alphabet=st.characters(blacklist_categories=()), max_size=50))
def test_no_text_at_all_reaches_rasa_as_a_command_or_breaks_a_database(text: str) -> None:
    seen = for_rasa(text)
    assert not seen.strip().startswith("/")
    assert "\x00" not in seen
    seen.encode("utf-8")
    storable(text).encode("utf-8")


@given(st.text(alphabet=" \t\n\r\u200b\u2060\ufeff\u3000\u202e/\x00\x0b", max_size=8))
def test_no_invisible_sign_hides_a_command(lead: str) -> None:
    assert not for_rasa(lead + "/restart").startswith("/")


def test_a_command_in_the_middle_is_left_as_it_is_typed() -> None:
    assert for_rasa("请看 /restart") == "请看 /restart"


def test_a_long_text_is_cut_for_rasa_only() -> None:
    assert len(for_rasa("长" * 9000)) == RASA_LENGTH
    assert len(storable("长" * 9000)) == 9000


def test_lines_and_emoji_survive() -> None:
    assert storable("一\r\n二\u2028三 👨\u200d👩\u200d👧") == "一\n二\n三 👨\u200d👩\u200d👧"


@pytest.mark.parametrize(
    ("text", "nothing"),
    [(" \u3000\u200b", True), ("\ufe0f", True), ("\u3164\u2800", True), ("？", False), ("🫨", False)],
)
def test_blank_is_what_nobody_can_see(text: str, nothing: bool) -> None:
    assert blank(text) is nothing


def test_a_traceback_is_logged_as_places_without_what_it_says() -> None:
    handler_saw = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            handler_saw.append(self.format(record))

    keep = Keep()
    keep.addFilter(WithoutWords())
    log = logging.getLogger("test_without_words")
    log.addHandler(keep)
    try:
        try:
            raise ValueError("my number is 13800138000")
        except ValueError as cause:
            raise RuntimeError("13800138000 again") from cause
    except RuntimeError as error:
        log.exception("Failed: %s", error)
        assert "RuntimeError at test_channels_text.py" in places(error)
    assert "13800138000" not in handler_saw[0]
    assert "ValueError" in handler_saw[0]
