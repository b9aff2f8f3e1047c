"""The classifier of one table says what Rasa's featurizer and classifier say of the same training."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier
from rasa.nlu.featurizers.sparse_featurizer.count_vectors_featurizer import CountVectorsFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.intents import RunClassifier, runs
from nlu.tokens import ChineseTokenizer

CONTEXT = ExecutionContext(GraphSchema({}), "a model")
SAID = {
    "complaint": ["我要投诉", "我要投诉你们的师傅", "太差了，投诉", "冰箱修了三次还是坏的"],
    "refund": ["我要退款", "请退钱", "把钱退给我 Order 1234567", "不要了，退款吧"],
    "greet": ["您好", "你好", "在吗", "Hello"],
    "repair_status": ["空调修好了吗", "修到哪一步了", "维修进度13800138000"],
}
ASKED = [
    "我要投诉你们，把钱退给我",
    "冰箱修好了吗，修了三次了！",
    "HELLO，order 99999999，电话13912345678",
    "投诉投诉投诉",
    "……。？！",
    "ξψω 🙂",
    "订单_12 号：a-b_c",
]


def heard(text: str, intent: str | None = None) -> Message:
    return Message({TEXT: text} | ({INTENT: intent} if intent else {}))


def tokenizer() -> Tokenizer:
    return ChineseTokenizer({**ChineseTokenizer.get_default_config()})


def examples(said: dict[str, list[str]]) -> TrainingData:
    found = [heard(text, intent) for intent, texts in said.items() for text in texts]
    return tokenizer().process_training_data(TrainingData(found))


def ranking(understands: list[Any], text: str) -> list[tuple[str, float]]:
    message = tokenizer().process([heard(text)])[0]
    for component in understands:
        component.process([message])
    assert message.get(INTENT) == message.get("intent_ranking")[0]
    return [(one["name"], one["confidence"]) for one in message.get("intent_ranking")]


def ours(folder: Path, data: TrainingData, **config: Any) -> RunClassifier:
    whole = {**RunClassifier.get_default_config(), "ranking_length": 4, **config}
    made = RunClassifier.create(whole, LocalModelStorage(folder), Resource("runs"), CONTEXT)
    made.train(data)
    return made


def stock(folder: Path, data: TrainingData) -> list[Any]:
    kept = LocalModelStorage(folder)
    config = {**CountVectorsFeaturizer.get_default_config(), "analyzer": "word", "min_ngram": 1, "max_ngram": 3}
    featurizer = CountVectorsFeaturizer.create(config, kept, Resource("counts"), CONTEXT)
    featurizer.train(data)
    featurizer.process_training_data(data)
    config = {**LogisticRegressionClassifier.get_default_config(), "solver": "liblinear", "ranking_length": 4}
    classifier = LogisticRegressionClassifier.create(config, kept, Resource("lines"), CONTEXT)
    classifier.train(data)
    return [featurizer, classifier]


@pytest.mark.parametrize("intents", [2, 3, 4])
def test_it_ranks_as_rasas_own_do(tmp_path: Path, intents: int) -> None:
    said = dict(list(SAID.items())[:intents])
    mine, theirs = ours(tmp_path, examples(said)), stock(tmp_path, examples(said))
    for text in (*ASKED, *(text for texts in said.values() for text in texts)):
        got, wanted = ranking([mine], text), ranking(theirs, text)
        assert sorted(got) == [(name, pytest.approx(share, abs=1e-9)) for name, share in sorted(wanted)], text
        assert got[0][0] == wanted[0][0] or got[0][1] == pytest.approx(got[1][1])


def test_one_loaded_from_a_model_ranks_as_the_one_that_was_trained(tmp_path: Path) -> None:
    trained = ours(tmp_path, examples(SAID))
    config = {**RunClassifier.get_default_config(), "ranking_length": 4}
    loaded = RunClassifier.load(config, LocalModelStorage(tmp_path), Resource("runs"), CONTEXT)
    for text in ASKED:
        assert ranking([loaded], text) == ranking([trained], text)


def test_without_a_single_known_word_the_likeliest_is_as_unlikely_as_the_training_makes_it(tmp_path: Path) -> None:
    classifier = ours(tmp_path, examples(SAID))
    nothing = ranking([classifier], "")
    assert sum(share for _, share in nothing) == pytest.approx(1)
    assert max(share for _, share in nothing) < 0.5
    for text in ("   ", "。。。", "ξψω"):
        assert ranking([classifier], text) == nothing


def test_only_as_many_are_named_as_are_wanted_and_the_likeliest_first(tmp_path: Path) -> None:
    found = ranking([ours(tmp_path, examples(SAID), ranking_length=2)], "我要退款")
    assert [name for name, _ in found][:1] == ["refund"]
    assert len(found) == 2 and found[0][1] > found[1][1]


def test_a_run_never_reaches_over_more_tokens_than_it_may() -> None:
    message = tokenizer().process([heard("我要，退款")])[0]
    assert list(runs(message, 2)) == ["我", "要", "退", "款", "我 要", "要 退", "退 款"]
    assert [run for run in runs(message, 3) if run.count(" ") == 2] == ["我 要 退", "要 退 款"]
