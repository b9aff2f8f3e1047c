"""What the customer is told: sorry, then thank you, then what happens now, and the case number at the end.

Every sentence with a promise holds the owner's name and title, the date with its weekday and the time. Nothing here
blames, compares, begs for a score, or says "as soon as possible". The sentences themselves stand in `tongues`, one
table for each tongue; which of them are said, and in which order, is decided here for all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from handoff.phrases import (
    Named,
    Owner,
    Terms,
    action_words,
    ended,
    number,
    promise_words,
    promised,
    read_back,
    tail,
    tongue_of,
    when,
    who,
)
from handoff.tongues import SIMPLIFIED, say, table, whole

if TYPE_CHECKING:
    from typing_extensions import Unpack

# What others need of the phrases comes through here.
__all__ = ["Named", "Owner", "Terms", "action_words", "promise_words", "tail", "when", "who"]

# The results of calls after which a case is proposed for closing: facts of the case, which an agent reads too.
REACHED = "已经和您通过电话，您问的事都在电话里答复了"
UNREACHABLE = "我们在不同的时间给您打过电话，都没能接通"
_RESULTS = {REACHED: "close_proposal.reached", UNREACHABLE: "close_proposal.unreachable"}


def first_answer(
    *, intent: str, repeat: bool = False, window_missed: bool = False, cost: bool = False, understood: bool = True,
    **terms: Unpack[Terms],
) -> str:  # fmt: skip
    """The answer that ends every service conversation. A threat changes nobody's tone; whoever comes again is
    told so, whatever else makes the matter pressing.

    `understood` is False for the dead man's hand-off: it claims to have kept the words, not to have understood them.
    """
    words = table(tongue_of(terms))
    opening = "repeat" if repeat else intent
    parts = [words.get(f"first.{opening if understood else 'silent'}") or words["first.other"], promised(terms)]
    if understood:
        parts.append(words.get(f"next.{intent}", ""))
    return _finished(parts, terms, window_missed, cost)


def _finished(parts: list[str], terms: Terms, window_missed: bool = False, cost: bool = False) -> str:
    """With what is said plainly behind a promise: how the customer's time was understood where it was unclear, that it
    could not be had, and that the cost which they stated is the owner's to answer."""
    tongue = tongue_of(terms)
    extras = [read_back(terms)] + [say(tongue, "promised.window")] * window_missed
    extras += [say(tongue, "promised.cost", owner=terms["owner"].name)] * cost
    return whole(tongue, *parts, *extras, number(terms["case_id"], tongue))


def _with(name: str, terms: Terms, window_missed: bool = False, cost: bool = False, **values: str) -> str:
    """The sentence of this name, then the promise."""
    opening = say(tongue_of(terms), name, **values)
    return _finished([opening, promised(terms)], terms, window_missed, cost)


def restate(**terms: Unpack[Terms]) -> str:
    """The answer to "how does it stand": the same promise, in the same words."""
    return _with("restate", terms)


def noted(*, cost: bool = False, **terms: Unpack[Terms]) -> str:
    """The customer added something: it is written down, and the promise stands."""
    return _with("noted", terms, cost=cost, owner=terms["owner"].name)


def thanked(**terms: Unpack[Terms]) -> str:
    """The customer said thank you or goodbye."""
    return _with("thanked", terms)


def not_online(**terms: Unpack[Terms]) -> str:
    """The owner could not take over the chat at once: the promise stands."""
    return _with("not_online", terms, owner=terms["owner"].name)


def not_put_through(**terms: Unpack[Terms]) -> str:
    """Nobody picked up when the caller was put through: the promise stands."""
    return _with("not_put_through", terms, owner=terms["owner"].name)


def abandoned(**terms: Unpack[Terms]) -> str:
    """The call ended before anything could be promised."""
    return _with("abandoned", terms)


def reach_changed(*, window_missed: bool = False, **terms: Unpack[Terms]) -> str:
    """The customer gave a number, or wants no calls: the same promise, by another way."""
    return _with("reach_changed", terms, window_missed)


def moved(*, window_missed: bool = False, **terms: Unpack[Terms]) -> str:
    """The customer asked for another time."""
    return _with("moved", terms, window_missed)


def replanned(*, earlier: Named, why: str, **terms: Unpack[Terms]) -> str:
    """The company itself has to change a promise: told before it is due. `why` is left, off_duty or busy."""
    return _with(f"replanned.{why}", terms, earlier=earlier.name)


