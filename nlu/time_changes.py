"""Times that follow one another without a comma: 明天改成后天 gives the first up, 明天没空后天吧 refuses the first alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from nlu.time_phrases import Phrase
from nlu.time_spans import period_of, reading
from nlu.time_stance import REPORTED, stance
from nlu.time_words import RELATIVE, Expression

_ASKED = r"(?:我|您|你们?|能|可以|想|要|需要|给|帮|请|麻烦|再|都|得)*"
_CHANGE = r"(?:(?:改|换)(?:成|到|为|至)|改(?:在|约)?|(?:推迟?|延后?|提前|挪|调)(?:到|至))了?"
_GIVEN_UP = re.compile(rf"\s*(?:的[^\s不没别]{{0,6}}?|[这那]个)?{_ASKED}{_CHANGE}(?:我|约)?\s*")
_CHANGED_TO = re.compile(rf"{_CHANGE}$")
# 明天的电话，改成后天: the change stands in a clause of its own.
_NAMED = re.compile(r"(?:的\S{0,6})?")
_INSTEAD = re.compile(rf"\s*{_ASKED}(?:改|换)(?:成|到|为|至)")
# 明天改一下时间: given up with no other named. 明天改成打我手机 keeps its day.
_ALONE = re.compile(r"(?:一下)?(?:个?时间|期)?吧?")
_IS_IT_WELL = re.compile(r"(?:再?打|联系)?(?:可以|行|好|成|方便)?[吗嘛么吧]?")
# What goes on behind the word that refuses: 不方便接电话, 不在家了.
_REFUSING_STILL = re.compile(r"^(?:接听?|电话|打|家|觉|了|的|啊|呀|呢|哦)+")
_LONGEST = 12


def given_up(phrase: Phrase, behind: Sequence[Phrase]) -> bool:
    """明天 in 明天改成后天: the time that another takes the place of."""
    change = _GIVEN_UP.match(phrase.after)
    if change is None:
        following = next((one for one in behind if one.clause > phrase.clause), None)
        named = following is not None and following.clause == phrase.clause + 1 and _NAMED.fullmatch(phrase.after)
        return bool(named and following and _INSTEAD.fullmatch(following.before))
    rest = phrase.after[change.end() :]
    return bool(_ALONE.fullmatch(rest) or RELATIVE.match(rest))


def takes_place(phrase: Phrase) -> bool:
    """后天 in 明天改后天行吗."""
    return bool(_CHANGED_TO.search(phrase.before) and _IS_IT_WELL.fullmatch(phrase.after))


def kept_part(left: Phrase, behind: Sequence[Phrase], now: datetime) -> str:
    """下午三点改成四点 stays in the afternoon, 上午十点改成三点 does not stay in the morning."""
    part = left.first.parts.get("period")
    if not part or not behind or not behind[0].first.has("h"):
        return ""
    key = period_of(part)
    begin, end = reading(Expression(0, 0, {"period": part}), now, None).wide
    return key if begin <= reading(behind[0].first, now, None, key).narrow[0] < end else ""


def freed(phrase: Phrase, earlier: Phrase, view: str) -> Phrase:
    """The phrase without the refusal of the one before it, which was said behind that: 明天没空 of 明天没空后天吧."""
    if view != "not" or phrase.clause != earlier.clause or phrase.before != earlier.after:
        return phrase
    words = phrase.before
    if REPORTED.search(words) or len(words) > _LONGEST:
        return phrase
    refused = (n for n in range(len(words) + 1) if _refuses(earlier, words[:n]))
    own = _REFUSING_STILL.sub("", words[next(refused, 0) :])
    return phrase if own.startswith(("到", "至")) else replace(phrase, before=own)


def _refuses(phrase: Phrase, after: str) -> bool:
    return stance(phrase.before, after, deadline=False, first=phrase.leads, time=phrase.first.parts) == "not"
