"""A casework in memory for the tests of the desk, and the proof that it has the shape of the real one."""

from __future__ import annotations

import inspect
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from handoff.casework import Casework
from handoff.manners import Objected, Objection, objections
from handoff.model import SHANGHAI, NotFound, Person, Refused
from handoff.replies import SOLVED, TEXT_LAST_KEPT
from handoff.views import (
    AlarmView,
    AttemptView,
    Board,
    CaseView,
    MessageView,
    NoticeView,
    PromiseView,
    ReplyBox,
    TeamCount,
    ToldView,
    TrailView,
)

NOW = datetime(2026, 6, 8, 10, 0, tzinfo=SHANGHAI)
WANG = Person("wangmin", "王敏", "售后投诉专员", "complaints", "yinuo", reports_to="chenjing")
LIU = Person("liuyang", "刘洋", "维修进度专员", "repairs", "yinuo", reports_to="chenjing")
CHEN = Person("chenjing", "陈静", "售后主管", "complaints", "yinuo", role="supervisor")
MA = Person("mapeng", "马鹏", "上门维修工程师", "station", "顺安维修站")
ZHAO = Person("zhaolei", "赵磊", "服务经理", "head", "yinuo", role="manager")
PEOPLE = {p.id: p for p in (WANG, LIU, CHEN, ZHAO)}
PASSWORD = "correct horse"


