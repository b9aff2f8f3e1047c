"""Words of time in Chinese: finds each expression in a text and what day, part of day and hour it names."""

from __future__ import annotations

import re
from dataclasses import dataclass

NUM = r"(?:\d{1,2}|[零〇一二两三四五六七八九十]{1,3})"
_WEEK = r"(?:周|星期|礼拜)"
_PAST = (
    r"昨天|昨日|昨儿|昨晚|昨(?=[天晚夜])|大?前天|前两天|前几天|前些天|上(?:个)?(?:周|星期|"
    r"礼拜)[一二三四五六日天]?|上个?月(?:\d{1,2}[号日])?|"
    r"刚才|刚刚|去年|前年|那天|当时|当天|以前|之前(?=[说打约联反])|前段时间|前阵子"
)
# 国庆节, 五一, 节后; 十一 is a festival only where days off are spoken of, and never in 十一点.
_NOT_COUNTED = r"(?<![零〇一二两三四五六七八九十百\d点时月周期拜第:])"
_FEAST = (
    r"(?P<feast>国庆|中秋|春节|元旦|清明|端午|新年|"
    rf"{_NOT_COUNTED}(?:五一|十一(?=长?假|放假|期间|(?:之|以)?[前后]))(?![零〇一二两三四五六七八九十\d点])|"
    r"(?<![季过环细情个这二三四五章一])节(?=(?:之|以|过)?[前后](?!奏|省|约|点|目))|(?<=放)假期?(?=期间)|小?长假|(?<!暑|寒|婚|产|病)假期)"
    r"(?:节|小?长假|假期|放假|假)*"
    r"(?:(?P<feastfirst>(?:之|以|过|完)?后的?(?:上班)?的?(?:头一天|第一天|第一个工作日|首个工作日|上班))|(?P<feastday>的?当[天日]))?"
)
DAY = (
    rf"(?P<past>{_PAST})|(?P<both>明后两?天|今明两天|这两天)|(?P<few>这几天|近几天|最近几天|这三天|最近两天)|"
    r"(?P<vague>(?<!前)过几天|过两天|过些天|过几日|再过几天)|"
    r"(?P<near>大后天|后天|后日|明天|明日|今天|今日|明(?=[早晚])|今(?=[早晚])|后(?=晚))|"
    rf"(?P<every>每个?|每逢)?(?P<weekpre>这个?|本|下下个?|下个?)?(?:(?P<weekend>周末|周六日|周六天)|"
    rf"{_WEEK}(?P<wd>[一二三四五六日天](?![个小天])|[1-7](?![0-9个小天]))"
    r"(?P<wdmore>[、和跟]?[二三四五六日](?![点时月号日天分刻个小周:]|十)(?:[、和跟]?[三四五六日](?![点时月号日天分刻个小周:]|十))*)?)|"
    rf"(?P<nextwork>(?:下|第)(?:一|1|二)?个?工作日)|"
    rf"(?P<wholepre>这个?|本|下下个?|下个?){_WEEK}(?!末)|"
    # 初一 to 初三 alone are classes of a school.
    r"(?P<eve>除夕|大?年三十)|(?:(?:大年|正月|春节)初|(?<![月年周末最起当])初(?=[四五六七八九十]))"
    r"(?P<moonday>十|[一二三四五六七八九])(?![一二三四五六七八九十点])|正月(?P<moonten>十[一二三四五六七八九]?)|"
    rf"{_FEAST}|"
    rf"(?P<monthpre>这个?|本|当|下下?个?)?(?P<mnum>{NUM}(?=月[底初中上下]))?月"
    rf"(?P<monthpart>底|初|中旬|上旬|下旬|中(?![午国秋奖间心]))|"
    rf"(?P<wholemonth>这个|本|下个)月(?!\s*{NUM}[号日])|(?P<yearend>年底)|"
    rf"(?P<year>20\d\d)[年/.-](?P<ymonth>{NUM})[月/.-](?P<yday>{NUM})[日号]?|"
    rf"(?P<month>{NUM})月(?P<mday>{NUM})(?:[日号]|(?!\d))|(?<![\d/])(?P<smonth>\d{{1,2}})/(?P<sday>\d{{1,2}})(?![\d/点])|"
    rf"(?:(?P<nextmonth>下个?月)|这个?月|本月)?(?P<dom>{NUM})[号日](?![楼店门线机房台院库])|(?P<in_days>{NUM})天(?:之后|以后|后)|"
    r"(?<![\d.a-zA-Z:])(?P<dmonth>1[0-2]|[1-9])\.(?P<dday>3[01]|[12]\d|0?[1-9])(?![\d.a-zA-Z元块万折倍分%米寸斤吨升版])|"
    r"(?<![\d.a-zA-Z:/-])(?P<hmonth>1[0-2])-(?P<hday>3[01]|[12]\d|0?[1-9])(?![\d.点时号日天岁个:/-])|"
    r"(?P<daily>每天|天天|平时|平常|一般|(?<!个)工作日)"
)
PERIOD = (
    r"(?:(?:中午|午间)(?:我|要|得|都|会|有|需要|一般|在){0,2})?午休(?:时间|的?时候)?|"
    r"凌晨|大?半夜|后半夜|深夜|大?清早|清晨|一?大?早上|早晨|早间|上午|中午|午间|正午|下午|午后|傍晚|晚上|晚间|夜里|夜间|大?白天|"
    r"上班时间|上班期间|工作时间|上班的?时候|下班(?:之后|以后|后(?![天日])|了?(?:再|才))|下了班|下班(?:之前|以前|前)|"
    r"上班(?:之后|以后|后(?![天日]))|"
    r"(?:(?<![\u4e00-\u9fff\d])|(?<=[我们])|(?<=平[时常])"
    r"|(?<=一般)|(?<=每天))上班(?=(?:也|都|是)?(?:不能|不方便|不便|没法|无法|不让|不准|不许|接不了|不接|不好接))|"
    r"一整天|整天|全天|一天(?=都|不|没)|(?<=[今明后])早|(?<=[今明后])晚"
)
CLOCK = (
    rf"(?P<short>差(?:一刻钟?|{NUM}分钟?)到?)?"
    rf"(?:(?P<h0>{NUM})(?:点钟?)?[-~—–到至、])?(?P<h>{NUM})(?:[点时](?![候间代])钟?|:(?=\d))(?P<m>半|一刻|三刻|整|"
    rf"差一刻|差[五十]分|[0-5]\d分?|{NUM}分|[零〇][一二三四五六七八九]|[二三四五]?十[一二三四五六七八九]?(?![个号台块元件天]))?"
)

