"""The page about the settings says what the settings say."""

from __future__ import annotations

from handoff.settings import Settings
from scripts import settings_page


def test_the_page_in_the_repository_is_current() -> None:
    assert settings_page.PAGE.read_text(encoding="utf-8") == settings_page.page(), "run `make docs`"


def test_every_setting_has_a_sentence_of_help() -> None:
    without = [name for name, field in Settings.__fields__.items() if not field.field_info.description]
    assert without == []


def test_a_bar_in_a_help_text_does_not_end_the_cell() -> None:
    assert settings_page.row("YINUO_X", "", "one | two") == "| `YINUO_X` | (empty) | one \\| two |\n"
