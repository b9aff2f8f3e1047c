"""What a message is about: kinds of things, their makers and models, and whatever is called 我的 or 这台."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlu.phrases import Phrase

_MODEL = re.compile(
    r"(?<![A-Za-z0-9])(?:"
    r"(?i:(?:iphone|ipad|macbook|airpods|imac|apple ?watch|redmi|mate|nova|magic|galaxy|thinkpad|matebook|"
    r"surface|switch|ps|xbox|kindle|"
    r"iqoo|find|reno|note|gopro|mavic|rtx|gtx|rx)\s?(?:\d{1,4}[a-z]{0,3}|x[sr]?|se|pro|air|mini)?"
    r"(?:\s?(?:pro|max|plus|mini|ultra|se|air|fold|flip|lite|ti|super|\+)){0,3})|"
    r"[A-Z]{2,5}-?\d{2,4}[A-Z]{1,6}(?:/[A-Z0-9]{1,6})?(?:-[A-Z0-9]{1,6})?|[A-Z]{2,6}\d{2,4}-\d{2,6}[A-Z]{0,4}"
    r")(?![A-Za-z0-9])",
)
# These are names even without a number.
_WHOLE = ("i", "mac", "kindle", "air", "switch")
_LATIN = re.compile(r"[A-Za-z]")
_NAMED_MODEL = re.compile(r"型号(?:是|为|:|：|叫)?\s?(?P<model>[A-Za-z0-9][A-Za-z0-9/+. -]{1,24}[A-Za-z0-9+])")
_BEHIND_BRAND = re.compile(
    r"\s?[A-Za-z]{0,8}\s?\d{1,4}[A-Za-z]{0,3}(?![0-9A-Za-z元块])(?:\s?(?:pro|max|plus|mini|ultra|se|air|lite))*",
    re.IGNORECASE,
)
_MINE = re.compile(
    r"(?:(?:我|我们|咱)(?:买|订|家|新买|刚买|上次买|网上买|昨天买|在你们这买|在你家买)?的?|买的|买了|这|那|新买的|刚买的|用的)(?:一|这|那)?"
    r"(?P<of>台|部|款|件|双|套|条|把|张|辆|本|副|瓶|盒|幅|架|顶|床|支|袋|箱|罐|束|棵|盆)"
    r"(?P<what>[\u4e00-\u9fffA-Za-z0-9]{1,14})"
)
_VERB = re.compile(
    r"[坏不没有才就又在还怎为什都也用出开关到是了的吗呢吧啊很太发显要能可给被碎漏掉断裂响卡死闪黑花屏幕修退换送寄收看买刚已总老一每质味穿戴尺颜][\s\S]*$"
)
_NOT_THINGS = (
    "订单 单子 事情 问题 东西 产品 商品 快递 包裹 电话 情况 消息 信息 时候 地方 意思 态度 服务 价格 活动 机器 设备 事儿"
)
_NOTHING = frozenset(_NOT_THINGS.split())
_PART_OF = re.compile(r"^(?:号码?|店|城|卖场|维修|公司|中心|行业)")
_MOST = 4


def products(text: str, kinds: list[Phrase], brands: list[Phrase]) -> list[tuple[int, int]]:
    """Start and end of each product named, at most a few."""
    found: list[tuple[int, int]] = []
    for kind in kinds:
        if not _PART_OF.match(text[kind.end : kind.end + 3]):
            _add(found, (kind.start, kind.end))
    for span in _models(text) if _LATIN.search(text) else ():
        _add(found, span)
    _with_makers(text, brands, found)
    for mine in _MINE.finditer(text):
        what = _VERB.sub("", mine["what"])
        if len(what) >= 2 and what not in _NOTHING and not what.isdigit():
            _add(found, (mine.start("what"), mine.start("what") + len(what)))
    return sorted(found)[:_MOST]


def _models(text: str) -> Iterator[tuple[int, int]]:
    for match in _MODEL.finditer(text):
        if any(sign.isdigit() for sign in match.group()) or match.group().lower().startswith(_WHOLE):
            yield match.span()
    for named in _NAMED_MODEL.finditer(text):
        yield named.span("model")


def _with_makers(text: str, brands: list[Phrase], found: list[tuple[int, int]]) -> None:
    """华为手机 and 小米14 are one thing with their maker."""
    for brand in brands:
        model = _BEHIND_BRAND.match(text, brand.end)
        beside = next((one for one in found if 0 <= one[0] - brand.end <= 1), None)
        if beside:
            found[:] = [one for one in found if one[1] <= brand.start or one[0] >= beside[1]]
            found.append((brand.start, beside[1]))
        elif model:
            _add(found, (brand.start, model.end()))


def _add(found: list[tuple[int, int]], span: tuple[int, int]) -> None:
    if len(found) < 4 * _MOST and all(span[1] <= start or end <= span[0] for start, end in found):
        found.append(span)
