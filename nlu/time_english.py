"""English times said in Chinese, so that one reader reads both: "tomorrow after 3 pm" is 明天下午3点之后."""

from __future__ import annotations

import re
from collections.abc import Callable

_LATIN = re.compile(r"[A-Za-z]{2}")
_WEEKDAYS = {"mon": "一", "tue": "二", "wed": "三", "thu": "四", "fri": "五", "sat": "六", "sun": "日"}
_DAY_NAME = r"(mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?s?"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)(?:uary|ruary|ch|il|ust|ember|ober)?\.?"
_NUMBERS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
    "nine": "9", "ten": "10", "eleven": "11", "twelve": "12", "fifteen": "15", "twenty": "20", "thirty": "30",
}  # fmt: skip
_HOUR = r"(\d{1,2})(?:[:.](\d{2}))?"
_DAY = "([今明后]天|[下这]?周[一二三四五六日])"
# A part of the day is told before an hour in Chinese.
_HALF = {"a": "上午", "p": "下午"}
Said = Callable[["re.Match[str]"], str]


def _weekday(match: re.Match[str], pre: str = "") -> str:
    return f"{pre}周{_WEEKDAYS[match.group(match.re.groups)[:3]]}"


def _month_day(month: str, day: str) -> str:
    return f"{_MONTHS.index(month[:3]) + 1}月{day}号"


def _clock(match: re.Match[str]) -> str:
    hour, minute, half = match.groups()
    return f"{_HALF[half]}{hour}点" + (f"{minute}分" if minute else "")


def _range(match: re.Match[str]) -> str:
    hour, minute, half, last, least, late = match.groups()
    half = half or (late if not (late == "p" and int(hour) > int(last) and int(hour) != 12) else "a")
    first = f"{_HALF[half] if half else ''}{hour}点" + (f"{minute}分" if minute else "")
    return first + f"到{_HALF[late] if late else ''}{last}点" + (f"{least}分" if least else "")


