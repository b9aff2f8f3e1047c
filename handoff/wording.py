"""What the customer is told: sorry, then thank you, then what happens now, and the case number at the end.

Every sentence with a promise holds the owner's name and title, the date with its weekday and the time. Nothing here
blames, compares, begs for a score, or says "as soon as possible".
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypedDict

from handoff.model import SHANGHAI

if TYPE_CHECKING:
    from typing_extensions import NotRequired, Unpack

_WEEKDAYS = "一二三四五六日"
_NO_OPENING = "您好。谢谢您联系我们。"
_SORRY = {
    "complaint": "非常抱歉，让您遇到了这样的事。谢谢您告诉我们。",
    "repair_status": "很抱歉，维修的事还要您来问。谢谢您联系我们。",
    "refund": "很抱歉，这次购买没能让您满意。谢谢您告诉我们。",
    "hq_contact": "很抱歉，让您要找到总部才行。谢谢您联系我们。",
}
_SORRY_OTHERWISE = "很抱歉，这件事没能当场为您办好。谢谢您联系我们。"
_SORRY_REPEAT = "非常抱歉，让您为同一件事又来找我们一次。谢谢您再给我们说明的机会。"
_SORRY_SILENT = "很抱歉，我们没能马上回应您。谢谢您联系我们，您写的话已经原样记下。"
_NEXT = {
    "complaint": "您说的都已记下，不用再说第二遍。",
    "repair_status": "联系之前，维修进度会先查清楚。",
    "refund": "退款怎么办、什么时候办，到时和您一一说定。",
    "hq_contact": "您说的都已记下，不用再说第二遍。",
}


class Named(Protocol):
    """Somebody who is told to the customer by name and title."""

    @property
    def name(self) -> str: ...

    @property
    def title(self) -> str: ...


class Owner(NamedTuple):
    """Name and title as they stand in a promise, for an owner who may have left since."""

    name: str
    title: str


class Terms(TypedDict):
    """The terms of a promise, as its words need them. `slot_start` is used when the customer rings again."""

    owner: Named
    due_at: datetime
    now: datetime
    reach: str
    phone: NotRequired[str]
    case_id: str
    slot_start: NotRequired[datetime | None]


def when(due_at: datetime, now: datetime) -> str:
    """「6月8日（周一）15:20」, with the year in front when it is not this year."""
    due, today = due_at.astimezone(SHANGHAI), now.astimezone(SHANGHAI)
    year = "" if due.year == today.year else f"{due.year}年"
    return f"{year}{due.month}月{due.day}日（周{_WEEKDAYS[due.weekday()]}）{due:%H:%M}"


def who(owner: Named) -> str:
    """「王敏（售后投诉专员）」"""
    return f"{owner.name}（{owner.title}）" if owner.title else owner.name


def promise_words(
    owner: Named, due_at: datetime, now: datetime, reach: str, phone: str = "", slot_start: datetime | None = None
) -> str:
    """The promise itself, without a full stop: 「王敏（售后投诉专员）将于6月8日（周一）15:20前致电您」.

    `reach` is what will truly happen: `call` (致电), `message` (no number: in this conversation), or `ring_again`
    (a withheld number: the customer rings within the slot and is put through).
    """
    if reach == "ring_again":
        start = f"{when(slot_start, now)}至{due_at.astimezone(SHANGHAI):%H:%M}" if slot_start else when(due_at, now)
        return f"请您于{start}再次来电，我们把电话直接接到{who(owner)}，由其当时联系您"
    told = f"{who(owner)}将于{when(due_at, now)}前"
    if reach == "call":
        return f"{told}致电您{tail(phone)}"
    return f"{told}在这里联系您"


def tail(phone: str) -> str:
    """Only the last four digits are ever repeated."""
    digits = "".join(sign for sign in phone if sign.isdigit())
    return f"（尾号{digits[-4:]}）" if len(digits) >= 7 else ""


def number(case_id: str) -> str:
    """The case number, always the last thing said."""
    return f"编号 {case_id}。"


def window_words() -> str:
    """Said plainly when the customer's own time could not be had."""
    return "您希望的时间段里没有空出来的人，没能按您的意思安排，很抱歉；如果上面的时间不方便，请告诉我们哪个时间可以。"


