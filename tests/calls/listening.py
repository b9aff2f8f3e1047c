"""Whether something was heard, where a recogniser writes other characters of the same sound."""

from __future__ import annotations

import re
from datetime import datetime

from cn2an import an2cn
from pypinyin import lazy_pinyin

ENDINGS = (("ing", "in"), ("eng", "en"), ("ang", "an"))
HALF = 30


def sounds(text: str) -> list[str]:
    """The syllables of a text, without tones; figures as they are read. A telephone blurs ng."""
    spoken = re.sub(r"\d+", lambda found: an2cn(found.group()), text)
    syllables = lazy_pinyin(re.sub(r"[^\u4e00-\u9fff]", "", spoken))
    return [_blurred(syllable) for syllable in syllables]


def _blurred(syllable: str) -> str:
    for clear, blurred in ENDINGS:
        if syllable.endswith(clear):
            return syllable.removesuffix(clear) + blurred
    return syllable


def is_heard(part: str, whole: str) -> bool:
    """Whether the syllables of `part` come one after the other in `whole`."""
    wanted, there = sounds(part), sounds(whole)
    return any(there[place : place + len(wanted)] == wanted for place in range(len(there) - len(wanted) + 1))


def times(at: datetime) -> list[str]:
    """The ways in which hour and minute are said."""
    hours = {at.hour, at.hour - 12 if at.hour > 12 else at.hour}
    spoken = {("两" if hour == 2 else an2cn(hour)) for hour in hours} | ({"二"} if 2 in hours else set())
    if at.minute == 0:
        minutes = [""]
    elif at.minute < 10:
        minutes = ["零" + an2cn(at.minute)]
    else:
        minutes = [an2cn(at.minute), *(["半"] if at.minute == HALF else [])]
    return [f"{hour}点{minute}" for hour in sorted(spoken) for minute in minutes]


def time_is_heard(at: datetime, whole: str) -> bool:
    """Whether the hour and the minute of this instant were said."""
    return any(is_heard(said, whole) for said in times(at))
