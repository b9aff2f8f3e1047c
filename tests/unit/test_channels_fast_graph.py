"""A graph that runs straight gives what dask's runner gives."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rasa.engine.exceptions import GraphComponentException
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage

from channels.fast_graph import StraightRunner, install


class Adds(GraphComponent):
    """Adds what it is given."""

    runs: list[str] = []

    def __init__(self, name: str) -> None:
        self._name = name

    @classmethod
    def create(cls, config: Any, model_storage: Any, resource: Any, execution_context: Any) -> Adds:
        return cls(execution_context.node_name)

    def add(self, one: int, two: int) -> int:
        Adds.runs.append(self._name)
        if one < 0:
            raise ValueError("below nothing")
        return one + two


def node(one: str, two: str) -> SchemaNode:
    return SchemaNode({"one": one, "two": two}, Adds, "create", "add", {}, eager=True)


SCHEMA = GraphSchema(
    {
        "last": node("middle", "first"),
        "middle": node("first", "y"),
        "first": node("x", "y"),
        "beside": node("x", "x"),
    }
)


@pytest.fixture
def loaded(tmp_path: Path) -> DaskGraphRunner:
    Adds.runs.clear()
    return DaskGraphRunner.create(SCHEMA, LocalModelStorage(tmp_path), ExecutionContext(SCHEMA, "model"))


@pytest.mark.parametrize("targets", [["last"], ["middle", "beside"], ["first"]])
def test_it_gives_what_dask_gives(loaded: DaskGraphRunner, targets: list[str]) -> None:
    straight = StraightRunner(loaded)
    for x, y in ((1, 2), (5, 7)):
        inputs = {"x": x, "y": y}
        assert straight.run(inputs, targets) == loaded.run(inputs, targets)


def test_only_what_is_needed_runs_and_only_once(loaded: DaskGraphRunner) -> None:
    StraightRunner(loaded).run({"x": 1, "y": 2}, ["last"])
    assert Adds.runs == ["first", "middle", "last"]


def test_a_node_that_fails_fails_the_run_in_the_same_way(loaded: DaskGraphRunner) -> None:
    for runner in (loaded, StraightRunner(loaded)):
        with pytest.raises(GraphComponentException):
            runner.run({"x": -1, "y": 0}, ["first"])


def test_it_takes_the_place_of_dask_and_of_nothing_else(loaded: DaskGraphRunner) -> None:
    other = SimpleNamespace(processor=SimpleNamespace(graph_runner="another"))
    install(other)  # type: ignore[arg-type]
    assert other.processor.graph_runner == "another"
    agent = SimpleNamespace(processor=SimpleNamespace(graph_runner=loaded))
    install(agent)  # type: ignore[arg-type]
    assert isinstance(agent.processor.graph_runner, StraightRunner)
    install(SimpleNamespace(processor=None))  # type: ignore[arg-type]
