"""Calls and actions: how a promise is kept, attempted, and followed by the next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from handoff import action_wording, closed, commitments, pressing, resting, rota, wishes, wording
from handoff.manners import require_manners
from handoff.model import Commitment, Person, Refused, Request, Window, Wish
from handoff.scene import Scene
from handoff.store import Row

# The second try comes at another time, not at once.
PAUSE = timedelta(hours=1)
# So many calls, each at another time of day for some days; then it is the customer's turn.
ATTEMPTS = 3
APART = timedelta(minutes=40)
DAYS_APART = 4
C = TypeVar("C", Commitment, "Commitment | None")


def start(scene: Scene, person: Person, case: Row, bound: Row) -> None:
    """The owner, or a supervisor for them, is calling. In time only: a missed promise is not saved by a late call."""
    _require_call(person, bound)
    if bound["state"] == "calling":
        return
    if scene.now >= bound["due_at"]:
        raise Refused("too_late", "承诺时间已过，系统会升级处理。请联系主管。")
    scene.tx.update("promises", bound, {"state": "calling", "calling_at": scene.now}, state="open")
    scene.tx.event(case["id"], "calling", person.id, scene.now)


def stop(scene: Scene, person: Person, case: Row, bound: Row) -> None:
    """Back to open; past its time the keeper then sees it as broken."""
    _require_call(person, bound)
    if bound["state"] == "calling":
        scene.tx.update("promises", bound, {"state": "open", "calling_at": None}, state="calling")
        scene.tx.event(case["id"], "call_stopped", person.id, scene.now)


def reached(
    scene: Scene, person: Person, case: Row, bound: Row, said: str, next_what: str | None, next_due: datetime | None
) -> None:
    """Kept; then what was promised on the phone, or the question whether the case may be closed."""
    _require_call(person, bound)
    commitments.require_text(said, "请写下和客户说了什么，至少两个字。")
    _finish(scene, bound, "kept", said)
    conversation = commitments.lock_conversation(scene, case["conversation_id"])
    if next_what and next_what.strip():
        _promise_action(scene, person, case, conversation, next_what.strip(), next_due)
    elif not scene.tx.live_promises(case["id"]):
        _require_cost_answered(case)
        commitments.ask_to_close(scene, case, conversation, wording.REACHED)
    scene.tx.event(case["id"], "reached", person.id, scene.now)


def not_reached(scene: Scene, person: Person, case: Row, bound: Row, note: str) -> None:
    """Attempted in time; the same owner tries again later, and the customer knows when."""
    _require_call(person, bound)
    _finish(scene, bound, "attempted", note)
    if case["facts"].get("abandoned"):
        # Whoever hung up without a word is rung once, and then left in peace; when they ring, the case goes on.
        kind = "rested" if resting.rests(scene, case) else "not_reached"
        scene.tx.event(case["id"], kind, person.id, scene.now)
        return
    pressing.raise_it(scene, case)
    tried = _attempts(scene, bound)
    if bound["kind"] != "call_back":
        _partner_tries_again(scene, person, case, bound, tried)
    elif len(tried) >= ATTEMPTS:
        _give_it_to_the_customer(scene, person, case, bound)
    else:
        made = _another_time(scene, case, bound, tried, scene.commit)

        def words(c: Commitment) -> str:
            return wording.not_reached(**commitments.terms(scene, case, c, bound["reach"]))

        commitments.tell(scene, case, made, words, made_by=person.id, reach=bound["reach"], previous=bound)
    scene.tx.event(case["id"], "not_reached", person.id, scene.now)


def _partner_tries_again(scene: Scene, person: Person, case: Row, bound: Row, tried: list[Row]) -> None:
    """The partner's own promise is followed by one of the same kind, and the owner's stands beside it. After the last
    try, or where they have no time, the customer hears of the owner's."""
    to = scene.company.people.get(bound["owner_id"])
    call = commitments.call_of(scene, case)
    made = None
    if to and len(tried) < ATTEMPTS:
        made = _another_time(scene, case, bound, tried, lambda asked: scene.commit_to(to, asked))
    if made is None and call is None:
        _give_it_to_the_customer(scene, person, case, bound)
        return
    terms = commitments.terms(scene, case, made or call or bound, bound["reach"])
    text = wording.not_reached(**terms)
    conversation = commitments.lock_conversation(scene, case["conversation_id"])
    told = call
    if made:
        told = commitments.record(
            scene, case, made, reach=bound["reach"], made_by=person.id, words=text, channel=conversation["channel"],
            previous=bound, kind=bound["kind"], what=bound["what"],
        )  # fmt: skip
    commitments.say(scene, conversation["id"], case["id"], text, told["id"] if told else None, kind="changed")


