"""Threats, repeated contacts and consequential cost in a message."""

from __future__ import annotations

import re
from typing import Any

from spacy.tokens import Doc

from nlu.money import sums
from nlu.threats import meant as is_threat

# 没打过, 换了三次水: what looks like a repeat and is none.
_NO_REPEAT_BEFORE = re.compile(r"(?:没有?|不用|不想|别|不要|有没有|需要|是否|从未|未)$")
_NO_REPEAT_AFTER = re.compile(r"[折买]|包裹|快递|货(?!不)|水|油|澡|谢谢|地铁|机会|优惠")
_CLAUSE = re.compile(r"[^,，。;；!！?？\n]+")
_COST = re.compile(
    r"(?:还|另外|额外|专门|特意|特地|为此|提前|配套|连|"
    r"已经)[^,，。;；!！?？\n]{0,8}?(?:买|购|花|付|订|请了假|租|配)(?:了|好|的)|误工|搭进去|白白?花|白跑|"
    r"来回(?:车费|路费|打车)|打车(?:花|费)"
)
_BASIS = re.compile(
    r"配|为(?:此|了|它|这)|因为|就等|专门|特意|特地|额外|另外|内存|包|膜|壳|支架|配件|耗材|车费|路费|打车|来回|"
    r"误工|请假|"
    r"损失|搭|白|安装费|租|都买"
)


def threats(doc: Doc) -> list[tuple[str, int, int]]:
    """Kind, start and end of every threat that is meant as one (我不想找媒体 and 烟雾报警器 are none)."""
    here = doc._
    text, found = here.plain, here.phrases
    return [
        (phrase.what, phrase.start, phrase.end)
        for phrase in found.get("threat", ())
        if is_threat(text, phrase.what, phrase.start, phrase.end)
    ]


def repeats(doc: Doc) -> list[tuple[int, int]]:
    """Where the customer says that this is not the first time."""
    here = doc._
    text, found = here.plain, here.phrases
    return [
        (phrase.start, phrase.end)
        for phrase in found.get("repeat", ())
        if not _NO_REPEAT_BEFORE.search(text[max(0, phrase.start - 3) : phrase.start])
        and not _NO_REPEAT_AFTER.match(text, phrase.end)
    ]


def cost(text: str) -> tuple[dict[str, Any], int, int] | None:
    """What the customer spent on the strength of the order, in their own words, with the sum where one is said."""
    for match in _CLAUSE.finditer(text):
        if not (_COST.search(match.group()) and _BASIS.search(match.group())):
            continue
        around = text[match.start() : match.end() + 20]
        money = next(iter(sums(around)), None)
        return {"amount": money.amount if money else None, "text": match.group().strip()[:120]}, *match.span()
    return None