def cost_words(owner: Named) -> str:
    """The consequential cost that the customer stated, which the owner must answer."""
    return f"您为此多花的钱也已记下，{owner.name}会一并答复您。"


def first_answer(
    *, intent: str, severity: str, window_missed: bool = False, cost: bool = False, understood: bool = True,
    **terms: Unpack[Terms],
) -> str:  # fmt: skip
    """The answer that ends every service conversation. A threat changes nobody's tone.

    `understood` is False for the dead man's hand-off: it claims to have kept the words, not to have understood them.
    """
    opening = _SORRY_SILENT if not understood else _sorry(intent, severity)
    parts = [opening, _promised(terms), "。"]
    if understood:
        parts.append(_NEXT.get(intent, ""))
    return _finished(parts, terms, window_missed, cost)


def _sorry(intent: str, severity: str) -> str:
    return _SORRY_REPEAT if severity == "repeat" else _SORRY.get(intent, _SORRY_OTHERWISE)


def _promised(terms: Terms) -> str:
    return promise_words(
        terms["owner"], terms["due_at"], terms["now"], terms["reach"], terms.get("phone", ""), terms.get("slot_start")
    )


def _finished(parts: list[str], terms: Terms, window_missed: bool = False, cost: bool = False) -> str:
    extras = [window_words()] * window_missed + [cost_words(terms["owner"])] * cost
    return "".join([*parts, *extras, number(terms["case_id"])])


def restate(**terms: Unpack[Terms]) -> str:
    """The answer to "how does it stand": the same promise, in the same words."""
    return _finished(["抱歉让您挂心，谢谢您来问。安排没有变：", _promised(terms), "。"], terms)


def noted(*, cost: bool = False, **terms: Unpack[Terms]) -> str:
    """The customer added something: it is written down, and the promise stands."""
    seen = f"谢谢您补充，已经记下，{terms['owner'].name}会看到。安排不变："
    return _finished([seen, _promised(terms), "。"], terms, cost=cost)


def thanked(**terms: Unpack[Terms]) -> str:
    """The customer said thank you or goodbye."""
    return _finished(["也谢谢您。", _promised(terms), "。"], terms)


def moved(*, window_missed: bool = False, **terms: Unpack[Terms]) -> str:
    """The customer asked for another time."""
    return _finished(["好的，谢谢您告诉我们。时间已改：", _promised(terms), "。"], terms, window_missed)


def replanned(*, earlier: Named, **terms: Unpack[Terms]) -> str:
    """The company itself has to change a promise (leave, a shift that moved): told before it is due."""
    change = f"{earlier.name}到时不在岗" if earlier.name != terms["owner"].name else "原定的时间要调整"
    return _finished([f"很抱歉，{change}，提前告诉您。谢谢您的体谅。现在的安排是：", _promised(terms), "。"], terms)


def broken(*, earlier: Named, **terms: Unpack[Terms]) -> str:
    """A promise was not kept: a plain apology, then the new name and time, without an excuse."""
    missed = "没有按答应的时间接到您的电话" if terms["reach"] == "ring_again" else "没有按答应的时间联系您"
    sorry = f"非常抱歉，{earlier.name}{missed}，这是我们的错。谢谢您给我们机会补上。"
    return _finished([sorry, _taken(earlier, terms), _promised(terms), "。"], terms)


def _taken(earlier: Named, terms: Terms) -> str:
    return f"这件事现在由{terms['owner'].name}亲自负责：" if earlier.name != terms["owner"].name else ""


def action_broken(*, earlier: Named, what: str, **terms: Unpack[Terms]) -> str:
    """Something that was promised was not done by its time."""
    sorry = f"非常抱歉，{earlier.name}答应您的事没有按时办完：{ended(what)}这是我们的错。谢谢您给我们机会补上。"
    return _finished([sorry, _taken(earlier, terms), _promised(terms), "，给您答复。"], terms)


