"""How Rasa reaches the actions, and what becomes of an action that fails."""

from __future__ import annotations

import asyncio
import importlib
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from rasa.core.agent import Agent
from rasa.utils.endpoints import ClientResponseError, EndpointConfig, read_endpoint_config

from channels import fast_schema
from channels.inside import ActionEndpoint, InsideEndpoint, install, named
from channels.turn import RunningTurn, running

ROOT = Path(__file__).parents[2]
CALL = {"next_action": "action_hand_off", "tracker": {"slots": {"known": {"intent": "refund"}}}}
ANSWER: dict[str, list[Any]] = {"events": [], "responses": []}


@pytest.fixture(autouse=True)
def stock_check(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fast_schema.RemoteAction, "_validate_action_result", fast_schema._stock)


async def asked(execute: Any, limit_s: float = 1.0, call: Any = None) -> tuple[Any, str]:
    """What came back, and what the running turn was told."""
    turn = RunningTurn("1", "c1")
    token = running.set(turn)
    try:
        answer = await InsideEndpoint(execute, limit_s).request(json=call or CALL, method="post", timeout=300)
    except Exception as error:
        answer = error
    finally:
        running.reset(token)
    return answer, turn.failed


async def test_an_action_is_called_in_this_process_whether_it_waits_or_not() -> None:
    async def waits(_call: Any) -> Any:
        return ANSWER

    assert await asked(waits) == (ANSWER, "")
    assert await asked(lambda _call: ANSWER) == (ANSWER, "")


async def test_an_action_works_on_a_copy_of_what_is_known() -> None:
    def meddles(call: Any) -> Any:
        call["tracker"]["slots"]["known"]["intent"] = "complaint"
        return ANSWER

    known = {"intent": "refund"}
    await asked(meddles, call={"next_action": "a", "tracker": {"slots": {"known": known}}})
    assert known == {"intent": "refund"}


async def test_an_action_that_raises_or_hangs_fails_the_turn() -> None:
    def raises(_call: Any) -> Any:
        raise LookupError("what the customer said")

    assert (await asked(raises))[1] == "action_hand_off: LookupError"
    error, failed = await asked(lambda _call: asyncio.sleep(60), limit_s=0.02)
    assert isinstance(error, asyncio.TimeoutError)
    assert failed == "action_hand_off: TimeoutError"


async def test_an_action_that_declines_to_run_is_no_failure() -> None:
    class ActionExecutionRejection(Exception):
        action_name = "action_hand_off"

    def declines(_call: Any) -> Any:
        raise ActionExecutionRejection

    error, failed = await asked(declines)
    assert isinstance(error, ClientResponseError)
    assert (error.status, json.loads(error.text)["action_name"], failed) == (400, "action_hand_off", "")


def agent(endpoint: EndpointConfig | None) -> Agent:
    return SimpleNamespace(action_endpoint=endpoint, processor=SimpleNamespace())  # type: ignore[return-value]


def test_inside_and_beside_are_a_matter_of_configuration() -> None:
    stock = EndpointConfig("http://actions:5055/webhook", inside="json.dumps", enable_selective_domain=True)
    inside, beside = agent(stock), agent(stock)
    install(inside, "inside", 6055, 1.0)
    install(beside, "beside", 6055, 1.0)
    assert isinstance(inside.action_endpoint, InsideEndpoint)
    assert type(beside.action_endpoint) is ActionEndpoint
    assert beside.action_endpoint.url == "http://actions:6055/webhook"
    for made in (inside, beside):
        assert made.processor is not None
        assert made.processor.action_endpoint is made.action_endpoint
        assert made.action_endpoint.kwargs["enable_selective_domain"] is True  # type: ignore[union-attr]


def test_no_endpoint_for_actions_is_said_at_start() -> None:
    with pytest.raises(LookupError):
        install(agent(None), "inside", 5055, 1.0)


def test_every_path_that_rasas_files_name_leads_somewhere() -> None:
    """Rasa reports an error inside a channel as a class that it cannot find, and a missing store with a warning."""
    channels = yaml.safe_load((ROOT / "credentials.yml").read_text())
    endpoints = yaml.safe_load((ROOT / "endpoints.yml").read_text())
    paths = [*channels, endpoints["tracker_store"]["type"], endpoints["action_endpoint"]["inside"]]
    for path in paths:
        module, _, name = path.rpartition(".")
        assert callable(getattr(importlib.import_module(module), name)), path
    config = read_endpoint_config(str(ROOT / "endpoints.yml"), "action_endpoint")
    assert config is not None
    assert named(config.kwargs["inside"]) is not None
