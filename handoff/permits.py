"""What somebody may do with a case now, as the use cases refuse it, so that nobody is offered what will not work."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from handoff.model import Person
from handoff.views import CaseView, PromiseView

LIVE = ("open", "calling")
# Who may do what the reader may not: the owner or a supervisor, a supervisor, somebody above the reader, or whoever
# settles the case.
OWNER, SUPERVISOR, SUPERIOR, SETTLER = "owner", "supervisor", "superior", "settler"
_YOU = ""
_ASKED_FIRST = (OWNER, SETTLER, SUPERVISOR, SUPERIOR)


@dataclass(frozen=True)
class Permits:
    """`calls` may be recorded as reached or not, `actions` with evidence, and `withdrawable` be taken back. `orders`
    are the doors for the case as a whole; `others` names those that somebody else could use now, by who that is."""

    calls: tuple[PromiseView, ...]
    actions: tuple[PromiseView, ...]
    withdrawable: tuple[PromiseView, ...]
    orders: frozenset[str]
    others: tuple[tuple[str, tuple[str, ...]], ...]
    call_missed: bool
    cost_first: bool


def permits(case: CaseView, person: Person, now: datetime) -> Permits:
    """What this person may do with a case that they may see."""
    live = [p for p in case.promises if p.state in LIVE]
    mine = [p for p in live if _answers_for(case, person, p) and not missed(p, now)]
    calls = tuple(p for p in mine if p.kind != "action")
    last_words = _cost_open(case) and len(live) == 1
    actions = tuple(p for p in mine if p.kind == "action" and not last_words)
    found = [*_orders(case, person, live, now)] if not case.of_partner else []
    others = {who: tuple(order for order, by in found if by == who) for who in _ASKED_FIRST}
    taken_back = _call_missed(live, now) or case.of_partner or person.role == "agent"
    return Permits(
        calls=calls,
        actions=actions,
        withdrawable=() if taken_back else tuple(p for p in _to_withdraw(live, now) if p.owner_id != person.id),
        orders=frozenset(order for order, by in found if by == _YOU),
        others=tuple((who, orders) for who, orders in others.items() if orders),
        call_missed=_call_missed(live, now),
        cost_first=_cost_open(case) and bool(not live or (last_words and mine and not calls)),
    )


def missed(promise: PromiseView, now: datetime) -> bool:
    """Whether its time has passed and nobody is calling."""
    return promise.state == "open" and promise.due_at <= now


def _answers_for(case: CaseView, person: Person, promise: PromiseView) -> bool:
    """A partner's people have their own organisation's calls alone."""
    if case.of_partner and (promise.kind != "partner_call" or promise.team != person.team):
        return False
    return case.state != "closed" and (person.role != "agent" or promise.owner_id == person.id)


def _call_missed(live: list[PromiseView], now: datetime) -> bool:
    return any(p.kind == "call_back" and missed(p, now) for p in live)


def _cost_open(case: CaseView) -> bool:
    return bool(case.cost) and not case.cost_answer and case.state != "closed"


def _to_withdraw(live: list[PromiseView], now: datetime) -> list[PromiseView]:
    return [p for p in live if p.kind == "action" and p.state == "open" and p.due_at > now]


def _orders(case: CaseView, person: Person, live: list[PromiseView], now: datetime) -> Iterator[tuple[str, str]]:
    """What can be done about the case as it is, and by whom."""
    senior = person.role != "agent"
    responsible = _YOU if senior or person.id == case.owner_id else OWNER
    if case.state != "closed":
        yield "promise", responsible
        if _cost_open(case):
            yield "answer-cost", responsible
        yield "leave-alone", _who_ends_all(person, live, responsible)
        if not _call_missed(live, now):
            yield from (("withdraw", who) for who in _who_else_withdraws(person, _to_withdraw(live, now)))
        yield "about", _YOU if senior else SUPERVISOR
    elif senior:
        yield "about", _YOU
    if case.state == "open":
        yield from _while_open(case, person, live, now)


def _while_open(case: CaseView, person: Person, live: list[PromiseView], now: datetime) -> Iterator[tuple[str, str]]:
    if not _call_missed(live, now):
        settles = case.settled_by in ("", person.id) or person.role == "manager"
        yield "hand-over", _YOU if settles else SETTLER
    if any(p.kind == "call_back" for p in live):
        yield "join-partner", _YOU
    if not live and not _cost_open(case):
        yield "propose-close", _YOU


def _who_ends_all(person: Person, live: list[PromiseView], responsible: str) -> str:
    """What was promised to be done is ended by a supervisor, who has not promised it."""
    actions = [p for p in live if p.kind == "action"]
    if actions and person.role == "agent":
        return SUPERVISOR
    return SUPERIOR if any(p.owner_id == person.id for p in actions) else responsible


def _who_else_withdraws(person: Person, actions: list[PromiseView]) -> set[str]:
    if person.role == "agent":
        return {SUPERVISOR} if actions else set()
    return {SUPERIOR for p in actions if p.owner_id == person.id}
