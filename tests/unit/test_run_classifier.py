"""The classifier of one table says what scikit-learn says of the same training; what it looks at is said here too."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from rasa.shared.nlu.constants import ENTITIES
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from nlu import intents
from nlu.clauses import split
from nlu.linear import Table, earned, sharper, tried
from nlu.ranking import leaning, ranked, sureness
from nlu.runs import features, runs, spoken
from nlu.script import plain
from nlu.tokens import lemma
from tests.unit.classifying import SAID, heard, loaded, ranking, read, tokenizer, trained

HOW = {"C": 3.0, "max_iter": 100, "tol": 1e-4, "random_state": 42}
ASKED = [
    "我要投诉你们，把钱退给我",
    "冰箱修好了吗，修了三次了！",
    "HELLO，order 99999999",
    "投诉投诉投诉",
    "……。？！",
    "ξψω 🙂",
]


def looked_at(text: str) -> set[str]:
    found = tokenizer().tokenize(heard(text), "text")
    return features([token.lemma for token in found], plain(text), 3)


@pytest.mark.parametrize("many", [2, 3, 4])
def test_it_ranks_as_scikit_learn_does(many: int) -> None:
    said = dict(list(SAID.items())[:many])
    texts, names = zip(*((text, intent) for intent, all_of in said.items() for text in all_of), strict=True)
    mine = Table().learn([looked_at(text) for text in texts], names, HOW)
    vectorizer = DictVectorizer()
    rows = vectorizer.fit_transform([dict.fromkeys(looked_at(text), 1.0) for text in texts])
    theirs = LogisticRegression(solver="liblinear", class_weight="balanced", **HOW).fit(rows, names)
    for text in (*ASKED, *texts):
        row = vectorizer.transform([dict.fromkeys(looked_at(text), 1.0)])
        wanted = dict(zip(theirs.classes_, theirs.predict_proba(row)[0], strict=True))
        got = dict(zip(mine.intents, mine.shares(looked_at(text)), strict=True))
        assert got == {name: pytest.approx(share, abs=1e-4) for name, share in wanted.items()}, text


def test_one_loaded_from_a_model_ranks_as_the_one_that_was_trained(tmp_path: Path) -> None:
    made = trained(tmp_path, SAID)
    for text in ASKED:
        assert ranking(loaded(tmp_path), text) == ranking(made, text)


def test_without_a_single_known_word_nothing_is_likely(tmp_path: Path) -> None:
    classifier = trained(tmp_path, SAID)
    nothing = ranking(classifier, "")
    assert sum(share for _, share in nothing) == pytest.approx(1)
    assert max(share for _, share in nothing) < 0.5
    for text in ("   ", "。。。", "\u200b"):
        assert ranking(classifier, text) == nothing


def test_only_as_many_are_named_as_are_wanted_and_the_likeliest_first(tmp_path: Path) -> None:
    found = ranking(trained(tmp_path, SAID, ranking_length=2), "我要退款")
    assert [name for name, _ in found][:1] == ["refund"]
    assert len(found) == 2 and found[0][1] > found[1][1]


def test_a_run_never_reaches_over_more_tokens_than_it_may() -> None:
    assert list(runs("我要退款", 2)) == ["我", "要", "退", "款", "我 要", "要 退", "退 款"]
    assert [run for run in runs("我要退款", 3) if run.count(" ") == 2] == ["我 要 退", "要 退 款"]


def test_what_is_repeated_says_no_more_than_twice() -> None:
    assert spoken("退退退退款，，，，") == list("退退款")
    assert looked_at("哈哈哈哈哈哈") == looked_at("哈哈哈")


def test_how_it_is_said_is_kept_as_a_sign() -> None:
    assert "#asks" in looked_at("修好了？") and "#asks" not in looked_at("修好了")
    assert "#loud" in looked_at("修好了！！！！") and "#loud" not in looked_at("修好了！")


@pytest.mark.parametrize(
    ("text", "lemmas"),
    [
        ("订单[数字x]", ["订", "单", "nmany"]),
        ("[姓名x]你好", ["nmask", "你", "好"]),
        ("#E-s[数字x]", ["nface"]),
        ("<地址>", ["nmask"]),
        ("[发怒]😡", ["nangry", "nangry"]),
        ("[微笑]😊", ["nhappy", "nhappy"]),
        ("[13800138000]", ["[", "nphone", "]"]),
    ],
)
def test_masks_and_faces_are_no_words(text: str, lemmas: list[str]) -> None:
    assert [token.lemma for token in tokenizer().tokenize(heard(text), "text")] == lemmas


def test_a_number_is_known_by_its_length_only() -> None:
    assert [lemma(word) for word in ("13", "2024", "12345678", "13812345678")] == ["nfew", "nsome", "nmany", "nphone"]


@pytest.mark.parametrize(("asked", "intent"), [("phone", "give_phone"), ("order_number", "give_order_number")])
def test_nothing_but_a_number_after_a_question_for_one_is_that_number(tmp_path: Path, asked: str, intent: str) -> None:
    classifier = trained(tmp_path, SAID)
    assert ranking(classifier, "12345678", asked=asked)[0] == (intent, 1.0)
    assert ranking(classifier, "我要退款 12345678", asked=asked)[0][0] == "refund"


def test_the_parts_of_a_message_are_told_apart() -> None:
    lemmas = list("东西坏了我要退款，另外修到哪一步了还有好的")
    assert ["".join(lemmas[a:b]) for a, b in split(lemmas)] == ["东西坏了我要退款", "另外修到哪一步了", "还有好的"]
    assert split(list("我要退款")) == []


def test_what_else_a_message_is_surely_about_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intents, "SURELY", 0.4)
    message = read(trained(tmp_path, SAID), "我要退款，请退钱，空调修好了吗")
    assert message.get("intent")["name"] == "refund"
    (also,) = message.get(ENTITIES)
    assert (also["entity"], also["value"]["intent"]) == ("also", "repair_status")
    assert also["value"]["text"] == message.get("text")[also["start"] : also["end"]] == "空调修好了吗"


def test_confidence_is_what_was_earned() -> None:
    names = ["a", "b"]
    shares = np.array([[0.6, 0.4]] * 100)
    assert earned(shares, names, ["a"] * 95 + ["b"] * 5) == pytest.approx(3.0)
    assert earned(shares, names, ["a"] * 60 + ["b"] * 40) == pytest.approx(1.0)
    assert sharper(shares, 2.0)[0][0] == pytest.approx(0.36 / 0.52)


def test_what_is_tried_was_not_learned_from_its_neighbours() -> None:
    said = [{str(n // 12)} for n in range(48)]
    shares, names = tried(said, ["a" if n % 2 else "b" for n in range(48)], HOW)
    assert shares == pytest.approx(np.full((48, 2), 0.5), abs=0.01) and names == ["a", "b"]


def test_which_kind_of_complaint_it_is_makes_nobody_unsure() -> None:
    assert sureness(np.array([0.4, 0.35, 0.25]), ["complaint", "threat", "refund"]) == pytest.approx(0.75)


def test_between_two_that_are_nearly_as_likely_it_is_a_complaint() -> None:
    names = ["complaint", "delivery", "threat"]
    close = leaning(np.array([0.3, 0.55, 0.15]), names)
    assert close.sum() == pytest.approx(1) and ranked(close, names)[0]["name"] == "complaint"
    far = leaning(np.array([0.2, 0.65, 0.15]), names)
    assert ranked(far, names)[0]["name"] == "delivery"


def test_the_service_is_decided_before_the_intent() -> None:
    names = ["complaint", "greet", "thank", "threat"]
    small = ranked(np.array([0.35, 0.3, 0.25, 0.1]), names)
    assert [(one["name"], one["confidence"]) for one in small[:2]] == [("greet", 0.3), ("thank", 0.25)]
    grave = ranked(np.array([0.35, 0.3, 0.15, 0.2]), names)
    assert (grave[0]["name"], grave[0]["confidence"]) == ("complaint", pytest.approx(0.55))
    for found in (small, grave):
        told = [one["confidence"] for one in found]
        assert told == sorted(told, reverse=True) and len(told) == len(names)
