"""The forms that a case page offers to whoever reads it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from handoff.model import Person
from handoff.permits import Permits
from handoff.views import CaseView, PromiseView

# What a form is called where somebody else has it.
TITLES = {
    "promise": "另作承诺",
    "answer-cost": "答复费用",
    "hand-over": "转交同事",
    "leave-alone": "客户不希望再被联系",
    "withdraw": "撤回承诺",
    "about": "投诉对象",
}


@dataclass(frozen=True)
class Doing:
    """What this person may do, and with whom. `mark` changes whenever the forms offered would change; `gone` is whether
    the form that was just sent is no longer among them."""

    may: Permits
    hand_over_to: tuple[Person, ...]
    may_join: tuple[Person, ...]
    mark: str
    gone: bool


def doing(
    case: CaseView, live: tuple[PromiseView, ...], colleagues: list[Person], outside: list[Person], may: Permits,
    sent: str,
) -> Doing:  # fmt: skip
    """The forms, with the people whom they let one choose from; `sent` is the one that came back with a problem."""
    calling = {p.owner_id for p in live if p.kind == "call_back"}
    joined = {p.team for p in live if p.kind == "partner_call"}
    to = tuple(c for c in colleagues if c.id not in calling) if "hand-over" in may.orders else ()
    join = tuple(c for c in outside if c.team not in joined) if "join-partner" in may.orders else ()
    forms = {*_forms(case, may, to, join), f"reply-{case.id}"}
    return Doing(may, to, join, _mark(case, may, to, join), bool(sent) and sent not in forms)


def candidates(case: CaseView, colleagues: list[Person]) -> list[tuple[str, str, bool]]:
    """Who can be named as complained about (id, name, ticked): those named already, the owner, and the colleagues."""
    named = dict(case.about)
    found = {who: (name, True) for who, name in case.about}
    found.setdefault(case.owner_id, (f"{case.owner_name}（{case.owner_title}）", False))
    for colleague in colleagues:
        found.setdefault(colleague.id, (f"{colleague.name}（{colleague.title}）", False))
    return [(who, name, who in named) for who, (name, _) in found.items()]


def _forms(case: CaseView, may: Permits, to: tuple[Person, ...], join: tuple[Person, ...]) -> Iterator[str]:
    for p in may.calls:
        yield from (f"{order}-{p.id}" for order in ("start-call", "stop-call", "reached", "not-reached"))
    yield from (f"done-{p.id}" for p in may.actions)
    yield from (f"withdraw-{p.id}" for p in may.withdrawable)
    chosen_from = {"hand-over": to, "join-partner": join}
    yield from (f"{order}-{case.id}" for order in may.orders if chosen_from.get(order, True))


def _mark(case: CaseView, may: Permits, to: tuple[Person, ...], join: tuple[Person, ...]) -> str:
    promises = (p.id for some in (may.calls, may.actions, may.withdrawable) for p in some)
    shown = [case.state, *promises, *sorted(may.orders), *(c.id for c in (*to, *join)), *(who for who, _ in case.about)]
    shown += [case.owner_id, str(may.others), str(may.call_missed), str(may.cost_first)]
    return hashlib.sha256("|".join(shown).encode()).hexdigest()[:12]
