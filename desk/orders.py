"""What can be ordered from the case page: which fields each form has, and what it asks of casework."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from desk.times import from_form

if TYPE_CHECKING:
    from handoff.casework import Casework

LONGEST_TEXT = 4000
TOO_LONG = "最多4000字，请缩短后再提交。"


class Incomplete(Exception):
    """Fields that are missing or cannot be used, each with a sentence that says what to do."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(", ".join(problems))
        self.problems = dict(problems)


class Fields:
    """A submitted form."""

    def __init__(self, form: Mapping[str, list[str]]) -> None:
        self._form = form

    def text(self, name: str) -> str:
        """One field without the blanks around it; empty where it was not sent."""
        return (self._form.get(name) or [""])[0].strip()

    def many(self, name: str) -> list[str]:
        """Every value of a field that may be ticked more than once."""
        return [value for value in self._form.get(name) or [] if value]

    def kept(self) -> dict[str, str]:
        """What was typed, to be shown again."""
        return {name: values[0] for name, values in self._form.items() if values and not name.startswith("_")}


Given = dict[str, Any]


@dataclass(frozen=True)
class Order:
    """`read` checks a form and gives the arguments, or raises Incomplete; `send` passes them to casework together with
    the person and the promise or case; `leaves` says that the person may be done with this case afterwards."""

    read: Callable[[Fields, datetime], Given]
    send: Callable[..., object]
    leaves: bool = False


def _nothing(fields: Fields, now: datetime) -> Given:
    return {}


def _need(**asked: str) -> Callable[[Fields, datetime], Given]:
    """A reader for fields that must all be filled in; the value is the sentence for one that is empty."""

    def read(fields: Fields, now: datetime) -> Given:
        given = {name: fields.text(name) for name in asked}
        problems = {name: asked[name] for name, text in given.items() if not text}
        problems.update({name: TOO_LONG for name, text in given.items() if len(text) > LONGEST_TEXT})
        if problems:
            raise Incomplete(problems)
        return given

    return read


def _read_reached(fields: Fields, now: datetime) -> Given:
    """What is promised next is optional, but half of it is not: a promise has an action and a time."""
    problems: dict[str, str] = {}
    given: Given = {"next_what": fields.text("next_what") or None, "next_due": from_form(fields.text("next_due"))}
    try:
        given.update(_need(said="请写下与客户说了什么。")(fields, now))
    except Incomplete as incomplete:
        problems.update(incomplete.problems)
    if given["next_what"] and given["next_due"] is None:
        problems["next_due"] = "请选择下一步承诺的日期和时间。"
    elif fields.text("next_due") and not given["next_what"]:
        problems["next_what"] = "请写明下一步承诺做什么，或清空时间。"
    elif given["next_due"] is not None and given["next_due"] <= now:
        problems["next_due"] = "承诺的时间已经过去，请选择将来的时间。"
    if problems:
        raise Incomplete(problems)
    return given


def _read_promise(fields: Fields, now: datetime) -> Given:
    due = from_form(fields.text("due"))
    problems: dict[str, str] = {}
    if due is None:
        problems["due"] = "请选择承诺的日期和时间。"
    elif due <= now:
        problems["due"] = "承诺的时间已经过去，请选择将来的时间。"
    try:
        given = _need(what="请写明承诺做什么，客户会看到。")(fields, now)
    except Incomplete as incomplete:
        raise Incomplete({**incomplete.problems, **problems}) from None
    if problems:
        raise Incomplete(problems)
    return {**given, "due": due}


def _read_about(fields: Fields, now: datetime) -> Given:
    return {"person_ids": fields.many("about")}


def _reached(
    work: Casework, me: str, promise: str, said: str, next_what: str | None, next_due: datetime | None
) -> None:
    work.reached(me, promise, said, next_what=next_what, next_due=next_due)


PROMISE_ORDERS = {
    "start-call": Order(_nothing, lambda work, me, promise: work.start_call(me, promise)),
    "stop-call": Order(_nothing, lambda work, me, promise: work.stop_call(me, promise)),
    "reached": Order(_read_reached, _reached),
    "not-reached": Order(
        _need(note="请写下未接通的情况，例如：无人接听、关机、占线。"),
        lambda work, me, promise, note: work.not_reached(me, promise, note),
    ),
    "done": Order(
        _need(evidence="请写下完成的凭据，例如：快递单号、退款流水号。"),
        lambda work, me, promise, evidence: work.action_done(me, promise, evidence),
    ),
    "withdraw": Order(
        _need(reason="请写明撤回的原因：下一位同事会看到。"),
        lambda work, me, promise, reason: work.withdraw(me, promise, reason),
    ),
}
CASE_ORDERS = {
    "hand-over": Order(
        _need(to="请选择要转交的同事。", reason="请写明转交原因，同事会看到。"),
        lambda work, me, case, to, reason: work.hand_over(me, case, to, reason),
        leaves=True,
    ),
    "promise": Order(_read_promise, lambda work, me, case, what, due: work.promise(me, case, what, due)),
    "join-partner": Order(
        _need(to="请选择合作单位的人。", what="请写明请对方做什么，客户会看到。"),
        lambda work, me, case, to, what: work.join_partner(me, case, to, what),
    ),
    "reply": Order(
        _need(text="请写下要对客户说的话，至少两个字。"), lambda work, me, case, text: work.reply(me, case, text)
    ),
    "answer-cost": Order(
        _need(answer="请写下公司如何处理这笔费用，客户会看到同样的话。"),
        lambda work, me, case, answer: work.answer_cost(me, case, answer),
    ),
    "propose-close": Order(
        _need(summary="请写下处理结果，客户会看到并确认。"),
        lambda work, me, case, summary: work.propose_close(me, case, summary),
    ),
    "leave-alone": Order(
        _need(note="请写明客户是怎么说的。"), lambda work, me, case, note: work.leave_alone(me, case, note)
    ),
    "about": Order(_read_about, lambda work, me, case, person_ids: work.set_about(me, case, person_ids)),
}
# What the page says once an order was carried out.
DONE = {
    "start-call": "已标记为正在致电，通话期间承诺不会失约。",
    "stop-call": "已停止致电，承诺恢复为待致电。",
    "reached": "已记录：电话已接通。",
    "not-reached": "已记录：未接通。系统会另约时间并告知客户。",
    "done": "已记录：承诺已完成。",
    "withdraw": "已撤回。请按新的承诺亲自致电客户说明。",
    "hand-over": "已转交：工单已在同事的承诺里，客户会收到新负责人的姓名和时间。",
    "promise": "已登记承诺，客户会收到同样的话。",
    "join-partner": "已请合作单位参与，客户会收到对方的姓名和时间。",
    "reply": "已写给客户，送达情况见对话。",
    "answer-cost": "已答复费用，客户已收到同样的话。",
    "propose-close": "已提议结案，等待客户确认。",
    "leave-alone": "已记下：客户不再希望被联系，所有安排都已取消。",
    "about": "已更新投诉对象。",
    "calendar": "已换新的日历地址，旧地址不再有效。请在日历里重新订阅。",
}
