"""The door at which a case is taken along as a document."""

from __future__ import annotations

from sanic import HTTPResponse, Request, Sanic

from desk.errors import Turned
from desk.place import me, place

FORMS = ("html", "json")


async def export(request: Request, case_id: str, form: str) -> HTTPResponse:
    """The case as a file. A POST, because it is noted on the case that it was given away, and by whom."""
    if form not in FORMS:
        raise Turned("missing")
    desk = place(request)
    paper = await desk.call(desk.records.export, me(request).id, case_id, form)
    headers = {"Content-Disposition": f'attachment; filename="{paper.name}"', "Cache-Control": "no-store"}
    return HTTPResponse(paper.data, headers=headers, content_type=paper.media)


def register(app: Sanic) -> None:
    """The door."""
    app.add_route(export, "/cases/<case_id:str>/export/<form:str>", methods=["POST"])