_FILL = r"(?:的|大概|大约|差不多|约|\s)*"


def _numbered(pattern: str, mark: str) -> str:
    return re.sub(r"\(\?P<(\w+)>", rf"(?P<\1_{mark}>", pattern)


# No expression begins with any other sign: most places of a text are passed over by this alone.
_BEGINS = r"(?=[\d零〇一二两三四五六七八九十前昨上刚去那当以之明今这近最再过大后每逢本下周星礼第国中春元清端新节放期小长假月年除初"
_BEGINS += r"天平工凌半深早午正傍晚夜白整全差])"
UNIT = re.compile(
    _BEGINS
    + "(?:"
    + "|".join(
        (
            rf"(?:{_numbered(DAY, 'a')})(?:{_FILL}(?P<period_a>{PERIOD}))?(?:{_FILL}{_numbered(CLOCK, 'a')})?",
            rf"(?P<period_b>{PERIOD})(?:{_FILL}{_numbered(CLOCK, 'b')})?",
            _numbered(CLOCK, "c"),
        )
    )
    + ")"
)
RELATION = re.compile(
    r"\s*(?:钟)?\s*(?:(?P<about>左右|前后|上下|的样子)|(?P<after>以后|之后|过后|往后|后(?![天来面台续期果悔])|起|"
    r"开始|多|来钟|才?下班|(?:才|会|就)?(?:下课|放学|散会|结束|开完会|开完|忙完|完事|到家|回家|回来|"
    r"落地|下飞机|收工|交班|睡醒|起床))|(?P<before>以前|之前|前(?![天面台几段])|以内|之内|内(?![容部存]))|(?P<between>之间|期间))"
)
RELATIVE = re.compile(
    r"(?=[\d零〇一二两三四五六七八九十再过等隔半待稍晚迟])(?:"
    rf"(?P<lead>再?过|再?等|隔)?(?:(?P<half>半)个?多?(?:小时|钟头)|(?P<hours>{NUM})(?:(?P<andhalf>个半)|个)?(?:小时|"
    rf"钟头)(?P<andhalf2>半)?|(?P<minutes>\d{{1,3}}|{NUM})分钟|(?P<workdays>{NUM})个工作日|(?P<days>{NUM})天|"
    rf"(?P<halfmonth>半个月)|(?P<months>{NUM})个月|(?P<weeks>{NUM})个?(?:周|星期|礼拜)(?![一二三四五六日天末]))"
    r"(?:左右)?(?P<rel>之后|以后|后(?![天来面台])|之内|以内|内)?|(?P<while>过?一会儿?|过会儿?|等一下|等会儿?|待会儿?|等下|稍后|"
    r"晚点儿?|晚些时候|迟点|迟些|晚一点))"
)
AT_ONCE = re.compile(
    r"(?:现在|马上|立刻|立即|这会儿)(?=就?(?:可以|能|方便|有空|有时间|在家|给|打|回|联系|来电|致电)|吧|就行|$)"
)
# What names no time at all: 有空再说, 改天.
OPEN = re.compile(
    r"改天|改日|回头(?=再|联系|打|说)|有空(?:了)?(?:再|的时候)|空了再|有时间(?:了)?再|哪天(?=有空|方便|再)|到时候?再|"
    r"以后再(?=说|打|联系|约)|过(?:一)?(?:段时间|阵子|阵|段日子)|另约|再约时间|有机会再"
)
# 现在没空, 我现在在开会, 先别打; 到现在没人管 and 现在不给退 speak of the matter.
NOT_NOW = re.compile(
    r"(?<![到至])(?:现在|这会儿?|目前|暂时|此刻|眼下)(?:我们?|也|都|还|真|确实|有点|比较|就|人|先|[,，]){0,2}"
    r"(?:没(?:有)?(?:空|时间|工夫)(?!再?[等耗陪去跑跟])|不(?:太|大|是很|怎么)?方便(?![退用使换修安])|不便(?!宜)|"
    r"不在(?![保线售用])|(?<!真)不行(?![了的吗])|不可以(?![退换用])|"
    r"不得空|(?:走|抽|腾|脱)不(?:开|出)|不(?:能|好|想)?接(?![受到])|(?:没法|无法)接|接不(?:了|到|上)|"
    r"(?:正?在|正)?(?:上班|开会|忙|开车|上课|睡|值班|午休|手术|考试)|在外面|有[会事课](?!情|故)|不合适|"
    r"(?:别|不要|勿|不用|不必|不能)(?:再)?(?:给我|跟我)?(?:打|来电|回电|致电|联系|电话|呼|拨|回访))|"
    r"(?<![首原预事提优])先(?:别|不要|勿|不用|不必)(?:再)?(?:给我|跟我)?(?:打|来电|回电|致电|联系|电话|呼|拨|回访)"
)
# 一点 is more often "a little" than one o'clock; 三点要求 is a list.
_NOT_CLOCK = re.compile(r"\s*(?:要求|问题|意见|建议|原因|理由|疑问|诉求|不|都|也|点)")
_ONE_O_CLOCK = re.compile(r"\s*(?:[半整钟]|左右|以?后|之[前后间]|以前|到|至|[-~—前])")
# Other words of relation say something of an hour only: 六点下班, 八点多.
_ANY_TIME_AFTER = ("以后", "之后", "过后", "往后", "后")
_LAST_HOUR = 24
# 平时上班 is said of working days.
_WORKED = re.compile(r"(?:[我们都要得在也]|白天)*上班")
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
    return _DIGITS.get(text.lstrip("零〇") or "零", -1)


