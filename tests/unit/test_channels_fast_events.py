"""What is spared is seen by nobody: copies for lines that are not written, and a search with the same result."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from copy import deepcopy
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SlotSet
from rasa.shared.utils.common import all_subclasses

from channels import fast_events


@pytest.fixture
def spared(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Rasa with what is spared, and afterwards as it was."""
    for module in fast_events.ONLY_FOR_LOGS:
        monkeypatch.setattr(module, "copy", module.copy)  # type: ignore[attr-defined]
    monkeypatch.setattr(Event, "resolve_by_type", staticmethod(fast_events._search))
    fast_events._known.cache_clear()
    fast_events.install(SimpleNamespace(domain=None))  # type: ignore[arg-type]
    yield


@pytest.mark.usefixtures("spared")
@pytest.mark.parametrize("domain", [Domain.empty(), Domain.from_yaml('{version: "3.1", intents: [a]}')])
def test_whether_a_domain_is_empty_is_found_out_once(domain: Domain, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = domain.is_empty()
    fast_events.install(SimpleNamespace(domain=domain))  # type: ignore[arg-type]
    monkeypatch.setattr(Domain, "empty", None)
    assert domain.is_empty() is wanted


def uses(source: str) -> tuple[int, int]:
    """How often a source uses `copy`, and how many of these stand inside the arguments of a debug line."""
    tree = ast.parse(source)
    logged = {
        id(inner)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and ast.unparse(call.func) in ("structlogger.debug", "logger.debug")
        for argument in (*call.args, *call.keywords)
        for inner in ast.walk(argument)
    }
    named = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == "copy"]
    return len(named), sum(id(node) in logged for node in named)


@pytest.mark.parametrize("module", fast_events.ONLY_FOR_LOGS, ids=lambda module: module.__name__)
def test_every_copy_in_these_modules_of_rasa_is_for_a_debug_line_only(module: ModuleType) -> None:
    every, for_logs = uses(inspect.getsource(module))
    assert every == for_logs > 0, "Rasa now uses a copy: read it again"


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("structlogger.debug('a', b=copy.deepcopy(c))", (1, 1)),
        ("logger.debug(f'{copy.deepcopy(c)}')", (1, 1)),
        ("d = copy.deepcopy(c)\nstructlogger.debug('a', b=d)", (1, 0)),
        ("return_ = tracker.copy()", (0, 0)),
    ],
)
def test_a_copy_that_is_more_than_an_argument_of_a_debug_line_is_noticed(source: str, found: tuple[int, int]) -> None:
    assert uses(source) == found


@pytest.mark.usefixtures("spared")
def test_no_copies_are_made_there_and_copies_are_made_elsewhere() -> None:
    held: list[Any] = [[]]
    for module in fast_events.ONLY_FOR_LOGS:
        assert module.copy.deepcopy(held) is held  # type: ignore[attr-defined]
    assert deepcopy(held)[0] is not held[0]


@pytest.mark.usefixtures("spared")
def test_every_kind_of_event_is_found_as_rasa_finds_it_the_second_time_too() -> None:
    names = sorted({str(kind.type_name) for kind in all_subclasses(Event) if kind.type_name})
    assert len(names) > 20
    for name in [*names, *names, "topic"]:
        assert Event.resolve_by_type(name) is fast_events._search(name)
    assert Event.resolve_by_type("nothing of the kind", SlotSet) is SlotSet


@pytest.mark.usefixtures("spared")
@pytest.mark.parametrize("name", ["nothing of the kind", ["slot"], {"event": 1}, None])
def test_what_is_no_event_is_refused_as_rasa_refuses_it_and_not_remembered(name: Any) -> None:
    for resolve in (fast_events._search, Event.resolve_by_type, Event.resolve_by_type):
        with pytest.raises(ValueError):
            resolve(name)
    assert fast_events._known.cache_info().currsize == 0


@pytest.mark.usefixtures("spared")
def test_a_kind_that_comes_later_is_found_once_it_is_there() -> None:
    with pytest.raises(ValueError):
        Event.resolve_by_type("a_late_kind")

    class Late(SlotSet):
        type_name = "a_late_kind"

    assert Event.resolve_by_type("a_late_kind") is Late
    Late.type_name = ""
