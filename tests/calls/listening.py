"""Whether something was heard, where a recogniser writes other characters of the same sound."""

from __future__ import annotations

import re
from datetime import datetime

from cn2an import an2cn
from pypinyin import lazy_pinyin

ENDINGS = (("ing", "in"), ("eng", "en"), ("ang", "an"), ("nin", "ni"))
BEGINNINGS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("l", "n"))
HALF = 30
# Of so many syllables one may be another.
LONG = 5


def sounds(text: str) -> list[str]:
    """The syllables of a text, without tones; figures as they are read. A telephone blurs ng, a recogniser 您."""
    clock = re.sub(r"(\d+)[:：](\d\d)", lambda found: f"{found[1]}点{found[2].lstrip('0')}", text)
    spoken = re.sub(r"\d+", lambda found: an2cn(found.group()), clock)
    return [_blurred(syllable) for syllable in lazy_pinyin(re.sub(r"[^\u4e00-\u9fff]", "", spoken))]


def _blurred(syllable: str) -> str:
    for clear, blurred in ENDINGS:
        if syllable.endswith(clear):
            return syllable.removesuffix(clear) + blurred
    return syllable


def _coarse(syllable: str) -> str:
    for clear, blurred in BEGINNINGS:
        if syllable.startswith(clear):
            return blurred + syllable.removeprefix(clear)
    return syllable


def _follow(wanted: list[str], there: list[str], wrong: int = 0) -> bool:
    """Whether these syllables come one after the other, but for so many."""
    starts = range(len(there) - len(wanted) + 1)
    return any(sum(a != b for a, b in zip(wanted, there[start:], strict=False)) <= wrong for start in starts)


def is_heard(part: str, whole: str) -> bool:
    """Whether these words were said, zh and z, l and n being the same, as they are to many speakers."""
    wanted, there = ([_coarse(syllable) for syllable in sounds(text)] for text in (part, whole))
    return _follow(wanted, there, int(len(wanted) >= LONG))


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
    """Whether the hour and the minute of this instant were said; here no syllable may be another."""
    return any(_follow(sounds(said), sounds(whole)) for said in times(at))