def at(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def promise(number: int, case: str, minutes: float, **other: Any) -> PromiseView:
    due = at(minutes)
    words = f"王敏（售后投诉专员）将于6月{due.day}日{due:%H:%M}前致电您。编号 {case}。"
    given: dict[str, Any] = {
        "id": f"p{number}", "case_id": case, "kind": "call_back", "state": "open", "owner_id": WANG.id,
        "owner_name": WANG.name, "owner_title": WANG.title, "due_at": due, "slot_start": due - timedelta(minutes=20),
        "made_by": "dialogue", "made_at": at(-90), "words": words, "what": "", "intent": "complaint",
        "severity": "normal", "customer_name": "", "channel": "webchat", "team": "complaints", "told_at": at(-89),
    }  # fmt: skip
    return PromiseView(**{**given, **other})


PROMISES = [
    promise(1, "Y260608-1007", 11.5, customer_name="周建国", severity="threat", at_risk=True),
    promise(2, "Y260608-1003", 95, customer_name="林小雨", intent="refund"),
    promise(3, "Y260607-0988", 320, customer_name="欧阳海燕", kind="action", what="寄出替换的内存条，并短信告知运单号",
            made_by=WANG.id, severity="repeat"),
    promise(4, "Y260605-0871", 1500, intent="hq_contact"),
]  # fmt: skip
ATTACK = "<script>alert(1)</script> 已经付了全款，\n说好有现货，现在又没有明确的日期。"
CASE = CaseView(
    id="Y260608-1007", state="open", intent="complaint", severity="threat", owner_id=WANG.id, owner_name=WANG.name,
    owner_title=WANG.title, first_owner_name="刘洋", opened_at=at(-95), closed_at=None, customer_name="周建国",
    phone="+8613800138000", channel="webchat", order_number="DD20260601887", cost="另买了内存和电脑包（¥860）",
    threat=("press", "lawyer"), wish="希望 6月8日 10:00–12:00", repeat=True, about=(),
    why=(("safety", "冒烟"), ("threat", "找媒体曝光"), ("vulnerable", "八十多岁"), ("waited", "")),
    promises=(
        PROMISES[0],
        promise(9, "Y260608-1007", -30, state="attempted", evidence="响铃无人接听", ended_at=at(-35)),
    ),
    messages=(
        MessageView(at(-95), "customer", "", ATTACK, "webchat", "received"),
        MessageView(at(-94), "bot", "", "很抱歉，谢谢您告诉我们。方便留一个电话吗？", "webchat", "delivered"),
        MessageView(at(-93), "customer", "", "13800138000，再不解决我就找媒体曝光", "webchat", "received"),
        MessageView(at(-92), "bot", "", PROMISES[0].words, "webchat", "queued"),
        MessageView(at(-60), "customer", "", "[图片]", "wechat", "received", "image"),
        MessageView(
            at(-50), "person", WANG.name, "照片看到了，我今天17:00前告诉您换货的运单号。", "wechat", "delivered", attempts=(
                AttemptView("wechat", "text", "failed", "45015", at(-50)),
                AttemptView("sms", "template", "delivered", "", at(-49)),
            ),
        ),
    ),
    trail=(
        TrailView(at(-93), "dialogue", "opened", {"level": "team", "gave_way": "limit"}),
        TrailView(at(-30), WANG.name, "not_reached", {}),
        TrailView(at(-4), "keeper", "reminded", {}),
    ),
)  # fmt: skip
HIDDEN = "Y260606-0900"
BOX = ReplyBox("wechat", True, TEXT_LAST_KEPT, 3, at(2000), 600, "text")


class Double:
    """Remembers what was asked of it. `refusal` is raised by the next order; `hidden` is a case nobody here may see."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []
        self.refusal: Refused | None = None
        self.promises = list(PROMISES)
        self.shown = CASE
        self.box = BOX
        self.place = 1

    def position(self) -> int:
        return self.place

    def sign_in(self, name: str, password: str, source: str) -> Person:
        if name == "locked":
            raise Refused("too_many_attempts", "尝试次数过多。请 15 分钟后再试，或请主管为您重设密码。")
        found = next((p for p in PEOPLE.values() if name in (p.id, p.name)), None)
        if found is None or password != PASSWORD:
            raise Refused("wrong_password", "姓名或密码不对。请检查后再试；忘记密码请联系主管。")
        return found

    def person(self, person_id: str) -> Person:
        if person_id not in PEOPLE:
            raise NotFound("人员")
        return PEOPLE[person_id]

    def mine(self, person_id: str) -> list[PromiseView]:
        return [p for p in self.promises if p.owner_id == person_id and p.state in ("open", "calling")]

    def board(self, person_id: str) -> Board:
        lost = promise(8, "Y260607-0950", -40, customer_name="何先生", state="broken", owner_id=LIU.id,
                       owner_name=LIU.name, owner_title=LIU.title, ended_at=at(-40))  # fmt: skip
        told = (ToldView("陈静", "wecom", "failed", at(-39)), ToldView("陈静", "email", "sent", at(-38)),
                ToldView("赵磊", "webhook", "unknown", at(-28)))  # fmt: skip
        return Board(
            at_risk=tuple(p for p in self.promises if p.at_risk), broken=(lost,), open=tuple(self.promises),
            teams=(TeamCount("complaints", "投诉组", 4, 1, 0), TeamCount("repairs", "维修组", 2, 0, 1)),
            alarms=(AlarmView(3, at(-39), "broken", "Y260607-0950", {"owner": "刘洋", "now": "陈静"}, told),),
            keeper_age_s=1.0, keeper_ok=True, notices=tuple(self.notices(person_id)), live=len(self.promises),
            risky=sum(1 for p in self.promises if p.at_risk), lost=1,
        )  # fmt: skip

    def notices(self, person_id: str) -> list[NoticeView]:
        return [NoticeView(5, at(-4), "soon", "Y260608-1007", "p1", {"due_at": at(11.5).isoformat()})]

    def case(self, person_id: str, case_id: str) -> CaseView:
        if case_id == HIDDEN or case_id != self.shown.id:
            raise NotFound("工单")
        return self.shown

    def search(self, person_id: str, text: str) -> list[CaseView]:
        return [self.shown] if text in (self.shown.id, self.shown.customer_name, self.shown.phone) else []

    def colleagues(self, person_id: str, case_id: str) -> list[Person]:
        self.case(person_id, case_id)
        return [LIU, CHEN]

    def partners(self, person_id: str, case_id: str) -> list[Person]:
        self.case(person_id, case_id)
        return [MA]

    def join_partner(self, person_id: str, case_id: str, to_person_id: str, what: str) -> None:
        self._note("join_partner", person_id, case_id, to_person_id, what)

    def promise(self, person_id: str, case_id: str, what: str, due: datetime) -> None:
        self._note("promise", person_id, case_id, what, due)

    def leave_alone(self, person_id: str, case_id: str, note: str) -> None:
        self._note("leave_alone", person_id, case_id, note)

    def withdraw(self, person_id: str, promise_id: str, reason: str) -> None:
        self._note("withdraw", person_id, promise_id, reason)

    def start_call(self, person_id: str, promise_id: str) -> None:
        self._note("start_call", person_id, promise_id)
        self.set(promise_id, state="calling", calling_since=NOW)

    def stop_call(self, person_id: str, promise_id: str) -> None:
        self._note("stop_call", person_id, promise_id)
        self.set(promise_id, state="open", calling_since=None)

    def reached(
        self, person_id: str, promise_id: str, said: str, next_what: str | None = None, next_due: datetime | None = None
    ) -> None:
        self._note("reached", person_id, promise_id, said, next_what, next_due)
        self.set(promise_id, state="kept", evidence=said, ended_at=NOW)

    def not_reached(self, person_id: str, promise_id: str, note: str) -> None:
        self._note("not_reached", person_id, promise_id, note)

    def action_done(self, person_id: str, promise_id: str, evidence: str) -> None:
        self._note("action_done", person_id, promise_id, evidence)

    def answer_cost(self, person_id: str, case_id: str, answer: str) -> None:
        self._note("answer_cost", person_id, case_id, answer)

    def reply_box(self, person_id: str, case_id: str) -> ReplyBox:
        if self.case(person_id, case_id).state == "closed":
            return ReplyBox("wechat", False, SOLVED, None, None, 0, "", "solved")
        return self.box

    def check_wording(self, text: str) -> tuple[Objection, ...]:
        return objections(text)

    def reply(self, person_id: str, case_id: str, text: str) -> None:
        if objections(text):
            raise Objected(objections(text))
        self._note("reply", person_id, case_id, text)

    def hand_over(self, person_id: str, case_id: str, to_person_id: str, reason: str) -> None:
        self._note("hand_over", person_id, case_id, to_person_id, reason)

    def propose_close(self, person_id: str, case_id: str, summary: str) -> None:
        self._note("propose_close", person_id, case_id, summary)

    def set_about(self, person_id: str, case_id: str, person_ids: list[str]) -> None:
        self._note("set_about", person_id, case_id, person_ids)

    def seen_alarm(self, person_id: str, alarm_id: int) -> None:
        self._note("seen_alarm", person_id, alarm_id)

    def seen_notice(self, person_id: str, notice_id: int) -> None:
        self._note("seen_notice", person_id, notice_id)

    def set(self, promise_id: str, **change: Any) -> None:
        """Change a promise wherever it is shown, and let the feed move."""
        self.promises = [replace(p, **change) if p.id == promise_id else p for p in self.promises]
        own = tuple(replace(p, **change) if p.id == promise_id else p for p in self.shown.promises)
        self.shown = replace(self.shown, promises=own)
        self.place += 1

    def _note(self, *asked: Any) -> None:
        if self.refusal is not None:
            raise self.refusal
        if HIDDEN in asked:
            raise NotFound("工单")
        self.asked.append(asked)


def test_the_double_takes_the_arguments_that_casework_takes() -> None:
    def shape(kind: type) -> dict[str, list[str]]:
        public = {name for name in vars(Casework) if not name.startswith("_")}
        return {name: list(inspect.signature(getattr(kind, name)).parameters) for name in public}

    assert shape(Double) == shape(Casework)
