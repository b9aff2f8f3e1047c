"""A model trained once for its sources, and conversations with it as the channel leads them."""

from __future__ import annotations

import asyncio
import itertools
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.utils.endpoints import EndpointConfig

from channels import inside
from channels.trackers import TurnTrackerStore
from channels.turn import RunningTurn, running
from handoff import bootstrap
from handoff.model import SHANGHAI, Said
from launcher import model as models
from launcher.screen import Screen

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 6, 8, 10, 0, tzinfo=SHANGHAI)
PROMISE = "王敏（售后投诉专员）将于6月8日（周一）15:20前致电您"


class Desk:
    """The core in memory: it remembers what it was asked, and one case."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.case: str | None = None

    def _say(self, name: str, known: dict[str, Any], closes: bool = True, text: str = PROMISE) -> Said:
        self.calls.append((name, known))
        return Said(closes, () if closes else (text,), known)

    def hand_off(self, turn: str, known: dict[str, Any]) -> Said:
        self.case = "C1"
        return self._say("hand_off", known)

    def tell_promise(self, turn: str, known: dict[str, Any]) -> Said:
        return self._say("tell_promise", known)

    def change_time(self, turn: str, known: dict[str, Any]) -> Said:
        return self._say("change_time", known)

    def solved(self, turn: str, known: dict[str, Any]) -> Said:
        found, self.case = self.case, None
        return self._say("solved", known, closes=bool(found), text="没有还在处理的事。")

    def note(self, turn: str, known: dict[str, Any], intent: str) -> Said:
        return self._say("note", known) if self.case else Said(False, (), known)


class Conversation:
    """One customer; what one turn leaves is what the next begins with, and nothing else."""

    def __init__(self, agent: Agent, desk: Desk, known: dict[str, Any] | None = None) -> None:
        self.agent, self.desk = agent, desk
        self.known: dict[str, Any] = known or {}
        self.dialogue: dict[str, Any] = {"form": None, "requested": None}
        self.turns = itertools.count(1)

    @property
    def asked_of_desk(self) -> list[str]:
        return [name for name, _ in self.desk.calls]

    async def say(self, text: str) -> list[str]:
        """The texts that answer; none where the desk committed them itself."""
        promise = {"owner": "王敏", "title": "专员", "due_at": NOW.isoformat()} if self.desk.case else None
        begun = {**self.known, "case": self.desk.case, "promise": promise}
        turn = RunningTurn(str(next(self.turns)), "talk", begun, dict(self.dialogue))
        heard = CollectingOutputChannel()
        metadata = {"turn": turn.id, "now": NOW.isoformat()}
        token = running.set(turn)
        try:
            await self.agent.handle_message(
                UserMessage(text, heard, "talk", input_channel="webchat", metadata=metadata)
            )
        finally:
            running.reset(token)
        assert not turn.failed
        self.known = {} if self.desk.case else turn.known
        self.last, self.dialogue = turn.known, turn.dialogue
        return [str(message["text"]) for message in heard.messages]


@pytest.fixture(scope="session")
def agent() -> Agent:
    """The agent as the bot runs it: tracker of the turn, actions in process."""
    environ = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"}
    loaded = Agent.load(str(asyncio.run(models.ensure(ROOT, environ, Screen()))))
    assert loaded.processor is not None
    store = TurnTrackerStore(loaded.domain)
    loaded.tracker_store = loaded.processor.tracker_store = store
    loaded.action_endpoint = EndpointConfig(url="http://127.0.0.1:1/webhook", inside="actions.inside.execute")
    inside.install(loaded, "inside", 1, 5.0)
    return loaded


@pytest.fixture()
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    double = Desk()
    monkeypatch.setattr(bootstrap, "intake", lambda: double)
    return double


@pytest.fixture()
def talk(agent: Agent, desk: Desk) -> Callable[..., Conversation]:
    return lambda known=None: Conversation(agent, desk, known)
