"""What can be ordered from the page of the rota: which fields each form has, and what it asks of the core."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from desk.orders import Fields, Incomplete
from desk.times import from_form

if TYPE_CHECKING:
    from handoff.rotas import Rotas

Given = dict[str, Any]
# What a stretch of somebody's time is called.
KINDS = {"leave": "请假", "sick": "病假", "meeting": "会议", "duty": "值班", "swap": "换班"}
LONGEST_REASON = 200


@dataclass(frozen=True)
class RotaOrder:
    """`read` checks a form and gives the arguments, or raises Incomplete; `send` passes them to the core together with
    the person and says how many promises are at risk by it."""

    read: Callable[[Fields, str], Given]
    send: Callable[..., int]


def day_from(text: str) -> date | None:
    """A `date` field; None where it cannot be read."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _stretch(fields: Fields, me: str) -> Given:
    """Whom it is about, themselves where the form asks nobody, and from when until when."""
    given: Given = {
        "of_id": fields.text("person") or me,
        "starts": from_form(fields.text("starts")),
        "ends": from_form(fields.text("ends")),
        "reason": fields.text("reason"),
    }
    problems = {}
    if given["starts"] is None:
        problems["starts"] = "请选择开始的日期和时间。"
    if given["ends"] is None:
        problems["ends"] = "请选择结束的日期和时间。"
    if len(given["reason"]) > LONGEST_REASON:
        problems["reason"] = "原因最多200字，请缩短。"
    if problems:
        raise Incomplete(problems)
    return given


def _swap(fields: Fields, me: str) -> Given:
    given: Given = {"one": fields.text("one"), "other": fields.text("other"), "day": day_from(fields.text("day"))}
    asked = {"one": "请选择要换班的同事。", "other": "请选择和谁换。", "day": "请选择换哪一天。"}
    problems = {name: sentence for name, sentence in asked.items() if not given[name]}
    if problems:
        raise Incomplete(problems)
    return given


def _undo(fields: Fields, me: str) -> Given:
    return {"change_id": fields.text("change")}


def _nothing(fields: Fields, me: str) -> Given:
    return {}


def _change(kind: str) -> RotaOrder:
    def send(work: Rotas, me: str, of_id: str, starts: datetime, ends: datetime, reason: str) -> int:
        return work.change(me, of_id, kind, starts, ends, reason)

    return RotaOrder(_stretch, send)


ROTA_ORDERS = {
    "sick-now": RotaOrder(_nothing, lambda work, me: work.sick(me)),
    "sick": _change("sick"),
    "meeting": _change("meeting"),
    "leave": _change("leave"),
    "duty": _change("duty"),
    "swap": RotaOrder(_swap, lambda work, me, one, other, day: work.swap(me, one, other, day)),
    "undo": RotaOrder(_undo, lambda work, me, change_id: work.undo(me, change_id)),
}
ROTA_DONE = {
    "sick-now": "已登记病假，请好好休息。",
    "sick": "已登记病假。",
    "meeting": "已登记会议。",
    "leave": "已登记请假。",
    "duty": "已安排值班。",
    "swap": "已换班。",
    "undo": "已撤销这条安排。",
}
AT_RISK = "有{n}个承诺到时无人在岗：守约系统会在几秒内请同事接手，并告诉客户。"
NONE_AT_RISK = "没有承诺受影响。"