def _attempts(scene: Scene, bound: Row) -> list[Row]:
    """This attempt and those in a row before it."""
    found = [bound]
    while (before := scene.tx.row("promises", found[-1]["previous_id"] or "")) and before["state"] == "attempted":
        found.append(before)
    return found


def _another_time(scene: Scene, case: Row, bound: Row, tried: list[Row], commit: Callable[[Request], C]) -> C:
    """Not within the hour, and not at a time of day at which nobody answered before, if there is another."""
    wish: Wish = wishes.wish_of(case["facts"], scene.now)
    late = Window(scene.now, scene.now + PAUSE)
    apart = [_around(p, days) for p in tried for days in range(DAYS_APART)]

    def asked(*barred: Window) -> C:
        wanted = Wish(wish.wanted, (*wish.excluded, late, *barred))
        return commit(commitments.request_for(scene, case, bound["owner_id"], wanted))

    made = asked(*apart)
    return asked() if made and "window" in made.gave_way else made


def _around(attempt: Row, days: int) -> Window:
    """The time of day of an attempt, so many days later."""
    pause = timedelta(days=days)
    return Window(attempt["slot_start"] + pause - APART, attempt["due_at"] + pause + APART)


def _give_it_to_the_customer(scene: Scene, person: Person, case: Row, bound: Row) -> None:
    """Three calls at different times and no answer: the customer says when, and the case waits for that."""
    conversation = commitments.lock_conversation(scene, case["conversation_id"])
    values = {"state": "closing", "proposed_at": scene.now, "facts": {**case["facts"], "summary": wording.UNREACHABLE}}
    scene.tx.update("cases", case, values)
    owner, tongue = commitments.owner_of(bound), wishes.tongue_of(scene, case)
    text = wording.unreachable(owner=owner, times=ATTEMPTS, case_id=case["id"], tongue=tongue)
    commitments.say(scene, conversation["id"], case["id"], text, bound["id"], kind="ask_closed")
    commitments.alarm(scene, "unreachable", case["id"], {"owner": bound["owner_name"]})


def action_done(scene: Scene, person: Person, case: Row, bound: Row, evidence: str) -> None:
    """Kept only with evidence; with nothing else open, the customer is asked whether it is solved."""
    if bound["kind"] != "action":
        raise Refused("not_an_action", "这是回电承诺。请用“已接通”或“未接通”来登记。")
    _require_owner(person, bound)
    commitments.require_text(evidence, "请写下凭据，例如快递单号或退款流水号。")
    _finish(scene, bound, "kept", evidence)
    conversation = commitments.lock_conversation(scene, case["conversation_id"])
    owner, tongue = commitments.owner_of(bound), wishes.tongue_of(scene, case)
    text = action_wording.action_done(owner=owner, what=bound["what"], case_id=case["id"], tongue=tongue)
    commitments.say(scene, conversation["id"], case["id"], text, bound["id"], kind="reply")
    if not scene.tx.live_promises(case["id"]):
        _require_cost_answered(case)
        commitments.ask_to_close(scene, case, conversation, bound["what"])
    scene.tx.event(case["id"], "action_done", person.id, scene.now)


def promise(scene: Scene, person: Person, case: Row, what: str, due: datetime) -> None:
    """Something more is promised, in words that the customer reads; it is kept like any other promise."""
    commitments.require_text(what, "请写下承诺办什么，至少两个字：客户会看到。")
    closed.require_not(case)
    if person.role == "agent" and person.id != case["owner_id"]:
        raise Refused("not_yours", "由负责人或主管向客户作承诺。请先告诉负责人。")
    conversation = commitments.lock_conversation(scene, case["conversation_id"])
    _promise_action(scene, person, case, conversation, what.strip(), due)
    scene.tx.event(case["id"], "promised", person.id, scene.now)


