"""The page of one case: all that is known, and the forms for what this person may do now."""

from __future__ import annotations

from collections.abc import Mapping

from sanic import HTTPResponse, Request

from desk.doing import TITLES, candidates, doing
from desk.orders import DONE, Fields
from desk.place import Place, me, place
from desk.render import page
from handoff.model import Person
from handoff.permits import LIVE, permits
from handoff.views import CaseView, LinkedView, RecordingView, ReplyBox

Read = tuple[CaseView, list[Person], list[Person], ReplyBox, list[RecordingView], list[LinkedView], bool]


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
        doing=doing(case, live, colleagues, outside, permits(case, person, desk.clock.now()), form),
        candidates=candidates(case, colleagues),
        titles=TITLES,
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