_PM = r"\s*(?:(?:([ap])\.?m\b\.?)|o'?clock)?"
_RULES: tuple[tuple[str, str | Said], ...] = (
    (r"\b(" + "|".join(_NUMBERS) + r")\b", lambda m: _NUMBERS[m[1]]),
    (r"\b(?:any ?time|whenever)\b", "随时"),
    (r"\b(?:please )?(?:do not|don'?t|never|no need to|stop) (?:ever )?(?:call(?:ing)?|ring(?:ing)?|phon(?:e|ing)|"
     r"contact(?:ing)?)(?: (?:me|us|back|any ?more|again|at all|,? ?please))*", "别打电话"),
    (r"\bno (?:phone )?calls?\b", "别打电话"),
    (r"\bnot (?:be )?(?:free|available|home|at home|good|convenient|ok(?:ay)?|possible)\b", "没空"),
    (r"\b(?:not|never|except|other than|apart from)(?: (?:on|in|at|during|for))?(?: the)?\b", "除了"),
    (r"\b(?:call|ring|phone|contact|reach)(?: (?:me|us|back))*\b", "打给我"),
    (r"\b(?:the )?day after tomorrow\b", "后天"),
    (r"\btomorrow\b|\btmrw?\b|\btmr\b", "明天"),
    (r"\btoday\b", "今天"),
    (r"\btonight\b", "今天晚上"),
    (r"\byesterday\b", "昨天"),
    (r"\bonly (?:on |at )?(?:the )?weekends?\b|\bweekends? only\b", "只有周末"),
    (r"\b(?:on |at )?(?:this |the )?(?:coming )?weekends?\b", "周末"),
    (r"\b(?:on )?(?:weekdays?|working days?|business days?|workdays?)\b", "工作日"),
    (r"\b(?:the )?next week\b", "下周"),
    (r"\bnext month\b", "下个月"),
    (r"\b(?:the )?end of (?:the|this) month\b", "月底"),
    (r"\bnext " + _DAY_NAME + r"\b", lambda m: _weekday(m, "下")),
    (r"\bthis " + _DAY_NAME + r"\b", lambda m: _weekday(m, "这")),
    (r"\b(?:on )?" + _DAY_NAME + r"\b", _weekday),
    (r"\b(?:on )?" + _MONTH + r" ?(\d{1,2})(?:st|nd|rd|th)?\b(?![:\d])", lambda m: _month_day(m[1], m[2])),
    (r"\b(?:on )?(?:the )?(\d{1,2})(?:st|nd|rd|th)?(?: of)? " + _MONTH + r"(?![a-z])",
     lambda m: _month_day(m[2], m[1])),
    (r"\b(?:on )?the (\d{1,2})(?:st|nd|rd|th)\b", lambda m: f"{m[1]}号"),
    (r"\b(?:after|later than) (?:work|office hours)\b", "下班后"),
    (r"\b(?:during )?(?:office|working|business|work) hours\b|\bat work\b", "上班时间"),
    (r"\bhalf past (\d{1,2})\b", lambda m: f"{m[1]}:30"),
    (r"\b(?:a )?quarter past (\d{1,2})\b", lambda m: f"{m[1]}:15"),
    (r"\b(?:a )?quarter to (\d{1,2})\b", lambda m: f"{(int(m[1]) - 2) % 12 + 1}:45"),
    (r"\b(?:with)?in (?:the next )?half an hour\b", "半小时后"),
    (r"\b(?:in|after) (?:an?|1) hour\b", "1小时后"),
    (r"\bin (?:about )?(\d{1,3}) (?:hours?|hrs?)\b", lambda m: f"{m[1]}小时后"),
    (r"\bin (?:about )?(\d{1,3}) min(?:ute)?s?\b", lambda m: f"{m[1]}分钟后"),
    (r"\bwithin (?:an?|1) hour\b", "1小时内"),
    (r"\bwithin (\d{1,3}) (?:hours?|hrs?)\b", lambda m: f"{m[1]}小时内"),
    (r"\bin (\d{1,2}) days\b", lambda m: f"{m[1]}天后"),
    (r"\bin (?:a|1) week\b", "一周后"),
    (r"\b(?:right )?now\b", "现在"),
    (r"\b(?:between |from )?" + _HOUR + _PM + r" ?(?:-|–|~|to|till|until|and) ?" + _HOUR + _PM + r"(?![\d%])", _range),
    (r"\b" + _HOUR + r"\s*([ap])\.?m\b\.?", _clock),
    (r"\b(\d{1,2}) ?o'?clock\b", lambda m: f"{m[1]}点"),
    (r"\b(?:at )?noon\b|\bmidday\b", "中午12点"),
    (r"\bmidnight\b", "半夜"),
    (r"\b(?:in |during )?(?:the )?(?:early )?mornings?\b", "上午"),
    (r"\b(?:in |during )?(?:the )?(?:late )?afternoons?\b", "下午"),
    (r"\b(?:in |during )?(?:the )?evenings?\b", "晚上"),
    (r"\b(?:at |during )?(?:the )?nights?\b", "夜里"),
    (r"\b(?:at |during |over )?lunch(?: ?time| break)?\b", "午休时间"),
)  # fmt: skip
_ORDER: tuple[tuple[str, str | Said], ...] = (
    (rf"\b(?:between|from) {_DAY} ?(?:-|–|~|\b(?:to|till|until|through|and)\b) ?(?={_DAY})", r"\1到"),
    (rf"{_DAY} ?(?:-|–|~|\b(?:to|till|until|through)\b) ?(?={_DAY})", r"\1到"),
    # The half of the day stands before the hour, and what is said of a time behind it.
    (r"(\d{1,2}(?::\d\d|点(?:\d\d分)?)) ?(上午|下午|晚上)", r"\2\1"),
    (r"(上午|下午|晚上)[ ,]*(?:on )?(今天|明天|后天|[下这]?周[一二三四五六日末])", r"\2\1"),
    (r"((?:上午|下午|晚上)?\d{1,2}(?::\d\d|点(?:\d\d分)?)(?:到(?:上午|下午)?\d{1,2}(?::\d\d|点(?:\d\d分)?))?)"
     r"[ ,]*(?:on )?(今天|明天|后天|[下这]?周[一二三四五六日](?:到[下这]?周[一二三四五六日])?)", r"\2\1"),
    (r"\b(?:after|from|since|later than) ((?:上午|下午|晚上)?)(\d{1,2})(?![\d:点月号分小天])", r"\1\2点之后"),
    (r"\b(?:before|by|until|till) ((?:上午|下午|晚上)?)(\d{1,2})(?![\d:点月号分小天])", r"\1\2点之前"),
    (r"\b(?:at|around) (\d{1,2})(?![\d:点月号分小天])", r"\1点"),
    (r"\b(?:any ?time )?(?:after|from|later than) ?([^\s,.!?a-z]{2,16})", r"\1之后"),
    (r"\b(?:before|by|until|till) ?([^\s,.!?a-z]{2,16})", r"\1之前"),
    (r"\b(?:does|do)(?:n'?t| ?not) (?:work|suit)(?: for)?(?: me)?\b", "没空"),
    (r"\b(?:is|are|'s|am|'m) (?:good|fine|ok|okay|best|better|great|free|available)\b", "可以"),
    (r"\b(?:works?|suits?)(?: for)?(?: me)?\b", "可以"),
    (r"\b(?:does|do|is|are|will|can)(?:n'?t| ?not)(?: (?:work|good|ok|okay|suit|convenient|possible|be))?(?: for)?(?: "
     r"me)?\b|\bcannot\b|\bbusy\b|\bunavailable\b", "没空"),
    (r"\b(?:free|available|at home)\b", "有空"),
    (r"(?<=[\u4e00-\u9fff0-9点])[ ,]*\b(?:at|on|in|please|thanks|thank you|only|or|and)\b[ ,]*"
     r"(?=[\u4e00-\u9fff0-9]|$)", ""),
    (r"\b(?:i|i'?m|'m|am|is|are|me|my|please|on|in|at|the|it|could|can|would|you|be|will|better|thanks|thank|only)\b",
     " "),
    (r"(?<=[\u4e00-\u9fff]) +(?=[\u4e00-\u9fff0-9])", ""),
)  # fmt: skip
_STEPS = tuple((re.compile(pattern, re.ASCII), said) for pattern, said in (*_RULES, *_ORDER))


def chinese(text: str) -> str:
    """The text with its English times in Chinese; a text without Latin words as it is."""
    if not _LATIN.search(text):
        return text
    text = text.lower().replace("’", "'")
    for pattern, said in _STEPS:
        text = pattern.sub(said, text)
    return text
