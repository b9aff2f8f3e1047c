"""How Rasa reaches the actions: in its own process, or in an action server beside it, always within a time limit.

Either way a failing action is noted on the running turn. Rasa would log it and go on talking as if all were well;
the channel then hands the customer to a person instead.
"""

from __future__ import annotations

import asyncio
import copy
import importlib
import inspect
import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from rasa.core.agent import Agent
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from channels import fast_schema
from channels.turn import fail

Execute = Callable[[dict[str, Any]], Any | Awaitable[Any]]


class ActionEndpoint(EndpointConfig):
    """An endpoint with a time limit, under which a failure does not go unseen."""

    def __init__(self, limit_s: float, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._limit_s = limit_s

    async def request(
        self,
        method: str = "post",
        subpath: str | None = None,
        content_type: str | None = "application/json",
        compress: bool = False,
        **kwargs: Any,
    ) -> Any | None:
        name = str((kwargs.get("json") or {}).get("next_action", "?"))
        kwargs.pop("timeout", None)  # Rasa asks for 300 seconds
        try:
            return await asyncio.wait_for(self._ask(method, subpath, content_type, compress, **kwargs), self._limit_s)
        except ClientResponseError as error:
            if error.status != 400:  # 400 is how an action declines to run, and Rasa knows what to do
                fail(f"{name}: status {error.status}")
            raise
        except Exception as error:
            fail(f"{name}: {type(error).__name__}")
            raise

    async def _ask(
        self, method: str, subpath: str | None, content_type: str | None, compress: bool, **kwargs: Any
    ) -> Any | None:
        return await super().request(method, subpath, content_type, compress, **kwargs)


class InsideEndpoint(ActionEndpoint):
    """Calls the actions in this process: no HTTP hop, no JSON."""

    def __init__(self, execute: Execute, limit_s: float, **kwargs: Any) -> None:
        super().__init__(limit_s, **kwargs)
        self._execute = execute

    async def _ask(
        self, method: str, subpath: str | None, content_type: str | None, compress: bool, **kwargs: Any
    ) -> Any | None:
        call = kwargs["json"]
        # Over HTTP an action works on a copy. Here too, lest it change the tracker behind Rasa's back.
        call["tracker"]["slots"] = copy.deepcopy(call["tracker"]["slots"])
        try:
            answer = self._execute(call)
            return await answer if inspect.isawaitable(answer) else answer
        except Exception as error:
            declined = getattr(error, "action_name", None)
            if declined is None or type(error).__name__ != "ActionExecutionRejection":
                raise
            # As rasa-sdk's own server would put it; rasa-sdk itself is not imported here.
            raise ClientResponseError(400, "declined", json.dumps({"action_name": declined, "error": ""})) from error


def named(path: str) -> Execute:
    """What a dotted path names. By name, because channels do not import actions. Raises ImportError, AttributeError."""
    module, _, name = path.rpartition(".")
    found: Execute = getattr(importlib.import_module(module), name)
    return found


def install(agent: Agent, where: str, port: int, limit_s: float) -> None:
    """Give the agent its endpoint for actions: `inside`, or `beside` at this port of the host that `url` names.

    Raises LookupError where none is configured.
    """
    fast_schema.install()
    stock = agent.action_endpoint
    if isinstance(stock, ActionEndpoint):
        return
    if stock is None:
        raise LookupError("endpoints.yml names no action_endpoint")
    plain = {k: v for k, v in vars(stock).items() if k not in {"kwargs", "type"}} | stock.kwargs
    path = plain.pop("inside", "")
    if where == "inside":
        endpoint: ActionEndpoint = InsideEndpoint(named(path), limit_s, **plain)
    else:
        endpoint = ActionEndpoint(limit_s, **plain | {"url": _at(str(stock.url), port)})
    agent.action_endpoint = endpoint
    if agent.processor is not None:
        agent.processor.action_endpoint = endpoint


def _at(url: str, port: int) -> str:
    parts = urlsplit(url)
    return parts._replace(netloc=f"{parts.hostname}:{port}").geturl()