def not_reached(**terms: Unpack[Terms]) -> str:
    """The owner called in time and nobody answered, which is not the customer's fault either."""
    return _finished(
        ["抱歉，刚才没能和您联系上。谢谢您留意。", _promised(terms), "；想换时间，直接在这里告诉我们。"], terms
    )


def handed_over(*, earlier: Named, **terms: Unpack[Terms]) -> str:
    """A colleague takes the case, with everything that was said."""
    change = f"抱歉，您的事换了负责人：{earlier.name}已把您说过的全部转交{terms['owner'].name}，不用再说一遍。谢谢您。"
    return _finished([change, _promised(terms), "。"], terms)


def escalated(*, window_missed: bool = False, cost: bool = False, **terms: Unpack[Terms]) -> str:
    """What the customer added makes the case more urgent: another owner or an earlier time."""
    sorry = "非常抱歉让您这样失望。谢谢您直说，已补记在您的个案里。现在的安排是："
    return _finished([sorry, _promised(terms), "。"], terms, window_missed, cost)


def reopened(*, window_missed: bool = False, **terms: Unpack[Terms]) -> str:
    """It was not solved after all: the same case goes on."""
    sorry = "很抱歉，事情还没有解决。谢谢您告诉我们，原来的记录接着用。"
    return _finished([sorry, _promised(terms), "。"], terms, window_missed)


def action_words(owner: Named, what: str, due_at: datetime, now: datetime) -> str:
    """What an agent promised to do, in the words that stand in the promise."""
    return f"{who(owner)}将于{when(due_at, now)}前完成：{ended(what)[:-1]}"


def action_promised(*, owner: Named, what: str, due_at: datetime, now: datetime, case_id: str) -> str:
    """The customer reads the same words that the agent wrote down."""
    return f"谢谢您刚才和我们沟通。答应您的事记在这里：{action_words(owner, what, due_at, now)}。{number(case_id)}"


def action_restated(*, owner: Named, what: str, due_at: datetime, now: datetime, case_id: str) -> str:
    """The answer to "how does it stand" for something that an agent promised to do."""
    return f"抱歉让您挂心，谢谢您来问。{action_words(owner, what, due_at, now)}。{number(case_id)}"


def action_done(*, owner: Named, what: str, case_id: str) -> str:
    """A promised action was done."""
    return f"谢谢您的等待。{who(owner)}答应您的事已经办完：{ended(what)}如有不对，请在这里告诉我们。{number(case_id)}"


def ended(what: str) -> str:
    """An agent's words with exactly one full stop."""
    return what.strip().rstrip("。.；;") + "。"


def in_call(*, owner: Named, case_id: str) -> str:
    """The owner is calling at this moment."""
    return f"{who(owner)}正在给您打电话，请留意来电。谢谢您。{number(case_id)}"


def close_proposal(*, owner: Named, summary: str, case_id: str) -> str:
    """An agent thinks that it is done; only the customer's word closes the case."""
    return (
        f"谢谢您。{who(owner)}这样记录了处理结果：{ended(summary)}"
        f"您看是不是已经解决了？回复「是」就结束，回复「不是」就继续由{owner.name}处理。{number(case_id)}"
    )


def closed(*, case_id: str) -> str:
    """The customer confirmed what an agent proposed."""
    return f"好的，谢谢您确认，这件事就此结束，我们不再打扰您。以后有需要，随时在这里说一声。{number(case_id)}"


def solved(*, case_id: str) -> str:
    """The customer said that it is solved: nobody calls about it any more."""
    return f"太好了，谢谢您告诉我们。原先安排的联系都已取消，不会再为这件事打扰您。{number(case_id)}"


def ask_for_a_time() -> str:
    """The customer wants another time and has not said which."""
    return "好的。您希望我们什么时间联系您？比如「明天下午三点以后」。"


def nothing_open() -> str:
    """The customer speaks of a case and has none that is open."""
    return f"{_NO_OPENING}您现在没有还在处理的事。如果有需要，请直接告诉我们发生了什么，我们会安排专人联系您。"
