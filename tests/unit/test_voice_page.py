"""The page about the telephone names what there is to know."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from channels.voice import jambonz, talk, words
from channels.voice.setup import Voice
from channels.voice.verbs import Ask, Dial, Hangup, Listen, Say, Wait
from handoff.settings import Settings

PAGE = Path("docs/channels/voice.md")
TEXT = PAGE.read_text(encoding="utf-8")
SCRIPT = (PAGE.parent / "voice" / "freeswitch.lua").read_text(encoding="utf-8")


def verbs() -> set[str]:
    """Every verb that the door can answer with."""
    answers = (
        (Say("好"), Listen("wss://x/y", True), Ask("？")), (Listen("wss://x/y", False), Dial("8001", "王敏")), (Wait(1),),
        (Hangup(),),
    )  # fmt: skip
    return {verb["verb"] for answer in answers for verb in jambonz.render(answer, "/x", Voice())}


@pytest.mark.parametrize("name", [name for name in Settings.__fields__ if name.startswith("voice_")])
def test_the_page_names_every_setting(name: str) -> None:
    assert f"`YINUO_{name.upper()}`" in TEXT


@pytest.mark.parametrize("verb", sorted(verbs()))
def test_the_page_names_every_verb_and_the_script_does_it(verb: str) -> None:
    assert f"`{verb}`" in TEXT
    assert re.search(rf"\b{verb}\b", SCRIPT)


def test_the_page_names_no_setting_that_there_is_not() -> None:
    named = set(re.findall(r"YINUO_([A-Z_]+[A-Z])", TEXT))
    assert named <= {name.upper() for name in Settings.__fields__}


def test_the_page_names_every_setting_of_the_script() -> None:
    for name in re.findall(r'setting\("(\w+)"', SCRIPT):
        assert f"yinuo_{name}" in TEXT


def test_the_greeting_on_the_page_is_the_one_that_is_said() -> None:
    assert words.greeting(recorded=False, numbered=False) in TEXT
    assert f"`{talk.REPEAT}`" in TEXT and f"Pressing {talk.NOT_RECORDED} " in TEXT


def test_how_often_a_dead_bot_is_asked_again_is_said() -> None:
    behind = jambonz.render((Ask("？"),), "/x", Voice())[1:]
    *pauses, last = [verb["timeout"] for verb in behind if verb["verb"] == "gather"]
    assert f"after {', '.join(map(str, pauses))} and {last} seconds" in TEXT


@pytest.mark.parametrize("target", re.findall(r"\]\((?!https?:)([^)#]*)(?:#[^)]*)?\)", TEXT))
def test_every_link_within_the_house_leads_somewhere(target: str) -> None:
    assert not target or (PAGE.parent / target).exists()


@pytest.mark.parametrize("anchor", re.findall(r"\]\(#([^)]+)\)", TEXT))
def test_every_link_within_the_page_leads_somewhere(anchor: str) -> None:
    headings = re.findall(r"^#+ (.+)$", TEXT, re.MULTILINE)
    assert anchor in {heading.lower().replace(" ", "-") for heading in headings}