def broken(*, earlier: Named, calling: bool = False, **terms: Unpack[Terms]) -> str:
    """A promise was not kept: a plain apology, then the new name and time, without an excuse. Of somebody who is
    `calling` at this very moment, that: their time may have passed while they talk."""
    tongue = tongue_of(terms)
    name = "broken.ring_again" if terms["reach"] == "ring_again" else "broken"
    sorry = say(tongue, name, earlier=earlier.name)
    if calling:
        return _finished([sorry, say(tongue, "in_call", who=who(terms["owner"], tongue))], terms)
    return _finished([sorry, _taken(earlier, terms), promised(terms)], terms)


def _taken(earlier: Named, terms: Terms) -> str:
    owner = terms["owner"].name
    return say(tongue_of(terms), "broken.taken", owner=owner) if earlier.name != owner else ""


def action_broken(*, earlier: Named, what: str, **terms: Unpack[Terms]) -> str:
    """Something that was promised was not done by its time."""
    tongue = tongue_of(terms)
    sorry = say(tongue, "action_broken", earlier=earlier.name, what=ended(what, tongue))
    return _finished([sorry, _taken(earlier, terms), promised(terms, "action_broken.promised")], terms)


def not_reached(**terms: Unpack[Terms]) -> str:
    """The owner called in time and nobody answered, which is not the customer's fault either."""
    return _finished([say(tongue_of(terms), "not_reached"), promised(terms, "not_reached.promised")], terms)


def unreachable(*, owner: Named, times: int, case_id: str, tongue: str = SIMPLIFIED) -> str:
    """So many calls and no answer: nobody is blamed, and the customer says when."""
    told = say(tongue, "unreachable", who=who(owner, tongue), times=str(times))
    return whole(tongue, told, number(case_id, tongue))


def handed_over(*, earlier: Named, **terms: Unpack[Terms]) -> str:
    """A colleague takes the case, with everything that was said."""
    return _with("handed_over", terms, earlier=earlier.name, owner=terms["owner"].name)


def escalated(*, window_missed: bool = False, cost: bool = False, **terms: Unpack[Terms]) -> str:
    """What the customer added makes the case more urgent: another owner or an earlier time."""
    return _with("escalated", terms, window_missed, cost)


def reopened(*, window_missed: bool = False, **terms: Unpack[Terms]) -> str:
    """It was not solved after all: the same case goes on."""
    return _with("reopened", terms, window_missed)


def partner_joins(*, own: Named, organisation: str, what: str, **terms: Unpack[Terms]) -> str:
    """A partner's named person takes part; nobody is sent anywhere, and the owner stays the owner."""
    tongue = tongue_of(terms)
    opening = say(tongue, "partner_joins", organisation=organisation, what=ended(what, tongue))
    return _finished([opening, promised(terms, "partner_joins.promised", own=own.name)], terms)


def withdrawn(*, what: str, **terms: Unpack[Terms]) -> str:
    """What was promised will not be done as it was: a person tells the customer why, and hears them."""
    tongue = tongue_of(terms)
    sorry = say(tongue, "withdrawn", what=ended(what, tongue))
    return _finished([sorry, promised(terms, "withdrawn.promised")], terms)


def in_call(*, owner: Named, case_id: str, tongue: str = SIMPLIFIED) -> str:
    """The owner is calling at this moment."""
    return whole(tongue, say(tongue, "in_call", who=who(owner, tongue)), number(case_id, tongue))


def close_proposal(*, owner: Named, summary: str, case_id: str, tongue: str = SIMPLIFIED) -> str:
    """An agent thinks that it is done; only the customer's word closes the case."""
    result = table(tongue)[_RESULTS[summary]] if summary in _RESULTS else ended(summary, tongue)
    asked = say(tongue, "close_proposal", who=who(owner, tongue), owner=owner.name, summary=result)
    return whole(tongue, asked, number(case_id, tongue))


def closed(*, case_id: str, tongue: str = SIMPLIFIED) -> str:
    """The customer confirmed what an agent proposed."""
    return whole(tongue, say(tongue, "closed"), number(case_id, tongue))


def solved(*, case_id: str, tongue: str = SIMPLIFIED) -> str:
    """The customer said that it is solved: nobody calls about it any more."""
    return whole(tongue, say(tongue, "solved"), number(case_id, tongue))


def left_alone(*, case_id: str | None, tongue: str = SIMPLIFIED) -> str:
    """The customer wants to hear nothing more."""
    return whole(tongue, say(tongue, "left_alone"), number(case_id, tongue) if case_id else "")


def ask_for_a_time(tongue: str = SIMPLIFIED) -> str:
    """The customer wants another time and has not said which."""
    return say(tongue, "ask_for_a_time")


def greeting(tongue: str = SIMPLIFIED) -> str:
    """Before the customer has said anything."""
    return say(tongue, "greeting")


def nothing_open(tongue: str = SIMPLIFIED) -> str:
    """The customer speaks of a case and has none that is open."""
    return say(tongue, "nothing_open")
