"""Which customer somebody is: shown by a number that is verified or by a one-time code, never by a number merely typed.

Guessing is hopeless. `continue` codes: 60 wrong ones a minute in all processes together are 86,400 a day; with 1,000
codes alive, one of them is hit in 27 years of that without a pause. `verify` codes: five tries at each, five codes
a day for each number, are one chance in 40,000 a day for a given number; 60 wrong ones an hour hit any number once
in two years of that without a pause. Reaching either limit alarms a supervisor.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from handoff import binding_words, codes, commitments, continuing, limits, routes, uniting, wishes
from handoff.callers import begin, begin_for
from handoff.clock import Clock
from handoff.companies import Companies
from handoff.intake import Talk
from handoff.limits import Limit
from handoff.model import Refused
from handoff.recall import tongue_in, written_in
from handoff.scene import Scene
from handoff.store import Row, Store, Tx
from handoff.tongues import SIMPLIFIED

T = TypeVar("T")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
WRONG_CONTINUE = Limit("wrong continue", 60, MINUTE)
WRONG_VERIFY = Limit("wrong verify", 60, HOUR)
WRONG_HERE = Limit("wrong here", 15, DAY)
ASKED = Limit("codes asked for", 60, MINUTE)
ASKED_OF_NUMBER = (Limit("codes to a number", 1, MINUTE), Limit("codes to a number today", 5, DAY))
ASKED_HERE = (Limit("codes in a conversation", 1, MINUTE), Limit("codes in a conversation today", 8, DAY))
# Words in free form, which a template of the mainland could only announce.
_ANNOUNCED = ("chat", "reply")


class Binding:
    """What channels ask when somebody shows who they are."""

    def __init__(self, store: Store, clock: Clock, companies: Companies) -> None:
        self._store = store
        self._clock = clock
        self._companies = companies

    def _write(self, channel: str, address: str, work: Callable[[Scene], T | Refused]) -> T:
        """A refusal counts, so it is committed before it is raised; it speaks as the conversation here does."""

        def counted(tx: Tx) -> T | Refused:
            done = work(Scene(tx, self._companies.current(tx), self._clock.now()))
            if isinstance(done, Refused):
                here = tx.conversation_at(channel, address)
                done.message = binding_words.refusal(done.code, tongue_in(here) if here else SIMPLIFIED)
            return done

        done = self._store.write(counted)
        if isinstance(done, Refused):
            raise done
        return done

    def go_on(self, text: str, channel: str, address: str) -> str:
        """Whoever has the code of a text message goes on here; returns the conversation.

        Raises Refused: "code_refused", "too_many_tries".
        """
        code = codes.typed("continue", text)
        return self._write(channel, address, lambda scene: self._go_on(scene, code, channel, address))

    def _go_on(self, scene: Scene, code: str, channel: str, address: str) -> str | Refused:
        if limits.used_up(scene, WRONG_CONTINUE):
            return _too_many()
        row = codes.use_any(scene, "continue", code) if code else None
        if row is None:
            return _wrong(scene, WRONG_CONTINUE)
        there = scene.tx.row("conversations", str(row["conversation_id"])) or {}
        here = scene.tx.conversation_at(channel, address)
        cases = uniting.unite(scene, there["customer_id"], here["customer_id"]) if here else []
        there = commitments.lock_conversation(scene, there["id"])
        if here is None:
            here = begin_for(scene.tx, channel, address, there["customer_id"])
            scene.tx.update("conversations", here, {"known": there["known"], "dialogue": there["dialogue"]})
        here = commitments.lock_conversation(scene, here["id"])
        commitments.say(scene, here["id"], None, binding_words.gone_on(tongue_in(here if written_in(here) else there)))
        for message in _announced(scene.tx, there["id"]):
            commitments.say(scene, here["id"], None, message["text"], sender=message["sender"],
                            author=message["author"], kind=message["kind"])  # fmt: skip
        if not uniting.join(scene, cases, here["id"]):
            _take_up(scene, here)
        return str(here["id"])

    def ask(self, number: str, channel: str, address: str) -> str:
        """Send a code to a number (E.164) that somebody in this conversation says is theirs. The same happens whether
        anybody is known by it or not. Returns the conversation.

        Raises Refused: "asked_too_often", "asked_enough".
        """
        return self._write(channel, address, lambda scene: self._ask(scene, number, channel, address))

    def _ask(self, scene: Scene, number: str, channel: str, address: str) -> str | Refused:
        tx = scene.tx
        here = tx.conversation_at(channel, address, lock=True) or begin(tx, channel, address, None)
        asked = ((ASKED, ""), *((one, number) for one in ASKED_OF_NUMBER), *((one, here["id"]) for one in ASKED_HERE))
        for limit, whom in asked:
            if limits.used_up(scene, limit, whom):
                return _asked_too_much(limit)
        for limit, whom in asked:
            limits.count(scene, limit, whom)
        text = binding_words.code_sent(number, tongue_in(here))
        message = commitments.say(scene, here["id"], None, text, kind="code")
        routes.queue(scene, message, "sms", number, "template")
        return str(here["id"])

    def confirm(self, text: str, channel: str, address: str) -> str:
        """The code came to the number: whoever is here is the customer who has it. Returns the conversation.

        Raises Refused: "code_refused", "too_many_tries".
        """
        code = codes.typed("verify", text)
        return self._write(channel, address, lambda scene: self._confirm(scene, code, channel, address))

    def _confirm(self, scene: Scene, code: str, channel: str, address: str) -> str | Refused:
        here = scene.tx.conversation_at(channel, address)
        if here is None:
            return _refused()
        if limits.used_up(scene, WRONG_VERIFY) or limits.used_up(scene, WRONG_HERE, here["id"]):
            return _too_many()
        number = _asked_about(scene.tx, here["id"])
        if not number or not codes.use(scene, "verify", code, number, here["id"]):
            limits.count(scene, WRONG_HERE, here["id"])
            return _wrong(scene, WRONG_VERIFY)
        if not uniting.prove(scene, here["id"], number, binding_words.confirmed(number, tongue_in(here))):
            _take_up(scene, commitments.lock_conversation(scene, here["id"]))
        return str(here["id"])


def _asked_about(tx: Tx, conversation_id: str) -> str:
    """The number to which a code was asked for last."""
    asked = tx.rows("messages", order="id", newest_first=True, limit=1, conversation_id=conversation_id, kind="code")
    ways = tx.rows("deliveries", message_id=asked[0]["id"], channel="sms") if asked else []
    return str(ways[0]["address"]) if ways else ""


def _announced(tx: Tx, conversation_id: str) -> list[Row]:
    """What was said in own words since the customer last wrote, where only its announcement could be sent."""
    last: list[Row] = []
    for message in tx.rows("messages", order="id", conversation_id=conversation_id):
        if message["sender"] == "customer":
            last = []
        elif message["kind"] in _ANNOUNCED:
            last.append(message)
    return last


def _take_up(scene: Scene, here: Row) -> None:
    """The customer's open case goes on in this conversation, with the promise in the same words."""
    customer = scene.tx.row("customers", here["customer_id"], lock=True) or {}
    case = scene.tx.latest_case(customer["id"])
    if case is None or case["state"] == "closed":
        commitments.say(scene, here["id"], None, binding_words.nothing_before(tongue_in(here)))
        return
    case = scene.tx.row("cases", case["id"], lock=True) or {}
    unattached = scene.tx.rows("messages", order="id", conversation_id=here["id"], case_id=None)
    known = {"phone": wishes.phone_of(case) or customer["phone"]}
    continuing.restate(scene, case, Talk({}, here, customer, unattached, known, uniting.BY))


def _refused() -> Refused:
    return Refused("code_refused", "")


def _too_many() -> Refused:
    return Refused("too_many_tries", "")


def _wrong(scene: Scene, limit: Limit) -> Refused:
    if limits.count(scene, limit):
        commitments.alarm(scene, "guessing", None, {"what": limit.what})
    return _refused()


def _asked_too_much(limit: Limit) -> Refused:
    return Refused("asked_too_often" if limit.within == MINUTE else "asked_enough", "")
