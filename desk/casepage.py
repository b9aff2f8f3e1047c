"""The page of one case: all that is known, and the forms for what this person may do now."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from sanic import HTTPResponse, Request

from desk.orders import DONE, Fields
from desk.place import Place, me, place
from desk.render import page
from handoff.model import Person
from handoff.views import CaseView, LinkedView, PromiseView, RecordingView, ReplyBox

CALLS = ("call_back", "partner_call", "follow_up")
LIVE = ("open", "calling")


Read = tuple[CaseView, list[Person], list[Person], ReplyBox, list[RecordingView], list[LinkedView], bool]


@dataclass(frozen=True)
class Doing:
    """What this person may do with a case. `mark` changes whenever the forms offered would change."""

    calls: tuple[PromiseView, ...]
    actions: tuple[PromiseView, ...]
    withdrawable: tuple[PromiseView, ...]
    hand_over_to: tuple[Person, ...]
    may_join: tuple[Person, ...]
    must_answer_cost: bool
    may_close: bool
    may_promise: bool
    may_set_about: bool
    mark: str


async def case_page(request: Request, case_id: str) -> HTTPResponse:
    """The case, or 404 for whoever may not see it."""
    return await show_case(request, case_id)


async def show_case(
    request: Request,
    case_id: str,
    status: int = 200,
    form: str = "",
    fields: Fields | None = None,
    problems: Mapping[str, str] | None = None,
) -> HTTPResponse:
    """The page of a case; `form` is the one to be shown filled in with `fields` and with its `problems`."""
    desk, person = place(request), me(request)
    case, colleagues, outside, box, recordings, linked, may_export = await desk.call(_read, desk, person.id, case_id)
    live = tuple(sorted((p for p in case.promises if p.state in LIVE), key=lambda p: p.due_at))
    return page(
        request,
        "case.html",
        status,
        case=case,
        live=live,
        box=box,
        recordings=recordings,
        linked=linked,
        may_export=may_export,
        doing=_doing(case, live, colleagues, outside, person),
        candidates=_candidates(case, colleagues),
        here=f"/cases/{case_id}",
        form=form,
        kept=fields.kept() if fields else {},
        ticked=fields.many("about") if fields else [],
        problems=dict(problems or {}),
        done=DONE.get(request.args.get("done", ""), ""),
    )


def _read(desk: Place, person_id: str, case_id: str) -> Read:
    work, asked = desk.casework, (person_id, case_id)
    return (
        work.case(*asked),
        work.colleagues(*asked),
        work.partners(*asked),
        work.reply_box(*asked),
        desk.recordings.of_case(*asked),
        desk.records.linked(*asked),
        desk.records.may_export(person_id),
    )


def _doing(
    case: CaseView, live: tuple[PromiseView, ...], colleagues: list[Person], outside: list[Person], person: Person
) -> Doing:
    """An agent acts on promises of their own, a supervisor on any; nobody on a case that the customer has closed."""
    over = case.state == "closed"
    senior = person.role != "agent"
    mine = () if over else tuple(p for p in live if senior or p.owner_id == person.id)
    calls = tuple(p for p in mine if p.kind in CALLS)
    actions = tuple(p for p in mine if p.kind not in CALLS)
    offered = [case.state, *(p.id for p in mine), *(c.id for c in colleagues), *(who for who, _ in case.about)]
    unanswered = bool(case.cost) and not case.cost_answer and not over and (senior or case.owner_id == person.id)
    offered.append(str(unanswered))
    mark = hashlib.sha256("|".join(offered).encode()).hexdigest()[:12]
    return Doing(
        calls=calls,
        actions=actions,
        withdrawable=tuple(p for p in actions if senior and p.owner_id != person.id and p.state == "open"),
        hand_over_to=tuple(colleagues) if case.state == "open" else (),
        may_join=tuple(outside) if case.state == "open" and any(p.kind == "call_back" for p in live) else (),
        must_answer_cost=unanswered,
        may_close=case.state == "open" and not live,
        may_promise=not over and (senior or case.owner_id == person.id) and bool(colleagues),
        may_set_about=senior,
        mark=mark,
    )


def _candidates(case: CaseView, colleagues: list[Person]) -> list[tuple[str, str, bool]]:
    """Who can be named as complained about (id, name, ticked): those named already, the owner, and the colleagues."""
    named = dict(case.about)
    found = {who: (name, True) for who, name in case.about}
    found.setdefault(case.owner_id, (f"{case.owner_name}（{case.owner_title}）", False))
    for colleague in colleagues:
        found.setdefault(colleague.id, (f"{colleague.name}（{colleague.title}）", False))
    return [(who, name, who in named) for who, (name, _) in found.items()]
