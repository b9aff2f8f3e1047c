"""One rule broken on purpose, to see that the judge sees it. The core is changed from outside."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from bench.simulation.world import World
from handoff import breaking, commitments, continuing, opening, rota
from handoff.scene import Scene
from handoff.store import Row, Tx

Undo = Callable[[], None]
_LATE = timedelta(seconds=5)


def install(rule: str, world: World) -> Undo:
    """Break it from now on; what is returned mends it."""
    return _MUTATIONS[rule](world)


def _exchange(home: Any, name: str, make: Callable[[Any], Any]) -> Undo:
    before = getattr(home, name)
    setattr(home, name, make(before))
    return lambda: setattr(home, name, before)


def _some(part: float) -> Callable[[], bool]:
    chance = random.Random(5)
    return lambda: chance.random() < part


def _no_name_or_time(_: World) -> Undo:
    """Some matters are heard and nobody is named."""
    now_and_then = _some(0.2)
    return _exchange(
        opening, "begin_case", lambda whole: lambda scene, talk: None if now_and_then() else whole(scene, talk)
    )


def _two_open_callbacks(_: World) -> Undo:
    """What was moved stays open beside what takes its place."""

    def make(whole: Any) -> Any:
        def end(scene: Scene, bound: Row, state: str, **values: Any) -> bool:
            return True if state == "moved" else bool(whole(scene, bound, state, **values))

        return end

    return _exchange(commitments, "end", make)


def _slot_twice(world: World) -> Undo:
    """Nobody looks what is taken, and the database does not mind."""
    world.own.ask("DROP INDEX promises_one_a_slot")
    return _exchange(Scene, "busy", lambda _: lambda scene, day, people: {})


def _outside_shift(_: World) -> Undo:
    """Everybody is taken to be there from six to midnight."""
    evening = sum(1 << slot for slot in range(18, 72))

    def make(whole: Any) -> Any:
        return lambda *asked: {one: evening if slots else 0 for one, slots in whole(*asked).items()}

    return _exchange(rota, "duties", make)


def _limit_unalarmed(_: World) -> Undo:
    """What gives way gives way in silence."""

    def make(whole: Any) -> Any:
        return lambda scene, kind, *rest: None if kind.endswith("_gave_way") else whole(scene, kind, *rest)

    return _exchange(commitments, "alarm", make)


def _breach_unseen(_: World) -> Undo:
    """The keepers are seconds late."""

    def make(whole: Any) -> Any:
        def break_it(scene: Scene, promise_id: str) -> bool:
            bound = scene.tx.row("promises", promise_id) or {}
            return scene.now - bound["due_at"] > _LATE and bool(whole(scene, promise_id))

        return break_it

    return _exchange(breaking, "break_it", make)


def _change_untold(_: World) -> Undo:
    """Of some changes the customer hears nothing."""

    def make(whole: Any) -> Any:
        def say(*given: Any, **more: Any) -> Row:
            return {"id": 0} if more.get("kind") == "changed" else whole(*given, **more)

        return say

    return _exchange(commitments, "say", make)


def _contact_after_solved(_: World) -> Undo:
    """Whoever has solved it is asked once more."""

    def make(whole: Any) -> Any:
        def close(scene: Scene, case: Row, talk: Any) -> None:
            whole(scene, case, talk)
            commitments.say(scene, talk.conversation["id"], case["id"], "您对我们的服务满意吗？", kind="chat")
            scene.tx.event(case["id"], "noted", "keeper", scene.now)

        return close

    return _exchange(continuing, "close", make)


def _ledger(_: World) -> Undo:
    """Of some changes no event tells."""
    now_and_then = _some(0.02)

    def make(whole: Any) -> Any:
        return lambda self, table, row, values: None if now_and_then() else whole(self, table, row, values)

    return _exchange(Tx, "_track", make)


_MUTATIONS: dict[str, Callable[[World], Undo]] = {
    "no_name_or_time": _no_name_or_time, "two_open_callbacks": _two_open_callbacks, "slot_twice": _slot_twice,
    "outside_shift": _outside_shift, "limit_unalarmed": _limit_unalarmed, "breach_unseen": _breach_unseen,
    "change_untold": _change_untold, "contact_after_solved": _contact_after_solved, "ledger": _ledger,
}  # fmt: skip
