"""The line, the caller and the voices of real calls; what was said and heard stays in var/calls after each test."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.calls import parts, sound
from tests.calls.agent import Agent
from tests.calls.caller import Caller
from tests.calls.gateway import Gateway
from tests.calls.hooks import Door
from tests.calls.voices import Spent, Voices

KEPT = Path(__file__).parents[2] / "var" / "calls"
LINE, CALLER = "8008200000", "13800138000"
Line = Callable[[Door], Gateway]
Call = Callable[..., Caller]


@pytest.fixture(scope="session")
def voices() -> Voices:
    """One voice and one recogniser for all calls; a machine without them is told what to install."""
    lacking = parts.missing()
    assert not lacking, lacking
    made = Voices()
    made.warm()
    return made


@pytest.fixture
def kept(request: pytest.FixtureRequest) -> Path:
    """Where this test's sound and writing stay."""
    folder = KEPT / re.sub(r"[^A-Za-z0-9_-]+", "_", request.node.name)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def line(kept: Path, voices: Voices) -> Iterator[Line]:
    """The company's line: `line(door)`."""
    made: list[Gateway] = []

    def one(door: Door) -> Gateway:
        gateway = Gateway(Agent(kept / "line", LINE), door, voices)
        gateway.start()
        made.append(gateway)
        return gateway

    voices.synthesis, voices.recognition = Spent(), Spent()
    yield one
    for gateway in made:
        gateway.close()
        gateway.line.close()
        told = {"synthesis": voices.synthesis.told(), "recognition": voices.recognition.told()}
        text = json.dumps({**told, "call": gateway.log.entries}, ensure_ascii=False, indent=1)
        (kept / "transcript.json").write_text(text, encoding="utf-8")
        assert gateway.failure is None, gateway.failure


@pytest.fixture
def call(kept: Path, voices: Voices) -> Iterator[Call]:
    """A caller who has dialled: `call(line)`, from a mobile number unless another is given."""
    made: list[Caller] = []

    def one(line: Gateway, number: str = CALLER) -> Caller:
        caller = Caller(Agent(kept / "caller", number), line, voices)
        made.append(caller)
        caller.dials()
        return caller

    yield one
    for caller in made:
        if not caller.gone():
            caller.agent.order("hangup")
        sound.write(kept / "caller-heard.wav", caller.recording())
        sound.write(kept / "caller-said.wav", caller.said())
        caller.agent.close()
