"""What mends the drills that kill, switched off: changes for `tests.drills.process`."""

from __future__ import annotations

import asyncio
import dataclasses
import secrets
import time
from dataclasses import replace
from typing import Any

from tests.drills.points import exchange


def journal() -> None:
    """A message is acknowledged first and written down after that."""
    from sanic.response import json as answer

    running = set()

    def hasty(send: Any) -> Any:
        async def later(*given: Any) -> None:
            await asyncio.sleep(0.05)
            await send(*given)

        async def acknowledge(*given: Any) -> Any:
            task = asyncio.create_task(later(*given))
            running.add(task)
            task.add_done_callback(running.discard)
            return answer({"id": given[1].json["id"]}, status=202)

        return acknowledge

    exchange("channels.webchat.connector:Doors.send", hasty)


def message_once() -> None:
    """A message that is sent again is another message."""

    def anew(receive: Any) -> Any:
        def write(self: Any, tx: Any, came: Any, worker: str) -> Any:
            return receive(self, tx, replace(came, sent_as=(secrets.token_hex(8), came.sent_as[1])), worker)

        return write

    exchange("handoff.journal:Journal._receive", anew)


def journal_row() -> None:
    """A turn is closed when it is taken, as a queue does that forgets what it hands out."""

    def forgetful(begin: Any) -> Any:
        def once(self: Any, tx: Any, conversation: Any, message: Any, more: bool) -> Any:
            tx.update("messages", {"id": message["id"]}, {"closed_at": message["at"], "closed_by": "dialogue"})
            return begin(self, tx, conversation, message, more)

        return once

    exchange("handoff.journal:Journal._turn", forgetful)
    claim()


def closing_apart() -> None:
    """The answer is committed first and its turn closed a little later, as by a queue that is not in the database."""
    from handoff import bootstrap, commitments

    def open_still(_claim: Any) -> Any:
        def answer(scene: Any, turn_id: str, by: str) -> Any:
            turn = scene.tx.row("messages", int(turn_id))
            return turn, commitments.lock_conversation(scene, turn["conversation_id"])

        return answer

    def closed_later(answer: Any) -> Any:
        async def close(self: Any, turn: Any) -> Any:
            done = await answer(self, turn)
            await asyncio.sleep(0.5)
            values = {"closed_at": bootstrap.clock().now(), "closed_by": "dialogue"}
            await self.threads.call(
                lambda: bootstrap.store().write(lambda tx: tx.update("messages", {"id": int(turn.id)}, values))
            )
            return done

        return close

    exchange("handoff.journal:claim", open_still)
    exchange("channels.base:Turns._answer", closed_later)


def release() -> None:
    """A bot that starts does not take back what the dead one held."""

    def keep(_release: Any) -> Any:
        return lambda self, worker: None

    exchange("handoff.journal:Journal.release", keep)
    exchange("channels.base:Turns.start", lambda start: lambda self, port=None: start(self))


def claim() -> None:
    """Whoever has an answer gives it, whether or not the turn was answered."""

    def any_time(claim: Any) -> Any:
        def answer(scene: Any, turn_id: str, by: str) -> Any:
            turn, conversation = claim(scene, turn_id, by)
            return turn or scene.tx.row("messages", int(turn_id)), conversation

        return answer

    exchange("handoff.journal:claim", any_time)


def one_transaction() -> None:
    """The end of a promise is committed before the rest."""

    def at_once(end: Any) -> Any:
        def commit(scene: Any, *given: Any, **values: Any) -> Any:
            done = end(scene, *given, **values)
            scene.tx.cursor.execute("COMMIT")
            scene.tx.cursor.execute("BEGIN IMMEDIATE")
            return done

        return commit

    exchange("handoff.commitments:end", at_once)


def timers() -> None:
    """The keeper has timers instead of looking at the rows: it knows nothing of what came due before it started."""
    from handoff import bootstrap

    started = bootstrap.clock().now()

    def since(due: Any) -> Any:
        def remembered(*given: Any, **more: Any) -> Any:
            return [p for p in due(*given, **more) if p["due_at"] > started]

        return remembered

    exchange("handoff.store.given:Given.due", since)


def conditional_update() -> None:
    """The keeper breaks what it once read to be open, whatever has become of it, and takes its time."""

    def blind(end: Any) -> Any:
        def overwrite(scene: Any, bound: Any, state: str, **values: Any) -> bool:
            values = {"state": state, "ended_at": scene.now, **values}
            return bool(scene.tx.update("promises", bound, values))

        return overwrite

    def remembered(work: Any) -> Any:
        def once(scene: Any, promise_id: str) -> Any:
            def stale(table: str, key: Any, lock: bool = False) -> Any:
                row = scene.tx.row(table, key, lock=lock)
                return {**row, "state": "open"} if table == "promises" and row else row

            return work(dataclasses.replace(scene, tx=_Stale(scene.tx, stale)), promise_id)

        return once

    def all_of_them(_with_a_look: Any) -> Any:
        return lambda scene, ids, act: sum(act(scene, one) for one in ids)

    def lingering(together: Any) -> Any:
        def wait(self: Any, ids: Any, act: Any) -> Any:
            time.sleep(1 if ids else 0)
            return together(self, ids, act)

        return wait

    exchange("handoff.commitments:end", blind)
    exchange("handoff.breaking:break_it", remembered)
    exchange("handoff.together:act_on", all_of_them)
    exchange("handoff.watcher:Watcher._together", lingering)


class _Stale:
    """A transaction that remembers promises as they once were."""

    def __init__(self, tx: Any, row: Any) -> None:
        self._tx = tx
        self.row = row

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tx, name)


def one_order() -> None:
    """The desk takes an order on a promise that has ended."""
    exchange("handoff.calls:_require_owner", lambda check: lambda person, bound: None)
    exchange(
        "handoff.calls:_finish",
        lambda finish: (
            lambda scene, bound, state, evidence: scene.tx.update(
                "promises", bound, {"state": state, "ended_at": scene.now, "evidence": evidence.strip()}
            )
        ),
    )
