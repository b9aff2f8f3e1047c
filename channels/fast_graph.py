"""Runs Rasa's graph node after node.

Rasa hands every graph, one for understanding and one for each prediction, to dask, which plans it anew each time and
turns its inputs into text for a log line that is never written: about a millisecond of a turn, and a turn runs three
graphs or more. The nodes are Rasa's own, and so is what they do; only their order is worked out once.
"""

from __future__ import annotations

from typing import Any

from rasa.core.agent import Agent
from rasa.engine.graph import ExecutionContext, GraphNode, GraphNodeHook, GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.storage import ModelStorage

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


def install(agent: Agent) -> None:
    """Let the agent's model run straight."""
    processor = agent.processor
    runner = getattr(processor, "graph_runner", None)
    if processor is not None and type(runner) is DaskGraphRunner:
        processor.graph_runner = StraightRunner(runner)
