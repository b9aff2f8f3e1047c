"""What the tests of the classifier share: a few examples, and the components as the pipeline runs them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.intents import RunClassifier
from nlu.tokens import ChineseTokenizer

CONTEXT = ExecutionContext(GraphSchema({}), "a model")
SAID = {
    "complaint": ["我要投诉", "我要投诉你们的师傅", "太差了，投诉", "冰箱修了三次还是坏的"],
    "refund": ["我要退款", "请退钱", "把钱退给我 Order 1234567", "不要了，退款吧"],
    "greet": ["您好", "你好", "在吗", "Hello"],
    "repair_status": ["空调修好了吗", "修到哪一步了", "维修进度13800138000"],
    "give_phone": ["13800138000", "电话13912345678"],
    "give_order_number": ["单号12345678", "1234567890"],
}
Ranking = list[tuple[str, float]]


def heard(text: str, intent: str | None = None, **metadata: Any) -> Message:
    return Message({TEXT: text} | ({INTENT: intent} if intent else {}) | ({"metadata": metadata} if metadata else {}))


def tokenizer() -> Tokenizer:
    return ChineseTokenizer({**ChineseTokenizer.get_default_config()})


def examples(said: dict[str, list[str]]) -> TrainingData:
    found = [heard(text, intent) for intent, texts in said.items() for text in texts]
    return tokenizer().process_training_data(TrainingData(found))


def whole(**config: Any) -> dict[str, Any]:
    return {**RunClassifier.get_default_config(), "ranking_length": 9, "vectors": False, **config}


def trained(folder: Path, said: dict[str, list[str]], **config: Any) -> RunClassifier:
    made = RunClassifier.create(whole(**config), LocalModelStorage(folder), Resource("runs"), CONTEXT)
    made.train(examples(said))
    return made


def loaded(folder: Path, **config: Any) -> RunClassifier:
    return RunClassifier.load(whole(**config), LocalModelStorage(folder), Resource("runs"), CONTEXT)


def read(classifier: RunClassifier, text: str, **metadata: Any) -> Message:
    message = tokenizer().process([heard(text, **metadata)])[0]
    classifier.process([message])
    return message


def ranking(classifier: RunClassifier, text: str, **metadata: Any) -> Ranking:
    message = read(classifier, text, **metadata)
    assert message.get(INTENT) == message.get("intent_ranking")[0]
    return [(one["name"], one["confidence"]) for one in message.get("intent_ranking")]
