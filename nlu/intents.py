"""What a message is about: one linear classifier over runs of up to three tokens.

The same sums as scikit-learn's, from the same training, but read off one table: for a single sentence Rasa's featurizer
and classifier spend more than a millisecond on building sparse matrices for it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

# Punctuation is no part of a run.
_WORD = re.compile(r"\b\w+\b")
WEIGHTS, WORDS = "weights.npz", "runs.json"


def runs(message: Message, longest: int) -> Iterator[str]:
    """Every run of neighbouring tokens."""
    tokens = _WORD.findall(" ".join(token.lemma.lower() for token in message.get(TOKENS_NAMES[TEXT]) or ()))
    for length in range(1, longest + 1):
        for start in range(len(tokens) - length + 1):
            yield " ".join(tokens[start : start + length])


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class RunClassifier(GraphComponent, IntentClassifier):
    """One weight for each run of tokens and intent."""

    @classmethod
    def required_components(cls) -> list[type]:
        return [Tokenizer]

    @staticmethod
    def required_packages() -> list[str]:
        return ["sklearn"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"longest_run": 3, "ranking_length": 3, "max_iter": 100, "tol": 1e-4, "random_state": 42}

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config, self._model_storage, self._resource = config, model_storage, resource
        self._rows: dict[str, int] = {}
        self._weights = np.zeros((0, 0))
        self._bias = np.zeros(0)
        self._intents: list[str] = []

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext,
    ) -> RunClassifier:  # fmt: skip
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the examples, and keep what was learned as plain tables."""
        examples = [one for one in training_data.intent_examples if one.get(INTENT) and one.get(TEXT)]
        counted = [Counter(runs(one, self._config["longest_run"])) for one in examples]
        self._rows = {run: row for row, run in enumerate(sorted(set().union(*counted)))}
        cells = [(n, self._rows[run], times) for n, one in enumerate(counted) for run, times in one.items()]
        where, which, times = (np.array(column) for column in zip(*cells, strict=True))
        learner = LogisticRegression(
            solver="liblinear", class_weight="balanced", max_iter=self._config["max_iter"], tol=self._config["tol"],
            random_state=self._config["random_state"],
        )  # fmt: skip
        learner.fit(csr_matrix((times, (where, which))), [one.get(INTENT) for one in examples])
        self._intents = list(learner.classes_)
        self._weights, self._bias = np.ascontiguousarray(learner.coef_.T), learner.intercept_
        if len(self._intents) == 2:  # of two, scikit-learn keeps one: the other is its opposite
            self._weights, self._bias = np.hstack([-self._weights, self._weights]), np.hstack([-self._bias, self._bias])
        with self._model_storage.write_to(self._resource) as folder:
            kept = json.dumps([list(self._rows), self._intents], ensure_ascii=False)
            (folder / WORDS).write_text(kept, encoding="utf-8")
            np.savez(folder / WEIGHTS, weights=self._weights, bias=self._bias)
        return self._resource

    @classmethod
    def load(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext, **_: Any,
    ) -> RunClassifier:  # fmt: skip
        """What `train` kept."""
        made = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            words, made._intents = json.loads((folder / WORDS).read_text(encoding="utf-8"))
            with np.load(folder / WEIGHTS) as tables:
                made._weights, made._bias = np.ascontiguousarray(tables["weights"]), tables["bias"]
        made._rows = {run: row for row, run in enumerate(words)}
        return made

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the most likely intent, and those behind it."""
        for message in messages:
            ranking = self._ranking(message)
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking[: self._config["ranking_length"]], add_to_output=True)
        return messages

    def _ranking(self, message: Message) -> list[dict[str, Any]]:
        rows = [row for run in runs(message, self._config["longest_run"]) if (row := self._rows.get(run)) is not None]
        score = 1.0 / (1.0 + np.exp(-(self._weights[rows].sum(axis=0) + self._bias)))
        shares = (score / score.sum()).tolist()
        ordered = sorted(zip(shares, self._intents, strict=True), key=lambda one: -one[0])
        return [{INTENT_NAME_KEY: intent, "confidence": share} for share, intent in ordered]

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing that is trained later asks for the intents heard in the examples."""
        return training_data
