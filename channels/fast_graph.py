"""Runs Rasa's graph node after node.

Rasa hands every graph, one for understanding and one for each prediction, to dask, which plans it anew each time and
turns its inputs into text for a log line that is never written: about a millisecond of a turn, and a turn runs three
graphs or more. The nodes are Rasa's own, and so is what they do; only their order is worked out once.

A component that is not sure of a message may want milliseconds of thought more than the event loop has: it says so in
its answer (`unsure`), thinks in a thread, and reads the message once more.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.agent import Agent
from rasa.engine.graph import ExecutionContext, GraphNode, GraphNodeHook, GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.storage import ModelStorage

UNSURE = "unsure"
Step = tuple[str, GraphNode, tuple[str, ...]]


class StraightRunner(GraphRunner):
    """The same answers as dask's runner gives, in the order that it found."""

    def __init__(self, loaded: DaskGraphRunner) -> None:
        self._schema: GraphSchema = loaded._graph_schema
        self._nodes: dict[str, GraphNode] = loaded._instantiated_nodes
        self._steps: dict[tuple[str, ...], list[Step]] = {}

    @classmethod
    def create(
        cls,
        graph_schema: GraphSchema,
        model_storage: ModelStorage,
        execution_context: ExecutionContext,
        hooks: list[GraphNodeHook] | None = None,
    ) -> StraightRunner:
        return cls(DaskGraphRunner.create(graph_schema, model_storage, execution_context, hooks))

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        """What the targets give, from these inputs."""
        wanted = tuple(targets or self._schema.target_names)
        if wanted not in self._steps:
            self._steps[wanted] = self._in_order(wanted)
        done: dict[str, Any] = {name: (name, value) for name, value in (inputs or {}).items()}
        for name, node, needs in self._steps[wanted]:
            done[name] = node(*(done.get(need, need) for need in needs))
        return {name: done[name][1] for name in wanted}

    def _in_order(self, wanted: tuple[str, ...]) -> list[Step]:
        needed = self._schema.minimal_graph_schema(list(wanted)).nodes
        steps: list[Step] = []
        placed: set[str] = set()

        def place(name: str) -> None:
            if name in placed or name not in needed:
                return
            placed.add(name)
            needs = tuple(needed[name].needs.values())
            for need in needs:
                place(need)
            steps.append((name, self._nodes[name], needs))

        for name in wanted:
            place(name)
        return steps


Parse = Callable[..., Awaitable[dict[str, Any]]]


def _twice(parse: Parse, look_closer: Callable[[str], None]) -> Parse:
    """Read a message; where that was not sure, think off the event loop and read it again."""

    async def closer(message: Any, *args: Any, **more: Any) -> dict[str, Any]:
        heard = await parse(message, *args, **more)
        if not heard.get(UNSURE) or not message.text:
            return heard
        await asyncio.to_thread(look_closer, message.text)
        return await parse(message, *args, **more)

    return closer


def install(agent: Agent) -> None:
    """Let the agent's model run straight, and let it think beside the event loop."""
    processor = agent.processor
    runner = getattr(processor, "graph_runner", None)
    if processor is None or type(runner) is not DaskGraphRunner:
        return
    processor.graph_runner = StraightRunner(runner)
    for thinker in thinkers(processor.graph_runner):
        thinker.beforehand = True
        processor.parse_message = _twice(processor.parse_message, thinker.look_closer)  # type: ignore[method-assign]


def thinkers(runner: Any) -> list[Any]:
    """The components that may want to look closer."""
    nodes = runner._nodes.values() if isinstance(runner, StraightRunner) else ()
    components = (getattr(node, "_component", None) for node in nodes)
    return [component for component in components if hasattr(component, "look_closer")]


def doing_without(agent: Agent) -> str:
    """What understanding goes without, and why; nothing where it has everything. For the health door."""
    runner = getattr(agent.processor, "graph_runner", None)
    return "; ".join(why for one in thinkers(runner) if (why := str(one.without_vectors)))
