"""What is measured with stands nowhere in what is trained on, and neither does anything close to it."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest

from nlu.evaluate import texts
from tests.nlu.near import Shelf, examples

ROOT = Path(__file__).resolve().parents[2]
OWN = ROOT / "tests/nlu/own"
REAL = Path(os.environ.get("YINUO_REAL_TEXT", ROOT / "../shared/real_text"))
TRAINING = sorted([*(ROOT / "data").rglob("*.yml"), *(ROOT / "bench/stock/training").glob("*.yml")])


def kept_apart() -> list[Path]:
    """Our own sets always; the real ones where they are at hand."""
    return [*sorted(OWN.glob("*.tsv")), *sorted(REAL.glob("*.tsv"))]


@cache
def trained() -> list[tuple[str, str]]:
    """Every training sentence, and where it stands."""
    return [(f"{file.relative_to(ROOT)}:{line}", said) for file in TRAINING for line, said in examples(file)]


def spoken(path: Path) -> list[str]:
    read = texts.wishes if "times" in path.stem else texts.sentences
    return [row.text for row in read(path)]


def test_our_own_sets_are_there() -> None:
    assert {path.name for path in OWN.glob("*.tsv")} >= {"hq_contact.tsv", "intents.tsv"}
    assert len(trained()) > 1000


@pytest.mark.parametrize("path", kept_apart(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_training_sentence_is_a_copy_or_a_near_copy_of_a_measured_one(path: Path) -> None:
    """Only the training sentence is shown: the other is not ours to print."""
    shelf = Shelf(spoken(path))
    assert [f"{where}: {said}" for where, said in trained() if shelf.holds(said)] == []


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        ("我要找你们的老板", "我要找你们的老板"),
        ("我要找你們的老闆！", "我要找你们的老板"),
        ("洗衣机修了三个星期还没有消息", "洗衣机修了三个星期还没消息"),
        ("你们总部的电话号码是多少啊", "你们总部的电话号码是多少"),
    ],
)
def test_a_sentence_in_another_script_or_with_a_letter_less_is_a_near_copy(kept: str, said: str) -> None:
    assert Shelf([kept]).holds(said)


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        ("洗衣机修了三个星期还没有消息", "冰箱送修一个月了，什么时候能好"),
        ("在吗", "在吗"),
        ("要退款", "要退货"),
        ("我要退货", "我要换货"),
    ],
)
def test_what_everybody_says_and_what_is_said_otherwise_is_no_copy(kept: str, said: str) -> None:
    assert not Shelf([kept]).holds(said)