def propose_close(scene: Scene, person: Person, case: Row, summary: str) -> None:
    """A proposal, which the customer confirms; never while something promised is still to be done."""
    commitments.require_text(summary, "请用一句话写下处理结果，客户会看到。")
    require_manners(summary)
    closed.require_not(case)
    if scene.tx.live_promises(case["id"]):
        raise Refused("promises_open", "还有未完成的承诺。请先兑现承诺，再提议结案。")
    _require_cost_answered(case)
    conversation = commitments.lock_conversation(scene, case["conversation_id"])
    commitments.ask_to_close(scene, case, conversation, summary.strip())
    scene.tx.event(case["id"], "close_proposed", person.id, scene.now)


def answer_cost(scene: Scene, person: Person, case: Row, answer: str) -> None:
    """What the company says to the cost that the customer has stated; the customer reads the same words."""
    closed.require_not(case)
    if not case["facts"].get("cost"):
        raise Refused("no_cost", "客户没有说明由此多花的费用，无需答复。")
    if person.id != case["owner_id"] and person.role == "agent":
        raise Refused("not_yours", "费用由负责人或主管答复。请联系负责人。")
    commitments.require_text(answer, "请写下公司如何处理这笔费用，客户会看到同样的话。")
    require_manners(answer)
    conversation = commitments.lock_conversation(scene, case["conversation_id"])
    scene.tx.update("cases", case, {"facts": {**case["facts"], "cost_answer": answer.strip()}})
    tongue = wishes.tongue_of(scene, case)
    text = action_wording.cost_answered(owner=person, answer=answer, case_id=case["id"], tongue=tongue)
    commitments.say(scene, conversation["id"], case["id"], text, kind="reply")
    scene.tx.event(case["id"], "cost_answered", person.id, scene.now)


def _require_cost_answered(case: Row) -> None:
    if case["facts"].get("cost") and not case["facts"].get("cost_answer"):
        raise Refused("cost_unanswered", "客户说明了由此多花的费用。请先在“答复费用”里写下公司的答复，再做这一步。")


def _promise_action(
    scene: Scene, person: Person, case: Row, conversation: Row, what: str, due: datetime | None
) -> None:
    require_manners(what)
    if due is None:
        raise Refused("no_time", "请给出承诺完成的日期和时间：客户会看到同样的话。")
    if due <= scene.now:
        raise Refused("past", "承诺的时间已经过去，请选一个将来的时间。")
    if not rota.covers(scene.company, person.id, None, due):
        raise Refused("off_duty", "这个时间您不在班上（或是休息日）。请选您当班的时间，客户才不会白等。")
    text = action_wording.action_promised(
        owner=person, what=what, due_at=due, now=scene.now, case_id=case["id"],
        tongue=wishes.tongue_of(scene, case),
    )  # fmt: skip
    bound = commitments.record_action(scene, case, person, what, due, text, conversation["channel"], person.id)
    if case["state"] == "closing":
        scene.tx.update("cases", case, {"state": "open", "proposed_at": None})
    commitments.say(scene, conversation["id"], case["id"], text, bound["id"], kind="changed")


def _finish(scene: Scene, bound: Row, state: str, evidence: str) -> None:
    """Take a promise to its end, in time only: what broke stays broken, whatever is written down afterwards."""
    in_time = bound["state"] == "calling" or (bound["state"] == "open" and scene.now < bound["due_at"])
    if not in_time or not commitments.end(scene, bound, state, evidence=evidence.strip()):
        raise Refused("over", "这个承诺已经结束或已过时间，可能刚被改动。请刷新页面，看最新的承诺。")


def _require_call(person: Person, bound: Row) -> None:
    if bound["kind"] == "action":
        raise Refused("not_a_call", "这是行动承诺。完成后请填写凭据。")
    _require_owner(person, bound)


def _require_owner(person: Person, bound: Row) -> None:
    if bound["owner_id"] != person.id and person.role == "agent":
        raise Refused("not_yours", f"这个承诺属于{bound['owner_name']}。请联系本人或主管。")
    if bound["state"] not in ("open", "calling"):
        raise Refused("over", "这个承诺已经结束。请刷新页面，看最新的承诺。")
