"""How grave a matter is, from the customer's own words: danger, people who cannot wait, much money, work that stands.

A spaCy component writes what it finds to `doc._.gravity`. What is denied (没有冒烟), said in a figure (气得冒烟), or asked by
somebody who has not bought yet is not found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from nlu import words_severity as words

NAME = "nlu_gravity"
Money = tuple[float | None, int, int]
# From this sum on, in yuan, money is as pressing as work that stands still.
MUCH = 5000.0
# Of one kind in one message: enough to see why.
_MOST = 3
_REACH = 12  # characters in front that may turn a phrase round

_READERS = {
    "safety": re.compile(words.SAFETY, re.IGNORECASE), "vulnerable": re.compile(words.VULNERABLE, re.IGNORECASE),
    "work": re.compile(words.STOPPED, re.IGNORECASE), "money": re.compile(words.MONEY, re.IGNORECASE),
}  # fmt: skip
_DENIED = re.compile(
    r"(?:(?<!有)没有?|(?<!是)不是|并非|未曾|未(?!来)|(?<!会)不会|(?<!存)不|无|别|勿|避免|防止|预防|谨防|杜绝|以防|防|免得|省得)"
    r"(?:发生|出现|存在|见到?|看[到见]?|闻到|发现|什么|任何|一点|再|真的?|在|有过?|过|引起|造成|导致|因为|说|人|被|让|把|所谓的?|你说的|"
    r"明显的?|能|要|需要|算|得|影响|家里?|我家|啥)*$"
)
_DENIED_BEHIND = re.compile(
    r"(?:倒是|倒|的?情况|的?现象|的?问题|什么的|之类的?|这些|都|也)+(?:没有|没|不存在)(?!人|处理|解决|管|给|得到)"
)
_FIGURE_BEFORE, _FIGURE_BEHIND = re.compile(words.FIGURES_BEFORE), re.compile(words.FIGURES_AFTER)
_FOR_SALE = re.compile(words.NEED_AFTER)
_HOUR_OF_CALL = re.compile(words.HOUR_OF_CALL)
_ASKED = re.compile(
    r"会不会|会.{0,8}[吗么]|是否|能不能|可以.{0,6}[吗么]|适合|适不适合|有没有|容易|怕|担心|万一|如果|要是|吗|么|[?？]|推荐|哪款|哪个|哪种|预算|送"
)
_BUYING = re.compile(
    r"(?:想|准备|打算|考虑|计划|正要|要|在看|给.{1,6}?)(?:再)?(?:买|入手|购买|换|下单|订)(?!的|了|到)|(?:买|购买|入手|下单|拍)(?:之)?前|"
    r"还没(?:有)?(?:买|下单|拍)|没买过|推荐|哪款|选哪|售前|有货|多少钱|什么价|质量怎么样|(?:这款|你们家|贵店|店里)的?.{0,12}(?:会不会|会.{0,6}吗|"
    r"容易|适合|能不能|安全)"
)
_OWNED = re.compile(
    r"(?:买|用|拍|订|换|装|下单|收到)(?:的|了|回来|到|过)|坏了|投诉|退款|退货|退钱|维修|报修|修了|昨天|昨晚|今天|今早|刚才|刚刚|上周|上个?月|"
    r"前几天|赔|处理"
)
_LOSS, _FREE = re.compile(words.SPENT), re.compile(words.NOT_AT_STAKE)
# 好几万 and 上万 are no figure, and much all the same.
_TENS_OF_THOUSANDS = re.compile(r"[几数上十百千]\s?万|百万|千万|亿")


class Grave(NamedTuple):
    """What makes a matter grave, from `start` to `end` of the text."""

    kind: str
    start: int
    end: int


def found(text: str, sums: Iterable[Money] = ()) -> list[Grave]:
    """Everything of a plain text that makes it grave, the gravest first, at most a few of a kind; `sums` are those that
    it names: the amount where it is known, and where."""
    if _only_asking(text):
        return []
    graves: list[Grave] = []
    for kind, reader in _READERS.items():
        here = [match.span() for match in reader.finditer(text) if _meant(kind, text, *match.span())]
        if kind == "money":
            here = sorted([*here, *_large(text, sums)])
        graves += [Grave(kind, *span) for span in here[:_MOST]]
    return graves


def _only_asking(text: str) -> bool:
    """Whether this is somebody who asks before they buy."""
    return bool(_ASKED.search(text) and _BUYING.search(text)) and not _OWNED.search(text)


def _meant(kind: str, text: str, start: int, end: int) -> bool:
    before = text[max(0, start - _REACH) : start]
    if _DENIED.search(before) or _DENIED_BEHIND.match(text, end):
        return False
    if kind == "safety":
        return not (_FIGURE_BEFORE.search(before) or _FIGURE_BEHIND.match(text, end))
    if kind == "vulnerable":
        return _FOR_SALE.match(text, end) is None
    return kind != "work" or _HOUR_OF_CALL.match(text, end) is None


def _large(text: str, sums: Iterable[Money]) -> list[tuple[int, int]]:
    """Where a large sum is said that somebody lost, paid or waits for."""
    if not _LOSS.search(text):
        return []
    return [(start, end) for amount, start, end in sums if _much(text[start:end], amount) and _at_stake(text, start)]


def _much(said: str, amount: float | None) -> bool:
    return amount >= MUCH if amount is not None else _TENS_OF_THOUSANDS.search(said) is not None


def _at_stake(text: str, start: int) -> bool:
    before = text[max(0, start - _REACH) : start]
    return not (_FREE.search(before) or _DENIED.search(before))


@Language.component(NAME)
def gravity(doc: Doc) -> Doc:
    """Finds what makes a document's matter grave."""
    sums = [(f.value["amount"], f.start, f.end) for f in doc._.facts or () if f.name == "money"]
    doc._.gravity = found(doc._.plain, sums)
    return doc


Doc.set_extension("gravity", default=(), force=True)