def _parts(match: re.Match[str]) -> dict[str, str]:
    return {name.rsplit("_", 1)[0]: value for name, value in match.groupdict().items() if value is not None}


def _is_clock(parts: dict[str, str], text: str, end: int) -> bool:
    hours = [parts["h"]] if parts["h"].isdigit() or "十" in parts["h"] else list(parts["h"])  # 两三点
    if not all(0 <= number(hour) <= _LAST_HOUR for hour in hours):
        return False
    if parts.get("m") or parts.get("h0"):
        return True
    if _NOT_CLOCK.match(text, end) and "period" not in parts:
        return False
    alone = len(parts) == 1
    return not (alone and parts["h"] == "一" and text[end - 1] != "钟" and not _ONE_O_CLOCK.match(text, end))


def expressions(text: str) -> list[Expression]:
    """All expressions from left to right, each with the word of relation behind it (之后, 之前, 左右)."""
    found: list[Expression] = []
    for match in UNIT.finditer(text):
        parts = _parts(match)
        if found and match.start() < found[-1].end:
            continue  # 9点以前 is one expression
        if parts.get("daily") in ("平时", "平常", "一般") and _WORKED.match(text, match.start() + len(parts["daily"])):
            parts["daily"] = "工作日"
        if not parts or ("h" in parts and not _is_clock(parts, text, match.end())):
            continue
        relation = RELATION.match(text, match.end())
        of_hours = relation is not None and relation["after"] and relation["after"] not in _ANY_TIME_AFTER
        if relation is None or (of_hours and "h" not in parts):
            found.append(Expression(match.start(), match.end(), parts))
            continue
        kind = next((name for name in ("about", "after", "before") if relation[name]), "")
        found.append(Expression(match.start(), relation.end(), parts, kind))
    return found
