"""One plain spelling for times: dialect, slips of the keyboard and of input methods, words that stand for others."""

from __future__ import annotations

import re
from itertools import pairwise

_SAME = {
    # Cantonese and the South
    "听日": "明天", "听晚": "明晚", "听朝": "明天早上", "下昼": "下午", "上昼": "上午", "晏昼": "中午", "朝早": "早上",
    "夜晚": "晚上", "后日": "后天", "礼拜日": "礼拜天", "打俾我": "打给我", "打比我": "打给我", "唔得闲": "没空",
    "唔方便": "不方便", "唔好打": "不要打", "唔得": "不行", "得闲": "有空",
    # the North
    "晌午": "中午", "后晌": "下午", "今儿个": "今天", "明儿个": "明天", "今儿": "今天", "明儿": "明天", "后儿": "后天",
    "赶明": "明天", "头晌": "上午",
    # slips
    "周未": "周末", "周沫": "周末", "明夭": "明天", "今夭": "今天", "后夭": "后天", "名天": "明天", "明填": "明天",
    "铭天": "明天", "明天天": "明天", "下武": "下午", "下舞": "下午", "上舞": "上午", "早尚": "早上", "晚尚": "晚上",
    "晚伤": "晚上", "星其": "星期", "星斯": "星期", "礼败": "礼拜", "中舞": "中午", "上无": "上午", "下无": "下午",
    "工做日": "工作日", "公作日": "工作日",
    # one thing by several names
    "饭点": "中午和傍晚", "吃饭时间": "中午和傍晚", "吃饭的时候": "中午和傍晚", "吃午饭": "中午", "午饭时间": "中午",
    "晚饭时间": "傍晚", "休息日": "周末", "双休日": "周末", "双休": "周末", "过完年": "春节后", "过了年": "春节后", "过年后": "春节后",
    "过完节": "节后", "过了节": "节后", "过年": "春节", "劳动节": "五一", "黄金周": "国庆",
    "月末": "月底", "年末": "年底", "星期末": "周末", "礼拜末": "周末", "小时候": "□□□", "放假后": "节后",
    "这个周末": "这周末", "晚饭后": "晚上七点后", "晚饭以后": "晚上七点后", "吃完晚饭": "晚上七点后",
    "午饭后": "下午一点后", "吃完午饭": "下午一点后", "能不能": "能", "可不可以": "可以", "方不方便": "方便",
    "行不行": "行", "有没有空": "有空", "有没有时间": "有时间", "好不好": "好", "是不是": "", "钟头": "小时",
}  # fmt: skip
_RESPELT = re.compile("|".join(sorted(_SAME, key=len, reverse=True)))
_AT_HOME = re.compile(r"(?<!现)在不在家")
_COLON = re.compile(r"(?<=\d)：(?=\d)")
# 下五三点: 五 for 午 only where an hour follows.
_FIVE = re.compile(r"(?<=[上下])五(?=[0-9零一二两三四五六七八九十]{1,3}点)")
# 年后, unless years are counted: 三年后.
_NEW_YEAR = re.compile(r"(?<![0-9零一二两三四五六七八九十百几半多今明去每整])年(?=(?:之|以)?[前后](?![年]))")
_CLOCK = r"(?:(?:[-~到至][0-9一二三四五六七八九十]{1,2})?[点时](?!候)|[:：]\d)"
# 早九点, 周五晚8点: a part of the day. 最晚九点, 晚一点 and 昨晚八点 are not.
_PART = re.compile(
    rf"(?<![今明后昨前最太很更较再多不早])(?:(?P<early>早)(?=(?:0?[4-9]|1[01]|[四五六七八九]|十一?){_CLOCK})|"
    rf"晚(?=(?:0?[5-9]|1[0-2]|[五六七八九]|十[一二]?){_CLOCK}))"
)
# 十一二点 is from eleven to twelve.
_NEIGHBOURS = re.compile(
    r"(?P<ten>二?十)(?P<pair>" + "|".join(a + b for a, b in pairwise("一二三四五六七八九")) + ")(?=点)"
)
# 明天三点准时打 says no more than 明天三点打.
_PUNCTUALLY = re.compile(r"(?:准时|按时|准点)(?=(?:再|就|给我?)?打|吧?(?:$|[,，。!！;；]))")
# 过完元旦, 过了十一: after it. 过了十一点 is an hour.
_OVER = re.compile(
    r"过(?:完|了)(?P<feast>国庆|中秋|春节|元旦|清明|端午|新年|小?长假|(?:五一|十一)(?=节|小?长?假|黄金周|再|就|以?后|之后|[,，。吧]|$))"
    r"(?:节|小?长假|假期|假)*(?:之后|以后|后)?"
)


def respell(text: str) -> str:
    """The text with every time in its plain spelling; 能不能 asks, it does not refuse: such forms become plain too."""
    text = _RESPELT.sub(lambda found: _SAME[found.group()], text)
    text = _COLON.sub(":", _AT_HOME.sub("在家", text))
    text = _PART.sub(lambda found: "早上" if found["early"] else "晚上", _PUNCTUALLY.sub("", text))
    text = _OVER.sub(r"\g<feast>后", _NEIGHBOURS.sub(_from_to, text))
    return _NEW_YEAR.sub("春节", _FIVE.sub("午", text))


def _from_to(found: re.Match[str]) -> str:
    first, last = (found["ten"] + sign for sign in found["pair"])
    return f"{first}到{last}"
