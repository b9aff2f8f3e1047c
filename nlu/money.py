"""Sums of money as people write and say them: 1.2万, 三百多块, 两千五, 五毛, HK$300."""

from __future__ import annotations

import re
from typing import NamedTuple

import cn2an

_CN = "零〇一二两三四五六七八九十百千万亿"
_FIGURE = rf"(?:\d{{1,3}}(?:,\d{{3}}){{1,4}}(?:\.\d{{1,2}})?|\d{{1,12}}(?:\.\d{{1,4}})?|小?[{_CN}几好半上数]{{1,12}})"
_UNIT = r"(?:元|块钱?|圆|rmb|人民币|大洋|美元|美金|刀|港币|港元|港纸|台币|欧元|日元|英镑|[毛角]钱?|分钱|蚊)"
_SUM = re.compile(
    rf"(?P<sign>(?:hk|us|nt|cny|rmb)?\s?[$¥￥€]|rmb|cny|人民币)?\s?(?P<figure>{_FIGURE})"
    rf"(?P<about>多|来|几|出头|左右)?\s?(?P<scale>[万千百kw](?![a-z]))?(?P<more>多|来|"
    rf"几)?\s?(?P<unit>{_UNIT})?(?P<rest>[一二三四五六七八九两]|\d{{1,2}}(?!\d))?",
    re.IGNORECASE,
)
_FEW = re.compile(r"[几多来好半上数小]")
_SCALES = {"百": 100, "千": 1000, "k": 1000, "万": 10_000, "w": 10_000}
# 两千五 alone is money only where money is spoken of.
_PAID = re.compile(
    r"(?:花了?|付了?|退了?我?|赔偿?了?我?|价格?是?|收了?我?|扣了?我?|给了?|欠了?|差价?|贵了?|便宜了?|交了?|充了?|要了?我?|卖|买的?时候|"
    r"总共|一共|才|只退了?|少退了?|多收了?|多扣了?|押金|定金|订金|维修费|服务费|运费|金额|损失了?|原价|现价|标价|报价|返现|月租|话费|额度|贷款|"
    r"还款|利息|罚款|工资|预存|降了?|涨了?|优惠了?|减了?|骗了?我?|被骗了?)(?:是|为|我|了|整整|将近|差不多|大概|大约|快|要)?$"
)
_PAID_REACH = 9
_COUNTED = re.compile(
    r"\s?(?:公里|[个次天年月日号台件人步岁斤米点度平楼层室栋粉%名位条张只部辆顿桶箱袋瓶本页种家毫升兆gGmM]|小时|分钟|分|秒|倍|折|多[个次天年人]|平方)"
)
# 一块屏幕, 两块电池: 块 counts things.
_PIECES = re.compile(
    r"(?:屏|电池|表|板|砖|布|玻璃|肉|地(?!税)|儿|来|去|硬盘|移动|手表|毛巾|瓷|豆腐|蛋糕|石|牌|显|内存|肥皂|香皂|疤|污|糖|饼|披萨|区域|空)"
)
_CLOCK = re.compile(r"点$|:$|：$")
_MOST = 8


class Sum(NamedTuple):
    """A sum from `start` to `end`; `amount` is None where the words do not tell it exactly enough."""

    amount: float | None
    text: str
    start: int
    end: int


def sums(text: str) -> list[Sum]:
    """The sums of a text in order."""
    if not _FIGURE_SAID.search(text):
        return []
    found: list[Sum] = []
    for match in _SUM.finditer(text):
        if len(found) == _MOST:
            break
        if _is_sum(text, match):
            end = _end(text, match)
            found.append(Sum(_amount(match, end), text[match.start() : end].strip(), match.start(), end))
    return found


def _is_sum(text: str, match: re.Match[str]) -> bool:
    before, figure = text[max(0, match.start() - _PAID_REACH) : match.start()], match["figure"]
    if before[-1:].isdigit() or before[-1:] in ("第", ".", "-") or (before[-1:].isascii() and before[-1:].isalpha()):
        return False
    unit = match["unit"] or ""
    if unit in ("块", "角", "毛", "刀", "分钱") and not match["sign"]:
        if (
            not _FIGURE_SAID.search(figure)
            or _CLOCK.search(before)
            or (unit == "块" and _PIECES.match(text, match.end()))
        ):
            return False
        return not (unit in ("角", "毛", "刀") and figure in ("一", "几"))
    if unit or match["sign"]:
        return _FIGURE_SAID.search(figure) is not None
    if not _PAID.search(before) or _COUNTED.match(text, match.end()):
        return False
    large = (
        match["scale"]
        or (re.search("[百千万]", figure) and len(figure) > 1)
        or re.fullmatch(r"\d{2,7}(\.\d+)?", figure)
    )
    return bool(large)


_FIGURE_SAID = re.compile(rf"[\d{_CN}几数]")


def _end(text: str, match: re.Match[str]) -> int:
    """三块五 ends in a figure; 三块五天 does not."""
    if match["rest"] and (match["unit"] not in ("块", "元", "毛") or _COUNTED.match(text, match.end())):
        return match.start("rest")
    if match["rest"] and text[match.end() : match.end() + 1] in ("毛", "角"):
        return match.end() + 1
    return match.end()


def _amount(match: re.Match[str], end: int) -> float | None:
    figure = match["figure"].replace(",", "").lstrip("小")
    if match["about"] and not match["scale"] and not match["unit"] and match["about"] == "几":
        return None
    value = _value(figure)
    if value is None:
        return None
    value *= _SCALES.get((match["scale"] or "").lower(), 1)
    unit = match["unit"] or ""
    if unit.startswith(("毛", "角")):
        value /= 10
    elif unit.startswith("分"):
        value /= 100
    elif unit in ("块", "元") and match["rest"] and end > match.start("rest"):
        value += (_value(match["rest"]) or 0) / (10 if len(match["rest"]) == 1 else 100)
    return round(value, 2)


def _value(figure: str) -> float | None:
    """三百 of 三百多块 counts as 300; of 几百 nobody knows how many."""
    try:
        return float(figure) if figure[0].isdigit() else float(cn2an.cn2an(figure, "smart"))
    except ValueError:  # 几百, 好几千: the words are kept, the sum is not known
        return None
