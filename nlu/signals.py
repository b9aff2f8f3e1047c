"""Threats, repeated contacts and consequential cost in a message, found by a spaCy pipeline without a trained model."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product
from typing import Any

import cn2an
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from nlu.words import REPEATS, THREATS

_NOT_MEANT = re.compile(r"(?:不想|不会|不是(?:来|要)?|没想|不用|不打算)[^,，。!！?？]{0,4}$")
_NOT_MEANT_REACH = 8  # characters before the threat
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
_MONEY = re.compile(
    r"(\d+(?:\.\d+)?|[零一二两三四五六七八九十百千万]+)(?:多)?\s*(万)?\s*(?:元|块钱?|圆|rmb)", re.IGNORECASE
)


def _phrases() -> list[dict[str, Any]]:
    rows = [{"label": "threat", "id": kind, "pattern": word} for kind, words in THREATS.items() for word in words]
    spoken = {"".join(way) for row in REPEATS for way in product(*(part.split("|") for part in row))}
    return rows + [{"label": "repeat", "id": "repeat", "pattern": word} for word in sorted(spoken)]


@lru_cache(maxsize=1)
def pipeline() -> Language:
    """A blank Chinese pipeline: one token a character, and the phrases as an entity ruler."""
    nlp = spacy.blank("zh")
    ruler = nlp.add_pipe("entity_ruler", config={"phrase_matcher_attr": "ORTH"})
    ruler.add_patterns(_phrases())  # type: ignore[attr-defined]
    return nlp


def threats(doc: Doc) -> list[tuple[str, int, int]]:
    """Kind, start and end of every threat that is not denied (我不想找媒体)."""
    text = doc.text
    return [
        (ent.ent_id_, ent.start_char, ent.end_char)
        for ent in doc.ents
        if ent.label_ == "threat"
        and not _NOT_MEANT.search(text[max(0, ent.start_char - _NOT_MEANT_REACH) : ent.start_char])
        and not _inside_number(text, ent.start_char, ent.end_char)
    ]


def _inside_number(text: str, start: int, end: int) -> bool:
    """12345 within a telephone number is not the government's line."""
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    return text[start].isdigit() and (before.isdigit() or after.isdigit())


def repeats(doc: Doc) -> list[tuple[int, int]]:
    """Where the customer says that this is not the first time."""
    return [(ent.start_char, ent.end_char) for ent in doc.ents if ent.label_ == "repeat"]


def cost(text: str) -> tuple[dict[str, Any], int, int] | None:
    """What the customer spent on the strength of the order, in their own words, with the sum where one is said."""
    for match in _CLAUSE.finditer(text):
        if not (_COST.search(match.group()) and _BASIS.search(match.group())):
            continue
        around = text[match.start() : match.end() + 20]
        money = _MONEY.search(around)
        return {"amount": _amount(money) if money else None, "text": match.group().strip()[:120]}, *match.span()
    return None


def _amount(money: re.Match[str]) -> float | None:
    figure, unit = money[1], money[2]
    try:
        value = float(figure) if figure[0].isdigit() else float(cn2an.cn2an(figure, "smart"))
    except ValueError:  # 百来块 and the like: the words are kept, the sum is not known
        return None
    return value * 10_000 if unit else value
