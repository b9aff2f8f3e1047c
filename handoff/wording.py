"""What the customer is told: sorry, then thank you, then what happens now, and the case number at the end.

Every sentence with a promise holds the owner's name and title, the date with its weekday and the time. Nothing here
blames, compares, begs for a score, or says "as soon as possible".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from handoff.phrases import (
    Named,
    Owner,
    Terms,
    action_words,
    cost_words,
    ended,
    number,
    promise_words,
    tail,
    when,
    who,
    window_words,
)

if TYPE_CHECKING:
    from typing_extensions import Unpack

# What others need of the phrases comes through here.
__all__ = ["Named", "Owner", "Terms", "action_words", "promise_words", "tail", "when", "who"]

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


def not_online(**terms: Unpack[Terms]) -> str:
    """The owner could not take over the chat at once: the promise stands."""
    sorry = f"抱歉，{terms['owner'].name}此刻没能马上来这里和您聊，谢谢您等一等，答应您的不变："
    return _finished([sorry, _promised(terms), "。"], terms)


def not_put_through(**terms: Unpack[Terms]) -> str:
    """Nobody picked up when the caller was put through: the promise stands."""
    sorry = f"抱歉，{terms['owner'].name}此刻没能接起电话，谢谢您等一等，答应您的不变："
    return _finished([sorry, _promised(terms), "。"], terms)


def abandoned(**terms: Unpack[Terms]) -> str:
    """The call ended before anything could be promised."""
    sorry = "很抱歉，刚才的电话断了，没能听您说完。谢谢您来电。"
    return _finished([sorry, _promised(terms), "。"], terms)


def reach_changed(*, window_missed: bool = False, **terms: Unpack[Terms]) -> str:
    """The customer gave a number, or wants no calls: the same promise, by another way."""
    return _finished(["好的，已经记下，谢谢您。", _promised(terms), "。"], terms, window_missed)


def moved(*, window_missed: bool = False, **terms: Unpack[Terms]) -> str:
    """The customer asked for another time."""
    return _finished(["好的，谢谢您告诉我们。时间已改：", _promised(terms), "。"], terms, window_missed)


def replanned(*, earlier: Named, why: str, **terms: Unpack[Terms]) -> str:
    """The company itself has to change a promise: told before it is due. `why` is left, off_duty or busy."""
    reasons = {"left": "已不在这个岗位", "off_duty": "到时不在岗", "busy": "手上的事还没结束，怕误了时间"}
    change = f"{earlier.name}{reasons[why]}"
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


def unreachable(*, owner: Named, times: int, case_id: str) -> str:
    """So many calls and no answer: nobody is blamed, and the customer says when."""
    return (
        f"抱歉，{who(owner)}在{times}个不同的时间给您打电话，都没能联系上。您的事我们一直记着，谢谢您的体谅。"
        f"什么时候方便，直接在这里说一声，马上另约时间；如果已经解决，回复「是」就结束。{number(case_id)}"
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


def partner_joins(*, own: Named, organisation: str, what: str, **terms: Unpack[Terms]) -> str:
    """A partner's named person takes part; nobody is sent anywhere, and the owner stays the owner."""
    opening = f"谢谢您的等待。为了办好这件事，我们请了{organisation}一起：{ended(what)}"
    stays = f"。{own.name}仍然对您负责，答应您的不变，有事只管在这里说。"
    return _finished([opening, _promised(terms), stays], terms)


def withdrawn(*, what: str, **terms: Unpack[Terms]) -> str:
    """What was promised will not be done as it was: a person tells the customer why, and hears them."""
    sorry = f"非常抱歉，答应您的事有变化：{ended(what)}谢谢您听我们亲自说明。"
    return _finished([sorry, _promised(terms), "，把原因和接下来怎么办说清楚。"], terms)


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


def left_alone(*, case_id: str | None) -> str:
    """The customer wants to hear nothing more."""
    said = "好的，抱歉打扰您了。原先安排的联系都已取消，我们不再找您；哪天想起什么，随时来说一声就好。谢谢您。"
    return said + (number(case_id) if case_id else "")


def ask_for_a_time() -> str:
    """The customer wants another time and has not said which."""
    return "好的。您希望我们什么时间联系您？比如「明天下午三点以后」。"


def greeting() -> str:
    """Before the customer has said anything."""
    return "您好，谢谢您联系我们。发生了什么、希望怎么办，请直接说，我给您安排专人，说定时间。"


def nothing_open() -> str:
    """The customer speaks of a case and has none that is open."""
    return f"{_NO_OPENING}您现在没有还在处理的事。如果有需要，请直接告诉我们发生了什么，我们会安排专人联系您。"
