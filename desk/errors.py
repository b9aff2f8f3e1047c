"""Friendly pages for whatever goes wrong, and a log that names the fault but never the customer."""

from __future__ import annotations

import logging
import secrets
import traceback

from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import MethodNotSupported, PayloadTooLarge, SanicException, ServiceUnavailable
from sanic.exceptions import NotFound as NoRoute

from desk.place import from_htmx
from desk.render import page, problem
from handoff.model import NotFound, Refused
from handoff.store import Unavailable

log = logging.getLogger(__name__)

# kind -> status, heading, what to do
PAGES: dict[str, tuple[int, str, str]] = {
    "form": (
        403,
        "页面已过期",
        "这个页面打开太久，或表单不是从本工作台提交的。请先复制已输入的文字，刷新页面后再提交。",
    ),
    "expired": (401, "登录已过期", "请在新标签页重新登录，再刷新本页；已输入的文字请先复制。"),
    "board": (403, "看板供主管使用", "您的承诺都在「我的承诺」里。需要主管协助时，请在工单页选择「转交同事」。"),
    "missing": (404, "没有找到", "没有这一页，或您无权查看。请返回「我的承诺」，或用工单编号、电话搜索。"),
    "size": (413, "内容太长", "请缩短文字后再提交。"),
    "busy": (503, "系统繁忙", "暂时没有完成。请稍等片刻再试；已提交的内容请先在工单页核对。"),
    "fault": (500, "系统出错", "没有完成。请稍后再试；仍不行时，请把下面的编号告诉管理员。"),
}


class Turned(Exception):
    """The request is turned away; `kind` names the page that says why and what to do."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


def register(app: Sanic) -> None:
    """Every exception of the app ends here."""
    app.error_handler.add(Exception, answer)


def answer(request: Request, error: Exception) -> HTTPResponse:
    """The page for an error."""
    if isinstance(error, Refused) and not isinstance(error, NotFound):
        return problem(request, 409, [error.message])
    kind = _kind(error)
    # Sanic says ServiceUnavailable of a browser that hung up: nothing broke.
    broke = kind in ("fault", "busy") and not isinstance(error, ServiceUnavailable)
    reference = _note(request, error) if broke else ""
    status, heading, text = PAGES[kind]
    if from_htmx(request):
        shown = problem(request, status, [text], reference)
        if kind in ("missing", "board") and request.method == "GET":
            shown.headers["HX-Refresh"] = "true"  # what may no longer be seen must leave the screen
        return shown
    return page(request, "error.html", status, heading=heading, text=text, reference=reference)


def _kind(error: Exception) -> str:
    if isinstance(error, Turned):
        return error.kind
    if isinstance(error, (NotFound, NoRoute, MethodNotSupported)):
        return "missing"
    if isinstance(error, PayloadTooLarge):
        return "size"
    if isinstance(error, SanicException) and getattr(error, "status_code", 500) < 500:
        return "missing"
    return "busy" if isinstance(error, (TimeoutError, Unavailable)) else "fault"


def _note(request: Request, error: Exception) -> str:
    """Log where it broke under a number that the page shows. The error's own words may hold customer text: left out."""
    reference = secrets.token_hex(4)
    route = request.route.path if request.route else "?"
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    where = " < ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in reversed(frames))
    log.error("%s %s /%s: %s at %s", reference, request.method, route, type(error).__name__, where)
    return reference
