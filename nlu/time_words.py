"""Words of time in Chinese: finds each expression in a text and what day, part of day and hour it names."""

from __future__ import annotations

import re
from dataclasses import dataclass

NUM = r"(?:\d{1,2}|[零〇一二两三四五六七八九十]{1,3})"
_WEEK = r"(?:周|星期|礼拜)"
_PAST = (
    r"昨天|昨日|昨儿|昨晚|昨(?=[天晚夜])|大?前天|前两天|前几天|前些天|上(?:个)?(?:周|星期|"
    r"礼拜)[一二三四五六日天]?|上个?月(?:\d{1,2}[号日])?|"
    r"刚才|刚刚|去年|前年|那天|当时|当天|以前|之前(?=[说打约联反])|前段时间"
)
DAY = (
    rf"(?P<past>{_PAST})|(?P<both>明后两?天|今明两天|这两天)|(?P<near>大后天|后天|后日|明天|明日|明儿个?|今天|"
    rf"今日|今儿个?|明(?=[早晚])|今(?=[早晚])|后(?=晚))|"
    rf"(?P<weekpre>这个?|本|下下个?|下个?)?(?:(?P<weekend>周末|星期末|礼拜末|周六日|双休日)|"
    rf"{_WEEK}(?P<wd>[一二三四五六日天1-7])(?![0-9个小天]))|"
    rf"(?P<wholepre>这个?|本|下个?){_WEEK}(?!末)|"
    rf"(?P<year>20\d\d)[年/.-](?P<ymonth>{NUM})[月/.-](?P<yday>{NUM})[日号]?|"
    rf"(?P<month>{NUM})月(?P<mday>{NUM})[日号]?(?!\d)|(?<![\d/])(?P<smonth>\d{{1,2}})/(?P<sday>\d{{1,2}})(?![\d/点])|"
    rf"(?P<nextmonth>下个?月)?(?P<dom>{NUM})[号日](?![楼店门线机房台院库])|(?P<in_days>{NUM})天(?:之后|以后|后)|"
    r"(?P<daily>每天|天天|平时|平常|一般|工作日)"
)
PERIOD = (
    r"凌晨|半夜|深夜|大?清早|清晨|一?大?早上|早晨|早间|上午|中午|午间|正午|下午|午后|傍晚|晚上|晚间|夜里|夜间|大?白天|"
    r"上班时间|上班期间|工作时间|上班的?时候|下班(?:之后|以后|后|了?(?:再|才))|下了班|下班(?:之前|以前|前)|"
    r"上班(?:之后|以后|后)|午休(?:时间|的?时候)?|"
    r"一整天|整天|全天|一天(?=都|不|没)|(?<=[今明后])早|(?<=[今明后])晚"
)
CLOCK = (
    rf"(?:(?P<h0>{NUM})(?:点钟?)?[-~—–到至])?(?P<h>{NUM})(?:[点时](?![候间代])钟?|:(?=\d))(?P<m>半|一刻|三刻|整|"
    rf"[0-5]\d分?|{NUM}分)?"
)

_FILL = r"(?:的|大概|大约|差不多|约|\s)*"


def _numbered(pattern: str, mark: str) -> str:
    return re.sub(r"\(\?P<(\w+)>", rf"(?P<\1_{mark}>", pattern)


UNIT = re.compile(
    "|".join(
        (
            rf"(?:{_numbered(DAY, 'a')})(?:{_FILL}(?P<period_a>{PERIOD}))?(?:{_FILL}{_numbered(CLOCK, 'a')})?",
            rf"(?P<period_b>{PERIOD})(?:{_FILL}{_numbered(CLOCK, 'b')})?",
            _numbered(CLOCK, "c"),
        )
    )
)
RELATION = re.compile(
    r"\s*(?:钟)?\s*(?:(?P<about>左右|前后|上下|的样子)|(?P<after>以后|之后|过后|往后|后(?![天来面台续期果悔])|起|"
    r"开始|多|才?下班)|(?P<before>以前|之前|前(?![天面台几段]))|(?P<between>之间|期间))"
)
RELATIVE = re.compile(
    rf"(?P<lead>过)?(?:(?P<half>半)个?(?:小时|钟头)|(?P<hours>{NUM})(?:(?P<andhalf>个半)|个)?(?:小时|"
    rf"钟头)(?P<andhalf2>半)?|(?P<minutes>\d{{1,3}}|{NUM})分钟|(?P<days>{NUM})(?:个工作日|天))"
    r"(?P<rel>之后|以后|后|之内|以内|内)?|(?P<while>过?一会儿?|过会儿?|等一下|等会儿?|待会儿?|等下|稍后|晚点儿?|晚些时候)"
)
AT_ONCE = re.compile(
    r"(?:现在|马上|立刻|立即|这会儿)(?=就?(?:可以|能|方便|有空|有时间|在家|给|打|回|联系|来电|致电)|吧|就行|$)"
)
NOT_NOW = re.compile(r"(?:现在|这会儿|目前|暂时)(?=不|没|在?(?:上班|开会|忙|开车|上课))")
# 一点 is more often "a little" than one o'clock; 三点要求 is a list.
_NOT_CLOCK = re.compile(r"\s*(?:要求|问题|意见|建议|原因|理由|疑问|诉求|不|都|也|点)")
_ONE_O_CLOCK = re.compile(r"\s*(?:[半整钟]|左右|以?后|之[前后间]|以前|到|至|[-~—前])")
# Words of relation that say something of an hour only: 六点下班, 八点多.
_OF_HOURS = ("多", "下班", "才下班", "起", "开始")
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}


@dataclass(frozen=True)
class Expression:
    """One expression of time as it stands in the text; `relation` is after, before, about or empty."""

    start: int
    end: int
    parts: dict[str, str]
    relation: str = ""

    def has(self, *names: str) -> bool:
        return any(name in self.parts for name in names)


def number(text: str) -> int:
    """十二 -> 12, 两 -> 2, 二十一 -> 21, 15 -> 15; -1 where it is no number of this kind."""
    if text.isdigit():
        return int(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return (_DIGITS.get(tens, 1) if tens else 1) * 10 + (_DIGITS.get(ones, 0) if ones else 0)
    return _DIGITS.get(text, -1)


def _parts(match: re.Match[str]) -> dict[str, str]:
    return {name.rsplit("_", 1)[0]: value for name, value in match.groupdict().items() if value is not None}


def _is_clock(parts: dict[str, str], text: str, end: int) -> bool:
    if parts.get("m") or parts.get("h0"):
        return True
    if _NOT_CLOCK.match(text, end) and "period" not in parts:
        return False
    alone = len(parts) == 1
    return not (alone and parts["h"] == "一" and not _ONE_O_CLOCK.match(text, end))


def expressions(text: str) -> list[Expression]:
    """All expressions from left to right, each with the word of relation behind it (之后, 之前, 左右)."""
    found: list[Expression] = []
    for match in UNIT.finditer(text):
        parts = _parts(match)
        if not parts or ("h" in parts and not _is_clock(parts, text, match.end())):
            continue
        relation = RELATION.match(text, match.end())
        if relation is None or (relation["after"] in _OF_HOURS and "h" not in parts):
            found.append(Expression(match.start(), match.end(), parts))
            continue
        kind = next((name for name in ("about", "after", "before") if relation[name]), "")
        found.append(Expression(match.start(), relation.end(), parts, kind))
    return found
